"""Selectors: the words that select and ignore rules, in settings, on the command line and in comments.

From the broadest to the most specific, in any letter case: `ALL`; the start of a numbered code, at least
its letters (`DL`, `DL3`); a category; an alias, which may name a family of rules; a rule's code or name.
"""

from __future__ import annotations

from dockfix.late_pattern import late_pattern
from dockfix.typed import Protocol

EVERYTHING = "ALL"
#: How many digits the code of a family's member has after the family's letters.
CODE_DIGITS = 4

#: How names of rules and categories are written.
KEBAB_CASE = late_pattern(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

# A prefix counts by its length, which no code brings to a hundred.
_ALL, _CATEGORY, _ALIAS, _EXACT = 0, 100, 101, 102
_NUMBERED_CODE = late_pattern(r"([a-z]+)[-_]?[0-9]+")


class Named(Protocol):
    """What a rule class says of itself that a selector can name."""

    @property
    def code(self) -> str:
        """The code."""

    @property
    def name(self) -> str:
        """The name."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names."""

    @property
    def category(self) -> str:
        """The category."""


def specificity(selector: str, rule: Named) -> int | None:
    """How specifically `selector` names `rule`, a greater number being more specific; None if it does not."""
    word, code = selector.casefold(), rule.code.casefold()
    if word in (code, rule.name.casefold()):
        return _EXACT
    if word in map(str.casefold, rule.aliases):
        return _ALIAS
    if word == rule.category.casefold():
        return _CATEGORY
    numbered = code.startswith(word) and _NUMBERED_CODE.fullmatch(code)
    if numbered and word.startswith(numbered[1]):
        return len(word)
    return _ALL if word == EVERYTHING.casefold() else None


def names_members(selector: str, family: Named) -> bool:
    """Whether `selector` is the code of a member of `family`, or how such codes begin."""
    letters, word = family.code.casefold(), selector.casefold()
    number = word[len(letters) :]
    return word.startswith(letters) and number.isdecimal() and len(number) <= CODE_DIGITS


def names(rule: Named) -> tuple[str, ...]:
    """Every word but a prefix that selects `rule`, for proposals."""
    return (rule.code, rule.name, *rule.aliases, rule.category, EVERYTHING)
