"""Findings and texts as a failed check shows them."""

from __future__ import annotations

from typing import NamedTuple

from dockfix.printable import printable, printable_lines
from dockfix.reporters.diff import diff
from dockfix.reporters.excerpt import excerpt
from dockfix.rule import Finding
from dockfix.source import Source

_WIDTH = 100


class Place(NamedTuple):
    """A finding as a file of expected ones has it, in lines and columns from 1, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    fix: str | None

    @classmethod
    def of(cls, finding: Finding) -> Place:
        """The place of a finding."""
        fix = finding.fix.safety.value if finding.fix else None
        return cls(*finding.start, *finding.end, finding.code, fix)


def drawn(name: str, finding: Finding) -> str:
    """Where a finding is and what it says, with its line and a mark under the place."""
    return drawn_place(name, finding.source, Place.of(finding), finding.message)


def drawn_place(name: str, source: Source, place: Place, message: str) -> str:
    """The same of a place, which need not be in `source`."""
    fix = f"  [{place.fix} fix]" if place.fix else ""
    head = f"{name}:{place.line}:{place.column}: {place.code}  {printable(message)}".rstrip() + fix
    if not 1 <= place.line <= len(source.line_starts):
        return f"{head}\n   (there is no line {place.line})"
    line = source.line_text(place.line)
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    shown, mark = excerpt(line, place.column - 1, end, _WIDTH)
    return f"{head}\n{place.line:6} | {shown}\n{'':6} | {mark}"


def numbered(source: Source) -> str:
    """A text with the numbers of its lines."""
    lines = source.text.removesuffix("\n").split("\n")
    return "\n".join(f"{number:6} | {printable(line)}".rstrip() for number, line in enumerate(lines, 1))


def difference(name: str, expected: Source, actual: Source) -> str:
    """A unified diff from the expected text to the actual one; line endings and the like are spelled out."""
    return "".join(printable_lines(line[:-1]) + "\n" for line in diff(name, expected, actual))
