"""Which findings count where not all do: those that no baseline holds back, those on changed lines.

All findings pass through here once, between the engine, or the cache, and whatever is done with them: fixing,
ignoring, reporting. The cache itself keeps all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from pathlib import Path

from dockfix.baseline import Baselines
from dockfix.changed_lines import ChangedLines
from dockfix.named_tuple import NamedTuple
from dockfix.report import FileReport, ReportedFinding, shown_path
from dockfix.source import Source
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dockfix.config import Settings
    from dockfix.engine import Result


class _Verdict(NamedTuple):
    """Which of the findings count, how many a baseline holds back, and how many of its entries fit none."""

    counts: list[bool]
    held_back: int
    obsolete: int


class Narrowing:
    """Leaves out what does not count."""

    def __init__(self, diff_base: str | None, baseline: Path | None, *, is_complete: bool) -> None:
        """Leave out what is not new since `diff_base`, or is in `baseline` or that of the settings.

        `is_complete` says that all rules run that settings select.
        """
        self._changes = ChangedLines(diff_base) if diff_base is not None else None
        self._baselines = Baselines(baseline, is_complete=is_complete)

    def prepare(self, path: Path | None, settings: Settings) -> None:
        """Read what is read once for many files. Raises `ConfigError`."""
        if self._changes and path:
            self._changes.prepare(path)
        self._baselines.prepare(settings)

    def report(self, report: FileReport, path: Path | None, settings: Settings) -> FileReport:
        """`report` with the findings that count. Raises `ConfigError`."""
        if report.source is None:
            return report
        verdict = self._verdict(path, settings, report.source, report.findings)
        return report._replace(
            findings=tuple(compress(report.findings, verdict.counts)),
            held_back=verdict.held_back,
            obsolete=verdict.obsolete,
        )

    def result(self, result: Result, path: Path | None, settings: Settings) -> Result:
        """`result` with the findings that count. Raises `ConfigError`."""
        findings = [ReportedFinding.of(finding) for finding in result.findings]
        verdict = self._verdict(path, settings, result.file.source, findings)
        return result._replace(findings=tuple(compress(result.findings, verdict.counts)))

    def _verdict(
        self, path: Path | None, settings: Settings, source: Source, findings: Sequence[ReportedFinding]
    ) -> _Verdict:
        held, obsolete = self._baselines.held(shown_path(path), settings, source, findings)
        verdict = _Verdict([not each for each in held], sum(held), obsolete)
        if self._changes and path and any(verdict.counts):
            lines = self._changes.of(path, source)
            counts = [
                counted and _touches(source, finding, lines)
                for counted, finding in zip(verdict.counts, findings, strict=True)
            ]
            verdict = verdict._replace(counts=counts)
        return verdict


def _touches(source: Source, finding: ReportedFinding, lines: frozenset[int]) -> bool:
    """Whether any line that the finding is on is among `lines`."""
    first, last = source.line_of(finding.start), source.line_of(max(finding.end - 1, finding.start))
    return not lines.isdisjoint(range(first, last + 1))
