"""Files on disk: read whole, and replaced at once or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR, S_ISREG

_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
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
        with os.fdopen(os.open(path, _READ), "rb") as file:
            return file.read(most)
    except OSError as error:
        raise FileError(explain(error, path)) from error


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
    # Named after nothing: the file's own name may be as long as names can be.
    temporary = real.with_name(f".dockfix-{os.urandom(8).hex()}")
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
        if hasattr(os, "fchown"):
            made = os.fstat(file.fileno())
            if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
                os.fchown(file.fileno(), status.st_uid, status.st_gid)
            os.fchmod(file.fileno(), status.st_mode & 0o7777)
