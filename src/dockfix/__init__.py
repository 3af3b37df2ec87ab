"""dockfix: finds what is wrong with a Dockerfile, and mends it.

What a rule, a plugin or a program needs is here, in `dockfix.report` for reporters, and in `dockfix.testing`
for tests of rules; everything else may change.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from dockfix.api import fix, lint, load_settings, parse
    from dockfix.config import Settings
    from dockfix.environment import Environment
    from dockfix.fixer import Fixed
    from dockfix.hooks import hookimpl
    from dockfix.image import ImageReference
    from dockfix.model import File, Stage
    from dockfix.output import Output
    from dockfix.rule import (
        Edit,
        Finding,
        Findings,
        Fix,
        Rule,
        Safety,
        Severity,
        insert_after,
        insert_before,
        option,
        replace,
    )
    from dockfix.setting_values import ConfigError
    from dockfix.shell.script import Command, Script, Word
    from dockfix.source import Position, Source, Span
    from dockfix.syntax import nodes
    from dockfix.syntax.nodes import Dockerfile

__all__ = [
    "Command",
    "ConfigError",
    "Dockerfile",
    "Edit",
    "Environment",
    "File",
    "Finding",
    "Findings",
    "Fix",
    "Fixed",
    "ImageReference",
    "Output",
    "Position",
    "Rule",
    "Safety",
    "Script",
    "Settings",
    "Severity",
    "Source",
    "Span",
    "Stage",
    "Word",
    "__version__",
    "fix",
    "hookimpl",
    "insert_after",
    "insert_before",
    "lint",
    "load_settings",
    "nodes",
    "option",
    "parse",
    "replace",
]

_HOMES = {
    "dockfix.api": ("fix", "lint", "load_settings", "parse"),
    "dockfix.config": ("Settings",),
    "dockfix.environment": ("Environment",),
    "dockfix.fixer": ("Fixed",),
    "dockfix.hooks": ("hookimpl",),
    "dockfix.image": ("ImageReference",),
    "dockfix.model": ("File", "Stage"),
    "dockfix.output": ("Output",),
    "dockfix.rule": (
        "Edit",
        "Finding",
        "Findings",
        "Fix",
        "Rule",
        "Safety",
        "Severity",
        "insert_after",
        "insert_before",
        "option",
        "replace",
    ),
    "dockfix.setting_values": ("ConfigError",),
    "dockfix.shell.script": ("Command", "Script", "Word"),
    "dockfix.source": ("Position", "Source", "Span"),
    "dockfix.syntax.nodes": ("Dockerfile",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    # Imported on first use: `dockfix --version` needs none of it.
    from importlib import import_module  # noqa: PLC0415

    if name == "nodes":
        return import_module("dockfix.syntax.nodes")
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)
