"""Layers: what could be one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockfix.model import Stage
from dockfix.rule import Finding, Rule, Safety, Severity, option
from dockfix.syntax.nodes import Run
from dockfix_rules.run_groups import Merge, flags, groups, merges

#: A RUN that chains more commands than this is left alone on demand. hadolint says the same of itself, but
#: counts each command twice.
_FEW_COMMANDS = 2
_FEW_FOR_HADOLINT = 1


class UnmergedRuns(Rule):
    """Neighbouring RUNs make a layer each where one layer would do.

    Every RUN is a layer of the image: it is stored, sent and unpacked by itself, and a file that one RUN
    writes and the next one deletes stays in the image for good. Commands that belong together are better
    written as one RUN, joined with `&&`, so that a failure still ends the build.

    The fix joins RUNs that follow each other with nothing but comments and blank lines between them, if
    the build does the same work afterwards: a script that changes its shell (`cd`, `export`, `set`) is
    put into a subshell where a later one could notice, one that is more than a `&&` list into braces.
    Where that is not certain the finding says why, and there is no fix.

    `across-metadata` also joins RUNs with instructions between them that only describe the image, and that
    no command can notice: CMD, ENTRYPOINT, EXPOSE, HEALTHCHECK, LABEL, MAINTAINER and STOPSIGNAL. The later
    RUN moves up to the earlier one, with its comments.

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
    instructions = ("RUN",)

    leave_chained = option(
        False, "leave RUNs alone that already chain more than two commands, as hadolint does"
    )
    only_shipped = option(False, "look only at the stages whose layers are in the final image")
    across_metadata = option(
        False, "join RUNs also across instructions that only describe the image, such as EXPOSE and LABEL"
    )

    def check_stage(self, stage: Stage) -> Iterator[Finding]:
        """Report the groups of RUNs in a stage."""
        if self.only_shipped and not stage.ships:
            return
        found = self._merges(stage)
        if self.as_hadolint:
            yield from self._as_hadolint(stage, found)
            return
        for merge in found:
            yield from self._findings(merge)

    def _merges(self, stage: Stage) -> Iterator[Merge]:
        for runs in groups(self.file, stage, across=self.across_metadata, takes=self._is_watched):
            yield from merges(self.file, runs)

    def _is_watched(self, run: Run) -> bool:
        return not self.leave_chained or self._is_short(run)

    def _is_short(self, run: Run) -> bool:
        few = _FEW_FOR_HADOLINT if self.as_hadolint else _FEW_COMMANDS
        return sum(bool(command.name) for command in self.file.commands(run)) <= few

    def _as_hadolint(self, stage: Stage, found: Iterable[Merge]) -> Iterator[Finding]:
        """A finding for each RUN that follows another in the same way, unless one of the two is long."""
        fixes = {merge.runs[1]: merge.fix for merge in found if len(merge.runs) > 1}
        before: Run | None = None
        for instruction in stage.instructions:
            run = instruction if isinstance(instruction, Run) else None
            if (
                run
                and before
                and flags(run) == flags(before)
                and self._is_short(run)
                and self._is_short(before)
            ):
                yield self.found(
                    run.keyword_span, f"this RUN and the one in line {before.line} can be one", fixes.get(run)
                )
            else:
                before = run

    def _findings(self, merge: Merge) -> Iterator[Finding]:
        if merge.reason:
            yield self.found(
                merge.runs[0].outermost.keyword_span,
                f"this RUN cannot be joined to the one before: {merge.reason}",
            )
        fewer = len(merge.runs) - 1
        if fewer:
            layers = "1 layer" if fewer == 1 else f"{fewer} layers"
            yield self.found(
                merge.runs[1].outermost.keyword_span,
                f"the RUNs from line {merge.runs[0].line} to line {merge.runs[-1].line} can be one,"
                f" with {layers} fewer",
                merge.fix,
            )
