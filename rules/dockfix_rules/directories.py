"""`cd` where WORKDIR would do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from posixpath import join, normpath

from dockfix.late_pattern import late_pattern
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.shell.lists import and_operators
from dockfix.shell.script import Command, Script
from dockfix.source import Span
from dockfix.syntax.nodes import Instruction, Run, Workdir
from dockfix_rules.placing import above, cased
from dockfix_rules.run_groups import groups
from dockfix_rules.working_directory import fixed_workdir

# With `..` the way may lead over a link, from where a WORKDIR goes on elsewhere.
_PATH = late_pattern(r"(?!-)(?!(?:.*/)?\.\.(?:/|$))[\w./+@-]+", re.ASCII)
# What may tell a directory that was entered from one that was begun in.
_FEELS_THE_WAY = late_pattern(r"\.\.|\bpwd\b|PWD|\bcd\s+-|dirs|popd|[\"']?~")


class CdInsteadOfWorkdir(Rule):
    """A RUN that begins with `cd`: WORKDIR says where instructions work.

    Every RUN begins in the working directory again, so that the `cd` has to be repeated in each, and is
    easily forgotten in one. A `cd` further on in a script, or in a subshell, is left alone.

    The fix writes a WORKDIR in front of the RUN, and one behind it that restores the directory; where the
    directory is the one in force, it removes the `cd` alone. It is safe, and is only there where the file
    tells which directory is in force, where the script is commands joined by `&&` that do not depend on how
    they got there, and where the RUN has no mount, and no neighbour that it could be joined with.

    ```dockerfile bad
    FROM debian:12
    WORKDIR /srv
    RUN cd /opt/app && make install
    ```

    ```dockerfile good
    FROM debian:12
    WORKDIR /opt/app
    RUN make install
    WORKDIR /srv
    ```
    """

    code = "DL3003"
    name = "cd-instead-of-workdir"
    severity = Severity.WARNING
    category = "shell"
    fixes = Safety.SAFE
    source = "https://docs.docker.com/build/building/best-practices/#workdir"
    commands = ("cd",)

    def check_run(self, run: Run) -> Iterator[Finding]:
        """Report a `cd` at the start of the script."""
        if self.as_hadolint:
            if not run.parent and any(each.name == "cd" for each in self.file.commands(run)):
                yield self.found(run.keyword_span, "`cd` where WORKDIR would do", self._fix(run))
            return
        first = self._first(run)
        if first:
            yield self.found(first, f"`{first.name}` where WORKDIR would do", self._fix(run))

    def _first(self, run: Run) -> Command | None:
        """The `cd` that the script of `run` begins with, if it goes on after that."""
        for script in self.file.scripts(run):
            commands = script.commands
            if (
                len(commands) > 1
                and commands[0].name == "cd"
                and script.text[: commands[0].start].strip() == ""
            ):
                return commands[0]
        return None

    def _fix(self, run: Run) -> Fix | None:
        first = self._first(run)
        if first is None or run.form != "shell" or run in self._joinable:
            return None
        if run.flag("mount"):
            return None  # which may be where the directory is, or be told from the working directory on
        back = fixed_workdir(self.file, run)
        target = first.arguments[0].value if len(first.arguments) == 1 and not first.redirects else None
        if not back or not target or not _PATH.fullmatch(target) or not _PATH.fullmatch(back):
            return None
        rest = _rest(first.script, first)
        if rest is None:
            return None
        mapped = first.script.mapped
        prefix = Span(mapped.offset(0), mapped.offset(rest))
        if any(prefix.start < comment.span.start < prefix.end for comment in run.inner_comments):
            return None
        return self._edits(run, normpath(join(back, target)), back, prefix)

    def _edits(self, run: Run, directory: str, back: str, prefix: Span) -> Fix:
        if directory == back:
            return Fix((Edit(prefix, ""),), "Remove the `cd`")
        newline = self.file.source.newline
        keyword = cased(self.file, "WORKDIR", run)
        start = above(run)
        edits = [Edit(Span(start, start), f"{keyword} {directory}{newline}"), Edit(prefix, "")]
        if not self._is_followed_by_workdir(run):
            edits.append(Edit(Span(run.span.end, run.span.end), f"{newline}{keyword} {back}"))
        return Fix(edits, f"Write `WORKDIR {directory}`")

    def _is_followed_by_workdir(self, run: Run) -> bool:
        following = self.file.instruction_after(run)
        return isinstance(following, Workdir) and bool(following.value) and following.value[0].startswith("/")

    @cached_property
    def _joinable(self) -> frozenset[Instruction]:
        return frozenset(
            run for stage in self.file.stages for group in groups(self.file, stage) for run in group
        )


def _rest(script: Script, first: Command) -> int | None:
    """Where the script goes on after `cd … &&`; None if it may go on after a `cd` that fails.

    None, too, if it can feel the way: WORKDIR makes the directory, and is not where `cd -` goes.
    """
    operators = and_operators(script)
    if not operators or script.has_error or script.text[first.end : operators[0][0]].strip():
        return None
    rest = operators[0][1]
    return None if _FEELS_THE_WAY.search(script.text, rest) else rest
