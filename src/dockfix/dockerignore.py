"""Patterns as .dockerignore writes them, decided as Docker decides.

They look like those of .gitignore and are not: all of them are anchored at the build context, `*` and `?`
end at a slash, the last pattern that matches a path or a directory above it decides, and an exception brings
back what lies in an ignored directory. This follows moby/patternmatcher, including what it does with `**`.
Paths are relative to the build context, with `/` between their parts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath

from dockfix import surroundings

_NAME = ".dockerignore"
#: What matches every entry at the top of the build context.
_EVERYTHING = frozenset(("*", "**", "**/*"))
_TOKEN = re.compile(
    r"(?P<rest>\*\*/?\Z)|(?P<deep>\*\*/?)|(?P<star>\*)|(?P<any>\?)"
    r"|(?P<members>\[(?:\\.|[^\]\\])+\])|\\(?P<escaped>.)|(?P<plain>[^\\[])",
    re.DOTALL,
)


class DockerIgnore:
    """The patterns of one file. One that Docker refuses, with all of the file, ignores nothing here."""

    def __init__(self, text: str) -> None:
        try:
            self._patterns = [_Pattern(line) for line in _lines(text)]
        except (ValueError, re.error):
            self._patterns = []
        self._exceptions = [pattern for pattern in self._patterns if pattern.is_exception]

    @classmethod
    def beside(cls, dockerfile: Path) -> DockerIgnore:
        """The file that is used for a Dockerfile whose build context is its directory.

        `NAME.dockerignore`, where the Dockerfile is called NAME, goes before `.dockerignore`.
        """
        for path in (f"{dockerfile}{_NAME}", os.path.join(dockerfile.parent, _NAME)):  # noqa: PTH118 - quick
            if surroundings.exists(path):
                return cls((surroundings.content(Path(path)) or b"").decode("utf-8", "replace"))
        return cls("")

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def ignores(self, path: str) -> bool:
        """Whether `path` is ignored; the root, `.`, is where every entry in it is."""
        path = normpath(f"/{path}").lstrip("/")
        if not path:
            return not self._exceptions and any(each.text in _EVERYTHING for each in self._patterns)
        ignored = False
        for pattern in self._patterns:
            if pattern.is_exception == ignored and pattern.matches(path):
                ignored = not pattern.is_exception
        return ignored

    def may_bring_back_in(self, path: str) -> bool:
        """Whether an exception may match something in the directory `path`."""
        inside = f"{path}/"
        return any(
            each.prefix.startswith(inside) or inside.startswith(each.prefix) for each in self._exceptions
        )


def _lines(text: str) -> Iterator[str]:
    """The patterns of a file, cleaned, exceptions with their `!`."""
    for line in text.removeprefix("\ufeff").split("\n"):
        pattern = "" if line.startswith("#") else line.strip()
        if pattern:
            mark = "!" if pattern[0] == "!" else ""
            rest = pattern[len(mark) :].strip()
            cleaned = normpath(re.sub("/+", "/", rest)) if rest else ""
            # A slash alone stays: it matches nothing, and as an exception it is refused.
            yield mark + (cleaned if cleaned == "/" and not mark else cleaned.removeprefix("/"))


class _Pattern:
    """One pattern, as a chain of tokens: a name of a group of `_TOKEN` and the text that it matched."""

    def __init__(self, line: str) -> None:
        self.is_exception = line.startswith("!")
        self.text = line.removeprefix("!")
        #: What every path that matches begins with.
        self.prefix = re.split(r"[*?\[\\]", self.text, maxsplit=1)[0]
        # A leading `**` before plain text stands for any beginning, not for directories alone.
        self._suffix = self.text[2:] if re.fullmatch(r"\*\*[^/*?\[\\][^*?\[\\]*", self.text) else None
        self._tokens = tuple(_tokens(self.text))

    def matches(self, path: str) -> bool:
        """Whether the pattern matches `path`, or a directory that it lies in."""
        if not path.startswith(self.prefix):
            return False
        ends = [at for at, character in enumerate(path) if character == "/"]
        return any(self._matches(path[:end]) for end in (*ends, len(path)))

    def _matches(self, path: str) -> bool:
        if self._suffix is not None:
            return path.endswith(self._suffix)
        # All ways to match are followed at once, so that no pattern takes long.
        places = self._with_skipped({0})
        for character in path:
            places = self._with_skipped(self._after(character, places))
        return len(self._tokens) in places

    def _with_skipped(self, places: set[int]) -> set[int]:
        """The places with those behind tokens that may stand for nothing."""
        for place in sorted(places):
            following = place
            while 0 <= following < len(self._tokens) and self._tokens[following][0] in _OPTIONAL:
                following += 1
                places.add(following)
        return places

    def _after(self, character: str, places: set[int]) -> set[int]:
        """Where `character` leads from `places`; `~place` is in the middle of what a `**/` stands for."""
        after: set[int] = set()
        for place in places:
            at = max(place, ~place)
            kind, text = self._tokens[at] if at < len(self._tokens) else ("", "")
            if kind == "deep":
                after |= {~at, at + 1} if character == "/" else {~at}
            elif kind == "rest" or (kind == "star" and character != "/"):
                after.add(at)
            elif _takes(kind, text, character):
                after.add(at + 1)
        return after


#: Tokens that may stand for nothing.
_OPTIONAL = frozenset(("deep", "rest", "star"))


def _takes(kind: str, text: str, character: str) -> bool:
    """Whether a token that stands for one character stands for `character`."""
    if kind == "any":
        return character != "/"
    if kind == "members":
        return re.fullmatch(text, character) is not None
    return kind in ("plain", "escaped") and text == character


def _tokens(pattern: str) -> Iterator[tuple[str, str]]:
    """Raises ValueError, or re.error, for what is no pattern, such as a bracket that nothing closes."""
    end = 0
    for match in _TOKEN.finditer(pattern):
        if match.start() != end:
            break
        end = match.end()
        kind = match.lastgroup or ""
        if kind == "members":
            re.compile(match[kind])
        yield kind, match[kind]
    if end != len(pattern) or not pattern:
        raise ValueError(pattern)
