"""RUNs that one RUN could be: which of them stand together, and which of those can be joined."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dockfix.model import File, Stage
from dockfix.named_tuple import NamedTuple
from dockfix.rule import Edit, Fix, LateEdits
from dockfix.syntax.nodes import (
    Cmd,
    Entrypoint,
    Expose,
    Healthcheck,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Stopsignal,
)
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dockfix.shell.join import Segment

#: What only describes the image: no command that a RUN starts can tell whether it stands before or after.
_METADATA = (Cmd, Entrypoint, Expose, Healthcheck, Label, Maintainer, Stopsignal)


class Merge(NamedTuple):
    """RUNs that can be one; a single one where it cannot be joined to any other."""

    file: File
    runs: Sequence[Run]
    #: Why it does not go on from the RUNs before; "" for the first of a group.
    reason: str
    #: How their scripts go in.
    segment: Segment

    @property
    def fix(self) -> Fix:
        """What makes them one."""
        return Fix(LateEdits(self._edits), f"Join {len(self.runs)} RUNs into one")

    def _edits(self) -> Sequence[Edit]:
        from dockfix_rules.joined_runs import JoinedRun, edits  # noqa: PLC0415 - few fixes are looked at

        parts = self.segment.parts[: len(self.runs)]
        joined = [
            JoinedRun(run, self.file.scripts(run)[0], part)
            for run, part in zip(self.runs, parts, strict=True)
        ]
        return edits(self.file, joined)


def groups(
    file: File, stage: Stage, *, across: bool = False, takes: Callable[[Run], bool] | None = None
) -> Iterator[list[Run]]:
    """The RUNs of `stage` that stand next to each other and run in the same way, two or more.

    With `across`, instructions that only describe the image may stand between them. Those that `takes`
    refuses are in no group, and one with an ignore comment of its own is in none with a RUN before it.
    """
    group: list[Run] = []
    for instruction in stage.instructions:
        if across and _is_metadata(instruction):
            continue
        run = _joinable_run(instruction)
        if run and takes and not takes(run):
            run = None
        if group and (run is None or not _alike(group[-1], run) or file.has_ignores(run)):
            if len(group) > 1:
                yield group
            group = []
        if run:
            group.append(run)
    if len(group) > 1:
        yield group


def merges(file: File, runs: Sequence[Run]) -> Iterator[Merge]:
    """Divide `runs`, a group or a part of one, into those that can be joined for certain."""
    from dockfix.shell.join import join  # noqa: PLC0415 - heavy, and a small file has one RUN

    scripts = [file.scripts(run)[0] for run in runs]
    for segment in join(scripts, scripts[0].shell):
        # A line that goes on with nothing but a comment would go on with the next instruction.
        end = segment.last_kept + 1
        yield Merge(file, runs[segment.first : end], segment.reason, segment)
        yield from (Merge(file, [empty], "", segment) for empty in runs[end : segment.last + 1])


def flags(run: Run) -> list[str]:
    """The flags of `run` as BuildKit reads them."""
    return [flag.text for flag in run.flags]


def _inner(instruction: Instruction) -> Instruction | None:
    return instruction.instruction if isinstance(instruction, Onbuild) else instruction


def _is_metadata(instruction: Instruction) -> bool:
    inner = _inner(instruction)
    return isinstance(inner, _METADATA) and not instruction.error and not inner.error


def _joinable_run(instruction: Instruction) -> Run | None:
    """The RUN in shell form that an instruction is, or that its ONBUILD holds."""
    inner = _inner(instruction)
    return inner if isinstance(inner, Run) and inner.form == "shell" and not inner.error else None


def _alike(before: Run, after: Run) -> bool:
    """Whether two RUNs are run in the same way: with the same flags, and both or neither by ONBUILD."""
    return bool(before.parent) is bool(after.parent) and flags(before) == flags(after)
