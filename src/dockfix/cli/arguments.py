"""The command line of a plain `dockfix check`, read without click, whose import takes 25 ms.

Whatever is not plain, such as a mistake, a question for help or another command, is left to click.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from dockfix.cli.options import CHECK, COMMANDS, Option
from dockfix.typed import Any

_SPELLED = {spelling: option for option in CHECK for spelling in option.spellings}


def plain_check(arguments: Sequence[str]) -> dict[str, Any] | None:
    """The parameters of `check` that `arguments` give, as click gives them; None where click has to look."""
    if "_DOCKFIX_COMPLETE" in os.environ or _may_expand(arguments):
        return None
    if arguments and arguments[0] in COMMANDS:
        if arguments[0] != "check":
            return None
        arguments = arguments[1:]
    found: dict[str, Any] = {option.name: option.unset for option in CHECK}
    paths: list[str] = []
    rest = list(reversed(arguments))
    while rest:
        word = rest.pop()
        if word == "--":
            paths += reversed(rest)
            break
        if word == "-" or not word.startswith("-"):
            paths.append(word)
        elif not (_long(word, rest, found) if word.startswith("--") else _short(word, rest, found)):
            return None
    return {**found, "paths": tuple(paths)}


def _may_expand(arguments: Sequence[str]) -> bool:
    """Whether click would expand wildcards, as shells do elsewhere."""
    return os.name == "nt" and any(character in word for word in arguments for character in "*?[~%$")


def _long(word: str, rest: list[str], found: dict[str, Any]) -> bool:
    spelling, equals, value = word.partition("=")
    option = _SPELLED.get(spelling)
    if option is None:
        return False
    if option.kind in ("flag", "count"):
        return not equals and _take(option, "", found)
    if not equals:
        if not rest:
            return False
        value = rest.pop()
    return _take(option, value, found)


def _short(word: str, rest: list[str], found: dict[str, Any]) -> bool:
    for at in range(1, len(word)):
        option = _SPELLED.get(f"-{word[at]}")
        if option is None:
            return False
        if option.kind not in ("flag", "count"):
            attached = word[at + 1 :]
            return bool(attached or rest) and _take(option, attached or rest.pop(), found)
        _take(option, "", found)
    return True


def _take(option: Option, value: str, found: dict[str, Any]) -> bool:
    if option.kind == "flag":
        found[option.name] = True
    elif option.kind == "count":
        found[option.name] += 1
    elif option.kind == "list":
        found[option.name] += (value,)
    elif option.kind == "number":
        if not (value.isascii() and value.isdecimal() and int(value)):
            return False
        found[option.name] = int(value)
    elif option.choices and value not in option.choices:
        return False
    else:
        found[option.name] = value
    return True
