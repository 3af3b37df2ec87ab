"""What keeps a class from being a rule: said when a plugin is loaded, as most of it would else do nothing."""

from __future__ import annotations

import re
from collections.abc import Collection

from dockfix.rule import Option, Rule, Safety, Severity
from dockfix.spelling import did_you_mean

_CHECKS = ("check_file", "check_stage", "check_instruction", "check_command")
#: What configuration can give: see `dockfix.rule.option`.
_OPTION_TYPES = (bool, int, str, tuple)
#: What would take a selector apart, or end it.
_APART = re.compile(r"[\s,=:]")
_LISTS = ("commands", "instructions", "needs", "aliases", "tags")
#: What slips in for an attribute, and is one that nothing reads.
_SLIPS = {
    "command": "commands",
    "instruction": "instructions",
    "need": "needs",
    "alias": "aliases",
    "tag": "tags",
    "fix": "fixes",
}


def fault_of(rule: object) -> str:
    """What is wrong with something that a plugin gives as a rule; the empty string if nothing is."""
    if not (isinstance(rule, type) and issubclass(rule, Rule)):
        return f"{rule!r} is not a subclass of dockfix.Rule"
    missing = [attribute for attribute in ("code", "name", "category") if not getattr(rule, attribute)]
    if missing:
        return f"the rule {rule.__name__} has no {' and no '.join(missing)}"
    if not rule.__doc__:
        return f"the rule {rule.__name__} has no docstring to document it"
    fault = _wrong_type(rule) or _unknown_instruction(rule) or _wrong_option(rule)
    return f"the rule {rule.__name__}: {fault}" if fault else ""


def _wrong_type(rule: type[Rule]) -> str:
    for name in ("code", "name", "category"):
        value = getattr(rule, name)
        if not isinstance(value, str) or _APART.search(value):
            return f"`{name} = {value!r}` is no word that could be selected"
    for name in _LISTS:
        value = getattr(rule, name)
        if isinstance(value, str):
            return f"`{name} = {value!r}` is a string: write `{name} = ({value!r},)`"
    if not isinstance(rule.severity, Severity):
        return f"`severity = {rule.severity!r}` is no Severity: write `Severity.WARNING` or the like"
    if not (rule.fixes is None or isinstance(rule.fixes, Safety)):
        return f"`fixes = {rule.fixes!r}` is no Safety: write `Safety.SAFE` or `Safety.UNSAFE`"
    return ""


def _unknown_instruction(rule: type[Rule]) -> str:
    known = _keywords()
    unknown = next((each for each in sorted(rule.instructions) if each not in known), None)
    if unknown is None:
        return ""
    return f"`instructions` has {unknown!r}, which no instruction is called{did_you_mean(unknown, known)}"


def _wrong_option(rule: type[Rule]) -> str:
    for name, option in rule.options.items():
        if not isinstance(option, Option):
            return f"`options` is no attribute to set: write `{name} = option(default, help)`"
        if not isinstance(option.default, _OPTION_TYPES):
            kind = type(option.default).__name__
            return (
                f"the option `{option.name}` has a {kind} as its default:"
                " it must be a bool, an int, a str or a tuple of str"
            )
    return ""


def uncalled_checks(rule: type[Rule]) -> list[str]:
    """The methods that are called like checks and that nothing calls: mostly slips of the keyboard."""
    known = [*_CHECKS, *(f"check_{keyword.lower()}" for keyword in (*_keywords(), "unknown"))]
    checks = (name for name in dir(rule) if name.startswith("check_"))
    return [f"nothing calls `{name}`{did_you_mean(name, known)}" for name in checks if name not in known]


def unread_attributes(rule: type[Rule]) -> list[str]:
    """The attributes that are called almost like those that are read: `command` for `commands`."""
    return [
        f"nothing reads `{slip}`, did you mean `{name}`?"
        for slip, name in _SLIPS.items()
        if slip not in rule.options and isinstance(getattr(rule, slip, None), Collection)
    ]


def _keywords() -> tuple[str, ...]:
    from dockfix.syntax.grammar import KEYWORDS  # noqa: PLC0415 - only where a plugin is loaded

    return KEYWORDS
