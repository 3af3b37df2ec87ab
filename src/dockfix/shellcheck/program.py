"""One process of ShellCheck: it is given many texts as files, and its answer is read."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from dockfix import scratch
from dockfix.named_tuple import NamedTuple
from dockfix.typed import Any

#: ShellCheck cannot read the files that a script sources: they are in the image.
EXCLUDED = ("SC1090", "SC1091")
_FOUND_NOTHING, _FOUND_SOMETHING = 0, 1
_ANSWER, _ERRORS = "answer", "errors"


class ShellCheckError(Exception):
    """Why ShellCheck gave no answer that can be used."""


class Replacement(NamedTuple):
    """One edit of a fix: lines and columns count from 1, the end is exclusive.

    `leads` says, of an insertion, that it belongs to what follows it.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    leads: bool


class Comment(NamedTuple):
    """What ShellCheck says of a place in a text: lines and columns count from 1, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    level: str
    code: int
    message: str
    replacements: tuple[Replacement, ...] = ()


class Process:
    """ShellCheck at work on some texts; `answer` waits for it, or `close` ends it."""

    def __init__(self, program: str, texts: Sequence[str], patience: float) -> None:
        """Start `program`, which has `patience` seconds. Raises `ShellCheckError` if that is not possible."""
        self.texts = texts
        self._patience = patience
        self._until = time.monotonic() + patience
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._path = Path(scratch.make())
        except OSError as error:
            raise ShellCheckError(f"there is no place for scripts to check: {_reason(error)}") from error
        try:
            self._process = self._started(program)
        except OSError as error:
            self.close()
            raise ShellCheckError(f"{program} cannot be run: {_reason(error)}") from error
        except BaseException:
            self.close()
            raise

    def _started(self, program: str) -> subprocess.Popen[bytes]:
        names = [str(number) for number in range(len(self.texts))]
        for name, text in zip(names, self.texts, strict=True):
            _write(self._path / name, text)
        # Not pipes: what nobody reads yet may fill them up.
        with (self._path / _ANSWER).open("wb") as answer, (self._path / _ERRORS).open("wb") as errors:
            return subprocess.Popen(
                [program, "--norc", "--format=json1", f"--exclude={','.join(EXCLUDED)}", *names],
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=errors,
                cwd=self._path,
                env=_environment(),
            )

    @property
    def has_ended(self) -> bool:
        """Whether nobody has to wait for the answer any more."""
        is_over = time.monotonic() > self._until
        return is_over or self._process is None or self._process.poll() is not None

    def answer(self) -> list[tuple[Comment, ...]]:
        """What it says of each text, as soon as it has ended. Raises `ShellCheckError`."""
        assert self._process
        try:
            status = self._process.wait(max(self._until - time.monotonic(), 0))
            if status not in (_FOUND_NOTHING, _FOUND_SOMETHING):
                raise ShellCheckError(f"ShellCheck ended with status {status}{self._complaint()}")
            return _read(self._path / _ANSWER, len(self.texts))
        except subprocess.TimeoutExpired as error:
            raise ShellCheckError(f"ShellCheck did not end within {self._patience:.0f} seconds") from error
        finally:  # also after Ctrl-C
            self.close()

    def close(self) -> None:
        """End the process, if it has not ended, and remove its files."""
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        scratch.remove(str(self._path))

    def _complaint(self) -> str:
        lines = (self._path / _ERRORS).read_text("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f": {last}" if last else ""


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _environment() -> dict[str, str]:
    """The environment without the options that ShellCheck takes from it: settings are dockfix's own."""
    return {name: value for name, value in os.environ.items() if name != "SHELLCHECK_OPTS"}


def _write(path: Path, text: str) -> None:
    try:
        data = text.encode()
    except UnicodeEncodeError:  # bytes that are not UTF-8: each becomes a character, so that columns stay
        data = "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text).encode()
    file = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        os.write(file, data)
    finally:
        os.close(file)


def _read(path: Path, count: int) -> list[tuple[Comment, ...]]:
    found: list[list[Comment]] = [[] for _ in range(count)]
    try:
        for each in json.loads(path.read_bytes())["comments"]:
            found[int(each["file"])].append(_comment(each))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise ShellCheckError("what ShellCheck answered is not its JSON") from error
    return [tuple(comments) for comments in found]


def _comment(data: dict[str, Any]) -> Comment:
    replacements = data["fix"]["replacements"] if data["fix"] else ()
    return Comment(
        *_place(data),
        str(data["level"]),
        int(data["code"]),
        str(data["message"]),
        tuple(
            Replacement(*_place(each), str(each["replacement"]), each["insertionPoint"] == "afterEnd")
            for each in replacements
        ),
    )


def _place(data: dict[str, Any]) -> tuple[int, int, int, int]:
    return int(data["line"]), int(data["column"]), int(data["endLine"]), int(data["endColumn"])
