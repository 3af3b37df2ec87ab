"""`dockfix check`: from the command line to the runner, and from its reports to the streams."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from dockfix.cache import NAME as CACHE
from dockfix.cache import Cache
from dockfix.cli import streams
from dockfix.cli.errors import UsageError
from dockfix.cli.formats import Report, Wanted, need_edits, opened, reporters_of, wanted, write
from dockfix.cli.progress import shown_progress
from dockfix.named_tuple import NamedTuple
from dockfix.output import ColorChoice, Output
from dockfix.printable import printable
from dockfix.report import STDIN, FileReport, Mode, ReportedFinding, Run
from dockfix.reporters import DEFAULT
from dockfix.reporters.summary import statistics, summary_line
from dockfix.runner import Plan, Runner, Target, Text, path_of, processors
from dockfix.typed import TYPE_CHECKING
from dockfix.workspace import Choices, Workspace

if TYPE_CHECKING:
    from dockfix.baseline import Recording
    from dockfix.reporters import Reporter
    from dockfix.rule import Rule


class Request(NamedTuple):
    """The command line of `dockfix check`."""

    paths: tuple[str, ...]
    fix: bool
    unsafe_fixes: bool
    diff: bool
    add_ignores: bool
    reason: str | None
    diff_base: str | None
    baseline: str | None
    update_baseline: bool
    preset: str | None
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    format: tuple[str, ...]
    output: str | None
    config: str | None
    isolated: bool
    stdin_filename: str | None
    fail_on: str | None
    jobs: int | None
    no_cache: bool
    statistics: bool
    quiet: int
    verbose: bool
    color: ColorChoice

    @property
    def mode(self) -> Mode:
        """What is done with fixes."""
        return "diff" if self.diff else "fix" if self.fix or self.add_ignores else "check"

    @property
    def formats(self) -> tuple[str, ...]:
        """How to report, and where to: values of `--format`, or what stands for it."""
        return ("diff",) if self.mode == "diff" else self.format or (DEFAULT,)

    @property
    def records(self) -> bool:
        """Whether baselines are recorded: where that is asked for, or the one that is named is not there."""
        return self.update_baseline or (self.baseline is not None and not os.path.lexists(self.baseline))

    @property
    def reads_stdin(self) -> bool:
        """Whether standard input is to be checked."""
        return STDIN in self.paths

    @property
    def prints_fixed_text(self) -> bool:
        """Whether standard output is for the fixed text, and everything else for standard error."""
        return self.reads_stdin and self.mode == "fix"


def check(request: Request) -> int:
    """Check, report and return the exit status."""
    _refuse_contradictions(request)
    formats = wanted(request.formats, request.output)
    runner = _runner(request, looks_at_edits=request.mode != "diff" and need_edits(formats))
    reporters = _reporters(request, formats, runner.workspace)
    out, err = streams.stdout(request.color), streams.stderr(request.color)
    plain = err if request.prints_fixed_text else out
    with opened(formats, reporters, plain, request.color) as written:
        text = _stdin(request)
        targets = [*([text] if text else []), *_files(request, runner)]
        _refuse_to_overwrite(formats, targets)
        reports = runner.reports(targets)
        recording = _recording(request, runner, targets)
        if recording:
            reports = recording.recorded(reports)
        if request.quiet < 2:
            reports = shown_progress(reports, len(targets), _tells, err)
        if text and request.mode == "fix":
            reports = _with_fixed_text(reports, text.data, out)
        basis = partial(_basis, runner.workspace) if request.verbose else None

        def run_of(files: Iterable[FileReport]) -> Run:
            return Run(files, request.mode, request.quiet, partial(_rule_of, runner.workspace))

        run = write(written, _announced(reports, err, basis), run_of)
        if recording:
            _write_recorded(recording, request, err)
        _finish(request, run, written, err)
    for stream in (out, err):
        stream.flush()
    return run.exit_status


def _refuse_contradictions(request: Request) -> None:
    if request.config and request.isolated:
        raise UsageError("--config and --isolated exclude each other")
    if request.diff and request.format:
        raise UsageError("--diff and --format exclude each other")
    if request.stdin_filename is not None and not request.reads_stdin:
        raise UsageError("--stdin-filename is for standard input: give - as the path")
    if request.reason is not None and not request.add_ignores:
        raise UsageError("--reason is for --add-ignores")
    if request.reason and not request.reason.isprintable():
        raise UsageError("--reason is more than one line of text")
    if request.diff_base is not None and request.reads_stdin and request.stdin_filename is None:
        raise UsageError("--diff-base compares with a file: name it with --stdin-filename")
    if request.records and (request.diff or request.diff_base is not None):
        other = "--diff" if request.diff else "--diff-base"
        raise UsageError(f"a baseline is of all that is found, and written: record it without {other}")
    if request.baseline == "":
        raise UsageError("--baseline is empty: it names a file")
    if "" in request.paths:
        raise UsageError("a path is empty")


def _runner(request: Request, *, looks_at_edits: bool) -> Runner:
    cache = None if request.no_cache else Cache(Path(CACHE))
    return Runner(
        _choices(request),
        request.mode,
        looks_at_edits=looks_at_edits,
        jobs=request.jobs or processors(),
        cache=cache,
        plan=_plan(request),
    )


def _plan(request: Request) -> Plan:
    """What counts of what is found, and what is done about it."""
    plan = Plan(
        diff_base=request.diff_base,
        baseline=Path(request.baseline) if request.baseline else None,
        heeds_baselines=not request.records,
    )
    if not request.add_ignores:
        return plan
    from dockfix.ignoring import DEFAULT_REASON  # noqa: PLC0415 - only where it is asked for

    reason = DEFAULT_REASON if request.reason is None else request.reason
    return plan._replace(fixes=request.fix, ignore_reason=reason)


def _choices(request: Request) -> Choices:
    return Choices(
        select=request.select,
        extend_select=request.extend_select,
        ignore=request.ignore,
        fail_on=request.fail_on,
        unsafe_fixes=request.unsafe_fixes,
        config=Path(request.config) if request.config else None,
        isolated=request.isolated,
        preset=request.preset or "",
    )


def _reporters(request: Request, formats: list[Wanted], workspace: Workspace) -> list[Reporter]:
    """What writes the reports. Raises `UsageError` if there is no such format."""
    if request.mode == "diff":
        from dockfix.reporters.diff import report  # noqa: PLC0415 - most runs need another

        return [report]
    return reporters_of(formats, workspace)


def _refuse_to_overwrite(formats: Iterable[Wanted], targets: Iterable[Target]) -> None:
    """Raise `UsageError` if a report would take the place of a file that is checked."""
    names = [each.file for each in formats if each.file]
    if names:
        checked = {os.path.realpath(path) for path in map(path_of, targets) if path}
        for name in names:
            if os.path.realpath(name) in checked:
                raise UsageError(f"{name} is to be checked: a report would take its place")


def _stdin(request: Request) -> Text | None:
    """Standard input, if it is to be checked."""
    if STDIN not in request.paths:
        return None
    path = Path(request.stdin_filename) if request.stdin_filename else None
    return Text(streams.read_stdin(), path)


def _files(request: Request, runner: Runner) -> list[Target]:
    """The files to check."""
    paths = [Path(path) for path in request.paths if path != STDIN]
    return runner.targets(paths if request.paths else [Path()])


def _recording(request: Request, runner: Runner, targets: Iterable[Target]) -> Recording | None:
    """What records baselines, where that is asked for. Raises `UsageError` if there is none to record."""
    if not request.records:
        return None
    from dockfix.baseline import Recording  # noqa: PLC0415 - seldom done

    recording = Recording(Path(request.baseline) if request.baseline else None, runner.workspace.settings_for)
    if not any(map(recording.concerns, map(path_of, targets) if targets else [Path("Dockerfile")])):
        raise UsageError(
            "--update-baseline: which one? name it with --baseline, or with `baseline` in the settings"
        )
    return recording


def _write_recorded(recording: Recording, request: Request, err: Output) -> None:
    """Write the baselines, and say so."""
    for baseline in recording.write():
        if request.quiet < 2:
            findings = f"{len(baseline)} finding{'' if len(baseline) == 1 else 's'}"
            err.write(f"dockfix: {printable(str(baseline.path))}: holds {findings} back from now on\n")


def _with_fixed_text(reports: Iterator[FileReport], given: bytes, out: Output) -> Iterator[FileReport]:
    """Write the text that the first report is about, or what was `given` where it tells of none."""
    first = next(reports)
    out.write_bytes(first.source.to_bytes() if first.source else given)
    yield first
    yield from reports


def _announced(
    reports: Iterable[FileReport], err: Output, basis: Callable[[FileReport], Iterable[str]] | None
) -> Iterator[FileReport]:
    """Say what is wrong, a line each; with `basis` also that, each line once, and what is read."""
    told: set[str] = set()
    for report in reports:
        lines = [str(error) for error in report.errors]
        if basis:
            lines += [line for line in basis(report) if line not in told]
            told.update(lines)
            lines.append(f"{report.path}: {'checked' if report.source else 'not checked'}")
        err.write("".join(f"dockfix: {printable(line)}\n" for line in lines))
        yield report


def _basis(workspace: Workspace, report: FileReport) -> Iterator[str]:
    """What the check of a file rested on."""
    if report.plugins:
        yield f"settings: {report.settings or 'no file, so the defaults hold'}"
        yield f"plugins: {', '.join(report.plugins)}"
        yield from workspace.notes_on(Path(report.path))


def _rule_of(workspace: Workspace, report: FileReport, finding: ReportedFinding) -> type[Rule] | None:
    return workspace.rule_of(finding, Path(report.path))


def _tells(report: FileReport) -> bool:
    """Whether anything is written about a file."""
    return bool(report.findings or report.errors or report.original)


def _finish(request: Request, run: Run, reports: Iterable[Report], err: Output) -> None:
    """Tell what the formats of the reports have no place for."""
    if request.mode == "diff" and not run.quiet:
        err.write(f"{summary_line(run)}\n")
    if request.statistics and run.quiet < 2:
        texts = [each.output for each in reports if each.format == DEFAULT]
        for output in texts or [err]:
            output.write(statistics(run.summary))
