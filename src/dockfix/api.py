"""dockfix for programs: `parse`, `lint` and `fix` take a text and settings, and touch no file."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from warnings import warn

from dockfix import config
from dockfix.config import Settings
from dockfix.engine import Engine
from dockfix.fixer import Fixed
from dockfix.fixer import fix as fix_source
from dockfix.plugins import Plugins
from dockfix.rule import Finding
from dockfix.selection import Selection
from dockfix.setting_values import ConfigError
from dockfix.source import Source
from dockfix.syntax import parser
from dockfix.syntax.nodes import Dockerfile
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    Text = str | bytes | Source
    PathLike = str | os.PathLike[str]


def parse(text: Text) -> Dockerfile:
    """The syntax tree of a Dockerfile; never raises."""
    return parser.parse(_source(text))


def lint(text: Text, path: PathLike | None = None, settings: Settings | None = None) -> tuple[Finding, ...]:
    """What the rules find in a Dockerfile, in the order of their places.

    `path` says where the text would stand, for what is beside it and for per-file settings; the file need not
    exist. `settings` are those of `load_settings`; without them every rule has its defaults. A rule that
    fails is told of in a warning, and the others go on. Raises `ConfigError` for wrong settings, and for
    plugins that cannot be loaded.
    """
    place = Path(path) if path is not None else None
    result = _engine(place, settings).check(_source(text), place)
    for failure in result.failures:
        warn(str(failure), RuntimeWarning, stacklevel=2)
    return result.findings


def fix(
    text: Text, path: PathLike | None = None, settings: Settings | None = None, *, unsafe: bool = False
) -> Fixed:
    """A Dockerfile with its safe fixes applied, with `unsafe` the others too, and what is left to do.

    `path` and `settings` are those of `lint`, and so is what it raises; rules that fail, and fixes that would
    break the file and are left out, are the `failures` of the answer.
    """
    place = Path(path) if path is not None else None
    return fix_source(_source(text), _engine(place, settings), place, unsafe=unsafe)


def load_settings(path: PathLike) -> Settings:
    """The settings of a file, or of the nearest file above a directory, read anew. Raises `ConfigError`."""
    config.forget()
    place = Path(path)
    return config.settings_for(place) if place.is_dir() else config.load(place)


def _source(text: Text) -> Source:
    if isinstance(text, Source):
        return text
    return Source.from_bytes(text) if isinstance(text, bytes) else Source.from_text(text)


def _engine(path: Path | None, settings: Settings | None) -> Engine:
    return default_engine() if settings is None else _engine_for(path, settings)


@cache
def default_engine() -> Engine:
    """The engine of a run without settings: every rule that is on by default, as it is."""
    return _engine_for(None, Settings(Path()))


def _engine_for(path: Path | None, settings: Settings) -> Engine:
    plugins = Plugins(settings.plugins, settings.custom)
    if plugins.problems:
        raise ConfigError("; ".join(map(str, plugins.problems)))
    rules = Selection(plugins.cards, settings).for_file(path or settings.root / "Dockerfile")
    return Engine(rules, settings.preset, ignore_comments=settings.ignore_comments)
