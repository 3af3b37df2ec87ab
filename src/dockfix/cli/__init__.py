"""The command line."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress

from dockfix.typed import NoReturn

#: How many new objects make Python look for unreachable cycles, some 60 MiB of them: its own 700 cost a tenth
#: of the time.
_PATIENCE = 400_000


def run() -> NoReturn:
    """The program: run dockfix, and end the process without taking its objects apart, which takes 10 ms."""
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    import atexit  # noqa: PLC0415
    import os  # noqa: PLC0415

    atexit._run_exitfuncs()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError, ValueError):  # nobody reads it any more
            stream.flush()
    os._exit(status)


def main() -> NoReturn:
    """Run dockfix with the arguments of this process, and end it."""
    gc.set_threshold(_PATIENCE)
    try:
        from dockfix.cli.own_modules import find_quickly  # noqa: PLC0415 - Ctrl-C may come this early

        find_quickly()
        from dockfix.cli.arguments import plain_check  # noqa: PLC0415

        request = plain_check(sys.argv[1:])
        if request is None:
            from dockfix.cli.app import app  # noqa: PLC0415

            app.main(prog_name="dockfix")
        from dockfix.cli.checking import Request, check  # noqa: PLC0415
        from dockfix.cli.errors import status_of  # noqa: PLC0415

        sys.exit(status_of(lambda: check(Request(**request))))
    except KeyboardInterrupt:
        from dockfix.cli.errors import INTERRUPTED  # noqa: PLC0415

        sys.exit(INTERRUPTED)
