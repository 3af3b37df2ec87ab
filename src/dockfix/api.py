"""dockfix for programs: `parse`, `lint` and `fix` take a text and settings, and touch no file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dockfix.config import Settings
from dockfix.engine import Engine
from dockfix.fixer import Fixed
from dockfix.fixer import fix as fix_source
from dockfix.plugins import Plugins
from dockfix.rule import Finding
from dockfix.selection import Selection
from dockfix.source import Source
from dockfix.syntax import parser
from dockfix.syntax.nodes import Dockerfile


def parse(text: str | bytes) -> Dockerfile:
    """The syntax tree of a Dockerfile; never raises."""
    return parser.parse(_source(text))


def lint(
    text: str | bytes, path: Path | None = None, settings: Settings | None = None
) -> tuple[Finding, ...]:
    """What the rules find in a Dockerfile, in the order of their places.

    `path` says where the text would stand; the file need not exist. `settings` are those of
    `dockfix.config.load`; without them every rule has its defaults. Raises `ConfigError`.
    """
    return _engine(path, settings).check(_source(text), path).findings


def fix(
    text: str | bytes, path: Path | None = None, settings: Settings | None = None, *, unsafe: bool = False
) -> Fixed:
    """A Dockerfile with its safe fixes applied, with `unsafe` the others too, and what is left to do.

    The new text is `fix(…).source.text`, its bytes `fix(…).source.to_bytes()`.
    """
    return fix_source(_source(text), _engine(path, settings), path, unsafe=unsafe)


def _source(text: str | bytes) -> Source:
    return Source.from_bytes(text) if isinstance(text, bytes) else Source.from_text(text)


def _engine(path: Path | None, settings: Settings | None) -> Engine:
    if settings is None:
        return default_engine()
    plugins = Plugins(settings.plugins)
    selection = Selection(plugins.cards, settings, complete=not plugins.problems)
    rules = selection.for_file(path or settings.root / "Dockerfile")
    return Engine(rules, settings.preset, ignore_comments=settings.ignore_comments)


@cache
def default_engine() -> Engine:
    """The engine of a run without settings: every rule that is on by default, as it is."""
    return Engine(Selection(Plugins().cards, Settings(Path())).for_file(Path("Dockerfile")))
