"""Which heredocs an instruction opens, as BuildKit's `heredocsFromLine` sees it."""

from __future__ import annotations

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.numbers import number
from dockfix.syntax.lexer import ExpansionError, WordLexer

_OPENING = late_pattern(r"(\d*)<<(-?)[\t\n\f\r ]*([^<]+)\Z")


class Opening(NamedTuple):
    """`<<NAME`: what a heredoc is called and how it is read."""

    name: str
    descriptor: int
    expand: bool
    chomp: bool


def openings(line: str) -> list[Opening]:
    """The heredocs that the logical line of an instruction opens, in order."""
    if "<<" not in line:
        return []
    try:
        words = WordLexer(line, {}, keep_unset=True, raw=True).words()
    except ExpansionError:
        return []  # BuildKit finds no heredoc in a line that it cannot split
    return [opening for word in words if "<<" in word and (opening := opening_of(word))]


def opening_of(word: str) -> Opening | None:
    """The heredoc that a single word opens, if it opens one."""
    match = _OPENING.match(word)
    if not match:
        return None
    descriptor, dash, rest = match.groups()
    try:
        names = WordLexer(rest, {}, keep_unset=True).words()
        with_quotes = WordLexer(rest, {}, keep_unset=True, raw=True).words()
    except ExpansionError:
        return None
    if len(names) != 1:
        return None
    expand = _quotes(names[0]) == _quotes(with_quotes[0])
    return Opening(names[0], number(descriptor or "0"), expand, dash == "-")


def _quotes(word: str) -> int:
    return word.count("'") + word.count('"')
