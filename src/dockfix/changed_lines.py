"""The lines of files that changed since a revision of git.

The text that is checked, from the working tree or from standard input, is compared with what the file held
at the revision: under its old name if git sees a renaming, with nothing if it was not there. In a submodule,
that is the revision that the repository around it had recorded. Line endings alone are no change.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache, cached_property
from pathlib import Path

from dockfix.git import Entry, GitError, Repository, root_of
from dockfix.setting_values import ConfigError, literal
from dockfix.source import Source


class _Base:
    """What a repository held at a commit of it; nothing at none."""

    def __init__(self, repository: Repository, commit: str | None) -> None:
        self.repository = repository
        self._commit = commit
        self.entries = repository.entries(commit) if commit else {}

    def entry(self, name: bytes) -> Entry | None:
        """What stood there of the file that is called `name` now."""
        return self.entries.get(name) or self.entries.get(self._old_names.get(name, b""))

    @cached_property
    def _old_names(self) -> Mapping[bytes, bytes]:
        return self.repository.old_names(self._commit) if self._commit else {}


class ChangedLines:
    """Tells which lines are new since `revision`; `prepare` what is looked up once for a whole repository."""

    def __init__(self, revision: str) -> None:
        self._revision = revision
        self._bases: dict[str, _Base | ConfigError] = {}
        self._root_of = cache(root_of)

    def prepare(self, path: Path) -> None:
        """Look up all that is needed for the file at `path` but its content. Raises `ConfigError`."""
        self._base(self._root(os.path.realpath(path)))

    def of(self, path: Path, source: Source) -> frozenset[int]:
        """The lines of `source`, from 1, that were not in the file at `path`. Raises `ConfigError`."""
        lines = _lines(source)
        before = self._before(os.path.realpath(path), source)
        return new_lines(_lines(before), lines) if before else frozenset(range(1, len(lines) + 1))

    def _before(self, path: str, source: Source) -> Source | None:
        """What the file held, None if it was not there."""
        root = self._root(path)
        base = self._base(root)
        name = os.fsencode(os.path.relpath(path, root).replace(os.sep, "/"))
        try:
            entry = base.entry(name)
            if entry is None or entry.kind != "blob":
                return None
            if entry.name == _object_name(source.to_bytes(), len(entry.name)):
                return source
            return Source.from_bytes(base.repository.blob(entry.name))
        except GitError as error:
            raise self._error(f"{root}: {error}") from error

    def _root(self, path: str) -> str:
        directory = os.path.dirname(path)  # noqa: PTH120 - as a string, for many files
        root = self._root_of(directory)
        if root is None:
            raise self._error(f"{directory} is in no git repository")
        return root

    def _base(self, root: str) -> _Base:
        if root not in self._bases:
            try:
                self._bases[root] = self._look_up(Repository(root))
            except GitError as error:
                self._bases[root] = self._error(f"{root}: {error}")
            except ConfigError as error:
                self._bases[root] = error
        base = self._bases[root]
        if isinstance(base, ConfigError):
            raise base.with_traceback(None)
        return base

    def _look_up(self, repository: Repository) -> _Base:
        around = repository.superproject()
        if around is not None:
            return _Base(repository, self._recorded(repository, os.path.realpath(around)))
        commit = repository.commit(self._revision)
        if commit is None:
            raise self._error(
                f"{repository.root} has no revision {literal(self._revision)}:"
                " is it spelled right, and fetched? (a shallow clone has few)"
            )
        return _Base(repository, commit)

    def _recorded(self, submodule: Repository, around: str) -> str | None:
        """The commit of a submodule that the repository `around` it had recorded at the revision, if any."""
        name = os.path.relpath(submodule.root, around).replace(os.sep, "/")
        entry = self._base(around).entries.get(os.fsencode(name))
        if entry is None or entry.kind != "commit":
            return None
        if not submodule.has(entry.name):
            raise self._error(f"the submodule {submodule.root} lacks its commit {entry.name}: fetch it")
        return entry.name

    def _error(self, message: str) -> ConfigError:
        return ConfigError(f"`--diff-base`: {message}")


def new_lines(before: list[str], after: list[str]) -> frozenset[int]:
    """The lines of `after`, counted from 1, that are not those of `before`, moved ones included."""
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    changed = SequenceMatcher(
        None, before[first : len(before) - last], after[first : len(after) - last], False
    )
    return frozenset(
        first + 1 + index
        for kind, _, _, start, end in changed.get_opcodes()
        if kind != "equal"
        for index in range(start, end)
    )


def _lines(source: Source) -> list[str]:
    return [line.removesuffix("\r") for line in source.text.split("\n")]


def _object_name(data: bytes, length: int) -> str:
    """What git calls a file that holds `data`, in names of so many digits."""
    import hashlib  # noqa: PLC0415 - 3 ms

    name = hashlib.new("sha1" if length == 40 else "sha256", usedforsecurity=False)
    name.update(b"blob %d\0" % len(data) + data)
    return name.hexdigest()
