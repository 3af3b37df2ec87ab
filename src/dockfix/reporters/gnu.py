"""One line for each finding, as the GNU project has error messages, for editors and for reviewdog.

https://www.gnu.org/prep/standards/html_node/Errors.html; columns are code points.
"""

from __future__ import annotations

from dockfix.output import Output
from dockfix.printable import printable
from dockfix.report import Run
from dockfix.reporters.places import is_about
from dockfix.rule import Severity

#: Words that GCC has, and those who read it know.
_WORDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
    Severity.STYLE: "note",
}


def report(run: Run, output: Output) -> None:
    """Write `file:line:column: severity: message [CODE]` for every finding, and errors in files likewise."""
    for file in run:
        for error in file.errors:
            if is_about(error, file):
                output.write(_line(file.path, error.line or 1, 1, "error", error.message))
        for finding in file.findings:
            if file.source:
                place = file.source.position(finding.start)
                what = f"{finding.message} [{finding.code}]"
                output.write(_line(file.path, *place, _WORDS[finding.severity], what))


def _line(path: str, line: int, column: int, severity: str, message: str) -> str:
    return f"{printable(path)}:{line}:{column}: {severity}: {printable(message)}\n"
