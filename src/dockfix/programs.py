"""Other programs that dockfix can make use of."""

from __future__ import annotations

import os
import sys
from functools import cache


@cache
def find(name: str) -> str | None:
    """The path of the program called `name`: that of this Python's environment, or the first on the PATH."""
    own = os.path.join(sys.prefix, "Scripts" if os.name == "nt" else "bin")  # noqa: PTH118 - as a string, it is quick
    extension = ".exe" if os.name == "nt" else ""
    for directory in (own, *os.environ.get("PATH", "").split(os.pathsep)):
        path = os.path.join(directory, name + extension)  # noqa: PTH118
        if directory and os.path.isfile(path) and os.access(path, os.X_OK):  # noqa: PTH113
            return path
    return None


def fingerprint(path: str) -> str:
    """Another string where there is another program at `path`; it is not run for that."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return path
    return f"{path}:{status.st_size}:{status.st_mtime_ns}"
