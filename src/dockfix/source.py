"""Text with exact places: a file's characters, its lines, and texts that are cut together from it.

Offsets are code points into `Source.text`; lines and columns count from 1. A byte order mark is not part
of the text. Bytes that are not UTF-8 are kept as lone surrogates, so that `Source.to_bytes` gives back
exactly what was read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from dockfix.named_tuple import NamedTuple

_BOM = "\ufeff"


class Span(NamedTuple):
    """A half-open range of offsets into a source text."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as people count: line and column from 1, the column in code points."""

    line: int
    column: int


class Source:
    """A file's text with its encoding details set aside, and the way from offsets to lines."""

    def __init__(self, text: str, *, bom: bool = False) -> None:
        self.text = text
        self.bom = bom

    @classmethod
    def from_bytes(cls, data: bytes) -> Source:
        """Decode `data` as UTF-8, keeping what is not UTF-8; never raises."""
        return cls.from_text(data.decode("utf-8", "surrogateescape"))

    @classmethod
    def from_text(cls, text: str) -> Source:
        """Take `text` as it is, setting a leading byte order mark aside."""
        bom = text.startswith(_BOM)
        return cls(text[1:] if bom else text, bom=bom)

    def to_bytes(self) -> bytes:
        """The bytes that `from_bytes` was given."""
        return encode((_BOM if self.bom else "") + self.text)

    def with_text(self, text: str) -> Source:
        """The same file with another text."""
        return Source(text, bom=self.bom)

    @cached_property
    def newline(self) -> str:
        """The line ending that the file uses: that of its first line, or a line feed."""
        first = self.text.find("\n")
        return "\r\n" if first > 0 and self.text[first - 1] == "\r" else "\n"

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset of every line's first character."""
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def line_of(self, offset: int) -> int:
        """The line, counted from 1, that holds `offset`."""
        return bisect_right(self.line_starts, offset)

    def position(self, offset: int) -> Position:
        """The line and column of `offset`."""
        line = self.line_of(offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its line ending."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        return self.text[start:end].removesuffix("\r")


class MappedText:
    """A text cut together from pieces of another, and the way back to where each character stands there.

    `pieces` are triples (start in this text, start in the outer text, outer length of the whole piece or
    -1). A plain piece copies characters one to one. A piece with an outer length is a single character
    that stands for that many outer ones (an escape sequence such as `\\"`).
    """

    __slots__ = ("_pieces", "text")

    def __init__(self, text: str, pieces: Sequence[tuple[int, int, int]] = ((0, 0, -1),)) -> None:
        self.text = text
        self._pieces = pieces

    def __len__(self) -> int:
        return len(self.text)

    def _index_of_piece(self, index: int) -> int:
        """Which piece holds the character at `index`."""
        # A shorter tuple comes before the longer ones that begin with it.
        return max(bisect_right(self._pieces, (index + 1,)) - 1, 0)

    def offset(self, index: int) -> int:
        """The outer offset of the character at `index`; for the end of the text, that after its last."""
        if 0 < index == len(self.text):
            return self.end_offset(index)
        start, outer, width = self._pieces[self._index_of_piece(index)]
        return outer if width >= 0 else outer + index - start

    def end_offset(self, index: int) -> int:
        """The outer offset just after the character before `index`."""
        if index <= 0:
            return self.offset(0)
        start, outer, width = self._pieces[self._index_of_piece(index - 1)]
        return outer + (width if width >= 0 else index - start)

    def span(self, start: int, end: int) -> Span:
        """The outer span of the characters from `start` up to `end`."""
        if len(self._pieces) == 1:  # most texts are one piece of another
            _, outer, width = self._pieces[0]
            if width < 0:
                return Span(outer + start, outer + end)
        if start == end:
            return Span(self.offset(start), self.offset(start))
        return Span(self.offset(start), self.end_offset(end))

    def slice(self, start: int, end: int) -> MappedText:
        """The part from `start` up to `end`, with its own way back to the same outer text."""
        if len(self._pieces) == 1:
            _, outer, width = self._pieces[0]
            if width < 0:
                return MappedText(self.text[start:end], ((0, outer + start, -1),))
        pieces: list[tuple[int, int, int]] = []
        for at, outer, width in self._pieces[self._index_of_piece(start) :]:
            if pieces and at >= end:
                break
            skipped = max(start - at, 0) if width < 0 else 0
            pieces.append((max(at - start, 0), outer + skipped, width))
        return MappedText(self.text[start:end], pieces)

    @classmethod
    def concatenated(cls, texts: Sequence[MappedText], separator: str) -> MappedText:
        """Texts from the same outer text, with a single character between them."""
        pieces: list[tuple[int, int, int]] = []
        length = last = 0
        for text in texts:
            if pieces:
                pieces.append((length, last, 0))
                length += len(separator)
            pieces += [(start + length, outer, width) for start, outer, width in text._pieces]
            length += len(text)
            last = text.end_offset(len(text))
        return cls(separator.join([text.text for text in texts]), pieces)

    def within(self, outer: MappedText) -> MappedText:
        """The same text mapped one level further out, where this one's outer text is `outer`'s text."""
        pieces = []
        for index in range(len(self.text)):
            inner = self.span(index, index + 1)
            span = outer.span(*inner)
            pieces.append((index, span.start, span.end - span.start))
        return MappedText(self.text, pieces or ((0, outer.offset(self.offset(0)), -1),))


def encode(text: str) -> bytes:
    """`text` as the bytes of a file: UTF-8, lone surrogates as the bytes they stand for."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # surrogates that no byte stands for: the text never was a file
        return text.encode("utf-8", "surrogatepass")
