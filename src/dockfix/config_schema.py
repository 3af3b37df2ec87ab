"""The JSON schema of a settings file, for editors: what keys there are, what they mean and what they take.

It is made of what the settings and the rules say of themselves. Draft 7 is what the language servers for TOML
know. A plugin may bring more rules and categories than it was made with, so it lets names pass that it does
not know.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence

from dockfix.custom.definitions import CODE, FOR, SUBJECTS
from dockfix.rule import DOCS_URL, Option, Rule
from dockfix.selectors import KEBAB_CASE
from dockfix.setting_docs import CATEGORY_HELP, CUSTOM_RULE_SETTINGS, RULE_SETTINGS, SETTINGS, Setting

#: Where the schema of dockfix's own rules is published.
ID = f"{DOCS_URL.removesuffix('rules/')}dockfix.schema.json"

Schema = dict[str, object]

_STRINGS: Schema = {"type": "array", "items": {"type": "string"}}
_SOMETHING: Schema = {"type": "string", "pattern": r"\S"}
_SELECTORS: Schema = {"type": "array", "items": {"$ref": "#/definitions/selector"}}
#: What the types are that settings have in words.
_TYPES: dict[str, Schema] = {
    "boolean": {"type": "boolean"},
    "string": {"type": "string"},
    "list of strings": _STRINGS,
    "list of patterns": _STRINGS,
    "list of selectors": _SELECTORS,
    "string or list of strings": {
        "anyOf": [_SOMETHING, {"type": "array", "items": _SOMETHING, "minItems": 1}]
    },
    "table of lists of selectors": {"type": "object", "additionalProperties": _SELECTORS},
}
_OPTION_TYPES: dict[type, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    tuple: _STRINGS,
}


def schema(rules: Sequence[type[Rule]]) -> Schema:
    """The schema of a settings file for `rules`, as plain data."""
    settings = {key: _setting(setting) for key, setting in SETTINGS.items() if key != "rules"}
    categories = sorted({rule.category for rule in rules})
    tables = {category: {"$ref": f"#/definitions/{category}"} for category in categories}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": ID,
        "title": "Settings of dockfix",
        "description": "dockfix.toml, .dockfix.toml, or the table [tool.dockfix] of pyproject.toml",
        "type": "object",
        "properties": {**settings, "rules": _rules(rules, tables), **tables},
        "additionalProperties": {"type": "object"},
        "definitions": {
            "selector": _selector(rules, categories),
            **{category: _of_category(rules, category) for category in categories},
            **_of_rules(rules),
        },
    }


def _setting(setting: Setting) -> Schema:
    shape: Schema = (
        {"type": "string", "enum": [*setting.choices]} if setting.choices else _TYPES[setting.type]
    )
    in_words = setting.default.startswith("(")
    known = {} if in_words else {"default": tomllib.loads(f"it = {setting.default}")["it"]}
    return {**shape, "description": setting.help, **known}


def _rules(rules: Sequence[type[Rule]], categories: Mapping[str, object]) -> Schema:
    named: dict[str, Schema] = {
        name: {"$ref": f"#/definitions/{rule.code}"} for rule in rules for name in (rule.code, rule.name)
    }
    aliases = {alias: _table(rule for rule in rules if alias in rule.aliases) for alias in _aliases(rules)}
    return {
        "type": "object",
        "description": SETTINGS["rules"].help,
        "properties": {**aliases, **named, **categories, "ALL": _table(rules), "custom": _custom()},
        "additionalProperties": {**_table([]), "additionalProperties": True},
    }


def _of_category(rules: Sequence[type[Rule]], category: str) -> Schema:
    own = (rule for rule in rules if rule.category == category)
    return _table(own, CATEGORY_HELP.replace("CATEGORY", category))


def _of_rules(rules: Iterable[type[Rule]]) -> dict[str, Schema]:
    """What each rule takes."""
    return {rule.code: _table([rule], f"{rule.code} {rule.name}\n{rule.url()}") for rule in rules}


def _table(rules: Iterable[type[Rule]], description: str = "") -> Schema:
    """What a table takes that sets something for all of `rules`."""
    options: dict[str, list[Option]] = {}
    for rule in rules:
        for option in rule.options.values():
            options.setdefault(option.key, []).append(option)
    return {
        "type": "object",
        "description": description,
        "properties": {
            **{key: _setting(setting) for key, setting in RULE_SETTINGS.items()},
            **{name: _option(same) for name, same in options.items()},
        },
        "additionalProperties": False,
    }


def _option(options: Sequence[Option]) -> Schema:
    """An option of one rule, or those of several that have one name."""
    shapes = [_shape(option) for option in options]
    distinct = [shape for at, shape in enumerate(shapes) if shape not in shapes[:at]]
    shape = distinct[0] if len(distinct) == 1 else {"anyOf": distinct}
    default, *others = [list(each) if isinstance(each, tuple) else each for each in _defaults(options)]
    known = {} if others else {"default": default}
    return {**shape, "description": options[0].help, **known}


def _shape(option: Option) -> Schema:
    return (
        {"type": "string", "enum": [*option.choices]}
        if option.choices
        else _OPTION_TYPES[type(option.default)]
    )


def _defaults(options: Sequence[Option]) -> list[object]:
    return list(dict.fromkeys(option.default for option in options))


def _selector(rules: Sequence[type[Rule]], categories: Sequence[str]) -> Schema:
    names = [name for rule in rules for name in (rule.code, rule.name)]
    known = list(dict.fromkeys(["ALL", *categories, *names, *_aliases(rules)]))
    return {
        "description": "A rule's code, its beginning, a name, an alias, a category, or ALL",
        "anyOf": [{"enum": known}, {"type": "string"}],
    }


def _aliases(rules: Iterable[type[Rule]]) -> list[str]:
    return sorted({alias for rule in rules for alias in rule.aliases})


def _custom() -> Schema:
    keys = {key: _setting(setting) for key, setting in CUSTOM_RULE_SETTINGS.items()}
    for key, form in {"code": CODE, "name": KEBAB_CASE, "category": KEBAB_CASE}.items():
        keys[key]["pattern"] = f"^(?:{form.pattern})$"
    return {
        "type": "array",
        "description": "Rules without Python",
        "items": {
            "type": "object",
            "properties": keys,
            "required": ["code", "message"],
            "oneOf": _one_of_them(SUBJECTS),
            "dependencies": {
                "fix": {"anyOf": _one_of_them(("replace", "add"))},
                **{key: {"anyOf": _one_of_them(subjects)} for key, subjects in FOR.items()},
            },
            "additionalProperties": False,
        },
    }


def _one_of_them(keys: Iterable[str]) -> list[Schema]:
    return [{"required": [key]} for key in keys]
