"""The pages of the rules: one for each, written from what it says of itself, and one with all of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory

import dockfix
from dockfix.config import load
from dockfix.rule import Rule, Safety
from dockfix.rule_docs import summary
from dockfix.setting_values import literal
from dockfix.testing.examples import examples_of, settings_of, write_files_of

Rules = Sequence[type[Rule]]

_TYPES = {bool: "boolean", int: "integer", str: "string", tuple: "list of strings"}
_FIXES = {
    None: "none",
    Safety.SAFE: "safe: `dockfix --fix`",
    Safety.UNSAFE: "unsafe: `dockfix --fix --unsafe-fixes`",
}
_HADOLINT = re.compile(r"DL\d{4}")


def navigation(rules: Rules) -> list[object]:
    """The entries of the navigation: the overview, then the rules by category."""
    sections: list[object] = [
        {category.capitalize(): [{f"{rule.code} {rule.name}": path_of(rule)} for rule in members]}
        for category, members in by_category(rules)
    ]
    return ["rules/index.md", *sections]


def pages(rules: Rules) -> dict[str, str]:
    """The Markdown of all pages by their paths."""
    return {"rules/index.md": overview(rules), **{path_of(rule): page(rule, rules) for rule in rules}}


def path_of(rule: type[Rule]) -> str:
    """Where the page of a rule is, below the directory of the documentation."""
    return f"rules/{rule.code}.md"


def by_category(rules: Rules) -> list[tuple[str, list[type[Rule]]]]:
    """The categories in alphabetical order, each with its rules."""
    category = attrgetter("category")
    return [(name, [*members]) for name, members in groupby(sorted(rules, key=category), category)]


def overview(rules: Rules) -> str:
    """The page with all rules."""
    parts = [
        "# Rules",
        f"dockfix has {len(rules)} rules in {len(by_category(rules))} categories. Those that hadolint knows"
        " have hadolint's codes (`DL`), those that only BuildKit knows BuildKit's names, those of ShellCheck"
        " ShellCheck's (`SC`); all others are `DF`. A rule can be called by its code, its name or another"
        " name, with others by its category: see [Configuration](../configuration.md#selectors).",
        '<input class="filter" type="search" placeholder="Filter" aria-label="Filter the rules" hidden>',
    ]
    for category, members in by_category(rules):
        heading = f"## {category.capitalize()} {{ #{category} }}"
        parts += [f'<section class="rules" markdown>\n\n{heading}\n\n{_table(members)}\n\n</section>']
    return "\n\n".join(parts) + "\n"


def _table(rules: Rules) -> str:
    head = ["| rule | what it finds | severity | fix |", "| --- | --- | --- | --- |"]
    return "\n".join(head + [_row(rule) for rule in rules])


def _row(rule: type[Rule]) -> str:
    link = f'[{rule.code}]({rule.code}.md){{ title="{" ".join((rule.name, *rule.aliases))}" }}'
    return f"| {link}<br>{rule.name} | {_cell(summary(rule))} | {_severity(rule)} | {rule.fixes or '–'} |"


def page(rule: type[Rule], rules: Rules) -> str:
    """The page of one rule."""
    return "\n\n".join(part for part in _parts(rule, rules) if part) + "\n"


def _parts(rule: type[Rule], rules: Rules) -> Iterator[str]:
    yield f"---\ntitle: {rule.code} {rule.name}\ndescription: {literal(summary(rule))}\n---"
    yield f"# {rule.code}: {rule.name}"
    head, _, body = cleandoc(rule.__doc__ or "").partition("\n\n")
    yield head
    yield _facts(rule, rules)
    yield body
    yield "\n\n".join(_fixed(rule))
    if rule.options:
        yield "## Options"
        yield _options(rule)
    yield "## Settings"
    yield f"To ignore it once, above the instruction:\n\n```dockerfile\n# dockfix: ignore={rule.code}\n```"
    yield f"In `dockfix.toml`:\n\n```toml\n{_sample(rule)}```"


def _facts(rule: type[Rule], rules: Rules) -> str:
    facts = {
        "Severity": _severity(rule),
        "Category": f"[{rule.category}](index.md#{rule.category})",
        "Fix": "for some, see below" if rule.is_family else _FIXES[rule.fixes],
        "Runs": "by default" if rule.default else "only where it is selected",
        "Also known as": ", ".join(_alias(alias, rule, rules) for alias in rule.aliases),
        "Source": f"[{rule.source.removeprefix('https://')}]({rule.source})" if rule.source else "",
    }
    terms = "\n\n".join(f"{name}\n:   {fact}" for name, fact in facts.items() if fact)
    return f'<div class="facts" markdown>\n\n{terms}\n\n</div>'


def _alias(alias: str, rule: type[Rule], rules: Rules) -> str:
    """Another name, with whose it is: another tool's, or one that several rules share."""
    if _HADOLINT.fullmatch(alias):
        return f"[{alias}](https://github.com/hadolint/hadolint/wiki/{alias}) (hadolint)"
    text = f"`{alias}`"
    if not alias.islower():
        words = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", alias).lower()
        text = f"[{alias}](https://docs.docker.com/reference/build-checks/{words}/) (BuildKit)"
    others = [other for other in rules if alias in other.aliases and other is not rule]
    if others:
        text += f", shared with {', '.join(f'[{other.code}]({other.code}.md)' for other in others)}"
    return text


def _fixed(rule: type[Rule]) -> Iterator[str]:
    """What the fix makes of each bad example."""
    if rule.fixes is None or rule.is_family:
        return
    yield "## Fix"
    for bad in (example.text for example in examples_of(rule) if example.kind == "bad"):
        safe, best = (_mended(rule, bad, unsafe=unsafe) for unsafe in (False, True))
        option = "--fix" if safe == best else "--fix --unsafe-fixes"
        yield f"`dockfix {option}` makes of the bad example:"
        yield f"```diff\n{_difference(bad, best)}```"


def _mended(rule: type[Rule], text: str, *, unsafe: bool) -> str:
    """An example after the fixes of its rule, under the settings and beside the files that it shows."""
    with TemporaryDirectory() as temporary:
        directory = Path(temporary) / "webapp"
        directory.mkdir()
        write_files_of(rule, directory)
        settings = directory / "dockfix.toml"
        settings.write_text(f'select = ["{rule.code}"]\n{settings_of(rule)}')
        return dockfix.fix(text, directory / "Dockerfile", load(settings), unsafe=unsafe).source.text


def _difference(before: str, after: str) -> str:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return "".join([*difflib.unified_diff(old, new, n=len(old))][3:])


def _options(rule: type[Rule]) -> str:
    return "\n\n".join(
        f"`{option.key}`\n:   {_sentence(option.help)}"
        f" {_TYPES[type(option.default)].capitalize()}, by default `{literal(option.default)}`."
        for option in rule.options.values()
    )


def _sample(rule: type[Rule]) -> str:
    """Settings to paste: all that can be set for a rule, as it is when nothing is set."""
    lines = [] if rule.default else [f'extend-select = ["{rule.code}"]\n']
    lines += [f"[rules.{rule.code}]"]
    if not rule.severity_varies:
        lines += [f'severity = "{rule.severity.label}"']
    if rule.fixes:
        lines += [f'fix = "{rule.fixes}" # safe, unsafe or never']
    lines += [f"{option.key} = {literal(option.default)}" for option in rule.options.values()]
    return "".join(f"{line}\n" for line in lines)


def _severity(rule: type[Rule]) -> str:
    return "that of each finding" if rule.severity_varies else rule.severity.label


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
