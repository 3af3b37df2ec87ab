"""The command line."""

from __future__ import annotations

import gc
import sys
from contextlib import suppress
from types import ModuleType

from dockfix.typed import Any, NoReturn

_URLLIB = "urllib.parse"

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
        _import_pathlib()
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


def _import_pathlib() -> None:
    """Import pathlib without urllib.parse, which takes 2 ms and which it uses for `Path.as_uri` alone."""
    if "pathlib" in sys.modules or _URLLIB in sys.modules:
        return
    stand_in: Any = ModuleType(_URLLIB)
    stand_in.quote_from_bytes = _quote_from_bytes
    sys.modules[_URLLIB] = stand_in
    try:
        import pathlib  # noqa: F401, PLC0415
    finally:
        del sys.modules[_URLLIB]


def _quote_from_bytes(data: bytes, safe: str = "/") -> str:
    from urllib.parse import quote_from_bytes  # noqa: PLC0415

    return quote_from_bytes(data, safe)
