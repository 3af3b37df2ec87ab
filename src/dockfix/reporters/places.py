"""Places as other programs count and call them: columns in UTF-16, paths within a project."""

from __future__ import annotations

import os

from dockfix.named_tuple import NamedTuple
from dockfix.report import STDIN, FileReport, RunError
from dockfix.source import Source

#: Where GitHub and GitLab say that the project is which a job is for.
_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")


class Region(NamedTuple):
    """A part of a file: lines and columns from 1, columns in UTF-16 code units, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


def utf16_region(source: Source, start: int, end: int) -> Region:
    """The part of `source` from offset `start` to `end`."""
    return Region(*_utf16_position(source, start), *_utf16_position(source, end))


def _utf16_position(source: Source, offset: int) -> tuple[int, int]:
    line, column = source.position(offset)
    before = source.text[offset - column + 1 : offset]
    return line, column if before.isascii() else column + sum(each > "\uffff" for each in before)


def is_about(error: RunError, file: FileReport) -> bool:
    """Whether an error is about the file of the report that has it, not about settings or a plugin."""
    return error.path == file.path and not error.kind


class Project:
    """What paths are relative to: the directory of the CI job that this is run in, else the current one."""

    def __init__(self) -> None:
        current = os.path.realpath(".")
        roots = [os.path.realpath(root) for name in _ROOTS if (root := os.environ.get(name))]
        self.root = next((root for root in roots if _below(current, root) is not None), current)
        self._real: dict[str, str] = {}

    def path(self, path: str) -> str:
        """What the file at `path` is called in the project; its absolute path if it is elsewhere."""
        if path == STDIN:
            return path
        directory, name = os.path.split(path)
        if directory not in self._real:
            self._real[directory] = os.path.realpath(directory)
        real = os.path.join(self._real[directory], name)  # noqa: PTH118 - a link is called what it is
        below = _below(real, self.root)
        return (real if below is None else below).replace(os.sep, "/")


def _below(path: str, root: str) -> str | None:
    """`path` relative to `root`; None if it is not below it. Both are absolute."""
    if path == root:
        return "."
    prefix = root.rstrip(os.sep) + os.sep
    return path.removeprefix(prefix) if path.startswith(prefix) else None
