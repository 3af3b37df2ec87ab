"""The files that commands delete, as far as their words tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from dockfix.named_tuple import NamedTuple
from dockfix.package_request import request_of
from dockfix.rule import Located
from dockfix.shell.command import Command
from dockfix.shell.words import Word
from dockfix_rules.files.made import MOVE_VALUES, Made, cache_path
from dockfix_rules.files.words import MAGIC, RunWords, escaped


class Deleted(NamedTuple):
    """What a command deletes: the paths that `patterns` match, with `recursive` also what lies below them."""

    place: Located
    #: None where only the build knows.
    patterns: tuple[str, ...] | None
    recursive: bool = True
    #: Whether some of it may be left.
    is_partial: bool = False
    #: What is called to clean up, if that deletes what it made itself: `apt-get clean`.
    cleaner: str = ""

    def takes(self, made: Made) -> bool:
        """Whether it deletes `made` for certain, or at least some of it where `is_partial`."""
        return any(
            self._takes(pattern.split("/"), made)
            if MAGIC.search(pattern)
            else self._is_or_holds(pattern, made)
            for pattern in self.patterns or ()
        )

    def _is_or_holds(self, path: str, made: Made) -> bool:
        if made.path == path:
            return self.recursive or not made.is_tree
        return self.recursive and made.path.startswith(f"{path}/")

    def may_take(self, made: Made) -> bool:
        """Whether it deletes `made`, or perhaps some of what lies in it."""
        if self.patterns is None:
            return not made.is_cache
        is_wide = self.recursive or any(map(MAGIC.search, self.patterns))
        return self.takes(made) or (made.is_tree and is_wide and self.meets(made.path))

    def meets(self, path: str) -> bool:
        """Whether any of it may be `path`, or lie above or below it."""
        names = path.split("/")
        patterns = [pattern.split("/")[: len(names)] for pattern in self.patterns or ()]
        return any(_matches(pattern, names[: len(pattern)]) for pattern in patterns)

    def _takes(self, pattern: list[str], made: Made) -> bool:
        path = made.path.split("/")
        if made.is_tree and pattern[-1] == "*" and _matches(pattern[:-1], path):
            return True
        if len(pattern) < len(path):
            return self.recursive and _matches(pattern, path[: len(pattern)])
        return (self.recursive or not made.is_tree) and _matches(pattern, path)


def _matches(pattern: list[str], path: list[str]) -> bool:
    return len(pattern) == len(path) and all(map(_matches_name, path, pattern))


def _matches_name(name: str, pattern: str) -> bool:
    if not MAGIC.search(pattern):
        return name == pattern
    # A shell's wildcard matches no leading dot.
    return (name[:1] != "." or pattern[:1] not in ("*", "?")) and fnmatchcase(name, pattern)


def deleted_by(command: Command, words: RunWords) -> Iterator[Deleted]:
    """What `command` deletes, or moves away."""
    if command.name in _DELETERS:
        yield from _DELETERS[command.name](command, words)
        return
    request = request_of(command)
    emptied = [cache for cache in request.manager.caches if request.empties(cache)] if request else []
    if request and emptied:
        paths = [cache_path(cache, request, words) for cache in emptied]
        patterns = tuple(escaped(path) for path in paths if path is not None)
        yield Deleted(command, patterns, cleaner=request.written)


def _removed(command: Command, words: RunWords) -> Iterator[Deleted]:
    if command.prefix("find") or command.prefix("xargs"):
        yield from _removed_by_name(command, words)
        return
    recursive = command.has_flag("-r", "-R", "--recursive")
    for word in command.operands():
        pattern = words.pattern(command, word)
        yield Deleted(word, (pattern,) if pattern else None, recursive)


def _moved(command: Command, words: RunWords) -> Iterator[Deleted]:
    for word in command.operands(MOVE_VALUES)[:-1]:
        pattern = words.pattern(command, word)
        yield Deleted(word, (pattern,) if pattern else None, is_partial=True)


def _removed_by_name(command: Command, words: RunWords) -> Iterator[Deleted]:
    """What `find … -exec rm` deletes, and `find … | xargs rm`."""
    find, sources = command.prefix("find"), command.piped_from
    if find:
        yield from _found(command, find.words[1:], words)
    elif sources and sources.name == "find":
        yield from _found(sources, sources.arguments, words)
    else:
        yield Deleted(command, None)


def _sought(command: Command, words: RunWords) -> Iterator[Deleted]:
    """What `find … -delete` deletes."""
    if command.word("-delete"):
        yield from _found(command, command.arguments, words)


def _found(find: Command, arguments: Sequence[Word], words: RunWords) -> Iterator[Deleted]:
    """Something below the directories that a call of find names first."""
    for word in arguments:
        if word.text.startswith(("-", "(", "!", "\\", "'(")):
            break
        pattern = words.pattern(find, word)
        yield Deleted(word, (pattern,) if pattern else None, is_partial=True)


_DELETERS = {"find": _sought, "mv": _moved, "rm": _removed}
