"""New files, written all or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from dockfix import files
from dockfix.files import FileError
from dockfix.setting_values import shown


@contextmanager
def written(texts: Mapping[Path, str]) -> Iterator[None]:
    """Write new files, and their directories; after an error, here or in the block, none of them is left.

    Raises `FileError`, which names the file.
    """
    made: list[Path] = []
    try:
        for path in texts:
            if path.exists():  # before anything is written, if it can be known
                raise FileError(f"{shown(path)}: exists already, and is left as it is")
        for path, text in texts.items():
            with naming(path):
                made += _make_directories(path.parent)
                files.create(path, text.encode())
            made.append(path)
        yield
    except BaseException:  # also Ctrl-C
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Have a `FileError` say which file it is about."""
    try:
        yield
    except FileError as error:
        raise FileError(f"{shown(path)}: {error}") from error


def _make_directories(directory: Path) -> list[Path]:
    """Make a directory and those above it; gives back those that were not there, the outermost first."""
    missing = [each for each in (directory, *directory.parents) if not each.exists()][::-1]
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"cannot be written: {files.reason(error)}") from error
    return missing
