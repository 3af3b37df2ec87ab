"""What rules say of themselves, for `dockfix explain` and `dockfix rules`."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import cleandoc

from dockfix.output import Output
from dockfix.rule import Family, Option, Rule
from dockfix.setting_values import literal
from dockfix.spelling import did_you_mean


class UnknownRuleError(Exception):
    """No rule is called so; the message proposes one that is."""


def named(word: str, rules: Sequence[type[Rule]]) -> list[type[Rule]]:
    """The rule with this code or name, or those with this alias. Raises `UnknownRuleError`."""
    folded = word.casefold()
    families = [rule for rule in rules if issubclass(rule, Family)]
    members = [member for family in families if (member := family.member_named(word))]
    exact = members or [rule for rule in rules if folded in (rule.code.casefold(), rule.name.casefold())]
    found = exact or [rule for rule in rules if folded in map(str.casefold, rule.aliases)]
    if not found:
        known = (name for rule in rules for name in (rule.code, rule.name, *rule.aliases))
        raise UnknownRuleError(
            f"no rule is called {literal(word)}{did_you_mean(word, known) or ', see `dockfix rules`'}"
        )
    return found


def explanation(rule: type[Rule], output: Output) -> str:
    """All that a rule says of itself."""
    facts = {
        "Severity": "that of each finding" if rule.severity_varies else rule.severity.label,
        "Category": rule.category,
        "Fix": f"{rule.fixes}" if rule.fixes else "none",
        "Default": "on" if rule.default else "off: it runs only where it is selected",
        "Aliases": ", ".join(rule.aliases),
        "Source": rule.source,
        "Online": rule.url() if rule.url() != rule.source else "",
    }
    lines = [output.paint(f"{rule.code} {rule.name}", "bold"), ""]
    lines += [f"{output.paint(f'{name:9}', 'dim')} {fact}" for name, fact in facts.items() if fact]
    lines += ["", cleandoc(rule.__doc__ or "")]
    if rule.options:
        lines += ["", output.paint("Options", "bold")]
        lines += [f"  {_setting(option)}\n      {option.help}" for option in rule.options.values()]
    return "\n".join(lines) + "\n"


def table(rules: Sequence[type[Rule]], output: Output) -> str:
    """A line for each rule."""
    head = ("Code", "Name", "Severity", "Category", "Fix")
    rows = [(rule.code, rule.name, rule.severity.label, rule.category, rule.fixes or "-") for rule in rules]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *rows)
    ]
    return "\n".join((output.paint(lines[0], "bold"), *lines[1:])) + "\n"


def as_data(rule: type[Rule]) -> dict[str, object]:
    """The same as plain data."""
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity.label,
        "category": rule.category,
        "fix": rule.fixes.value if rule.fixes else None,
        "default": rule.default,
        "aliases": list(rule.aliases),
        "options": {
            option.key: {"default": option.default, "help": option.help} for option in rule.options.values()
        },
        "summary": summary(rule),
        "source": rule.source,
        "url": rule.url(),
    }


def summary(rule: type[Rule]) -> str:
    """The first paragraph of what a rule says of itself, in one line."""
    return " ".join(cleandoc(rule.__doc__ or "").partition("\n\n")[0].split())


def _setting(option: Option) -> str:
    return f"{option.key} = {literal(option.default)}"
