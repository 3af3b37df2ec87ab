"""What goes wrong, told in one line, and the exit status that it makes."""

from __future__ import annotations

import os
from collections.abc import Callable

INTERRUPTED = 130
FAILED = 2
#: What the status says with which a process ends, for the documentation.
EXIT_STATUSES = {
    0: "Nothing is found that `--fail-on` counts.",
    1: "Something is found that it counts, and has not been fixed.",
    FAILED: "Something could not be done: the command line or the settings are wrong, a plugin fails, or a"
    " file cannot be read. Standard error says what, in a line each; all other files are checked.",
    INTERRUPTED: "Ctrl-C.",
}


class UsageError(Exception):
    """The command line asks for what cannot be; the message says what."""


class ReportError(Exception):
    """A format that a plugin brings has failed; the message says how."""


def status_of(command: Callable[[], int | None]) -> int:
    """Run `command`: what it returns, 2 where it raises, told on standard error, or 130 for Ctrl-C."""
    try:
        return command() or 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        message = known(error)
        if message is None:
            if os.environ.get("DOCKFIX_DEBUG"):
                raise
            from dockfix.report import internal_error  # noqa: PLC0415

            message = internal_error(error)
        tell(message)
        return FAILED


def tell(message: str) -> None:
    """Write a line to standard error."""
    from dockfix.cli import streams  # noqa: PLC0415 - only where something is wrong
    from dockfix.printable import printable  # noqa: PLC0415

    err = streams.stderr()
    err.write(f"dockfix: {printable(message)}\n")
    err.flush()


def known(error: Exception) -> str | None:
    """What is said of an error that is nobody's mistake here, None for one that is."""
    from dockfix.files import FileError  # noqa: PLC0415
    from dockfix.output import OutputError  # noqa: PLC0415
    from dockfix.rule_docs import UnknownRuleError  # noqa: PLC0415
    from dockfix.scaffold import ScaffoldError  # noqa: PLC0415
    from dockfix.setting_values import ConfigError  # noqa: PLC0415

    kinds = (
        *(UsageError, ReportError, ConfigError, FileError, OutputError, ScaffoldError, UnknownRuleError),
        OSError,
    )
    return str(error) if isinstance(error, kinds) else None
