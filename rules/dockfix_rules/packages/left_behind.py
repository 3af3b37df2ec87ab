"""The caches that a RUN fills and does not empty again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain
from operator import itemgetter
from posixpath import dirname

from dockfix.late_pattern import late_pattern
from dockfix.model import File
from dockfix.named_tuple import NamedTuple
from dockfix.package_request import Request, request_of
from dockfix.packages import APK, APT, APT_GET, APTITUDE, Cache, PackageManager
from dockfix.shell.command import Command
from dockfix.shell.words import Word
from dockfix.syntax.nodes import Instruction, Run
from dockfix_rules.files.brought import mounts_of
from dockfix_rules.files.deleted import Deleted, deleted_by
from dockfix_rules.files.made import Made, cache_path
from dockfix_rules.files.words import RunWords

#: Where these are, `sh` is no bash, and takes braces for what they are.
_WITHOUT_BRACES = (APT_GET, APT, APTITUDE, APK)
_BRACES = late_pattern(r"\{[^{}]*,[^{}]*\}")
#: `/.cache/pip`, and the first directory of that.
_IN_HOME = late_pattern(r"(?P<first>/\.[^/]+/).*")
#: Other roots than that of the image.
_OTHER_ROOTS = ("chroot",)


class Left(NamedTuple):
    """A request, and where the cache may be that it fills: in the first place that there is."""

    request: Request
    paths: tuple[str, ...]


#: Requests to one manager with the same places, and the numbers of their commands: what empties the cache of
#: one empties that of all.
_ByCache = dict[tuple[str, tuple[str, ...]], list[tuple[int, Left]]]


def commands_of(file: File, instruction: Instruction) -> Iterator[Command]:
    """Every command of `instruction`, under every preset."""
    return chain.from_iterable([script.commands for script in file.scripts(instruction)])


def left_behind(
    file: File, run: Run, managers: Sequence[PackageManager], caches: Sequence[Cache]
) -> list[Left]:
    """The requests of `run` to `managers` after which one of `caches` is left in the layer, in their order.

    `caches` are the places of one and the same cache. What may empty it, or keep it empty, is believed to.
    """
    mounts = mounts_of(file, run)
    if mounts is None:
        return []
    words = RunWords(file, run)
    left: _ByCache = {}
    #: What functions delete, which are called after they are written.
    late: list[Deleted] = []
    for number, command in enumerate(commands_of(file, run)):
        words.follow(command)
        request = request_of(command)
        if request is None and "clean" in command.name:
            left = {}  # a script of somebody's, by whatever means
        for deleted in deleted_by(command, words) if left or command.in_function else ():
            left = _without_emptied(left, deleted)
            if command.in_function:
                late.append(deleted)
        if request and request.manager in managers:
            paths = _filled(request, caches, words)
            if paths and not any(_is_in(path, mount) for path in paths for mount in mounts):
                alike = left.setdefault((request.manager.name, paths), [])
                alike.append((number, Left(request, paths)))
    left = reduce(_without_emptied, late, left)
    return [each for _, each in sorted(chain.from_iterable(left.values()), key=itemgetter(0))]


def _without_emptied(left: _ByCache, deleted: Deleted) -> _ByCache:
    """What of `left` stays after `deleted`."""
    return {cache: alike for cache, alike in left.items() if not _empties(deleted, alike[0][1])}


def _filled(request: Request, caches: Iterable[Cache], words: RunWords) -> tuple[str, ...]:
    """Where the cache is that `request` fills; nowhere if that is not known."""
    if any(request.command.prefix(root) for root in _OTHER_ROOTS):
        return ()
    paths = [
        cache_path(cache, request, words)
        for cache in caches
        if request.fills(cache) and not any(map(words.mentions, cache.off_variables))
    ]
    return tuple(path for path in paths if path is not None)


def _empties(deleted: Deleted, left: Left) -> bool:
    patterns = deleted.patterns or _with_braces(deleted, left.request)
    return any(
        _takes(deleted, pattern, _at_home(path, pattern)) for pattern in patterns for path in left.paths
    )


def _takes(deleted: Deleted, pattern: str, path: str) -> bool:
    if deleted.is_partial and pattern.rstrip("/*") not in (dirname(path), path):
        return pattern.startswith(f"{path}/")
    return deleted._replace(patterns=(pattern,)).takes(Made(path, is_tree=True, is_cache=True))


def _with_braces(deleted: Deleted, request: Request) -> tuple[str, ...]:
    """A pattern for what a word with braces stands for, and more."""
    word = deleted.place
    if not isinstance(word, Word) or not _BRACES.search(word.text):
        return ()
    if word.script.shell.name != "bash" and request.manager in _WITHOUT_BRACES:
        return ()
    text = word.text
    while _BRACES.search(text):
        text = _BRACES.sub("*", text)
    return (text.rstrip("/"),)


def _at_home(path: str, other: str) -> str:
    """`path`, if it is in a home directory, in the same one as `other`: the user is not certain."""
    match = _IN_HOME.search(path)
    home, found, _ = f"{other}/".partition(match["first"]) if match else ("", "", "")
    return home + match[0] if match and found else path


def _is_in(path: str, mount: str) -> bool:
    mounted = _at_home(path, mount)
    return mounted == mount or mounted.startswith(f"{mount.rstrip('/')}/")
