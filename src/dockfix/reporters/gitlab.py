"""GitLab's Code Quality report, which merge requests show.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.fingerprints import fingerprints
from dockfix.output import Output
from dockfix.report import FileReport, Run
from dockfix.reporters.json import dumped
from dockfix.reporters.places import Project
from dockfix.rule import Severity
from dockfix.source import encode
from dockfix.surroundings import digest

_SEVERITIES = {
    Severity.ERROR: "critical",
    Severity.WARNING: "major",
    Severity.INFO: "minor",
    Severity.STYLE: "info",
}


def report(run: Run, output: Output) -> None:
    """Write an array of issues, one a line."""
    project = Project()
    used: set[str] = set()
    output.write("[\n")
    comma = " "
    for file in run:
        for issue in _issues(file, project.path(file.path), used):
            output.write(f"{comma}{dumped(issue)}\n")
            comma = ","
    output.write("]\n")


def _issues(file: FileReport, path: str, used: set[str]) -> Iterator[dict[str, object]]:
    """The issues in one file, with fingerprints that are not `used` yet."""
    source = file.source
    if source is None:
        return
    for finding, fingerprint in zip(file.findings, fingerprints(source, file.findings), strict=True):
        unique = digest(encode(f"{path}\0{fingerprint}"))
        while unique in used:  # the same file by another name
            unique = digest(unique.encode())
        used.add(unique)
        yield {
            "description": f"{finding.code}: {finding.message}",
            "check_name": finding.code,
            "fingerprint": unique,
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": path,
                "lines": {"begin": source.line_of(finding.start), "end": source.line_of(finding.end)},
            },
        }
