"""Files on disk: read whole, and replaced at once or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from dockfix.typed import BinaryIO

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
#: How many bytes are read at once.
_CHUNK = 1 << 16
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class FileError(Exception):
    """What is wrong with a file, in one line that does not name it."""


def read(path: Path, most: int = -1) -> bytes:
    """The bytes of a regular file, or the first `most` of them; anything else is refused, so that it never
    waits. Raises `FileError`.
    """
    try:
        mode = path.stat().st_mode  # before it is opened: opening a pipe or a device does something
        if not S_ISREG(mode):
            raise FileError("is a directory, not a file" if S_ISDIR(mode) else "is not a regular file")
        file = os.open(path, _READ)
        try:
            return _bytes_of(file, most)
        finally:
            os.close(file)
    except OSError as error:
        raise FileError(explain(error, path)) from error


def _bytes_of(file: int, most: int) -> bytes:
    """What an open file holds, or the first `most` of it; a file object of Python's takes as long again."""
    parts = []
    size = _CHUNK if most < 0 else most
    while size and (part := os.read(file, size)):
        parts.append(part)
        if most >= 0:
            size -= len(part)
    return b"".join(parts)


def create(path: Path, data: bytes) -> None:
    """Write `data` to a new file. Raises `FileError` if there is one already, or it cannot be made."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise FileError("exists already, and is left as it is") from error
    except OSError as error:
        raise FileError(f"cannot be written: {reason(error)}") from error


def replace(path: Path, before: bytes, after: bytes) -> None:
    """Put `after` in the place of `before`, at once or not at all, with mode and owner kept.

    Where `path` is a link, the file that it leads to is replaced. Raises `FileError` if that is not
    possible, or if the file no longer holds `before`; it is then left as it is.
    """
    real = Path(os.path.realpath(path))
    temporary = _beside(real)
    try:
        status = real.stat()
        if not os.access(real, os.W_OK):
            raise FileError("cannot be written: permission denied")
        _write_like(temporary, after, status)
        if read(real) != before:
            raise FileError("changed on disk while it was being fixed: left as it is")
        temporary.replace(real)
    except OSError as error:
        raise FileError(f"cannot be replaced: {reason(error)}") from error
    finally:  # also after Ctrl-C
        with suppress(OSError):
            temporary.unlink()


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A stream; what is written to it is at `path` when all is done, at once or, after an error, not at all.

    Mode and owner of a file that is there are kept. What is no file, such as a pipe or a device, is written
    to as it is. Raises `FileError`.
    """
    real = Path(os.path.realpath(path))
    with _told_of_writing(path):
        status = real.stat() if real.exists() else None
        if status and not os.access(real, os.W_OK):
            raise FileError("cannot be written: permission denied")
        if status and not S_ISREG(status.st_mode):
            temporary, stream = None, real.open("wb")
        else:
            temporary = _beside(real)
            stream = os.fdopen(os.open(temporary, _CREATE, 0o666), "wb")
    try:
        with stream:
            yield stream
            if temporary:
                with _told_of_writing(path):
                    _make_like(stream, status)
                    stream.flush()
        if temporary:
            with _told_of_writing(path):
                temporary.replace(real)
    finally:  # also after Ctrl-C
        if temporary:
            with suppress(OSError):
                temporary.unlink()


def explain(error: OSError, path: Path) -> str:
    """Why `path` could not be read, in one line."""
    if isinstance(error, FileNotFoundError):
        if path.is_symlink():
            return f"a link to {path.readlink()}, which does not exist"
        return "there is no such file or directory"
    return f"cannot be read: {reason(error)}"


def reason(error: OSError) -> str:
    """What the system says is wrong, without its number and the name of the file."""
    return (error.strerror or str(error)).lower()


def _write_like(path: Path, data: bytes, status: os.stat_result) -> None:
    """Make a file with the mode and owner of another."""
    with os.fdopen(os.open(path, _CREATE, 0o600), "wb") as file:
        file.write(data)
        _make_like(file, status)


def _make_like(file: BinaryIO, status: os.stat_result | None) -> None:
    """Give an open file the mode and owner of another, if there is one."""
    if status and hasattr(os, "fchown"):
        made = os.fstat(file.fileno())
        if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
            os.fchown(file.fileno(), status.st_uid, status.st_gid)
        os.fchmod(file.fileno(), status.st_mode & 0o7777)


def _beside(path: Path) -> Path:
    """A name for a new file in the same directory."""
    # Named after nothing: the file's own name may be as long as names can be.
    return path.with_name(f".dockfix-{os.urandom(8).hex()}")


@contextmanager
def _told_of_writing(path: Path) -> Iterator[None]:
    """Raise `FileError` for an error of the system."""
    try:
        yield
    except FileNotFoundError as error:
        raise FileError(f"cannot be written: there is no directory {path.parent}") from error
    except OSError as error:
        raise FileError(f"cannot be written: {reason(error)}") from error
