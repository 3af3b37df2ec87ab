"""Whether what comes later reads a cache as it is left, and so would miss it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import cached_property
from posixpath import basename, dirname

from dockfix.model import File, Stage
from dockfix.package_request import Request, request_of
from dockfix.packages import Cache, PackageManager
from dockfix.shell.command import Command
from dockfix.shell.dialect import POSIX_SHELLS, read_options
from dockfix.shell.flow import always_runs
from dockfix.shell.nested import nested_script
from dockfix.shell.script import Script
from dockfix.syntax.nodes import Cmd, Entrypoint, Onbuild, Run
from dockfix_rules.packages.left_behind import commands_of

#: Scripts that every project has, and that install nothing.
_BUILD_SCRIPTS = frozenset(["autogen.sh", "bootstrap", "configure", "gradlew", "mvnw"])
_RUNNING_OTHERS = frozenset(
    [".", "source", "ansible-playbook", "chef-client", "chef-solo", "puppet", "salt-call"]
)


class Use(IntEnum):
    """How far something reads a cache."""

    NEVER = 0
    #: A script may, which is not there to be read.
    PERHAPS = 1
    CERTAIN = 2


class LaterUse:
    """What reads a cache after each command of a file: in its stage, and in those that build on it.

    A request to which `is_mended` applies is going to do without the cache, if nothing after it reads that.
    """

    def __init__(
        self,
        file: File,
        managers: Iterable[PackageManager],
        cache: Cache,
        is_mended: Callable[[Request], bool],
    ) -> None:
        self._file = file
        self._managers = tuple(managers)
        self._cache = cache
        self._is_mended = is_mended
        #: What reads the cache after each command, by its id, and from the start of each stage, by number.
        self._after: dict[int, Use] = {}
        self._from_start: dict[int, Use] = {}

    def after(self, command: Command) -> Use:
        """What reads the cache after `command`."""
        stage = self._file.stage_of(self._file.instruction_of(command))
        if stage:
            self._look_at(stage)
        return self._after.get(id(command), Use.CERTAIN)

    def after_script(self, command: Command) -> Use:
        """What reads the cache after the script that `command` is in."""
        commands = commands_of(self._file, self._file.instruction_of(command))
        return self.after([each for each in commands if _is_within(each, command.script)][-1])

    def _look_at(self, stage: Stage) -> None:
        """Find out about a stage, and before that about those that build on it; about each once."""
        known = self._from_start
        wanted = [stage] if stage.index not in known else []
        for each in wanted:
            wanted += [other for other in self._derived.get(each.index, ()) if other.index not in known]
        for each in reversed(wanted):
            known[each.index] = self._looked_through(each)

    @cached_property
    def _derived(self) -> dict[int, list[Stage]]:
        """The stages that build on each."""
        derived: dict[int, list[Stage]] = {}
        for stage in self._file.stages:
            if isinstance(stage.base, Stage):
                derived.setdefault(stage.base.index, []).append(stage)
        return derived

    def _looked_through(self, stage: Stage) -> Use:
        """What reads the cache from the start of `stage` on; told from the last command back."""
        use = self._at_run_time(stage)
        for other in self._derived.get(stage.index, ()):
            use = max(use, self._from_start[other.index])
        for instruction in reversed(stage.instructions):
            if isinstance(instruction, Run):
                use = self._before(instruction, use, self._after)
            elif isinstance(instruction, Onbuild) and isinstance(instruction.instruction, Run):
                self._before(instruction.instruction, use, self._after)
        return use

    def _before(self, run: Run, use: Use, after: dict[int, Use]) -> Use:
        """Fill `after` in for the commands of `run`, before which there is `use`; what there is before it."""
        commands = [*commands_of(self._file, run)]
        # A function is called after it is written, wherever that is.
        called = [self._read_by(command, use)[0] for command in commands if command.in_function]
        use = max([use, *called])
        for command in reversed(commands):
            after[id(command)] = use
            own, is_over = self._read_by(command, use)
            use = own if is_over else max(own, use)
        return use

    def _at_run_time(self, stage: Stage) -> Use:
        """What reads the cache once the stage is built: triggers, and what a container is started with."""
        use = Use.NEVER
        for instruction in stage.instructions:
            if isinstance(instruction, Onbuild) and isinstance(instruction.instruction, Run):
                use = max(use, self._before(instruction.instruction, Use.NEVER, {}))
            elif isinstance(instruction, Cmd | Entrypoint):
                commands = commands_of(self._file, instruction)
                if any(self._read_by(command, Use.NEVER)[0] is Use.CERTAIN for command in commands):
                    use = Use.CERTAIN
        return use

    def _read_by(self, command: Command, after: Use) -> tuple[Use, bool]:
        """How far `command`, after which there is `after`, reads the cache, as far as that is more.

        And whether what was in the cache before is of no account after it.
        """
        request = request_of(command)
        if request and request.manager in self._managers:
            use = Use.NEVER
            if request.reads(self._cache):
                # It is mended for as certain as nothing after it reads the cache.
                use = after if self._is_mended(request) else Use.CERTAIN
            return use, use is not Use.CERTAIN and self._is_over(request)
        readers = self._cache.readers
        if command.name in readers.programs:
            return Use.CERTAIN, False
        may_read = after is Use.NEVER and readers.purposes and _may_run_anything(command)
        return Use.PERHAPS if may_read else Use.NEVER, False

    def _is_over(self, request: Request) -> bool:
        """Whether `request` makes the cache anew, or deletes it."""
        is_new = request.fills(self._cache) or request.empties(self._cache)
        return is_new and always_runs(request.command)


def _is_within(command: Command, script: Script) -> bool:
    """Whether `command` is in `script`, or in one that is an argument there."""
    at: Script | None = command.script
    while at is not None and at is not script:
        at = at.host.script if at.host else None
    return at is not None


def _may_run_anything(command: Command) -> bool:
    """Whether `command` runs a script that is not there to be read."""
    if not command.words or command.name in _BUILD_SCRIPTS:
        return False
    if command.name in POSIX_SHELLS:
        return _reads_script(command)
    if not command.name or command.name in _RUNNING_OTHERS or command.name.endswith(".sh"):
        return True
    program = command.words[0].literal
    return "/" in program and not _is_installed(program)


def _reads_script(shell: Command) -> bool:
    """Whether a shell is given a script that is not written out."""
    if nested_script(shell):
        return False
    options = read_options([word.literal for word in shell.arguments])
    operand = 1 + options.operand
    if operand < len(shell.words):
        return options.takes_script or basename(shell.words[operand].literal) not in _BUILD_SCRIPTS
    return shell.piped_from is not None or bool(shell.redirects)


def _is_installed(program: str) -> bool:
    return basename(dirname(program)) in ("bin", "sbin")
