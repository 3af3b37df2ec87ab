"""Where reports are written to, and whether it is a terminal that shows colours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from dockfix.files import reason
from dockfix.source import encode
from dockfix.typed import BinaryIO, Literal

ColorChoice = Literal["auto", "always", "never"]

_WIDTH = 120
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}


class OutputError(Exception):
    """Something cannot be written: in one line, what and why."""


class Output:
    """A stream for text in UTF-8. When nobody reads it any more, what is written is dropped."""

    def __init__(self, stream: BinaryIO | None, name: str, color: ColorChoice = "auto") -> None:
        """Write to `stream`, called `name` in messages; to nowhere if it is None."""
        self._stream = stream
        self._name = name
        self.is_terminal = stream is not None and stream.isatty()
        #: Whether escape sequences for colours may be written.
        self.color = _wants_color(color, self.is_terminal)
        #: How many columns a line has room for.
        self.width = _width(stream) if stream and self.is_terminal else _WIDTH

    def write(self, text: str) -> None:
        """Write `text`; lone surrogates become the bytes they stand for. Raises `OutputError`."""
        self.write_bytes(encode(text))

    def write_bytes(self, data: bytes) -> None:
        """Write `data` as it is. Raises `OutputError`."""
        with self._writing() as stream:
            stream.write(data)
            if self.is_terminal:
                stream.flush()

    def flush(self) -> None:
        """Write out what is held back. Raises `OutputError`."""
        with self._writing() as stream:
            stream.flush()

    def paint(self, text: str, *styles: str) -> str:
        """`text` with escape sequences for `styles`, such as "bold" and "red"; as it is without colours."""
        if not self.color or not styles or not text:
            return text
        return f"\x1b[{';'.join(_STYLES[style] for style in styles)}m{text}\x1b[0m"

    @contextmanager
    def _writing(self) -> Iterator[BinaryIO]:
        try:
            yield self._stream or BytesIO()
        except BrokenPipeError:
            self._drop()
        except OSError as error:
            self._drop()
            raise OutputError(f"{self._name}: cannot be written: {reason(error)}") from error

    def _drop(self) -> None:
        """Write to nowhere from now on, also what the interpreter flushes at its end."""
        assert self._stream is not None
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
        self._stream = None


def _wants_color(choice: ColorChoice, is_terminal: bool) -> bool:
    """What the option says, else what the environment says, as https://no-color.org and others have it."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal and os.environ.get("TERM") != "dumb"


def _width(stream: BinaryIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or _WIDTH
    except OSError:
        return _WIDTH
