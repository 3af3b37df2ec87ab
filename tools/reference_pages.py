"""The reference: every setting and every option of the command line, from the code that reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from inspect import cleandoc

import click

from dockfix.cli.app import app
from dockfix.cli.errors import EXIT_STATUSES
from dockfix.cli.options import ENVIRONMENT
from dockfix.rule import Rule
from dockfix.setting_docs import CATEGORY_HELP, CUSTOM_RULE_SETTINGS, RULE_SETTINGS, SETTINGS, Setting
from dockfix.setting_values import literal

#: An option that a text mentions.
_OPTION = re.compile(r"(?<![`\w-])--\w[\w-]*")


def pages(rules: Sequence[type[Rule]]) -> dict[str, str]:
    """The Markdown of both pages by their paths."""
    return {
        "reference/settings.md": "\n\n".join(_settings(rules)) + "\n",
        "reference/command-line.md": "\n\n".join(_commands()) + "\n",
    }


def _settings(rules: Sequence[type[Rule]]) -> Iterator[str]:
    yield "# Settings"
    yield (
        "All keys of `dockfix.toml`, of `.dockfix.toml`, and of `[tool.dockfix]` in `pyproject.toml`."
        " How they work together: [Configuration](../configuration.md)."
    )
    for key, setting in SETTINGS.items():
        yield from _setting(key, setting)
    yield "## Tables of rules"
    yield "What `[rules.SELECTOR]` and `[CATEGORY]` take, besides the options of the rules that they name."
    for key, setting in RULE_SETTINGS.items():
        yield from _setting(key, setting, level=3)
    yield "## Rules without Python"
    yield "What `[[rules.custom]]` takes: [Rules without Python](../custom-rules.md)."
    rows = [
        f"| `{key}` | {setting.type} | {_default(setting)} | {setting.help} |"
        for key, setting in CUSTOM_RULE_SETTINGS.items()
    ]
    yield "\n".join(["| key | type | default | meaning |", "| --- | --- | --- | --- |", *rows])
    yield "## Tables of categories"
    categories = sorted({f"`[{rule.category}]`" for rule in rules})
    yield f"{CATEGORY_HELP} There are {', '.join(categories)}."
    yield "## Options of rules"
    yield "Each is a key of `[rules.CODE]`."
    rows = [
        f"| `{option.key}` | {', '.join(_links(option.name, option.help, rules))} | {option.help} |"
        for option in {
            (option.name, option.help): option for rule in rules for option in rule.options.values()
        }.values()
    ]
    yield "\n".join(["| option | rules | meaning |", "| --- | --- | --- |", *sorted(rows)])


def _setting(key: str, setting: Setting, level: int = 2) -> Iterator[str]:
    yield f"{'#' * level} `{key}` {{ #{key} }}"
    yield setting.help
    choices = ", ".join(f"`{literal(choice)}`" for choice in setting.choices)
    kind = f"one of {choices}" if len(setting.choices) > 1 else choices or setting.type
    facts = f"Type\n:   {kind}\n\nDefault\n:   {_default(setting)}"
    yield f'<div class="facts" markdown>\n\n{facts}\n\n</div>'
    yield f"```toml\n{setting.example}\n```"


def _default(setting: Setting) -> str:
    in_words = setting.default.startswith("(")
    return setting.default.strip("()") if in_words else f"`{setting.default}`"


def _links(name: str, text: str, rules: Sequence[type[Rule]]) -> Iterator[str]:
    for rule in rules:
        if name in rule.options and rule.options[name].help == text:
            yield f"[{rule.code}](../rules/{rule.code}.md)"


def _commands() -> Iterator[str]:
    yield "# Command line"
    context = click.Context(app, info_name="dockfix", **app.context_settings)
    yield f"```text\n{app.get_usage(context).removeprefix('Usage: ')}\n```"
    yield "What names no command is for [`check`](#check): `dockfix --fix` is `dockfix check --fix`."
    yield "## Exit status"
    yield _table("status", EXIT_STATUSES)
    yield "## Environment"
    yield _table("variable", {f"`{name}`": meaning for name, meaning in ENVIRONMENT.items()})
    for name in sorted(app.commands, key=lambda name: (name != "check", name)):
        yield from _command(app.commands[name], click.Context(app.commands[name], context, name))
    yield "## Completion"
    yield "In `~/.bashrc`, or with `zsh_source` in `~/.zshrc`, so that the shell completes options:"
    yield '```sh\neval "$(_DOCKFIX_COMPLETE=bash_source dockfix)"\n```'


def _table(head: str, meanings: Mapping[str, str] | Mapping[int, str]) -> str:
    rows = [f"| {name} | {meaning} |" for name, meaning in meanings.items()]
    return "\n".join([f"| {head} | meaning |", "| --- | --- |", *rows])


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    name = context.command_path.partition(" ")[2]
    id_ = name.replace(" ", "-")
    yield f"## `{name}` {{ #{id_} }}"
    yield f"```text\n{context.command_path} {' '.join(command.collect_usage_pieces(context))}\n```"
    yield _OPTION.sub(r"`\g<0>`", cleandoc(command.help or ""))
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record and isinstance(parameter, click.Option):
            spelling, text = record
            anchor = max(parameter.opts, key=len).lstrip("-")
            yield f"#### `{spelling}` {{ #{id_}-{anchor} }}"
            yield _OPTION.sub(r"`\g<0>`", text)
    for inner in command.commands.values() if isinstance(command, click.Group) else ():
        yield from _command(inner, click.Context(inner, context, inner.name))
