"""The words of ENV, LABEL and ARG, as dockerfile-parse splits and unquotes them."""

from __future__ import annotations

import re
from functools import cache

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.partial_import import import_part
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerfile_parse.util import WordSplitter

# Python's `\s` has four characters that Go calls no spaces.
_SPACES = r"[^\S\x1c-\x1f]*+"
# A word whose quotes are closed, with no escape anywhere.
_WORD = r"""(?:[^\s"'\\`]++|[\x1c-\x1f]|"[^"\\`]*+"|'[^'\\`]*+')++"""
_SIMPLE_WORD = late_pattern(_WORD)
_SIMPLE_WORDS = late_pattern(rf"{_SPACES}(?:{_WORD}{_SPACES})*+")
_SPECIAL = late_pattern(r"""["'\\`]""")
_QUOTED = late_pattern(r"""'[^']*'|"[^"\\`]*\"""")
# WordSplitter knows the backslash alone: under `# escape=` the two characters change places.
_SWAP = str.maketrans("\\`", "`\\")


class RawWord(NamedTuple):
    """A word as written, quotes and escapes included, and its place in the text."""

    value: str
    start: int
    end: int


@cache
def _splitter() -> type[WordSplitter]:
    # Its parser, which the package imports, takes 6 ms.
    splitter: type[WordSplitter] = import_part("dockerfile_parse", "util").WordSplitter
    return splitter


def split_words(text: str, escape: str) -> list[RawWord]:
    """The words of `text`: blanks inside quotes or after `escape` do not end one."""
    if _SIMPLE_WORDS.fullmatch(text):
        return [RawWord(match.group(), match.start(), match.end()) for match in _SIMPLE_WORD.finditer(text)]
    words = []
    at = 0
    for word in _splitter()(_swap(text, escape)).split(dequote=False):
        written = _swap(word, escape)
        start = text.index(written, at)
        at = start + len(written)
        words.append(RawWord(written, start, at))
    return words


def unquote(word: str, escape: str) -> str:
    """`word` without its quotes and escapes; variables stay as they are."""
    if not _SPECIAL.search(word):
        return word
    if _QUOTED.fullmatch(word):
        return word[1:-1]
    return _swap(_splitter()(_swap(word, escape)).dequote(), escape)


def quoted(value: str, escape: str) -> str:
    """`value` as a word between double quotes, which no build expands."""
    return '"' + re.sub(rf'["${re.escape(escape)}]', lambda match: escape + match.group(), value) + '"'


def _swap(text: str, escape: str) -> str:
    return text if escape == "\\" else text.translate(_SWAP)
