"""The XML of Checkstyle, as its XMLLogger writes it: what many programs read lints from.

https://checkstyle.org/apidocs/com/puppycrawl/tools/checkstyle/XMLLogger.html; columns are code points.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.output import Output
from dockfix.report import FileReport, Run
from dockfix.reporters.places import is_about
from dockfix.reporters.xml import DECLARATION, element, start_tag
from dockfix.rule import Severity

#: The version of Checkstyle whose form this is: others that write it say so too.
_VERSION = "4.3"
_SEVERITIES = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
    Severity.STYLE: "info",
}


def report(run: Run, output: Output) -> None:
    """Write an element for every file, with those of its findings and errors."""
    output.write(f"{DECLARATION}{start_tag('checkstyle', {'version': _VERSION})}\n")
    for file in run:
        errors = "\n".join(_errors(file))
        output.write(element("file", {"name": file.path}, errors and f"\n{errors}\n") + "\n")
    output.write("</checkstyle>\n")


def _errors(file: FileReport) -> Iterator[str]:
    for error in file.errors:
        own = is_about(error, file)
        message = error.message if own else str(error)
        yield _error(error.line or 1 if own else 1, "error", message, "error")
    for finding in file.findings:
        if file.source:
            line, column = file.source.position(finding.start)
            yield _error(line, _SEVERITIES[finding.severity], finding.message, finding.code, column)


def _error(line: int, severity: str, message: str, source: str, column: int | None = None) -> str:
    return element(
        "error",
        {
            "line": line,
            **({"column": column} if column else {}),
            "severity": severity,
            "message": message,
            "source": f"dockfix.{source}",
        },
    )
