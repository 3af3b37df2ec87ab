"""A directory of answers that were found before: plain JSON, each under a name made of what it depends on.

Nothing in it is trusted that was not written by the same user, in this very directory, whole: a cache that
came with a repository or an archive is thrown away, and so is an answer that is broken. Runs may use it at
the same time: a file is put there at once or not at all. What cannot be read or written is done without.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from dockfix.surroundings import digest

NAME = ".dockfix_cache"
_TAG = "CACHEDIR.TAG"
_TAG_TEXT = b"""Signature: 8a477f597d28d172789f06886806bc55
# This directory is a cache of dockfix: it may be deleted at any time. See https://bford.info/cachedir/
"""
_IGNORE_TEXT = b"# Everything in a cache can be made again.\n*\n"
_IDENTITY = "identity"
_PRUNED = "pruned"
_ENTRIES = "entries"
#: Answers are kept for so many seconds, and no more than so many of them.
_LONGEST = 30 * 24 * 3600
_MOST = 20_000
_BETWEEN_PRUNINGS = 24 * 3600


class Cache:
    """The cache in `directory`, which is made when something is first written."""

    def __init__(self, directory: Path) -> None:
        self._directory = str(directory)
        self._entries = f"{self._directory}{os.sep}{_ENTRIES}{os.sep}"
        self._is_usable = self._is_ours()
        self._has_written = False

    def read(self, name: str) -> object:
        """What was written under `name`; None if nothing was, or it is broken."""
        if not self._is_usable:
            return None
        try:
            with open(self._entries + name, "rb") as file:  # noqa: PTH123 - quick
                check, _, body = file.read().partition(b"\n")
        except OSError:
            return None
        if check.decode("latin-1") == digest(body):
            import json  # noqa: PLC0415 - not needed where nothing is found

            with suppress(ValueError):
                answer: object = json.loads(body)
                return answer
        with suppress(OSError):
            os.unlink(self._entries + name)  # noqa: PTH108
        return None

    def write(self, name: str, answer: object) -> None:
        """Keep `answer`, which is plain data, under `name`."""
        if not self._is_usable and not self._make():
            return
        import json  # noqa: PLC0415

        body = json.dumps(answer, separators=(",", ":")).encode()
        try:
            _put(self._entries + name, digest(body).encode() + b"\n" + body)
        except OSError:
            return
        self._has_written = True

    def close(self) -> None:
        """Now and then, throw away what is old."""
        if self._has_written:
            with suppress(OSError):
                self._prune()

    def _is_ours(self) -> bool:
        try:
            with open(self._path(_IDENTITY), "rb") as file:  # noqa: PTH123
                return file.read() == self._identity()
        except OSError:
            return False

    def _identity(self) -> bytes:
        # A copy of the directory is another one: it has another number.
        status = os.lstat(self._directory)
        return f"dockfix 1 {status.st_uid} {_user()} {status.st_dev} {status.st_ino}\n".encode()

    def _make(self) -> bool:
        """Make the directory, or make it anew; whether it can be used."""
        try:
            if os.path.lexists(self._directory) and not self._is_replaceable():
                return False
            remove(Path(self._directory))
            os.makedirs(self._entries, exist_ok=True)  # noqa: PTH103
            for name, data in (
                (_TAG, _TAG_TEXT),
                (".gitignore", _IGNORE_TEXT),
                (_PRUNED, b""),
                (_IDENTITY, self._identity()),
            ):
                _put(self._path(name), data)
        except OSError:
            return False
        self._is_usable = True
        return True

    def _is_replaceable(self) -> bool:
        """Whether it is a cache, if not this one, or empty: another's directory is left alone."""
        return is_cache(Path(self._directory)) or not os.listdir(self._directory)  # noqa: PTH208

    def _path(self, name: str) -> str:
        return f"{self._directory}{os.sep}{name}"

    def _prune(self) -> None:
        now = time.time()
        if now - os.stat(self._path(_PRUNED)).st_mtime < _BETWEEN_PRUNINGS:  # noqa: PTH116
            return
        _put(self._path(_PRUNED), b"")
        with os.scandir(self._entries) as entries:
            found = sorted((entry.stat().st_mtime, entry.path) for entry in entries)
        for position, (written, path) in enumerate(found):
            if now - written > _LONGEST or len(found) - position > _MOST:
                with suppress(OSError):
                    os.unlink(path)  # noqa: PTH108


def is_cache(directory: Path) -> bool:
    """Whether `directory` is a cache of dockfix, by what its tag says."""
    try:
        return not directory.is_symlink() and (directory / _TAG).read_bytes() == _TAG_TEXT
    except OSError:
        return False


def remove(directory: Path) -> bool:
    """Delete the cache in `directory`; False if there is none. Raises OSError if that is not possible."""
    if not is_cache(directory):
        return False
    from shutil import rmtree  # noqa: PLC0415 - seldom needed

    rmtree(directory)
    return True


def name_of(parts: Sequence[bytes]) -> str:
    """The name for what depends on all of `parts`."""
    return digest(b"".join(b"%d:%b" % (len(part), part) for part in parts))


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _put(path: str, data: bytes) -> None:
    temporary = f"{path}.{os.getpid()}-{os.urandom(4).hex()}"
    try:
        with open(temporary, "xb") as file:  # noqa: PTH123
            file.write(data)
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise
