"""Names for findings by which they are known again in a later state of their file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dockfix.model import File
from dockfix.report import ReportedFinding
from dockfix.source import Source, encode
from dockfix.surroundings import digest
from dockfix.syntax.parser import parse


def fingerprints(source: Source, findings: Sequence[ReportedFinding]) -> list[str]:
    """A name for each of all `findings` in a file, which no other finding in it has, in their order.

    It is made of the code and the words of the instruction, so it stays wherever that moves and however it is
    laid out; the same in several places is counted from the top.
    """
    if not findings:
        return []
    file = File(parse(source))
    counts: Counter[tuple[str, str]] = Counter()
    names = []
    for finding in findings:
        instruction = file.instruction_at(finding.start)
        start, end = instruction.outermost.extent if instruction else (0, 0)
        words = _words(source.text[start:end], file.ast.escape)
        counts[finding.code, words] += 1
        parts = (finding.code, words, str(counts[finding.code, words]))
        names.append(digest(encode("\0".join(parts))))
    return names


def _words(text: str, escape: str) -> str:
    """The words of an instruction, however they are laid out; comments between its lines do not count."""
    lines = (line.strip() for line in text.split("\n"))
    return " ".join(
        word for line in lines if not line.startswith("#") for word in line.removesuffix(escape).split()
    )
