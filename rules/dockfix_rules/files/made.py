"""The files that commands make, as far as their words tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import basename

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.package_request import Request, request_of
from dockfix.packages import Cache
from dockfix.shell.command import Command
from dockfix.shell.options import Argument, read_arguments
from dockfix.shell.words import Word
from dockfix_rules.files.words import RunWords

#: Programs whose output is a text that stands in the script: next to nothing.
_LITTLE = frozenset(["", ":", "cat", "echo", "printf", "true"])
_SYSTEM = late_pattern(r"/(?:dev|proc|sys)/")
_ARCHIVE = late_pattern(r"\.(?:tar(?:\.\w+)?|t[bglx]z\d?|tbz2|zip|jar|war)$", needs=(".",))
#: An archive that is named for a version holds, by custom, one directory of its own name.
_RELEASE = late_pattern(rf"-v?\d[\w.-]*{_ARCHIVE.pattern}")
_URL = late_pattern(r"(?:[a-z]+://)?[^/?#]+(?:/[^/?#]+)*/(?P<name>[^/?#]+)(?P<query>[?#].*)?$")

_CURL_VALUES = frozenset(
    "-o --output --output-dir -A --user-agent -b --cookie -c --cookie-jar -C --continue-at -d --data"
    " -e --referer -E --cert -F --form -H --header -K --config -m --max-time -u --user -w --write-out"
    " -x --proxy -X --request --cacert --connect-timeout --retry --retry-delay --retry-max-time --url"
    " --ciphers --resolve".split()
)
_WGET_VALUES = frozenset(
    "-O --output-document -P --directory-prefix -o --output-file -a --append-output -e --execute"
    " -i --input-file -t --tries -T --timeout -U --user-agent -w --wait --header --user --password"
    " --referer --post-data --ca-certificate --progress".split()
)
_GIT_VALUES = frozenset("-C -c --git-dir --work-tree".split())
_CLONE_VALUES = _GIT_VALUES | frozenset(
    "-b --branch --depth -o --origin --config -j --jobs --reference --template --filter -u --upload-pack"
    " --shallow-since --server-option".split()
)
#: The flags of cp and mv that take a value.
MOVE_VALUES = frozenset("-t --target-directory -S --suffix".split())
#: Paths, None where they are not known, and whether they are directories with contents of their own.
_Paths = Iterator[tuple[str | None, bool]]


class Made(NamedTuple):
    """Something at `path`; with `is_tree` it is a directory, and what lies in it is not known one by one."""

    path: str
    is_tree: bool = False
    #: Whether it is a package manager's, and only deleted by name.
    is_cache: bool = False


def made_by(command: Command, words: RunWords) -> Iterator[Made]:
    """What `command` makes for certain, if it runs; what of that is large enough to matter is not known."""
    maker = _MAKERS.get(command.name)
    if maker:
        for path, is_tree in maker(command, words):
            if path is not None:
                yield Made(path, is_tree)
    if command.name not in _LITTLE:
        yield from _redirected(command, words)
    request = request_of(command)
    if request:
        yield from _downloaded(request, words)


def _downloaded(request: Request, words: RunWords) -> Iterator[Made]:
    """The caches that a request fills."""
    for cache in request.manager.caches:
        if request.fills(cache) and not any(map(words.mentions, cache.off_variables)):
            path = cache_path(cache, request, words)
            if path is not None:
                yield Made(path, is_tree=True, is_cache=True)


def cache_path(cache: Cache, request: Request, words: RunWords) -> str | None:
    """Where a cache is for `request`: flags, variables and the user in force say so; None if unknown."""
    for name, rest in cache.moved_by.items():
        if name.startswith("-"):
            values = [flag.value for flag in request.flags if name in flag.names]
        else:
            values = [f"${name}"] if words.mentions(name) else []
        if values:
            path = words.path(request.command, values[0])
            return None if path is None else path + rest
    in_home = cache.path.removeprefix("/root/")
    return cache.path if in_home == cache.path else f"{words.home}/{in_home}"


def _redirected(command: Command, words: RunWords) -> Iterator[Made]:
    for redirect in command.redirects:
        if redirect.operator in (">", ">|", "&>") and redirect.target is not None:
            path = words.path(command, redirect.target)
            if path is not None and not _SYSTEM.match(path):
                yield Made(path)


def _curl(command: Command, words: RunWords) -> _Paths:
    arguments = list(read_arguments(command.words, _CURL_VALUES, 1))
    directory = _value(arguments, "--output-dir") or ""
    for argument in arguments:
        if "-o" in argument.names or "--output" in argument.names:
            yield _output(command, words, argument.value, directory), False
    if command.has_flag("-O", "--remote-name", "--remote-name-all", value_flags=_CURL_VALUES):
        for word in (argument.word for argument in arguments if not argument.names):
            yield words.path(command, directory, _remote_name(words.text(word))), False


def _wget(command: Command, words: RunWords) -> _Paths:
    arguments = list(read_arguments(command.words, _WGET_VALUES, 1))
    output = _value(arguments, "-O", "--output-document")
    if output is not None:
        yield _output(command, words, output), False
        return
    if command.has_flag("--content-disposition"):  # the server chooses the name
        return
    directory = _value(arguments, "-P", "--directory-prefix") or ""
    for word in (argument.word for argument in arguments if not argument.names):
        yield words.path(command, directory, _remote_name(words.text(word), with_query=True)), False


def _git(command: Command, words: RunWords) -> _Paths:
    """The directory that a clone makes."""
    arguments = list(read_arguments(command.words, _CLONE_VALUES, 1))
    operands = [argument.word for argument in arguments if not argument.names]
    if not command.invokes("git", "clone", value_flags=_GIT_VALUES) or not 2 <= len(operands) <= 3:
        return
    if command.has_flag("--bare", "--mirror", "--separate-git-dir"):
        return
    where = command.flag_value("-C") or ""
    url = words.text(operands[1])
    name = words.text(operands[2]) if len(operands) > 2 else url and _cloned_name(url)
    path = words.path(command, where, name)
    yield path, True
    yield path and f"{path}/.git", True


def _cloned_name(url: str) -> str:
    return re.split(r"[/:]", url.rstrip("/").removesuffix("/.git"))[-1].removesuffix(".git")


def _tar(command: Command, words: RunWords) -> _Paths:
    """Where an archive is unpacked, and the directory that it is named after."""
    first = command.arguments[0].literal if command.arguments else ""
    letters = first.removeprefix("-")
    if not ("x" in letters and not first.startswith("--")) and not command.has_flag("--extract", "--get"):
        return
    if "C" in letters and not first.startswith("-"):  # in the old form its value is anywhere
        return
    archive = next((word for word in command.arguments if _ARCHIVE.search(word.literal)), None)
    stripped = any(word.literal.startswith("--strip") for word in command.arguments)
    yield from _unpacked(
        command, words, command.flag_value("-C", "--directory"), None if stripped else archive
    )


def _unzip(command: Command, words: RunWords) -> _Paths:
    operands = command.operands(("-d", "-P", "-x"))
    yield from _unpacked(command, words, command.flag_value("-d"), operands[0] if operands else None)


def _unpacked(command: Command, words: RunWords, directory: str | None, archive: Word | None) -> _Paths:
    yield words.path(command, directory or "."), True
    name = words.text(archive) if archive else None
    if name is not None and _RELEASE.search(name):
        yield words.path(command, directory or ".", _ARCHIVE.sub("", basename(name))), True


def _copied(command: Command, words: RunWords) -> _Paths:
    """The targets of cp and mv: a file, or what has the source's name in a directory."""
    into = command.flag_value("-t", "--target-directory")
    operands = command.operands(MOVE_VALUES)
    sources, target = (operands, into) if into else (operands[:-1], operands[-1] if operands else None)
    if target is None or not sources:
        return
    yield words.path(command, target), False
    for source in sources:
        name = words.text(source)
        yield words.path(command, target, name and basename(name.rstrip("/"))), False


def _dd(command: Command, words: RunWords) -> _Paths:
    for word in command.arguments:
        if word.text.startswith("of="):
            yield words.path(command, word.text.removeprefix("of=")), False


_MAKERS: dict[str, Callable[[Command, RunWords], _Paths]] = {
    "bsdtar": _tar,
    "cp": _copied,
    "curl": _curl,
    "dd": _dd,
    "git": _git,
    "mv": _copied,
    "tar": _tar,
    "unzip": _unzip,
    "wget": _wget,
}


def _value(arguments: list[Argument], *names: str) -> str | None:
    for argument in arguments:
        if argument.value is not None and not set(names).isdisjoint(argument.names):
            return argument.value
    return None


def _output(command: Command, words: RunWords, value: str | None, directory: str = "") -> str | None:
    """The path of a file that a program writes to; `-` is its output."""
    if value is None or value == "-":
        return None
    path = words.path(command, directory, words.text(value))
    return None if path is None or _SYSTEM.match(path) else path


def _remote_name(url: str | None, *, with_query: bool = False) -> str | None:
    """The name that a download gets from its address."""
    match = _URL.match(url) if url else None
    if match is None:
        return None
    return match["name"] + (match["query"] or "" if with_query else "")
