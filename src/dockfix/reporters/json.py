"""JSON for programs: stable and versioned; lines and columns count from 1, ends are exclusive."""

from __future__ import annotations

import json
from collections.abc import Mapping

from dockfix import __version__
from dockfix.output import Output
from dockfix.printable import without_surrogates
from dockfix.report import FileReport, ReportedFinding, Run, RunError
from dockfix.rule import Fix
from dockfix.source import Source

VERSION = 1


def report(run: Run, output: Output) -> None:
    """Write one JSON object, a finding a line: whole lines, as others may write to the same terminal."""
    tool = dumped({"name": "dockfix", "version": __version__})
    output.write(f'{{"version": {VERSION}, "tool": {tool},\n"findings": [\n')
    comma = " "
    for file in run:
        for finding in findings_of(file):
            output.write(f"{comma}{dumped(finding)}\n")
            comma = ","
    summary = run.summary
    errors = ",\n ".join(dumped(error_data(error)) for error in summary.errors)
    counts = {
        "files": summary.files,
        "findings": summary.findings,
        "fixable": summary.fixable,
        "fixed": summary.fixed,
        **({"ignored": summary.ignored} if summary.ignored else {}),
        **({"held_back": summary.held_back} if summary.held_back else {}),
        **({"obsolete": summary.obsolete} if summary.obsolete else {}),
    }
    output.write(f'],\n"errors": [{errors}],\n"summary": {dumped(counts)}}}\n')


def dumped(value: object) -> str:
    """`value` as JSON that every reader takes: bytes that are not UTF-8 become U+FFFD."""
    return without_surrogates(json.dumps(value, ensure_ascii=False))


def findings_of(file: FileReport) -> list[dict[str, object]]:
    """The findings of one file as JSON has them."""
    return [_finding(file.path, file.source, finding) for finding in file.findings] if file.source else []


def _finding(path: str, source: Source, finding: ReportedFinding) -> dict[str, object]:
    return {
        "path": path,
        **_place(source, finding.start, finding.end),
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.label,
        "message": finding.message,
        "url": finding.url,
        "fix": _fix(source, finding.fix, finding.name) if finding.fix else None,
    }


def _fix(source: Source, fix: Fix, name: str) -> dict[str, object]:
    return {
        "safety": fix.safety.value,
        "title": fix.title or name,
        "edits": [{**_place(source, *edit.span), "text": edit.text} for edit in sorted(fix.edits)],
    }


def _place(source: Source, start: int, end: int) -> Mapping[str, int]:
    first, last = source.position(start), source.position(end)
    return {
        "line": first.line,
        "column": first.column,
        "end_line": last.line,
        "end_column": last.column,
    }


def error_data(error: RunError) -> dict[str, str]:
    """An error as JSON has it."""
    message = error.message if error.line is None else f"line {error.line}: {error.message}"
    return {"path": error.path, "message": message}
