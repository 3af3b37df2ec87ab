"""The words of a script: as they are written, and what they say once the quotes are removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.source import MappedText, Span
from dockfix.typed import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dockfix.shell.script import Script

_SPECIAL = late_pattern(r"""[\\'"$`]""")
_GLOB = late_pattern(r"[*?[]")

_EXPANSION = r"""
    (?P<parameter>\$(?:[A-Za-z_]\w*|[0-9@*\#?$!-]|\{[A-Za-z_]\w*\}))
    |(?P<substitution>\$[({\[]|`)
    |(?P<dollar>\$)
"""
_BARE = late_pattern(
    rf"""
    (?P<plain>[^\\'"$`]+)
    |(?P<continuation>\\\r?\n)
    |\\(?P<escaped>.)
    |(?P<backslash>\\)
    |'(?P<single>[^']*)'?
    |\$'(?P<ansi>(?:[^'\\]|\\.)*)'?
    |(?P<quote>\$?")
    |{_EXPANSION}
    """,
    re.ASCII | re.DOTALL | re.VERBOSE,
)
_DOUBLE_QUOTED = late_pattern(
    rf"""
    (?P<plain>[^\\"$`]+)
    |(?P<continuation>\\\r?\n)
    |\\(?P<escaped>[$`"\\])
    |(?P<backslash>\\)
    |(?P<quote>")
    |{_EXPANSION}
    """,
    re.ASCII | re.DOTALL | re.VERBOSE,
)
_ANSI_ESCAPE = late_pattern(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c(.)|(.)|)|[^\\]+",
    re.DOTALL,
)
_ANSI_LETTERS = dict(zip("abeEfnrtv\\'\"?", "\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))


class Kind(Enum):
    """What a part of a word is."""

    TEXT = "text"
    #: `$NAME` or `${NAME}`.
    PARAMETER = "parameter"
    #: Any other expansion; what follows it in the word is not looked at.
    SUBSTITUTION = "substitution"


class Part(NamedTuple):
    """A stretch of a word: what it says, and where that is written, in offsets into the word's text.

    A text is as long as its place, or a single character that an escape sequence stands for.
    """

    kind: Kind
    text: str
    start: int
    end: int
    quoted: bool


def parts_of(text: str) -> Iterator[Part]:
    """Take `text`, one word as a shell reads it, apart; an open quote ends with the word."""
    at, quoted = 0, False
    while at < len(text):
        match = (_DOUBLE_QUOTED if quoted else _BARE).match(text, at)
        kind = match.lastgroup if match else None
        if match is None or kind is None or kind == "substitution":
            yield Part(Kind.SUBSTITUTION, text[at:], at, len(text), quoted)
            return
        at = match.end()
        start, end = match.span(kind)
        if kind == "quote":
            quoted = not quoted
        elif kind == "ansi":
            yield from _ansi_parts(match[kind], start)
        elif kind == "escaped":
            yield Part(Kind.TEXT, match[kind], start - 1, end, True)
        elif kind == "parameter":
            yield Part(Kind.PARAMETER, match[kind], start, end, quoted)
        elif kind != "continuation" and end > start:
            yield Part(Kind.TEXT, match[kind], start, end, quoted or kind == "single")


def _ansi_parts(text: str, offset: int) -> Iterator[Part]:
    for match in _ANSI_ESCAPE.finditer(text):
        start, end = match.start() + offset, match.end() + offset
        yield Part(Kind.TEXT, _ansi_text(match), start, end, True)


def _ansi_text(match: re.Match[str]) -> str:
    """What one piece of `$'…'` says."""
    *hexadecimal, octal, control, letter = match.groups()
    digits = hexadecimal[0] or hexadecimal[1] or hexadecimal[2]
    if digits or octal:
        code = int(digits, 16) if digits else int(octal, 8) & 0xFF
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    if control:
        return chr(ord(control) & 0x1F)
    return _ANSI_LETTERS.get(letter, match[0])


class Word:
    """A word of a script. `start` and `end` are offsets into the script's text."""

    __slots__ = ("_given", "_value", "end", "script", "start")

    def __init__(self, script: Script, start: int, end: int, value: str | None = None) -> None:
        """A word of `script`; `value`, if given, is what it says, with no quotes to be removed."""
        self.script = script
        self.start = start
        self.end = end
        self._given = value is not None
        self._value: str | Literal[False] | None = value or False  # False: not looked at yet

    def __repr__(self) -> str:
        return f"<Word {self.text!r}>"

    @property
    def text(self) -> str:
        """The word as it is written."""
        return self.script.text[self.start : self.end]

    @property
    def value(self) -> str | None:
        """What the word says, quotes removed; None if that needs an expansion (`$…`, backquotes).

        Wildcards, braces and `~` stay as they are written.
        """
        value = self._value
        if value is False:
            value = self._value = self._read_value()
        return value

    def _read_value(self) -> str | None:
        text = self.text
        if self._given or not _SPECIAL.search(text):
            return text
        parts = list(parts_of(text))
        if any(part.kind is not Kind.TEXT for part in parts):
            return None
        return "".join([part.text for part in parts])

    @property
    def literal(self) -> str:
        """The value, or the word as it is written where that needs an expansion."""
        value = self.value
        return self.text if value is None else value

    @property
    def head(self) -> str:
        """What the word says up to its first expansion: `--file=` for `"--file=$NAME"`."""
        value = self.value
        if value is not None:
            return value
        said = []
        for part in parts_of(self.text):
            if part.kind is not Kind.TEXT:
                break
            said.append(part.text)
        return "".join(said)

    @property
    def is_quoted(self) -> bool:
        """Whether any of it is quoted."""
        return not self._given and any(character in "\\'\"" for character in self.text)

    @property
    def has_glob(self) -> bool:
        """Whether a wildcard (`*`, `?`, `[`) stands outside of quotes."""
        if self._given or not _GLOB.search(self.text):
            return False
        return any(
            part.kind is Kind.TEXT and not part.quoted and _GLOB.search(part.text) is not None
            for part in parts_of(self.text)
        )

    @property
    def span(self) -> Span:
        """Its place in the source."""
        return self.script.mapped.span(self.start, self.end)

    def spelled(self, text: str) -> str:
        """`text` as it is to be written next to this word: in exec form, a blank parts two JSON strings."""
        if not self.script.is_exec_form:
            return text
        return text.replace("\\", "\\\\").replace('"', '\\"').replace(" ", '", "')

    @property
    def mapped(self) -> MappedText | None:
        """What the word says, with the way back to the source; `$NAME` stays as it is written.

        None if it needs any other expansion.
        """
        outer = self.script.mapped
        if self._given:
            return outer.slice(self.start, self.end)
        texts = []
        for part in parts_of(self.text):
            if part.kind is Kind.SUBSTITUTION:
                return None
            texts.append(outer.slice(self.start + part.start, self.start + part.end))
            if len(part.text) != part.end - part.start:  # an escape sequence
                start, end = outer.span(self.start + part.start, self.start + part.end)
                texts[-1] = MappedText(part.text, ((0, start, end - start),))
        return MappedText.concatenated(texts or [outer.slice(self.start, self.start)], "")
