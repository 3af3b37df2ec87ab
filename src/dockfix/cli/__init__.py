"""The command line."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> None:
    """Run dockfix with the arguments of this process, and end it."""
    try:
        from dockfix.cli.app import app  # noqa: PLC0415 - Ctrl-C may come this early

        app.main(prog_name="dockfix")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
