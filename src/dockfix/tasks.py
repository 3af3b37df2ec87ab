"""The work on one file, step by step, whatever goes wrong: nothing that it raises stops another."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Sequence

from dockfix.files import FileError
from dockfix.report import FileReport, RunError, internal_error
from dockfix.setting_values import ConfigError
from dockfix.surroundings import Look, noted
from dockfix.typed import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from dockfix.engine import Engine, Result
    from dockfix.model import File

T = TypeVar("T")
#: Yields what it wants to have checked, is sent what is found, and returns the report.
Steps = Generator["File", "Result", FileReport]


class Task:
    """The work on one file, up to its `report`; until then, `wanted` is what has to be checked next."""

    def __init__(self, shown: str, begin: Callable[[], tuple[Engine, Callable[[list[Look]], Steps]]]) -> None:
        """Reports call the file `shown`.

        `begin` gives what checks it and, for a list of all looks around that are taken, the steps.
        """
        self.wanted: File | None = None
        self.report: FileReport | None = None
        self._shown = shown
        self._looks: list[Look] = []
        begun = guarded(shown, begin)
        if isinstance(begun, FileReport):
            self.report = begun
        else:
            self.engine, steps = begun
            self._steps = steps(self._looks)
            self._go(lambda: next(self._steps))

    def go_on(self) -> None:
        """Check what is wanted, and take the next step."""
        wanted = self.wanted
        assert wanted
        self._go(lambda: self._steps.send(self.engine.check_file(wanted)))

    def finish(self) -> FileReport:
        """Take all steps that are left, for the report."""
        while self.report is None:
            self.go_on()
        return self.report

    def _go(self, step: Callable[[], File]) -> None:
        def outcome() -> File | FileReport:
            try:
                return step()
            except StopIteration as end:
                report: FileReport = end.value
                return report

        with noted(self._looks):
            reached = guarded(self._shown, outcome)
        if isinstance(reached, FileReport):
            self.wanted, self.report = None, reached
        else:
            self.wanted = reached


def prepare(tasks: Iterable[Task]) -> None:
    """Let rules begin what they can do for all files at once that `tasks` want to have checked."""
    by_engine: dict[int, tuple[Engine, list[File]]] = {}
    for task in tasks:
        if task.wanted:
            by_engine.setdefault(id(task.engine), (task.engine, []))[1].append(task.wanted)
    for engine, files in by_engine.values():
        engine.prepare(files)


def finish_together(tasks: Sequence[Task]) -> None:
    """Take all steps of `tasks`, which are prepared, side by side."""
    while waiting := [task for task in tasks if task.wanted]:
        for task in waiting:
            task.go_on()
        prepare(waiting)


def guarded(shown: str, report: Callable[[], T]) -> T | FileReport:
    """What `report` returns, or a report on the error that it raises."""
    try:
        return report()
    except FileError as error:
        return FileReport(shown, errors=(RunError(shown, str(error)),))
    except ConfigError as error:
        return FileReport(shown, errors=(_config_error(error),))
    except Exception as error:
        if os.environ.get("DOCKFIX_DEBUG"):
            raise
        return FileReport(shown, errors=(RunError(shown, internal_error(error)),))


def _config_error(error: ConfigError) -> RunError:
    """The error under the settings file, or the option, that its message begins with."""
    where, _, message = str(error).partition(": ")
    return RunError(where.strip("`"), message)
