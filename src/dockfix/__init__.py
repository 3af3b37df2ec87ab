"""dockfix: finds what is wrong with a Dockerfile, and mends it.

What a plugin author or a program needs is here; everything else may change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from dockfix.api import fix, lint, parse
    from dockfix.hooks import hookimpl
    from dockfix.model import File, Stage
    from dockfix.rule import (
        Edit,
        Finding,
        Fix,
        Rule,
        Safety,
        Severity,
        insert_after,
        insert_before,
        option,
        replace,
    )
    from dockfix.shell.script import Command, Script, Word
    from dockfix.source import Position, Source, Span

__all__ = [
    "Command",
    "Edit",
    "File",
    "Finding",
    "Fix",
    "Position",
    "Rule",
    "Safety",
    "Script",
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
    "option",
    "parse",
    "replace",
]

_HOMES = {
    "dockfix.api": ("fix", "lint", "parse"),
    "dockfix.model": ("File", "Stage"),
    "dockfix.hooks": ("hookimpl",),
    "dockfix.rule": (
        "Edit",
        "Finding",
        "Fix",
        "Rule",
        "Safety",
        "Severity",
        "insert_after",
        "insert_before",
        "option",
        "replace",
    ),
    "dockfix.shell.script": ("Command", "Script", "Word"),
    "dockfix.source": ("Position", "Source", "Span"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    # Imported on first use: `dockfix --version` needs none of it.
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(home), name)
