"""What pytest is told: an option, how a check fails, and which expected files were written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dockfix.testing.checks import Check

_OPTION = "--dockfix-update"
_WROTE = "dockfix-wrote"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--dockfix-update`."""
    parser.getgroup("dockfix").addoption(
        _OPTION, action="store_true", help="write what rules find, and what their fixes make, to fixtures"
    )


def run(check: Check, directory: Path, request: pytest.FixtureRequest) -> None:
    """Run `check` with `directory` as its scratch; it fails with its own words, without a traceback."""
    from dockfix.testing.failing import CheckError  # noqa: PLC0415 - pytest loads this module everywhere

    update = bool(request.config.getoption(_OPTION, default=False))
    try:
        written = check.run(directory, update=update)
    except CheckError as failure:
        message = str(failure)
    else:
        # Reports carry it to the process that writes the summary.
        request.node.user_properties += [(_WROTE, file) for file in written]
        return
    pytest.fail(message, pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the files that were written."""
    if not terminalreporter.config.getoption(_OPTION):
        return
    reports = [each for each in terminalreporter.getreports("passed") if each.when == "call"]
    written = [value for each in reports for name, value in each.user_properties if name == _WROTE]
    terminalreporter.section("dockfix")
    for file in written:
        terminalreporter.line(f"wrote {file}")
    if not written:
        terminalreporter.line("nothing to write: all expected files are as they should be")
