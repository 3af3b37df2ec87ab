"""What a run tells: a `FileReport` for every file, a `Summary` of them all.

This is plain data, the same whether it comes from this process, from another one or from a cache: rules
are there by name only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from dockfix.named_tuple import NamedTuple
from dockfix.rule import Finding, Fix, Safety, Severity
from dockfix.source import Source
from dockfix.typed import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from dockfix.rule import Rule

#: What standard input is called, on the command line and in reports.
STDIN = "-"
#: What is done with fixes: nothing, they are written to the file, or they are only worked out.
Mode = Literal["check", "fix", "diff"]


class RunError(NamedTuple):
    """What could not be done, and on what: `path` is a file, settings or, where `kind` says so, a plugin."""

    path: str
    message: str
    line: int | None = None
    kind: str = ""

    def __str__(self) -> str:
        place = f"{self.kind} {self.path}".lstrip()
        return f"{place}: {self.message}" if self.line is None else f"{place}:{self.line}: {self.message}"


class ReportedFinding(NamedTuple):
    """A finding with all that is told of its rule; `fix` has its edits as offsets."""

    code: str
    name: str
    url: str
    severity: Severity
    message: str
    start: int
    end: int
    fix: Fix | None

    @classmethod
    def of(cls, finding: Finding) -> ReportedFinding:
        """What is to be told of `finding`."""
        rule, span = finding.rule, finding.span
        url = _url(rule)  # type: ignore[arg-type]  # mypy asks for a hash of its instances
        return cls(finding.code, rule.name, url, finding.severity, finding.message, *span, finding.fix)

    def with_edits(self, *, are_needed: bool) -> ReportedFinding:
        """The same with its edits worked out, or with none: it holds nothing of what it was found in."""
        if self.fix is None:
            return self
        return self._replace(fix=self.fix._replace(edits=tuple(self.fix.edits) if are_needed else ()))

    def is_fixable(self, *, unsafe: bool) -> bool:
        """Whether it has a safe fix, with `unsafe` any."""
        return self.fix is not None and (unsafe or self.fix.safety is Safety.SAFE)


@lru_cache(maxsize=256)  # the same few rules find most
def _url(rule: type[Rule]) -> str:
    return rule.url()


class FileReport(NamedTuple):
    """All about one file.

    `source` is the text that `findings` are about: the changed one after fixing. `original` is the text
    before, None if nothing changed; `fixed` findings were mended, and `ignored` are by comments that were
    written. `source` is None for a file that could not be checked; `errors` say why. A baseline holds
    `held_back` findings back, and has entries for `obsolete` others that are no more. `fail_on` and
    `unsafe_fixes` are the settings that hold for the file, `settings` the file that they come from, `plugins`
    the plugins that checked it.
    """

    path: str
    source: Source | None = None
    findings: tuple[ReportedFinding, ...] = ()
    errors: tuple[RunError, ...] = ()
    original: Source | None = None
    fixed: int = 0
    ignored: int = 0
    held_back: int = 0
    obsolete: int = 0
    fail_on: Severity | None = Severity.INFO
    unsafe_fixes: bool = False
    settings: str | None = None
    plugins: tuple[str, ...] = ()

    @property
    def is_failing(self) -> bool:
        """Whether a finding is as bad as its settings do not allow."""
        return self.fail_on is not None and any(finding.severity >= self.fail_on for finding in self.findings)


class Summary:
    """The sums over the reports of a run.

    `findings` are those left, `fixable` those of them that the options would fix, `unsafely_fixable` those
    that only `--unsafe-fixes` would fix besides.
    """

    def __init__(self) -> None:
        self.files = 0
        self.files_with_findings = 0
        self.files_fixed = 0
        self.findings = 0
        self.fixable = 0
        self.unsafely_fixable = 0
        self.fixed = 0
        self.ignored = 0
        self.held_back = 0
        self.obsolete = 0
        #: How many findings are left for each code and name of a rule.
        self.rules: Counter[tuple[str, str]] = Counter()
        self.is_failing = False
        self.errors: list[RunError] = []

    def add(self, report: FileReport) -> None:
        """Count one more file."""
        self.errors += report.errors
        if report.source is None:
            return
        fixable = sum(finding.is_fixable(unsafe=report.unsafe_fixes) for finding in report.findings)
        self.files += 1
        self.files_with_findings += bool(report.findings)
        self.files_fixed += report.original is not None
        self.findings += len(report.findings)
        self.fixable += fixable
        self.unsafely_fixable += sum(finding.is_fixable(unsafe=True) for finding in report.findings) - fixable
        self.rules.update((finding.code, finding.name) for finding in report.findings)
        self.fixed += report.fixed
        self.ignored += report.ignored
        self.held_back += report.held_back
        self.obsolete += report.obsolete
        self.is_failing = self.is_failing or report.is_failing


class Run:
    """The reports of all files, one by one as they come; `summary` counts those that came so far.

    `quiet` is how often the user asked to be told less: findings only, then nothing. `rules` looks up the
    rule that found something.
    """

    def __init__(
        self,
        reports: Iterable[FileReport],
        mode: Mode = "check",
        quiet: int = 0,
        rules: Callable[[FileReport, ReportedFinding], type[Rule] | None] = lambda *_: None,
    ) -> None:
        self._reports = reports
        self._rules = rules
        self.mode = mode
        self.quiet = quiet
        self.summary = Summary()

    def __iter__(self) -> Iterator[FileReport]:
        for report in self._reports:
            self.summary.add(report)
            yield report

    def rule(self, report: FileReport, finding: ReportedFinding) -> type[Rule] | None:
        """The rule that found something, for what it says of itself; None if there is none of its name."""
        return self._rules(report, finding)

    @property
    def exit_status(self) -> int:
        """2 if something could not be done, 1 if findings are left or a diff has changes, else 0."""
        summary = self.summary
        if summary.errors:
            return 2
        return int(summary.is_failing or (self.mode == "diff" and summary.files_fixed > 0))


def shown_path(path: Path | None) -> str:
    """What a file is called in reports; standard input where there is none."""
    return path.as_posix() if path else STDIN


def internal_error(error: Exception) -> str:
    """What is said where dockfix itself is at fault."""
    text = " ".join(str(error).split())
    return f"internal error: {type(error).__name__}: {text}: please report it"
