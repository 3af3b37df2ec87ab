"""`--format` and `--output`: which reports a run is told in, and where each of them goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dockfix.cli.errors import ReportError, UsageError
from dockfix.config import Settings
from dockfix.files import FileError, written
from dockfix.named_tuple import NamedTuple
from dockfix.output import ColorChoice, Output, OutputError
from dockfix.plugins import BUILTIN, PluginProblem, Plugins, names_of
from dockfix.report import STDIN, FileReport, Run
from dockfix.reporters import DEFAULT, dockfix_reporters, looks_at_edits
from dockfix.setting_values import ConfigError, literal
from dockfix.spelling import did_you_mean
from dockfix.typed import TYPE_CHECKING
from dockfix.workspace import Choices, Workspace

if TYPE_CHECKING:
    from dockfix.reporters import Reporter

_STDOUT = STDIN


class Wanted(NamedTuple):
    """A format by its name, and the file that the report goes to; None for standard output."""

    name: str
    file: str | None


class Report(NamedTuple):
    """A report: the name of its format, what writes it, and where to."""

    format: str
    reporter: Reporter
    output: Output


def wanted(formats: Sequence[str], output: str | None) -> list[Wanted]:
    """What the values of `--format`, NAME or NAME:FILE, and of `--output` ask for.

    Raises `UsageError` if two reports would go to one place, or none to that of `--output`.
    """
    if output == "":
        raise UsageError("--output is empty: it names a file")
    if output and all(":" in each for each in formats):
        raise UsageError("--output is for a format without a file of its own, and there is none")
    found = [_wanted(each, output) for each in formats]
    _refuse_one_place(found)
    return found


def _wanted(value: str, output: str | None) -> Wanted:
    name, colon, file = value.partition(":")
    if colon and not file:
        raise UsageError(f"--format {value} names no file after the colon")
    file = file or output or _STDOUT
    return Wanted(name, None if file == _STDOUT else file)


def _refuse_one_place(formats: Iterable[Wanted]) -> None:
    taken: dict[str, Wanted] = {}
    for each in formats:
        other = taken.setdefault(os.path.realpath(each.file) if each.file else _STDOUT, each)
        if other is not each:
            raise UsageError(
                f"two reports, {other.name} and {each.name}, would go to {each.file or 'standard output'}:"
                f" name a file for one, as in --format {each.name}:FILE"
            )


def need_edits(formats: Iterable[Wanted]) -> bool:
    """Whether one of the formats looks at the edits of fixes."""
    return any(looks_at_edits(each.name) for each in formats)


def reporters_of(formats: Iterable[Wanted], workspace: Workspace) -> list[Reporter]:
    """What writes each of the reports. Raises `UsageError` for a format that there is not."""
    known, problems = dockfix_reporters(), list[PluginProblem]()
    if any(each.name not in known for each in formats):
        plugins = _plugins(workspace)
        known, problems = plugins.reporters, plugins.problems
    return [_named(each.name, known, problems) for each in formats]


def names() -> str:
    """The names of all formats that there are under the settings of the current directory, in words."""
    workspace = Workspace(Choices())
    has_others = len(names_of(_settings(workspace).plugins)) > len(BUILTIN)
    return _listed(_plugins(workspace).reporters if has_others else dockfix_reporters(), "and")


def _plugins(workspace: Workspace) -> Plugins:
    return workspace.plugins_for(_settings(workspace))


def _settings(workspace: Workspace) -> Settings:
    try:
        return workspace.settings_for(Path())
    except ConfigError:  # told when the files are checked that it holds for
        return Settings(Path())


def _named(name: str, known: Mapping[str, Reporter], problems: Iterable[PluginProblem]) -> Reporter:
    if name not in known:
        proposal = did_you_mean(name, known) or f", choose {_listed(known, 'or')}"
        reasons = [f"; {problem}" for problem in problems]  # it may be one of those that bring it
        raise UsageError(f"there is no format {literal(name)}{proposal}{''.join(reasons)}")
    return known[name]


def _listed(names: Iterable[str], conjunction: str) -> str:
    *others, last = sorted(names)
    return f"{', '.join(others)} {conjunction} {last}"


@contextmanager
def opened(
    formats: Iterable[Wanted], reporters: Iterable[Reporter], stdout: Output, color: ColorChoice
) -> Iterator[list[Report]]:
    """The reports, to be written; their files are there when all of it is done. Raises `OutputError`."""
    with ExitStack() as stack:
        yield [
            Report(each.name, reporter, stack.enter_context(_file(each.file, color)) if each.file else stdout)
            for each, reporter in zip(formats, reporters, strict=True)
        ]


@contextmanager
def _file(name: str, color: ColorChoice) -> Iterator[Output]:
    try:
        with written(Path(name)) as stream:
            output = Output(stream, name, color)
            yield output
            output.flush()
    except FileError as error:
        raise OutputError(f"{name}: {error}") from error


def write(reports: Sequence[Report], files: Iterable[FileReport], run_of: Callable[..., Run]) -> Run:
    """Write all reports on `files`, one as they come, the others when they have come; return the run.

    `run_of` makes a run of reports on files. Raises `ReportError` if a format fails.
    """
    first, *others = sorted(reports, key=lambda report: report.format != DEFAULT)
    kept: list[FileReport] = []
    are_needed = any(looks_at_edits(report.format) for report in reports)
    run = run_of(_keeping(files, kept, are_needed=are_needed) if others else files)
    _write(first, run)
    for report in others:
        _write(report, run_of(kept))
    return run


def _keeping(
    files: Iterable[FileReport], kept: list[FileReport], *, are_needed: bool
) -> Iterator[FileReport]:
    """The same `files`, `kept` for other formats without what they were found in, which takes much room."""
    for file in files:
        findings = tuple(finding.with_edits(are_needed=are_needed) for finding in file.findings)
        kept.append(file._replace(findings=findings))
        yield kept[-1]


def _write(report: Report, run: Run) -> None:
    try:
        report.reporter(run, report.output)
        for _ in run:  # what a reporter leaves is checked and fixed all the same
            pass
    except OutputError:
        raise
    except Exception as error:
        if os.environ.get("DOCKFIX_DEBUG"):
            raise
        raise ReportError(f"the format {report.format} failed: {type(error).__name__}: {error}") from error
