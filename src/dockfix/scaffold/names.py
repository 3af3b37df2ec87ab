"""What a new rule or plugin is called: in settings, as a module, as a class, and by its code."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from itertools import count
from keyword import iskeyword

from dockfix.config import KEYS
from dockfix.named_tuple import NamedTuple
from dockfix.rule_card import RuleCard
from dockfix.scaffold import ScaffoldError
from dockfix.selectors import KEBAB_CASE, names_members
from dockfix.setting_values import literal

_CODE = re.compile(r"[A-Za-z]+[0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BLANK = re.compile(r"[\s_-]+")
_MOST = 60
#: What the modules that are written import or define themselves.
_TAKEN_CLASSES = frozenset(["Command", "Finding", "Iterator", "Rule", "Safety", "Severity"])


class Name(NamedTuple):
    """A name as settings have it: `no-npm-install`."""

    kebab: str

    @property
    def module(self) -> str:
        """As a module is called: `no_npm_install`."""
        return self.kebab.replace("-", "_")

    @property
    def class_name(self) -> str:
        """As a class is called: `NoNpmInstall`."""
        return "".join(word.capitalize() for word in self.kebab.split("-"))

    @property
    def letters(self) -> str:
        """What codes begin with that are called after it: `NONPMINSTALL`."""
        return re.sub("[^A-Z]", "", self.kebab.upper())


def name_of(word: str, what: str) -> Name:
    """`word`, however it is spelled, as a name for `what`. Raises `ScaffoldError`."""
    kebab = _BLANK.sub("-", _HUMP.sub("-", word)).strip("-").lower()
    if not KEBAB_CASE.fullmatch(kebab) or len(kebab) > _MOST:
        raise ScaffoldError(
            f"{literal(word)} cannot be the name of {what}: take words of letters and digits, joined by"
            f" hyphens, such as `no-npm-install`, {_MOST} characters at most"
        )
    return Name(kebab)


def rule_name(word: str, cards: Iterable[RuleCard]) -> Name:
    """The name of a rule, which none of `cards` has, and that of its module. Raises `ScaffoldError`."""
    name = name_of(word, "a rule")
    if iskeyword(name.module) or iskeyword(name.class_name):
        raise ScaffoldError(f"`{name.kebab}` is a word of Python's own: take another name")
    if name.module in sys.stdlib_module_names:
        raise ScaffoldError(f"`{name.module}` is a module of Python's own: take another name")
    if name.class_name in _TAKEN_CLASSES:
        raise ScaffoldError(f"`{name.class_name}` is a class that rules are made with: take another name")
    holder = _holder(name.kebab, cards)
    if holder:
        raise ScaffoldError(f"`{name.kebab}` names the rule {holder.code} {holder.name}: take another name")
    return name


def category_of(word: str) -> Name:
    """The name of a category. Raises `ScaffoldError`."""
    name = name_of(word, "a category")
    if name.kebab in KEYS:
        raise ScaffoldError(f"`{name.kebab}` is a key of the settings, and cannot be the name of a category")
    return name


def code_of(word: str | None, category: Name, cards: Iterable[RuleCard]) -> str:
    """`word` as a code that none of `cards` has, else the next of the category. Raises `ScaffoldError`."""
    known = [*cards]
    if word is None:
        codes = (f"{category.letters}{number:03}" for number in count(1))
        return next(code for code in codes if not _holder(code, known))
    if not _CODE.fullmatch(word) or len(word) > _MOST:
        raise ScaffoldError(f"the code {literal(word)} is not letters and then digits, such as ACME001")
    holder = _holder(word, known)
    if holder:
        raise ScaffoldError(f"{word} is the code of the rule {holder.code} {holder.name}: take another")
    return word


def _holder(word: str, cards: Iterable[RuleCard]) -> RuleCard | None:
    """The rule that `word` names."""
    folded = word.casefold()
    for card in cards:
        names = map(str.casefold, (card.code, card.name, *card.aliases))
        if folded in names or (card.is_family and names_members(word, card)):
            return card
    return None
