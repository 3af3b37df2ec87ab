"""Finds dockfix's own modules without a search: a start imports a hundred of them.

Python asks finder after finder, and each looks through folders. Where a module of ours is, its name says;
the compiled one stands beside it. What is not as it mostly is (nothing compiled yet, a source that changed
since, an archive, `-O`) is left to Python.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER
from types import CodeType

_OWN = ("dockfix.", "dockfix_rules.")
#: How long the head of a compiled module is, and how much of the file is read.
_HEAD, _MOST = 16, 1 << 16


def find_quickly() -> None:
    """Find our modules in this way from now on in this process."""
    if sys.pycache_prefix is None and not sys.flags.optimize:
        sys.meta_path.insert(0, _Finder())


class _Finder:
    """Knows where a module of ours is, which Python's own finders do not."""

    def find_spec(self, name: str, path: Sequence[str] | None, _: object = None) -> ModuleSpec | None:
        if not path or not name.startswith(_OWN):
            return None
        module = name[name.rindex(".") + 1 :]
        return _spec(name, path[0], module) or _spec(name, f"{path[0]}/{module}", "__init__")


def _spec(name: str, folder: str, stem: str) -> ModuleSpec | None:
    source = f"{folder}/{stem}.py"
    try:
        written = os.stat(source)  # noqa: PTH116 - a Path takes longer than the rest
    except OSError:
        return None
    loader = _Loader(name, source)
    loader.compiled = f"{folder}/__pycache__/{stem}.{sys.implementation.cache_tag}.pyc"
    loader.head = MAGIC_NUMBER + bytes(4) + _uint32(int(written.st_mtime)) + _uint32(written.st_size)
    spec = ModuleSpec(name, loader, origin=source)
    spec.has_location = True
    spec.cached = loader.compiled
    if stem == "__init__":
        spec.submodule_search_locations = [folder]
    return spec


def _uint32(number: int) -> bytes:
    return (number & 0xFFFFFFFF).to_bytes(4, "little")


class _Loader(SourceFileLoader):
    """Takes what Python has `compiled`, if it starts with the `head` that tells of the source as it is."""

    compiled: str
    head: bytes

    def get_code(self, fullname: str) -> CodeType | None:
        try:
            data = _read(self.compiled)
        except OSError:
            data = b""
        if data[:_HEAD] == self.head and len(data) < _MOST:
            code: CodeType = marshal.loads(memoryview(data)[_HEAD:])
            if code.co_filename == self.path:
                return code
        return super().get_code(fullname)


def _read(path: str) -> bytes:
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        return os.read(file, _MOST)
    finally:
        os.close(file)
