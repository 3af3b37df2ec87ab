"""Annotations of GitHub Actions: commands that a workflow's log holds.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from dockfix.output import Output
from dockfix.printable import without_surrogates
from dockfix.report import ReportedFinding, Run, RunError
from dockfix.reporters.places import Project, is_about
from dockfix.rule import Severity
from dockfix.source import Source

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
    Severity.STYLE: "notice",
}
_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = {**_IN_MESSAGE, **str.maketrans({":": "%3A", ",": "%2C"})}


def report(run: Run, output: Output) -> None:
    """Write a command for every finding and error as they come."""
    project = Project()
    for file in run:
        path = project.path(file.path)
        for error in file.errors:
            output.write(_of_error(error, path if is_about(error, file) else None))
        for finding in file.findings:
            if file.source:
                output.write(_of_finding(path, file.source, finding))


def _of_finding(path: str, source: Source, finding: ReportedFinding) -> str:
    first, last = source.position(finding.start), source.position(finding.end)
    properties: dict[str, object] = {"file": path, "line": first.line, "endLine": last.line}
    if first.line == last.line:  # GitHub takes columns within one line only
        properties |= {"col": first.column, "endColumn": last.column}
    properties["title"] = f"dockfix {finding.code} ({finding.name})"
    return _command(_COMMANDS[finding.severity], properties, finding.message)


def _of_error(error: RunError, path: str | None) -> str:
    properties: dict[str, object] = {"title": "dockfix"}
    if path is None:
        return _command("error", properties, str(error))
    return _command("error", {"file": path, "line": error.line or 1, **properties}, error.message)


def _command(name: str, properties: dict[str, object], message: str) -> str:
    told = ",".join(f"{key}={str(value).translate(_IN_PROPERTY)}" for key, value in properties.items())
    return without_surrogates(f"::{name} {told}::{message.translate(_IN_MESSAGE)}\n")
