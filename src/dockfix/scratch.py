"""Directories that a process needs for a moment.

Each has the number of its process in its name, so that whoever sees a process end can remove what it left.
"""

from __future__ import annotations

import os
from contextlib import suppress


def make() -> str:
    """Make a directory that nobody else may look into. Raises OSError."""
    path = f"{_prefix(os.getpid())}{os.urandom(6).hex()}"
    os.mkdir(path, 0o700)  # noqa: PTH102 - as strings, paths are quick
    return path


def remove(path: str) -> None:
    """Remove a directory of files, as far as that is possible."""
    with suppress(OSError):
        for name in os.listdir(path):  # noqa: PTH208
            os.unlink(os.path.join(path, name))  # noqa: PTH108, PTH118
        os.rmdir(path)  # noqa: PTH106


def remove_all_of(pid: int) -> None:
    """Remove what the process `pid`, which has ended, has left."""
    from glob import escape, glob  # noqa: PLC0415 - seldom needed

    for path in glob(f"{escape(_prefix(pid))}*"):  # noqa: PTH207
        remove(path)


def _prefix(pid: int) -> str:
    # As `tempfile.gettempdir` has it; to import that takes as long as ShellCheck does for a small file.
    places = (os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    return os.path.join(next(filter(None, places), "/tmp"), f"dockfix-{pid}-")  # noqa: PTH118
