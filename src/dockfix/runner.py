"""Many files: check each, with the settings that hold for it, and fix it where that is asked for.

Nothing that is wrong with one file, its settings or a rule stops the others: it is an error in the report
of that file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from dockfix import files
from dockfix.discovery import Unreadable, discover
from dockfix.engine import Failure, Result
from dockfix.files import FileError
from dockfix.fixer import Fixed, fix
from dockfix.report import STDIN, FileReport, Mode, ReportedFinding, RunError, internal_error
from dockfix.setting_values import ConfigError
from dockfix.source import Source
from dockfix.workspace import Choices, Ground, Workspace


class Text(NamedTuple):
    """A text to check that is not read from a file; `path` says where it would stand."""

    data: bytes
    path: Path | None = None


#: What can be checked: a file, a text, or what discovery could not look at.
Target = Path | Text | Unreadable


class Runner:
    """Checks files as the command line and their settings ask for."""

    def __init__(self, choices: Choices, mode: Mode = "check") -> None:
        self.workspace = Workspace(choices)
        self._mode = mode

    def targets(self, paths: Iterable[Path]) -> list[Target]:
        """The Dockerfiles among and below `paths`, in a stable order."""
        return list(discover(paths, self.workspace.settings_for))

    def reports(self, targets: Iterable[Target]) -> Iterator[FileReport]:
        """A report for every target, in their order; what is wrong with a plugin or settings comes once."""
        told: set[RunError] = set()
        for target in targets:
            report = self.check_one(target)
            new = tuple(error for error in dict.fromkeys(report.errors) if error not in told)
            told.update(new)
            yield report._replace(errors=new)

    def check_one(self, target: Target) -> FileReport:
        """Check one target, and fix it where that is the mode. Raises nothing but what ends the program."""
        path = _shown(target)
        try:
            return self._checked(target, path)
        except FileError as error:
            return FileReport(path, errors=(RunError(path, str(error)),))
        except ConfigError as error:
            return FileReport(path, errors=(_config_error(error),))
        except Exception as error:
            if os.environ.get("DOCKFIX_DEBUG"):
                raise
            return FileReport(path, errors=(RunError(path, internal_error(error)),))

    def _checked(self, target: Target, shown: str) -> FileReport:
        if isinstance(target, Unreadable):
            return FileReport(shown, errors=(self._unreadable(target, shown),))
        if isinstance(target, Text):
            return self._check(target.data, target.path, shown, writes=False)
        return self._check(files.read(target), target, shown, writes=True)

    def _unreadable(self, target: Unreadable, shown: str) -> RunError:
        try:
            self.workspace.settings_for(target.path)
        except ConfigError as error:
            if str(error) == target.message:
                return _config_error(error)
        return RunError(shown, target.message)

    def _check(self, data: bytes, path: Path | None, shown: str, *, writes: bool) -> FileReport:
        place = path or Path(shown)
        ground = self.workspace.ground_for(place.parent)
        engine = self.workspace.engine_for(place)
        source = Source.from_bytes(data)
        result = engine.check(source, path)
        report = _empty_report(shown, ground)
        unreadable = result.file.ast.unreadable
        if unreadable:
            line = source.line_of(unreadable.span.start)
            return _with_errors(report, RunError(shown, unreadable.message, line))
        report = _with_result(report, result, result.failures)
        is_fixable = any(finding.is_fixable(unsafe=report.unsafe_fixes) for finding in report.findings)
        if self._mode == "check" or not is_fixable:
            return report
        fixed = fix(source, engine, path, unsafe=report.unsafe_fixes, result=result)
        if path and writes and self._mode == "fix":
            try:
                _write(path, source, fixed.source)
            except FileError as error:
                return _with_errors(report, RunError(shown, str(error)))
        return _with_fixes(_empty_report(shown, ground), source, fixed)


def _write(path: Path, before: Source, after: Source) -> None:
    if after.text != before.text:
        files.replace(path, before.to_bytes(), after.to_bytes())


def _shown(target: Target) -> str:
    path = target if isinstance(target, Path) else target.path
    return path.as_posix() if path else STDIN


def _empty_report(shown: str, ground: Ground) -> FileReport:
    """A report that says what holds for the file, and which plugins are missing."""
    return FileReport(
        shown,
        errors=tuple(RunError(*problem, kind="plugin") for problem in ground.plugins.problems),
        fail_on=ground.settings.fail_on,
        unsafe_fixes=ground.settings.unsafe_fixes,
        settings=str(ground.settings.path) if ground.settings.path else None,
        plugins=ground.plugins.names,
    )


def _with_errors(report: FileReport, *errors: RunError) -> FileReport:
    return report._replace(errors=report.errors + errors)


def _with_result(report: FileReport, result: Result, failures: Iterable[Failure]) -> FileReport:
    report = report._replace(
        source=result.file.source, findings=tuple(map(ReportedFinding.of, result.findings))
    )
    return _with_errors(report, *(RunError(report.path, str(failure)) for failure in failures))


def _with_fixes(report: FileReport, before: Source, fixed: Fixed) -> FileReport:
    report = _with_result(report, fixed.result, fixed.failures)
    if fixed.source.text == before.text:
        return report
    return report._replace(original=before, fixed=len(fixed.applied))


def _config_error(error: ConfigError) -> RunError:
    """The error under the settings file, or the option, that its message begins with."""
    where, _, message = str(error).partition(": ")
    return RunError(where.strip("`"), message)
