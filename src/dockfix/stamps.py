"""What the findings in a file depend on besides its text: the code that makes them, and the settings."""

from __future__ import annotations

import os
import sys
from functools import cache

import dockfix
from dockfix.config import Settings
from dockfix.entry_points import packages

_PACKAGES = ("dockfix", "dockfix_rules")


def stamp_of(settings: Settings) -> bytes:
    """Something that is another one where the same file may give other findings under `settings`."""
    # None says what is found: they make the exit status, which fixes are applied, and what of it counts.
    held = settings._replace(fail_on=None, unsafe_fixes=False, baseline=None)
    return f"{_code()} {held!r}".encode("utf-8", "surrogatepass")


@cache
def _code() -> str:
    """The versions of Python and of all packages, and the state of dockfix's own files."""
    own = [sorted(_states(directory)) for directory in _directories()]
    return repr((dockfix.__version__, sys.version, packages(), own))


def _directories() -> list[str]:
    from importlib.util import find_spec  # noqa: PLC0415

    specs = [find_spec(name) for name in _PACKAGES]
    return [place for spec in specs if spec for place in spec.submodule_search_locations or ()]


def _states(directory: str) -> list[tuple[str, int, int]]:
    """Every file below `directory` but compiled ones: where it is, when it was changed, how long it is."""
    states = []
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir():
                states += _states(entry.path) if entry.name != "__pycache__" else []
            elif not entry.name.endswith(".pyc"):
                status = entry.stat()
                states.append((entry.path, status.st_mtime_ns, status.st_size))
    return states
