"""One file: choose, apply and re-check fixes until nothing changes.

A fix is applied whole or not at all. After each round the new text is parsed again: a fix after which an
instruction is lost, split, unknown or refused is taken back and reported as a defect of its rule.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path

from dockfix.engine import Engine, Failure, Result
from dockfix.named_tuple import NamedTuple
from dockfix.rounds import Rounds, driven
from dockfix.rule import Edit, Finding, Rule, Safety
from dockfix.source import Source
from dockfix.syntax.nodes import Dockerfile, Instruction, Unknown
from dockfix.syntax.parser import parse

MOST_ROUNDS = 10


class Fixed(NamedTuple):
    """What fixing one file gave: the new text, what is left in it, what was mended, and what went wrong."""

    source: Source
    result: Result
    applied: tuple[Finding, ...]
    failures: tuple[Failure, ...]

    @property
    def text(self) -> str:
        """The new text, without a byte order mark; the bytes of the file are `source.to_bytes()`."""
        return self.source.text

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is left to do."""
        return self.result.findings


def fix(source: Source, engine: Engine, path: Path | None = None, *, unsafe: bool = False) -> Fixed:
    """Apply the safe fixes, with `unsafe` the others too, in at most ten rounds; never raises."""
    rounds = fixing(engine.check(source, path), unsafe=unsafe)
    return driven(rounds, lambda text: engine.check(text, path))


def fixing(result: Result, *, unsafe: bool = False) -> Rounds[Fixed]:
    """The same round by round, in a file in which `result` is found."""
    applied: list[Finding] = []
    defects: dict[type[Rule], Failure] = {}
    source = result.file.source
    for _ in range(MOST_ROUNDS):
        chosen = _choose((f for f in result.findings if f.rule not in defects), unsafe)
        if not chosen:
            break
        source, kept = _apply_round(result.file.ast, chosen, defects)
        if kept:
            applied += kept
            result = yield source
    return Fixed(source, result, tuple(applied), (*result.failures, *defects.values()))


def _choose(findings: Iterable[Finding], unsafe: bool) -> list[Finding]:
    """The findings whose fixes can be applied together: none touches another.

    What reaches furthest goes first: details are found anew in what it makes.
    """
    fixable = [
        finding
        for finding in findings
        if finding.fix and finding.fix.edits and (unsafe or finding.fix.safety is not Safety.UNSAFE)
    ]
    taken = _Taken()
    chosen = [finding for finding in sorted(fixable, key=_reach) if taken.take(_edits([finding]))]
    return sorted(chosen, key=lambda finding: finding.span)


def _reach(finding: Finding) -> int:
    """The length of the text from the first to the last edit, negative: for the longest to come first."""
    edits = _edits([finding])
    return edits[0].span.start - edits[-1].span.end


class _Taken:
    """The stretches of the source that chosen edits cover."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, edits: Sequence[Edit]) -> bool:
        """Take the edits' places unless one of them touches a place that is taken."""
        if any(self._touches(edit.span.start, edit.span.end) for edit in edits):
            return False
        for edit in edits:
            index = bisect_right(self._starts, edit.span.start)
            self._starts.insert(index, edit.span.start)
            self._ends.insert(index, edit.span.end)
        return True

    def _touches(self, start: int, end: int) -> bool:
        index = bisect_right(self._starts, end)
        return index > 0 and self._ends[index - 1] >= start


def _apply_round(
    ast: Dockerfile, chosen: list[Finding], defects: dict[type[Rule], Failure]
) -> tuple[Source, list[Finding]]:
    """Apply what keeps the file whole; what does not is added to `defects`."""
    source = apply(ast, _edits(chosen))
    if source is not None:
        return source, chosen
    kept: list[Finding] = []
    for finding in chosen:
        if finding.rule not in defects and apply(ast, _edits([finding])) is None:
            message = f"its fix “{_title(finding)}” breaks the file and is left out"
            defects[finding.rule] = Failure(finding.rule, finding.rule.__module__, message)
        elif finding.rule not in defects:
            kept.append(finding)
    source = apply(ast, _edits(kept)) if kept else None
    if source is None:
        # Each is right by itself but not all together: one at a time, the next in a later round.
        kept = kept[:1]
        source = apply(ast, _edits(kept)) if kept else ast.source
    return source or ast.source, kept


def _title(finding: Finding) -> str:
    return (finding.fix.title if finding.fix else "") or finding.rule.name


def _edits(findings: Iterable[Finding]) -> list[Edit]:
    return sorted(edit for finding in findings if finding.fix for edit in finding.fix.edits)


def apply(ast: Dockerfile, edits: Sequence[Edit]) -> Source | None:
    """The source after `edits`, which are in order and do not overlap; None if they break an instruction."""
    text = ast.source.text
    parts: list[str] = []
    at = 0
    for span, replacement in edits:
        parts += (text[at : span.start], replacement)
        at = span.end
    parts.append(text[at:])
    source = ast.source.with_text("".join(parts))
    return source if _is_whole(ast, parse(source), _Shift(edits)) else None


class _Shift:
    """Where offsets of the old text are in the new one."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts = [edit.span.start for edit in edits]
        self._inserted: list[tuple[int, int]] = []
        self._deltas = [0]
        delta = 0
        for span, replacement in edits:
            self._inserted.append((span.start + delta, span.start + delta + len(replacement)))
            delta += len(replacement) - (span.end - span.start)
            self._deltas.append(delta)

    def moved(self, offset: int) -> int | None:
        """The new offset of the character at `offset`; None if it was replaced."""
        index = bisect_right(self._starts, offset)
        if index and offset < self._edits[index - 1].span.end:
            return None
        return offset + self._deltas[index]

    def is_new(self, offset: int) -> bool:
        """Whether an edit wrote the character at `offset` of the new text."""
        index = bisect_right(self._inserted, (offset, len(self._inserted) and self._inserted[-1][1] + 1)) - 1
        return index >= 0 and self._inserted[index][0] <= offset < self._inserted[index][1]


def _is_whole(old: Dockerfile, new: Dockerfile, shift: _Shift) -> bool:
    """Whether every instruction stands where the edits left it, and none came that they did not write."""
    if new.problem and not old.problem:
        return False
    expected = {shift.moved(node.keyword_span.start): node for node in old.instructions}
    expected.pop(None, None)
    for node in new.instructions:
        before = expected.pop(node.keyword_span.start, None)
        if before is None:
            if not shift.is_new(node.keyword_span.start) or _is_bad(node):
                return False
        elif before.keyword != node.keyword or (_is_bad(node) and not _is_bad(before)):
            return False
    return not expected


def _is_bad(node: Instruction) -> bool:
    inner = getattr(node, "instruction", None)
    return isinstance(node, Unknown) or isinstance(inner, Unknown) or node.error is not None
