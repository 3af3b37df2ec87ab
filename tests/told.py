"""Reports, to be compared."""

from __future__ import annotations

from collections.abc import Iterable

from dockfix.report import FileReport


def told(found: Iterable[FileReport]) -> list[object]:
    """All that reports say, in a form that can be compared."""
    return [
        report._replace(
            source=report.source and report.source.to_bytes(),  # type: ignore[arg-type]
            original=report.original and report.original.to_bytes(),  # type: ignore[arg-type]
            findings=tuple(
                finding._replace(fix=finding.fix and finding.fix._replace(edits=tuple(finding.fix.edits)))
                for finding in report.findings
            ),
        )
        for report in found
    ]
