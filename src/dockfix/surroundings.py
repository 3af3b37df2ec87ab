"""What is looked at besides a Dockerfile: the files around it, the date, and programs that are installed.

Every look is noted where somebody asks for that, so that a cache knows what an answer depends on. A rule that
reads anything outside of the Dockerfile reads it through here, or says that it is not `cacheable`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dockfix import files, programs
from dockfix.files import FileError
from dockfix.named_tuple import NamedTuple

#: What a file holds that is not there, or cannot be read.
_NOTHING = ""


class Look(NamedTuple):
    """One look: which of `_LOOKS`, at what, and the answer, or a digest of it."""

    kind: str
    at: str
    answer: str


_noted: list[Look] | None = None


@contextmanager
def noted(looks: list[Look]) -> Iterator[None]:
    """Note every look in `looks` until the block ends."""
    global _noted  # noqa: PLW0603 - rules are called from everywhere
    outer, _noted = _noted, looks
    try:
        yield
    finally:
        _noted = outer


def content(path: Path) -> bytes | None:
    """The bytes of a regular file, None where there is none that can be read."""
    try:
        data: bytes | None = files.read(path)
    except FileError:
        data = None
    _note(Look("content", str(path), _NOTHING if data is None else digest(data)))
    return data


def head(path: Path, size: int) -> bytes:
    """The first `size` bytes of a regular file; none where there is none that can be read."""
    at = f"{size}:{path}"
    data = _first(at)
    _note(Look("head", at, digest(data)))
    return data


def exists(path: Path | str) -> bool:
    """Whether there is anything at `path`; False where that cannot be told."""
    at = str(path)
    answer = _exists(at)
    _note(Look("exists", at, answer))
    return bool(answer)


def today() -> str:
    """The day as ISO 8601 has it, such as 2026-11-26."""
    answer = _today("")
    _note(Look("today", "", answer))
    return answer


def program(name: str) -> str | None:
    """The path of the program called `name`, which will be run; None where there is none."""
    _note(Look("program", name, _program(name)))
    return programs.find(name)


def state_of(path: str) -> Look:
    """A look at a file's size and the time of its last change: for files that are many, or large."""
    return Look("state", path, _state(path))


def is_unchanged(look: Look) -> bool:
    """Whether the same look has the same answer now."""
    ask = _LOOKS.get(look.kind)
    return ask is not None and ask(look.at) == look.answer


def digest(data: bytes) -> str:
    """A short name for `data` that no other data has."""
    from _blake2 import blake2b  # noqa: PLC0415 - hashlib takes 3 ms: it loads OpenSSL

    return blake2b(data, digest_size=20).hexdigest()


def _note(look: Look) -> None:
    if _noted is not None:
        _noted.append(look)


def _content(path: str) -> str:
    try:
        return digest(files.read(Path(path)))
    except FileError:
        return _NOTHING


def _head(at: str) -> str:
    return digest(_first(at))


def _first(at: str) -> bytes:
    size, _, path = at.partition(":")
    try:
        return files.read(Path(path), int(size))
    except FileError:
        return b""


def _exists(path: str) -> str:
    try:
        return "yes" if os.path.exists(path) else ""  # noqa: PTH110 - as a string, it is quick
    except ValueError:
        return ""


def _today(_: str) -> str:
    return time.strftime("%Y-%m-%d")


def _program(name: str) -> str:
    path = programs.find(name)
    return programs.fingerprint(path) if path else _NOTHING


def _state(path: str) -> str:
    try:
        status = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return _NOTHING
    return f"{status.st_mtime_ns}:{status.st_size}"


_LOOKS: dict[str, Callable[[str], str]] = {
    "content": _content,
    "head": _head,
    "exists": _exists,
    "today": _today,
    "program": _program,
    "state": _state,
}
