"""Physical lines -> logical lines: directives, the escape character, continuations, comments, heredocs.

This is the part of BuildKit's `parser.Parse` that deals with lines, with the place of every character.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.source import MappedText, Source, Span
from dockfix.syntax.lexer import SPACES
from dockfix.syntax.nodes import Blank, Comment, Directive, Heredoc, Problem

_DIRECTIVE = late_pattern(
    r"#[\s\x85\xa0]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*\Z", re.DOTALL
)
_DIRECTIVES = frozenset(("syntax", "escape", "check"))


class LogicalLine(NamedTuple):
    """The text of one instruction, its continuation lines put together, before any heredoc."""

    text: MappedText
    extent: Span
    line: int
    end_line: int
    inner_comments: tuple[Comment, ...]
    empty_lines: tuple[int, ...]


class Reader:
    """Reads a source from top to bottom."""

    def __init__(self, source: Source) -> None:
        self.escape = "\\"
        #: Why BuildKit refuses the file because of a directive.
        self.problem: Problem | None = None
        self._text = source.text
        self._starts = source.line_starts
        #: The index of the next line in `_starts`.
        self._next = 0
        # A text that ends in a line feed has no line after it.
        self._count = len(self._starts) - (self._starts[-1] == len(self._text))
        self._directives_possible = True
        self._seen: set[str] = set()

    def go_on(self, offset: int, escape: str, problem: Problem | None) -> None:
        """Begin at `offset`, behind an instruction, as one that has come there and read the directives."""
        self._next = bisect_left(self._starts, offset)
        self.escape, self.problem = escape, problem
        self._directives_possible = False

    def read(self) -> LogicalLine | Comment | Directive | Blank | None:
        """The next piece of the file, None at its end."""
        if self._next >= self._count:
            return None
        start, end = self._line_bounds()
        text = self._text[start:end].lstrip(SPACES)
        if text and text[0] != "#":
            self._directives_possible = False
            return self._logical_line(end - len(text), end)
        extent = Span(start, self._line_end())
        self._next += 1
        if not text:
            self._directives_possible = False
            return Blank(self._next, extent)
        span = Span(end - len(text), end)
        return self._directive(text, self._next, span, extent) or Comment(text, self._next, span, extent)

    def read_heredoc(self, name: str, descriptor: int, expand: bool, chomp: bool) -> Heredoc | None:
        """Read the lines of a heredoc up to its terminator; None, with nothing read, if it has none."""
        first = self._next
        content_start = self._starts[first] if first < self._count else len(self._text)
        for index in range(first, self._count):
            self._next = index
            start, end = self._line_bounds()
            line = self._text[start:end]
            if (line.lstrip("\t") if chomp else line) == name:
                self._next = index + 1
                lines = MappedText(self._text[content_start:end], ((0, content_start, -1),))
                return Heredoc(name, descriptor, expand, chomp, lines, start - content_start)
        self._next = first
        return None

    def skip_to_end(self) -> None:
        """Leave out all that is left."""
        self._next = self._count

    @property
    def line(self) -> int:
        """The number of the line that was read last."""
        return self._next

    @property
    def offset(self) -> int:
        """Where the next line begins."""
        return self._starts[self._next] if self._next < self._count else len(self._text)

    def _line_end(self) -> int:
        """Where the line after the current one begins."""
        following = self._next + 1
        return self._starts[following] if following < self._count else len(self._text)

    def _line_bounds(self) -> tuple[int, int]:
        """Start and end of the current line, without its line ending."""
        start = self._starts[self._next]
        return start, start + len(self._text[start : self._line_end()].rstrip("\r\n"))

    def _logical_line(self, start: int, end: int) -> LogicalLine:
        first = self._next
        extent_start = self._starts[first]
        if self.escape not in self._text[start:end]:  # most are one line
            self._next += 1
            line = MappedText(self._text[start:end], ((0, start, -1),))
            return LogicalLine(line, Span(extent_start, self.offset), self._next, self._next, (), ())
        parts: list[str] = []
        pieces: list[tuple[int, int, int]] = []
        comments: list[Comment] = []
        empty: list[int] = []
        length = 0
        while True:
            text, goes_on = self._without_continuation(self._text[start:end])
            parts.append(text)
            if text or not pieces:
                pieces.append((length, start, -1))
            length += len(text)
            self._next += 1
            if not goes_on or not self._skip_to_content(comments, empty):
                break
            start, end = self._line_bounds()
        return LogicalLine(
            MappedText("".join(parts), pieces),
            Span(extent_start, self.offset),
            first + 1,
            self._next,
            tuple(comments),
            tuple(empty),
        )

    def _skip_to_content(self, comments: list[Comment], empty: list[int]) -> bool:
        """Go past comment lines and empty ones inside an instruction; False at the end of the file."""
        while self._next < self._count:
            start, end = self._line_bounds()
            text = self._text[start:end].lstrip(SPACES)
            if text and text[0] != "#":
                return True
            number = self._next + 1
            if text:
                comments.append(
                    Comment(text, number, Span(end - len(text), end), Span(start, self._line_end()))
                )
            else:
                empty.append(number)
            self._next += 1
        return False

    def _without_continuation(self, line: str) -> tuple[str, bool]:
        """The line without a continuation character at its end, and whether there was one."""
        if self.escape not in line:
            return line, False
        body = line.rstrip(" \t")
        if not body.endswith(self.escape) or body.endswith(self.escape * 2):
            return line, False
        return body[:-1], True

    def _directive(self, text: str, number: int, span: Span, extent: Span) -> Directive | None:
        if not self._directives_possible:
            return None
        match = _DIRECTIVE.match(text)
        name = match[1].lower() if match else ""
        if not match or name not in _DIRECTIVES:
            self._directives_possible = False
            return None
        value = match[2]
        if name in self._seen:
            self._refuse(f"there are two `{name}` directives", span)
        elif name == "escape" and value not in ("\\", "`"):
            self._refuse(f"`{value}` cannot be the escape character: use a backslash or a backtick", span)
        elif name == "escape":
            self.escape = value
        self._seen.add(name)
        return Directive(name, value, text, number, span, extent)

    def _refuse(self, message: str, span: Span) -> None:
        self.problem = self.problem or Problem(message, span)
