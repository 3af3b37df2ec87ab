"""`$VAR` and `${VAR:-word}` as a build expands them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockfix.named_tuple import NamedTuple
from dockfix.syntax.lexer import DocumentLexer, ExpansionError, WordLexer


class Expansion(NamedTuple):
    """What a word becomes.

    `unset` names the variables that had no value, nor a default; `error` says why there is no expansion.
    """

    value: str
    unset: tuple[str, ...] = ()
    error: str = ""


def is_plain(text: str, escape: str) -> bool:
    """Whether no character of `text` means anything to an expansion."""
    return "$" not in text and '"' not in text and "'" not in text and escape not in text


def expand(word: str, variables: Mapping[str, str], escape: str = "\\", *, quotes: bool = True) -> Expansion:
    """`word` with its variables replaced and its quotes and escapes removed; never raises.

    Without `quotes`, as in a heredoc, these mean nothing and stay.
    """
    if is_plain(word, escape):
        return Expansion(word)
    if quotes and len(word) > 1 and word[0] == word[-1] in "\"'" and is_plain(word[1:-1], escape):
        return Expansion(word[1:-1])
    lexer = (WordLexer if quotes else DocumentLexer)(word, variables, escape=escape)
    try:
        return Expansion(lexer.expand(), tuple(lexer.unset))
    except ExpansionError as error:
        return Expansion(word, tuple(lexer.unset), str(error))


class AnyValue(Mapping[str, str]):
    """A value for every name, and the names that were asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return "x"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
