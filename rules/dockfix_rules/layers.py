"""Layers: what could be one of them."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.model import Stage
from dockfix.rule import Finding, Fix, Rule, Safety, Severity, option
from dockfix.shell.join import Segment, join
from dockfix.syntax.nodes import Instruction, Onbuild, Run
from dockfix_rules.joined_runs import JoinedRun, edits

#: hadolint leaves a RUN alone that chains more commands than this.
_FEW_COMMANDS = 2


class UnmergedRuns(Rule):
    """Neighbouring RUNs make a layer each where one layer would do.

    Every RUN is a layer of the image: it is stored, sent and unpacked by itself, and a file that one RUN
    writes and the next one deletes stays in the image for good. Commands that belong together are better
    written as one RUN, joined with `&&`, so that a failure still ends the build.

    The fix joins RUNs that follow each other with nothing but comments and blank lines between them, if
    the build does the same work afterwards: a script that changes its shell (`cd`, `export`, `set`) is
    put into a subshell where a later one could notice, one that is more than a `&&` list into braces.
    Where that is not certain the finding says why, and there is no fix.

    One layer is also one entry of the build cache: after a change to any of the commands all of them run
    again. Between neighbours there is no COPY, so they are one unit of work as it is; where a slow and
    stable step should keep an entry of its own, put an ignore comment above the RUN that follows it.

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update
    # what the application needs
    RUN apt-get install -y curl
    RUN rm -rf /var/lib/apt/lists/*
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update \\
        # what the application needs
        && apt-get install -y curl \\
        && rm -rf /var/lib/apt/lists/*
    ```
    """

    code = "DL3059"
    name = "unmerged-runs"
    severity = Severity.INFO
    category = "layers"
    fixes = Safety.SAFE
    source = "https://docs.docker.com/build/building/best-practices/#run"

    leave_chained = option(
        False, "leave RUNs alone that already chain more than two commands, as hadolint does"
    )
    only_shipped = option(False, "look only at the stages whose layers are in the final image")

    def check_stage(self, stage: Stage) -> Iterator[Finding]:
        """Report the groups of RUNs in a stage."""
        if self.only_shipped and not stage.ships:
            return
        for runs in self._groups(stage):
            yield from self._group_findings(runs)

    def _groups(self, stage: Stage) -> Iterator[list[Run]]:
        """The RUNs that stand next to each other and run in the same way, two or more."""
        group: list[Run] = []
        for instruction in stage.instructions:
            run = _joinable_run(instruction)
            if run and self.leave_chained and self._is_chained(run):
                run = None
            if group and (run is None or not _alike(group[-1], run) or self._is_kept_apart(run)):
                if len(group) > 1:
                    yield group
                group = []
            if run:
                group.append(run)
        if len(group) > 1:
            yield group

    def _is_kept_apart(self, run: Run) -> bool:
        """Whether a comment says that the RUN is to stay, or ignores rules in it alone."""
        return self.file.is_ignored(type(self), run) or self.file.has_ignores(run)

    def _is_chained(self, run: Run) -> bool:
        return sum(1 for _ in self.file.commands(run)) > _FEW_COMMANDS

    def _group_findings(self, runs: list[Run]) -> Iterator[Finding]:
        scripts = [self.file.scripts(run)[0] for run in runs]
        for segment in join(scripts, scripts[0].shell):
            if segment.reason:
                run = runs[segment.first]
                yield self.found(
                    run.outermost.keyword_span,
                    f"this RUN cannot be joined to the one before: {segment.reason}",
                )
            if segment.last > segment.first:
                yield self._segment_finding(runs, segment)

    def _segment_finding(self, runs: list[Run], segment: Segment) -> Finding:
        members = runs[segment.first : segment.last + 1]
        joined = [
            JoinedRun(run, self.file.scripts(run)[0], part)
            for run, part in zip(members, segment.parts, strict=True)
        ]
        fewer = len(members) - 1
        layers = "1 layer" if fewer == 1 else f"{fewer} layers"
        message = (
            f"the RUNs from line {members[0].line} to line {members[-1].line} can be one, with {layers} fewer"
        )
        title = f"Join {len(members)} RUNs into one"
        place = members[1].outermost.keyword_span
        return self.found(place, message, Fix(edits(self.file, joined), title))


def _joinable_run(instruction: Instruction) -> Run | None:
    """The RUN in shell form that an instruction is, or that its ONBUILD holds."""
    inner = instruction.instruction if isinstance(instruction, Onbuild) else instruction
    if isinstance(inner, Run) and inner.form == "shell" and not inner.error:
        return inner
    return None


def _alike(before: Run, after: Run) -> bool:
    """Whether two RUNs are run in the same way: with the same flags, and both or neither by ONBUILD."""
    return bool(before.parent) is bool(after.parent) and _flags(before) == _flags(after)


def _flags(run: Run) -> list[str]:
    return [flag.text for flag in run.flags]
