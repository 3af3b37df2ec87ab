"""Whether installed packages bring plugins: `importlib.metadata`, which knows, takes 15 ms to import."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_METADATA = (".dist-info", ".egg-info", "EGG-INFO")


def may_exist(group: str, *, besides: str) -> bool:
    """Whether a package other than `besides` has entry points of `group`; also where that is hard to say."""
    section, own = f"[{group}]".encode(), f"{besides}-"
    return any(_declares(directory or ".", section, own) for directory in sys.path)


def _declares(directory: str, section: bytes, own: str) -> bool:
    try:
        with os.scandir(directory) as entries:
            names = [entry.name for entry in entries if entry.name.endswith(_METADATA)]
    except NotADirectoryError:  # an archive
        return True
    except OSError:
        return False
    return any(section in _entry_points(Path(directory, name)) for name in names if not name.startswith(own))


def _entry_points(metadata: Path) -> bytes:
    try:
        return (metadata / "entry_points.txt").read_bytes()
    except OSError:  # most packages have none
        return b""
