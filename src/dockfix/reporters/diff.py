"""What --fix would change, as a unified diff that `patch` and `git apply -p0` take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import unified_diff

from dockfix.output import Output
from dockfix.printable import printable_lines
from dockfix.report import Run
from dockfix.source import Source

_NO_NEWLINE = "\\ No newline at end of file\n"
_STYLES = {"-": ("red",), "+": ("green",), "@": ("cyan",)}


def report(run: Run, output: Output) -> None:
    """Write the changes of every file; byte for byte, unless it is a terminal that shows them."""
    shown = _for_terminal if output.is_terminal else str
    for file in run:
        if file.original and file.source:
            for line in diff(file.path, file.original, file.source):
                output.write(_painted(line, shown, output))


def diff(path: str, before: Source, after: Source) -> Iterator[str]:
    """The lines of a unified diff, each with a line feed at its end."""
    for line in unified_diff(_lines(before), _lines(after), path, path):
        if line.endswith("\n"):
            yield line
        else:
            yield f"{line}\n"
            yield _NO_NEWLINE


def _lines(source: Source) -> list[str]:
    """The lines with their line feeds and with the byte order mark, as a diff of the bytes has them."""
    text = ("\ufeff" if source.bom else "") + source.text
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _for_terminal(line: str) -> str:
    return printable_lines(line.removesuffix("\r"))


def _painted(line: str, shown: Callable[[str], str], output: Output) -> str:
    style = ("bold",) if line.startswith(("--- ", "+++ ")) else _STYLES.get(line[0], ())
    text = shown(line.removesuffix("\n"))
    return output.paint(text, *style) + "\n"
