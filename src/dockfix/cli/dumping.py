"""`dockfix ast`: the syntax tree of a file."""

from __future__ import annotations

from pathlib import Path

from dockfix import files
from dockfix.cli import streams
from dockfix.files import FileError
from dockfix.report import STDIN
from dockfix.source import Source
from dockfix.syntax.parser import parse
from dockfix.tree_dump import as_data, as_text


def ast(file: str, format: str) -> int:  # noqa: A002
    """Print the syntax tree of `file`. Raises `FileError`."""
    tree = parse(Source.from_bytes(_read(file)))
    out = streams.stdout()
    if format == "json":
        from dockfix.reporters.json import dumped  # noqa: PLC0415 - only for JSON

        out.write(dumped(as_data(tree)) + "\n")
    else:
        out.write(as_text(tree))
    out.flush()
    return 0


def _read(file: str) -> bytes:
    if file == STDIN:
        return streams.read_stdin()
    try:
        return files.read(Path(file))
    except FileError as error:
        raise FileError(f"{file}: {error}") from error
