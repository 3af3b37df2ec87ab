"""From an editor's positions to offsets, and back.

An editor counts lines from 0, and columns from 0 in the code units that it and the server have agreed on:
those of UTF-8, UTF-16 or UTF-32. Lines end where the protocol says, also with a carriage return alone, which
ends none in a Dockerfile.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.source import Source, Span

UTF8, UTF16, UTF32 = "utf-8", "utf-16", "utf-32"
_BOM = "\ufeff"
_LINE_END = late_pattern(r"\r\n|\r|\n")
_FIRST_ASTRAL = "\U00010000"


class Place(NamedTuple):
    """A line and a column in code units, both counted from 0."""

    line: int
    column: int


class Positions:
    """The places of one source. `encoding` says what columns count: "utf-8", "utf-16" or "utf-32"."""

    def __init__(self, source: Source, encoding: str = UTF16) -> None:
        # An editor counts a byte order mark that it has kept in its text; offsets do not.
        self._bom = len(_BOM) if source.bom else 0
        self._text = _BOM + source.text if source.bom else source.text
        self._encoding = encoding

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; one behind the end of its line, or of the text, is taken for that end."""
        starts = self._starts
        if line >= len(starts):
            return len(self._text) - self._bom
        text = self._line(line)
        index = min(column, len(text)) if text.isascii() else self._index(text, column)
        return max(starts[line] + index - self._bom, 0)

    def place(self, offset: int) -> Place:
        """The place of an offset."""
        at = offset + self._bom
        line = bisect_right(self._starts, at) - 1
        before = self._text[self._starts[line] : at]
        return Place(line, len(before) if before.isascii() else self._units(before))

    def span(self, start: tuple[int, int], end: tuple[int, int]) -> Span:
        """The offsets between two places."""
        return Span(self.offset(*start), self.offset(*end))

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self._text))]

    def _line(self, line: int) -> str:
        """The text of a line without its line end."""
        following = self._starts[line + 1 : line + 2]
        text = self._text[self._starts[line] : following[0] if following else None]
        return text.rstrip("\r\n") if following else text

    def _index(self, text: str, column: int) -> int:
        """The number of characters in the first `column` units of a line: those that begin in them."""
        for index, character in enumerate(text):
            column -= self._units(character)
            if column < 0:
                return index
        return len(text)

    def _units(self, text: str) -> int:
        if self._encoding == UTF32:
            return len(text)
        if self._encoding == UTF8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character >= _FIRST_ASTRAL for character in text)
