"""Many files: check each, with the settings that hold for it, and change it where that is asked for.

Nothing that is wrong with one file, its settings or a rule stops the others: it is an error in the report
of that file. What the cache knows is not checked again, and what is left goes to several processes if there
is enough of it.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path

from dockfix import files
from dockfix.cache import Cache, name_of
from dockfix.discovery import Unreadable, discover
from dockfix.files import FileError
from dockfix.named_tuple import NamedTuple
from dockfix.plugins import names_of
from dockfix.report import FileReport, Mode, ReportedFinding, RunError, shown_path
from dockfix.report_data import findings_data, findings_of, has_all_edits, report_data, report_of
from dockfix.setting_values import ConfigError
from dockfix.source import Source
from dockfix.surroundings import Look, is_unchanged, state_of
from dockfix.tasks import Task, finish_together, guarded, prepare
from dockfix.typed import TYPE_CHECKING
from dockfix.workspace import Choices, Workspace

if TYPE_CHECKING:
    from dockfix.config import Settings
    from dockfix.engine import Engine, Failure, Result
    from dockfix.model import File
    from dockfix.narrowing import Narrowing
    from dockfix.tasks import Steps
    from dockfix.workers import Pool
    from dockfix.workspace import Ground

#: What the work must be worth, in bytes of Dockerfile, for one more process: about 50 ms.
_WORTH = 20_000
#: What a file counts for, beyond its bytes.
_EACH = 400

#: So many files are looked up in the cache before those are checked that are not there.
_AT_ONCE = 1024

#: At most so many files are opened together, and so many such groups before the first of them is checked.
_TOGETHER, _AHEAD = 32, 2


class Text(NamedTuple):
    """A text to check that is not read from a file; `path` says where it would stand."""

    data: bytes
    path: Path | None = None


#: What can be checked: a file, a text, or what discovery could not look at.
Target = Path | Text | Unreadable


class Work(NamedTuple):
    """A file, or a text, that has been read and is to be checked; `key` is its name in the cache, if any."""

    shown: str
    path: Path | None
    data: bytes
    is_file: bool
    key: str = ""


class Plan(NamedTuple):
    """What counts of what is found, and what is done about it where files are changed.

    Findings are fixed if `fixes`; comments ignore the rest, if there is an `ignore_reason`. Only what is new
    since the revision `diff_base` counts and, if it `heeds_baselines`, what is not in the `baseline`, or in
    the one that settings name.
    """

    fixes: bool = True
    ignore_reason: str | None = None
    diff_base: str | None = None
    baseline: Path | None = None
    heeds_baselines: bool = True


_FIX_ALL = Plan()


class Runner:
    """Checks files as the command line and their settings ask for.

    `looks_at_edits` says that the edits of fixes are going to be looked at: a run that does not may spare
    the work. At most `jobs` processes check files at the same time.
    """

    def __init__(  # noqa: PLR0913 - two say what to do, the others how
        self,
        choices: Choices,
        mode: Mode = "check",
        *,
        looks_at_edits: bool = True,
        jobs: int = 1,
        cache: Cache | None = None,
        plan: Plan = _FIX_ALL,
    ) -> None:
        self.workspace = Workspace(choices)
        self._mode = mode
        self._looks_at_edits = looks_at_edits
        self._jobs = jobs
        self._cache = cache
        self._plan = plan
        self._selects = bool(choices.select or choices.extend_select or choices.ignore or choices.preset)
        self._narrowing: Narrowing | None = None
        self._stamps: dict[Path | None, bytes] = {}
        self._looks: dict[Look, bool] = {}

    def targets(self, paths: Iterable[Path]) -> list[Target]:
        """The Dockerfiles among and below `paths`, in a stable order."""
        return list(discover(paths, self.workspace.settings_for))

    def reports(self, targets: Iterable[Target]) -> Iterator[FileReport]:
        """A report for every target, in their order; what is wrong with a plugin or settings comes once."""
        told: set[RunError] = set()
        try:
            for report in self._in_order(iter(targets)):
                if report.errors:
                    new = tuple(error for error in dict.fromkeys(report.errors) if error not in told)
                    told.update(new)
                    report = report._replace(errors=new)  # noqa: PLW2901 - the same, told once
                yield report
        finally:
            self.workspace.finish()
        if self._cache:
            self._cache.close()

    def _in_order(self, targets: Iterator[Target]) -> Iterator[FileReport]:
        pool = None
        try:
            while some := list(islice(targets, _AT_ONCE)):
                begun = [self._begun(target) for target in some]
                work = [each for each in begun if isinstance(each, Work)]
                pool = pool or self._pool(work)
                done = pool.reports(work) if pool else self.checked(work)
                for each in begun:
                    yield next(done) if isinstance(each, Work) else each
        finally:
            if pool:
                pool.close()

    def _pool(self, work: Sequence[Work]) -> Pool | None:
        """Processes for `work`, None if it is too little to be worth more than one."""
        count = min(self._jobs, 1 + sum(len(each.data) + _EACH for each in work) // _WORTH)
        if count == 1 or not hasattr(os, "fork"):
            return None
        from dockfix.workers import Pool  # noqa: PLC0415 - most runs are small

        return Pool(self, count)

    def _begun(self, target: Target) -> FileReport | Work:
        """What can be told of a target without checking it, else what there is to do."""
        path = shown_path(path_of(target))
        return guarded(path, lambda: self._read(target, path))

    def _read(self, target: Target, shown: str) -> FileReport | Work:
        if isinstance(target, Unreadable):
            return FileReport(shown, errors=(self._unreadable(target, shown),))
        path = path_of(target)
        settings = self.workspace.settings_for((path or Path(shown)).parent)
        narrowing = self._narrowing_for(settings)
        if narrowing:  # before there are several processes
            narrowing.prepare(path, settings)
        if isinstance(target, Text):
            return Work(shown, target.path, target.data, is_file=False)
        work = Work(shown, target, files.read(target), is_file=True)
        return self._from_cache(work) if self._cache else work

    def _unreadable(self, target: Unreadable, shown: str) -> RunError:
        """The error on what could not be looked at. Raises `ConfigError` where settings are the reason."""
        try:
            self.workspace.settings_for(target.path)
        except ConfigError as error:
            if str(error) == target.message:
                raise
        return RunError(shown, target.message)

    def _from_cache(self, work: Work) -> FileReport | Work:
        """The report on a file that the cache knows, if there is nothing to change in it."""
        assert self._cache and work.path
        settings = self.workspace.settings_for(work.path.parent)
        work = work._replace(key=self._key(work))
        known = _cached(self._cache.read(work.key))
        if known is None or not all(map(self._is_unchanged, known.looks)):
            return work
        if self._looks_at_edits and not known.has_all_edits:
            return work
        frame = self.frame(work.shown, settings, names_of(settings.plugins))
        report = frame._replace(source=Source.from_bytes(work.data), findings=known.findings)
        report = self._narrowed(report, work.path, settings)
        return work if self._is_to_be_changed(report) else report

    def _narrowed(self, report: FileReport, path: Path | None, settings: Settings) -> FileReport:
        narrowing = self._narrowing_for(settings)
        return narrowing.report(report, path, settings) if narrowing else report

    def _narrowing_for(self, settings: Settings) -> Narrowing | None:
        """What leaves out findings under `settings`, if anything does."""
        plan = self._plan
        baselines = plan.heeds_baselines and (plan.baseline or settings.baseline)
        if plan.diff_base is None and not baselines:
            return None
        if self._narrowing is None:
            from dockfix.narrowing import Narrowing  # noqa: PLC0415 - most runs leave out nothing

            baseline = plan.baseline if plan.heeds_baselines else None
            self._narrowing = Narrowing(plan.diff_base, baseline, is_complete=not self._selects)
        return self._narrowing

    def _is_to_be_changed(self, report: FileReport) -> bool:
        if self._mode == "check":
            return False
        if self._plan.ignore_reason is not None and report.findings:
            return True
        return self._plan.fixes and any(
            finding.is_fixable(unsafe=report.unsafe_fixes) for finding in report.findings
        )

    def _key(self, work: Work) -> str:
        """The name in the cache for all that the findings in a file depend on, and can be said beforehand."""
        assert work.path
        settings = self.workspace.settings_for(work.path.parent)
        stamp = self._stamps.get(settings.path)
        if stamp is None:
            from dockfix import stamps  # noqa: PLC0415 - not without a cache

            stamp = self._stamps[settings.path] = stamps.stamp_of(settings)
        return name_of((stamp, os.fsencode(work.shown), work.data))

    def _is_unchanged(self, look: Look) -> bool:
        answer = self._looks.get(look)
        if answer is None:
            answer = self._looks[look] = is_unchanged(look)
        return answer

    def checked(self, work: Iterable[Work]) -> Iterator[FileReport]:
        """Check what has been read, in its order, and fix it where that is the mode.

        Rules may begin what they can do for many files at once, beside the checking of those before them.
        """
        waiting: deque[Iterator[FileReport]] = deque()
        remaining = iter(work)
        size = 1  # it grows: what is begun for the first few is there soon
        while group := list(islice(remaining, size)):
            waiting.append(self._checked_together(group))
            if len(waiting) > _AHEAD:
                yield from waiting.popleft()
            size = min(2 * size, _TOGETHER)
        yield from chain.from_iterable(waiting)

    def checked_data(self, work: Sequence[Work]) -> list[list[object]]:
        """The same all together and as plain data, for another process; `report_from` gives a report back."""
        reports = self._checked_together(work)
        return [report_data(report, with_late_edits=self._looks_at_edits) for report in reports]

    def report_from(self, work: Work, data: list[object]) -> FileReport:
        """The report on `work` that another process has made `data` of."""

        def report() -> FileReport:
            ground = self.workspace.ground_for((work.path or Path(work.shown)).parent)
            frame = self.frame(work.shown, ground.settings, ground.plugins.names)
            return report_of(data, frame, Source.from_bytes(work.data))

        return guarded(work.shown, report)

    def _checked_together(self, work: Sequence[Work]) -> Iterator[FileReport]:
        """Open all of `work`, and say what has come of each when that is asked for."""
        tasks = [Task(each.shown, partial(self._open, each)) for each in work]
        prepare(tasks)
        return self._finished(tasks)

    def _finished(self, tasks: Sequence[Task]) -> Iterator[FileReport]:
        if self._mode != "check":
            finish_together(tasks)
        for task in tasks:
            yield task.finish()

    def _open(self, work: Work) -> tuple[Engine, Callable[[list[Look]], Steps]]:
        place = work.path or Path(work.shown)
        ground = self.workspace.ground_for(place.parent)
        engine = self.workspace.engine_on(ground, place)
        return engine, partial(self._steps, work, ground, engine)

    def _steps(self, work: Work, ground: Ground, engine: Engine, looks: list[Look]) -> Steps:
        """Check a file, and change it where that is the mode; `looks` are those that are noted meanwhile."""
        path, shown, settings = work.path, work.shown, ground.settings
        problems = (RunError(*problem, kind="plugin") for problem in ground.plugins.problems)
        empty = self.frame(shown, settings, ground.plugins.names)._replace(errors=tuple(problems))
        file = engine.parse(Source.from_bytes(work.data), path)
        source = file.source
        unreadable = file.ast.unreadable
        if unreadable:
            line = source.line_of(unreadable.span.start)
            return _with_errors(empty, RunError(shown, unreadable.message, line))
        result = yield file
        everything = _with_result(empty, result, result.failures)
        report = self._narrowed(everything, path, settings)
        if not self._is_to_be_changed(report):
            self._keep(work, engine, everything, looks)
            return report
        changed = yield from self._changing(result, engine, path, settings)
        if path and work.is_file and self._mode == "fix":
            try:
                _write(path, source, changed.source)
            except FileError as error:
                return _with_errors(report, RunError(shown, str(error)))
        everything = _with_result(empty, changed.result, changed.failures)
        report = self._narrowed(everything, path, settings)
        if work.key and self._mode == "fix":
            work = work._replace(data=changed.source.to_bytes())
            self._keep(work._replace(key=self._key(work)), engine, everything, looks)
        if changed.source.text == source.text:
            return report
        return report._replace(original=source, fixed=changed.fixed, ignored=changed.ignored)

    def _changing(
        self, result: Result, engine: Engine, path: Path | None, settings: Settings
    ) -> Generator[File, Result, _Changed]:
        """Fix what is found, then ignore what is left, as far as it counts, and as the plan says."""
        from dockfix.fixer import fixing  # noqa: PLC0415 - only where something is to be changed
        from dockfix.rounds import asking  # noqa: PLC0415

        narrowing = self._narrowing_for(settings)
        parse = partial(engine.parse, path=path)

        def counting(found: Result) -> Result:
            return narrowing.result(found, path, settings) if narrowing else found

        result = counting(result)
        changed = _Changed(result.file.source, result, result.failures)
        if self._plan.fixes:
            done = yield from asking(fixing(result, unsafe=settings.unsafe_fixes), parse, counting)
            changed = _Changed(done.source, done.result, done.failures, len(done.applied))
        if self._plan.ignore_reason is not None:
            if not settings.ignore_comments:
                raise ConfigError("`--add-ignores`: comments ignore nothing here: `ignore-comments` is false")
            from dockfix.ignoring import ignoring  # noqa: PLC0415 - likewise

            rounds = ignoring(changed.result, self._plan.ignore_reason)
            written = yield from asking(rounds, parse, counting)
            changed = changed._replace(source=written.source, result=written.result, ignored=written.ignored)
        if narrowing:  # also what does not count is told to the cache
            changed = changed._replace(result=(yield parse(changed.source)))
        return changed

    def _keep(self, work: Work, engine: Engine, report: FileReport, looks: list[Look]) -> None:
        """Put a report without errors into the cache."""
        if not (self._cache and work.key and work.path) or report.errors or not engine.is_cacheable:
            return
        # Working out late edits looks around as well, so it comes first.
        findings = findings_data(report.findings, with_late_edits=self._looks_at_edits)
        plugins = self.workspace.ground_for(work.path.parent).plugins
        all_looks = [*dict.fromkeys((*looks, *map(state_of, sorted(plugins.files))))]
        self._cache.write(work.key, {"looks": all_looks, "findings": findings})

    def frame(self, shown: str, settings: Settings, plugins: tuple[str, ...]) -> FileReport:
        """A report that says what holds for the file, and nothing yet of the file itself."""
        return FileReport(
            shown,
            fail_on=settings.fail_on,
            unsafe_fixes=settings.unsafe_fixes,
            settings=str(settings.path) if settings.path else None,
            plugins=plugins,
        )


class _Changed(NamedTuple):
    """A file's new text, what is found in it, what went wrong, and how much was fixed and ignored."""

    source: Source
    result: Result
    failures: tuple[Failure, ...]
    fixed: int = 0
    ignored: int = 0


class _Known(NamedTuple):
    """What the cache holds on a file."""

    looks: tuple[Look, ...]
    findings: tuple[ReportedFinding, ...]
    has_all_edits: bool


def _cached(answer: object) -> _Known | None:
    """What an answer of the cache says; None if it is of another form."""
    if not isinstance(answer, dict):
        return None
    try:
        looks = tuple(Look(*map(str, look)) for look in answer["looks"])
        findings = answer["findings"]
        return _Known(looks, findings_of(findings), has_all_edits(findings))
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _write(path: Path, before: Source, after: Source) -> None:
    if after.text != before.text:
        files.replace(path, before.to_bytes(), after.to_bytes())


def path_of(target: Target) -> Path | None:
    """Where a target stands, or would stand; None for a text of which nobody knows."""
    return target if isinstance(target, Path) else target.path


def _with_errors(report: FileReport, *errors: RunError) -> FileReport:
    return report._replace(errors=report.errors + errors)


def _with_result(report: FileReport, result: Result, failures: Iterable[Failure]) -> FileReport:
    return report._replace(
        source=result.file.source,
        findings=tuple(map(ReportedFinding.of, result.findings)),
        errors=report.errors + tuple(RunError(report.path, str(failure)) for failure in failures),
    )


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
