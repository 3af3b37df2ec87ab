"""Reports as plain data, for another process and for a cache: numbers, strings and lists of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dockfix.report import FileReport, ReportedFinding, RunError
from dockfix.rule import Edit, Fix, LateEdits, Safety, Severity
from dockfix.source import Source, Span
from dockfix.typed import Any

_SAFETIES = {safety.value: safety for safety in Safety}
_SEVERITIES = {int(severity): severity for severity in Severity}


def findings_data(findings: Iterable[ReportedFinding], *, with_late_edits: bool) -> list[Any]:
    """`findings` as data; without late edits, those are left out that nobody has worked out yet."""
    return [_finding_data(finding, with_late_edits) for finding in findings]


def _finding_data(finding: ReportedFinding, with_late_edits: bool) -> list[Any]:
    code, name, url, severity, message, start, end, fix = finding
    return [
        code,
        name,
        url,
        int(severity),
        message,
        start,
        end,
        None if fix is None else _fix_data(fix, with_late_edits),
    ]


def _fix_data(fix: Fix, with_late_edits: bool) -> list[Any]:
    is_late = isinstance(fix.edits, LateEdits) and not with_late_edits
    edits = None if is_late else [[*edit.span, edit.text] for edit in fix.edits]
    return [fix.safety.value, fix.title, edits]


def findings_of(data: Iterable[Sequence[Any]]) -> tuple[ReportedFinding, ...]:
    """The findings that `data` was made of. Raises whatever fits, if it was made of none."""
    return tuple(
        ReportedFinding(
            code,
            name,
            url,
            _SEVERITIES[severity],
            message,
            start,
            end,
            None if fix is None else _fix_of(*fix),
        )
        for code, name, url, severity, message, start, end, fix in data
    )


def _fix_of(safety: str, title: str, edits: Sequence[Any] | None) -> Fix:
    if edits is None:
        return Fix(_LEFT_OUT, title, _SAFETIES[safety])
    return Fix(tuple(Edit(Span(start, end), text) for start, end, text in edits), title, _SAFETIES[safety])


def _left_out() -> Sequence[Edit]:
    raise RuntimeError("edits are looked at that were left out: the format does not say that it needs them")


_LEFT_OUT = LateEdits(_left_out)


def has_all_edits(data: Iterable[Sequence[Any]]) -> bool:
    """Whether no edits were left out of the `data` of findings."""
    return all(finding[-1] is None or finding[-1][-1] is not None for finding in data)


def report_data(report: FileReport, *, with_late_edits: bool) -> list[Any]:
    """What a report says beyond what holds for the file, which whoever asked for it knows."""
    changed = report.original is not None
    return [
        report.source.text if report.source and changed else None,
        report.source is not None,
        findings_data(report.findings, with_late_edits=with_late_edits),
        [list(error) for error in report.errors],
        report.fixed,
        report.ignored,
        report.held_back,
        report.obsolete,
    ]


def report_of(data: Sequence[Any], frame: FileReport, source: Source) -> FileReport:
    """The report that `data` was made of, within the `frame` of what holds for the file of this `source`."""
    text, is_checked, findings, errors, fixed, ignored, held_back, obsolete = data
    return frame._replace(
        source=None if not is_checked else source if text is None else source.with_text(text),
        original=source if text is not None else None,
        findings=findings_of(findings),
        errors=tuple(RunError(*error) for error in errors),
        fixed=fixed,
        ignored=ignored,
        held_back=held_back,
        obsolete=obsolete,
    )
