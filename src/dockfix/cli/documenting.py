"""`dockfix explain`, `dockfix rules` and `dockfix schema`: what rules and settings say of themselves."""

from __future__ import annotations

from pathlib import Path

from dockfix.cli import streams
from dockfix.output import ColorChoice, Output
from dockfix.plugins import Plugins
from dockfix.printable import printable
from dockfix.rule_docs import as_data, explanation, named, table
from dockfix.workspace import Choices, Workspace


def explain(word: str, config: str | None, isolated: bool, color: ColorChoice) -> int:
    """Print all about the rules that `word` names; the exit status is 2 if a plugin is missing."""
    plugins = _plugins(config, isolated)
    out = streams.stdout(color)
    out.write("\n\n".join(explanation(rule, out) for rule in named(word, plugins.rules)))
    return _finish(plugins, out)


def rules(format: str, config: str | None, isolated: bool, color: ColorChoice) -> int:  # noqa: A002
    """Print a table of all rules; the exit status is 2 if a plugin is missing."""
    plugins = _plugins(config, isolated)
    out = streams.stdout(color)
    if format == "json":
        from dockfix.reporters.json import VERSION, dumped  # noqa: PLC0415 - only for JSON

        out.write(dumped({"version": VERSION, "rules": [as_data(rule) for rule in plugins.rules]}) + "\n")
    else:
        out.write(table(plugins.rules, out))
    return _finish(plugins, out)


def schema(config: str | None, isolated: bool) -> int:
    """Print the JSON schema of a settings file; the exit status is 2 if a plugin is missing."""
    import json  # noqa: PLC0415 - only here

    from dockfix.config_schema import schema  # noqa: PLC0415

    plugins = _plugins(config, isolated)
    out = streams.stdout()
    out.write(json.dumps(schema(plugins.rules), indent=2, ensure_ascii=False) + "\n")
    return _finish(plugins, out)


def _plugins(config: str | None, isolated: bool) -> Plugins:
    workspace = Workspace(Choices(config=Path(config) if config else None, isolated=isolated))
    return workspace.plugins_for(workspace.settings_for(Path()))


def _finish(plugins: Plugins, out: Output) -> int:
    out.flush()
    err = streams.stderr()
    for problem in plugins.problems:
        err.write(f"dockfix: {printable(str(problem))}\n")
    err.flush()
    return 2 if plugins.problems else 0
