"""`dockfix clean`: delete the cache."""

from __future__ import annotations

from pathlib import Path

from dockfix import cache
from dockfix.cli import streams


def clean() -> int:
    """Delete the cache of the current directory. Raises OSError if that is not possible."""
    was_there = cache.remove(Path(cache.NAME))
    out = streams.stdout()
    out.write(f"{cache.NAME} is deleted.\n" if was_there else f"There is no {cache.NAME} here.\n")
    out.flush()
    return 0
