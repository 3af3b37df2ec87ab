"""What the rules about caches share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from dockfix.package_request import Request
from dockfix.packages import Cache, PackageManager
from dockfix.rule import Finding, Fix, Rule, Safety, insert_after
from dockfix.syntax.nodes import Run
from dockfix.typed import ClassVar
from dockfix_rules.packages.cleaning import clean_up
from dockfix_rules.packages.configuration import Configuration, may_hold
from dockfix_rules.packages.later_use import LaterUse, Use
from dockfix_rules.packages.left_behind import Left, left_behind


class LeftBehind(Rule):
    """What the rules about caches share: each of them names its managers, and the places of their cache.

    A cache is no problem where nothing stays of it: the RUN empties it by whatever command, a mount of any
    kind is in its place, it is switched off by a flag, a variable or configuration, or the stage is not
    part of the final image. What may hold the flag, or may clean up, is believed to.
    """

    managers: ClassVar[tuple[PackageManager, ...]]
    caches: ClassVar[tuple[Cache, ...]]

    category = "packages"
    aliases = ("left-behind",)
    fixes = Safety.SAFE

    def check_run(self, run: Run) -> Iterator[Finding]:
        """Report what a RUN leaves in a cache."""
        names = self._names
        if not any(script.mentions(*names) for script in self.file.scripts(run)):
            return
        for left in self._reported(run):
            yield self._finding(left)
        if self.as_hadolint and not self._reported(run) and self._is_found_by_hadolint(run):
            yield self.found(run, f"hadolint takes the cache of `{names[0]}` for left behind")

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(manager.name for manager in self.managers)

    def _reported(self, run: Run) -> Sequence[Left]:
        if id(run) not in self._known:
            self._known[id(run)] = self._left(run) if self._is_watched(run) else []
        return self._known[id(run)]

    @cached_property
    def _known(self) -> dict[int, Sequence[Left]]:
        return {}

    def _commands_reported(self, run: Run) -> frozenset[int]:
        """The commands that are reported in `run`, by their ids."""
        if id(run) not in self._known_commands:
            reported = self._reported(run)
            self._known_commands[id(run)] = frozenset([id(left.request.command) for left in reported])
        return self._known_commands[id(run)]

    @cached_property
    def _known_commands(self) -> dict[int, frozenset[int]]:
        return {}

    def _is_watched(self, run: Run) -> bool:
        if self.as_hadolint:
            return self._is_found_by_hadolint(run)
        stage = self.file.stage_of(run)
        return stage is None or stage.ships

    def _is_found_by_hadolint(self, run: Run) -> bool:
        raise NotImplementedError

    def _left(self, run: Run) -> Sequence[Left]:
        """What to report: every request that a flag is missing from, or the last that needs cleaning up."""
        left = left_behind(self.file, run, self.managers, self.caches)
        left = [each for each in left if not self._may_be_off(each.request)]
        return left if self._cache.off_flag else left[-1:]

    @property
    def _cache(self) -> Cache:
        return self.caches[0]

    def _may_be_off(self, request: Request) -> bool:
        if self._configuration and self._configuration.is_set_for(request.command):
            return True
        flags = self._cache.off_flags
        return bool(flags) and may_hold(self.file, request, lambda value: not flags.isdisjoint(value.split()))

    @cached_property
    def _configuration(self) -> Configuration | None:
        setting = self._cache.off_setting
        return Configuration(self.file, setting, trusts_copies=True) if setting else None

    def _finding(self, left: Left) -> Finding:
        request = left.request
        message = f"`{request.name}` leaves a cache in {left.paths[0]}"
        if self._is_moved(request):
            return self.found(request.place, f"{message}, where a flag has moved it")
        mending = self._cache.off_flag or self._cleaning(request)
        return self.found(request.place, f"{message}: `{mending}` is missing", self._fix(request))

    def _is_moved(self, request: Request) -> bool:
        """Whether a flag says where the cache is, which what empties it would have to be told too.

        A flag against it holds in another root as well, and not for a cache that is asked for by name.
        """
        moved_by = [each for cache in self.caches for each in cache.moved_by.items()]
        own = frozenset(name for name, rest in moved_by if not rest)
        roots = frozenset(name for name, rest in moved_by if rest)
        return request.has_flag(own) or (not self._cache.off_flag and request.has_flag(roots))

    def _cleaning(self, request: Request) -> str:
        return self._cache.cleaning.format(program=request.command.name)

    def _fix(self, request: Request) -> Fix | None:
        if self._cache.off_flag:
            fix, use = self._with_flag(request), self._later.after(request.command)
        else:
            fix, use = self._with_cleaning(request), self._later.after_script(request.command)
        if fix is None or use is Use.CERTAIN:
            return None
        is_certain = use is Use.NEVER and self.fixes is Safety.SAFE and not self._may_be_too_old(request)
        return fix if is_certain else fix.unsafe()

    def _may_be_too_old(self, request: Request) -> bool:  # noqa: ARG002 - for those that can tell
        """Whether it is not certain that the manager knows the flag."""
        return False

    def _with_flag(self, request: Request) -> Fix | None:
        if request.command.has_error:
            return None  # behind its last word may be within an open quote
        flag, too_old = self._cache.off_flag, self._cache.too_old
        if too_old and re.search(too_old, self.file.image_under(request.command)):
            return None
        return insert_after(request.flags_end, f" {flag}", f"Add `{flag}`")

    def _with_cleaning(self, request: Request) -> Fix | None:
        if self._is_wanted:
            return None
        cleaning = self._cleaning(request)
        edit = clean_up(self.file, request.command, cleaning)
        return Fix((edit,), f"Run `{cleaning}` at the end") if edit else None

    @cached_property
    def _is_wanted(self) -> bool:
        """Whether the file may want the downloads in the cache to stay."""
        wanted = self._cache.wanted
        return bool(wanted) and re.search(wanted, self.file.source.text) is not None

    @cached_property
    def _later(self) -> LaterUse:
        return LaterUse(self.file, self.managers, self._cache, self._is_mended)

    def _is_mended(self, request: Request) -> bool:
        """Whether a finding of its own is going to have `request` do without the cache."""
        run = self.file.instruction_of(request.command)
        if not isinstance(run, Run) or self.file.is_ignored(type(self), run):
            return False
        is_reported = id(request.command) in self._commands_reported(run)
        return is_reported and bool(self._cache.off_flag) and self._with_flag(request) is not None
