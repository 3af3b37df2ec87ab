"""The streams of the process."""

from __future__ import annotations

import sys

from dockfix.files import FileError
from dockfix.output import ColorChoice, Output
from dockfix.typed import BinaryIO, TextIO


def read_stdin() -> bytes:
    """All of standard input. Raises `FileError`."""
    if sys.stdin is None:
        raise FileError("standard input is closed")
    return sys.stdin.buffer.read()


def stdout(color: ColorChoice = "auto") -> Output:
    """Standard output."""
    return Output(_binary(sys.stdout), "standard output", color)


def stderr(color: ColorChoice = "auto") -> Output:
    """Standard error."""
    return Output(_binary(sys.stderr), "standard error", color)


def _binary(stream: TextIO | None) -> BinaryIO | None:
    return stream.buffer if stream else None
