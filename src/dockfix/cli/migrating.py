"""`dockfix migrate`: from hadolint's configuration to a dockfix.toml."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dockfix import files, hadolint_config
from dockfix.cli import streams
from dockfix.cli.errors import UsageError
from dockfix.files import FileError
from dockfix.migration import migrated
from dockfix.report import STDIN

_NAME = "dockfix.toml"


def migrate(file: str | None, output: str | None, preset: str | None) -> int:
    """Write the settings of `file`, or of the one in this directory, to `output`, or beside it.

    Raises `FileError` and `ConfigError`.
    """
    source = Path(file) if file else _found()
    with _naming(source):
        text = migrated(source, files.read(source), preset or "")
    out = streams.stdout()
    if output == STDIN:
        out.write(text)
    else:
        target = Path(output) if output else source.with_name(_NAME)
        with _naming(target):
            files.create(target, text.encode())
        out.write(f"{target} is written: it holds in the place of {source}.\n")
    out.flush()
    return 0


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except FileError as error:
        raise FileError(f"{path}: {error}") from error


def _found() -> Path:
    names = hadolint_config.FILE_NAMES
    found = next((Path(name) for name in names if Path(name).is_file()), None)
    if found is None:
        raise UsageError(f"there is no {' or '.join(names)} here: name the FILE")
    return found
