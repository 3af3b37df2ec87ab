"""Which files are Dockerfiles: those that are named, and those below the directories that are named.

A walk reads `Dockerfile`, `dockerfile` (Docker's own fallback), `Dockerfile.*`, `*.Dockerfile`,
`*.dockerfile` and `Containerfile*`; not lists of ignored files (`Dockerfile.dockerignore`), not editors'
backups (`Dockerfile~`), and not `dockerfile.*`, which is mostly a program's source. It leaves out what git
ignores, what the settings exclude, the insides of version control and virtual environments, and links to
directories. What is named outright is read or walked in any case.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from dockfix.config import Settings
from dockfix.files import explain
from dockfix.gitignore import GitIgnore
from dockfix.named_tuple import NamedTuple
from dockfix.setting_values import ConfigError

_SKIPPED_DIRECTORIES = frozenset(
    {".git", ".hg", ".svn", ".bzr", ".jj", ".venv", ".tox", ".nox", ".direnv", ".dockfix_cache"}
)
_NOT_DOCKERFILES = (".dockerignore", ".containerignore", "~")


class Unreadable(NamedTuple):
    """A path that could not be looked at, and why, in one line."""

    path: Path
    message: str


def discover(paths: Iterable[Path], settings_for: Callable[[Path], Settings]) -> Iterator[Path | Unreadable]:
    """The Dockerfiles among and below `paths`, in their order, then by name, a directory's files first.

    `settings_for` gives the settings that hold in a directory; its `ConfigError` is reported like a
    directory that cannot be read, and the directory left out. No file comes twice, not under another name
    either.
    """
    walk = _Walk(settings_for)
    for path in paths:
        yield from walk.start(path)


def is_dockerfile(name: str) -> bool:
    """Whether a walk reads a file of this name."""
    return not name.endswith(_NOT_DOCKERFILES) and (
        name in ("Dockerfile", "dockerfile")
        or name.startswith(("Dockerfile.", "Containerfile"))
        or name.endswith((".Dockerfile", ".dockerfile"))
    )


class _IgnoreFile(NamedTuple):
    """A list of patterns, the directory that they are relative to, and the list that it overrules."""

    base: str
    patterns: GitIgnore
    outer: _IgnoreFile | None

    def ignores(self, path: str, *, is_directory: bool) -> bool:
        """Whether git leaves out this entry; that the directories above it stay in is known."""
        verdict = self.patterns.decide(_relative(path, self.base), is_directory=is_directory)
        if verdict is None:
            return bool(self.outer and self.outer.ignores(path, is_directory=is_directory))
        return verdict


class _Directory(NamedTuple):
    shown: Path
    real: str
    ignore_file: _IgnoreFile | None
    heeds_exclude: bool


class _Walk:
    """One call of `discover`."""

    def __init__(self, settings_for: Callable[[Path], Settings]) -> None:
        self._settings_for = settings_for
        self._seen: set[str] = set()
        self._real_path = cache(os.path.realpath)
        self._real_directory = cache(self._followed)

    def start(self, path: Path) -> Iterator[Path | Unreadable]:
        """What a path that was named outright brings."""
        try:
            if S_ISREG(path.lstat().st_mode):
                if self._is_new(self._real(path)):
                    yield path
            elif S_ISDIR(path.stat().st_mode):
                yield from self._walk(self._top(path, path.resolve()))
            elif self._is_new(str(path.resolve())):
                yield path
        except (OSError, ConfigError) as error:
            yield _unreadable(path, error)

    def _real(self, path: Path) -> str:
        """Where a file that is no link really is: what leads to it is followed once for each directory."""
        directory, name = os.path.split(path)
        return f"{self._real_directory(directory).rstrip(os.sep)}{os.sep}{name}"

    def _followed(self, directory: str) -> str:
        """Where a directory really is: what leads to it is followed once for all that lie beside it."""
        above, name = os.path.split(directory)
        if name in ("", os.curdir, os.pardir) or os.path.islink(directory):  # noqa: PTH114 - quick
            return str(self._real_path(directory))
        return f"{self._real_path(above).rstrip(os.sep)}{os.sep}{name}"

    def _top(self, path: Path, real: Path) -> _Directory:
        """A directory that was named: what leaves it out itself does not hold inside."""
        settings = self._settings_for(path)
        is_excluded = settings.root in real.parents and _exclude(settings).ignores(
            _relative(str(real), str(settings.root)), is_directory=True
        )
        return _Directory(path, str(real), _ignore_files_above(real), not is_excluded)

    def _walk(self, top: _Directory) -> Iterator[Path | Unreadable]:
        waiting = [top]
        while waiting:
            directory = waiting.pop()
            if not self._is_new(directory.real):
                continue
            below = []
            try:
                for found in self._entries(directory):
                    if isinstance(found, _Directory):
                        below.append(found)
                    else:
                        yield found
            except (OSError, ConfigError) as error:
                yield _unreadable(directory.shown, error)
            waiting.extend(reversed(below))

    def _entries(self, directory: _Directory) -> Iterator[Path | Unreadable | _Directory]:
        """What of a directory's entries is to be read or walked."""
        with os.scandir(directory.shown) as scan:
            entries = {entry.name: entry for entry in scan}
        ignore_file = directory.ignore_file
        if ".gitignore" in entries or ".git" in entries:
            ignore_file = _with_ignore_file(Path(directory.real), ignore_file)
        is_excluded = self._excluder(directory)
        for name in sorted(entries):
            is_directory = entries[name].is_dir(follow_symlinks=False)
            if name in _SKIPPED_DIRECTORIES if is_directory else not is_dockerfile(name):
                continue
            real = f"{directory.real.rstrip(os.sep)}{os.sep}{name}"
            if ignore_file and ignore_file.ignores(real, is_directory=is_directory):
                continue
            if is_excluded and is_excluded(real, is_directory):
                continue
            if is_directory:
                yield _Directory(directory.shown / name, real, ignore_file, directory.heeds_exclude)
            else:
                yield from self._file(entries[name], directory.shown / name, real)

    def _excluder(self, directory: _Directory) -> Callable[[str, bool], bool] | None:
        """What says whether the settings exclude an entry of `directory`; None where they exclude nothing."""
        settings = self._settings_for(directory.shown)
        exclude = _exclude(settings)
        if not (exclude and directory.heeds_exclude and Path(directory.real).is_relative_to(settings.root)):
            return None
        root = str(settings.root)
        return lambda path, is_directory: bool(
            exclude.decide(_relative(path, root), is_directory=is_directory)
        )

    def _file(self, entry: os.DirEntry[str], shown: Path, real: str) -> Iterator[Path | Unreadable]:
        """A file of a walk, unless it is a pipe or the like; a link to one counts as that one."""
        try:
            if entry.is_symlink():
                if S_ISREG(entry.stat().st_mode) and self._is_new(str(shown.resolve())):
                    yield shown
            elif entry.is_file() and self._is_new(real):
                yield shown
        except OSError as error:
            yield _unreadable(shown, error)

    def _is_new(self, real: str) -> bool:
        is_new = real not in self._seen
        self._seen.add(real)
        return is_new


def _unreadable(path: Path, error: OSError | ConfigError) -> Unreadable:
    return Unreadable(path, str(error) if isinstance(error, ConfigError) else explain(error, path))


def _exclude(settings: Settings) -> GitIgnore:
    return _patterns(settings.exclude + settings.extend_exclude)


@cache
def _patterns(lines: tuple[str, ...]) -> GitIgnore:
    return GitIgnore(lines)


def _ignore_files_above(directory: Path) -> _IgnoreFile | None:
    """The lists from above `directory`, as far up as its repository goes, without those that leave it out."""
    way = [directory]
    while not (way[0] / ".git").exists():
        if way[0].parent == way[0]:
            return None
        way.insert(0, way[0].parent)
    ignore_file = None
    for each, below in pairwise(way):
        ignore_file = _with_ignore_file(each, ignore_file)
        if ignore_file and ignore_file.ignores(str(below), is_directory=True):
            ignore_file = None
    return ignore_file


def _with_ignore_file(directory: Path, outer: _IgnoreFile | None) -> _IgnoreFile | None:
    """The lists that hold for the entries of `directory`, in which a repository may begin anew."""
    git = directory / ".git"
    if git.exists():
        outer = _ignore_file(directory, _info_exclude(git), None)
    return _ignore_file(directory, directory / ".gitignore", outer)


def _ignore_file(base: Path, path: Path, outer: _IgnoreFile | None) -> _IgnoreFile | None:
    try:
        text = path.read_text("utf-8-sig", "surrogateescape")
    except OSError:  # there is none, or none that may be read: git goes on without it as well
        return outer
    patterns = GitIgnore(text.split("\n"))
    return _IgnoreFile(str(base), patterns, outer) if patterns else outer


def _info_exclude(git: Path) -> Path:
    """The list that a repository keeps to itself; `.git` is a file in a worktree and in a submodule."""
    if git.is_file():
        git = git.parent / git.read_text(errors="surrogateescape").removeprefix("gitdir:").strip()
        common = git / "commondir"
        git = git / common.read_text(errors="surrogateescape").strip() if common.is_file() else git
    return git / "info" / "exclude"


def _relative(path: str, base: str) -> str:
    """`path`, which lies in `base`, from there on, with `/` between its parts."""
    return path[len(base) :].lstrip(os.sep).replace(os.sep, "/")
