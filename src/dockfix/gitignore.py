"""Patterns as .gitignore writes them, decided as git decides.

git looks at every directory on the way to a file, from the top: the last pattern that matches that one
entry decides about it, and nothing brings back what is inside an ignored directory. pathspec judges whole
paths of files instead, so that under `*`, `!*/`, `!Dockerfile` it ignores every directory, and a walk that
asks it would find nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple

_TOKEN = late_pattern(
    r"""(?P<within>(?:(?<=/)|^)\*{2,}(?P<deeper>/|$))   # any number of directories
      | (?P<star>\*+)
      | (?P<any>\?)
      | \[(?P<not>[!^]?)(?P<members>(?:\]|\\.|\[:\w+:\]|[^\]\\])(?:\\.|\[:\w+:\]|[^\]\\])*)\]
      | \\(?P<escaped>.)
      | (?P<plain>[^\\[])""",
    re.VERBOSE | re.DOTALL,
)
_MEMBER = late_pattern(
    r"\[:(?P<cls>\w+):\] | (?P<low>\\.|[^\\]) (?:-(?P<high>\\.|[^\\]))?", re.VERBOSE | re.DOTALL
)
_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}


class _Pattern(NamedTuple):
    matches: re.Pattern[str]
    ignores: bool
    only_directories: bool
    by_name: bool


class GitIgnore:
    """The patterns of one list. Paths are relative to where it holds, with `/` between their parts."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._patterns = [pattern for line in lines if (pattern := _pattern(line))][::-1]

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def decide(self, path: str, *, is_directory: bool) -> bool | None:
        """Whether this entry, nothing above it considered, is ignored; None if no pattern says so or not."""
        name = path.rpartition("/")[2]
        for pattern in self._patterns:
            if (is_directory or not pattern.only_directories) and pattern.matches.fullmatch(
                name if pattern.by_name else path
            ):
                return pattern.ignores
        return None

    def ignores(self, path: str, *, is_directory: bool = False) -> bool:
        """Whether `path` is ignored, or anything that it lies in."""
        at = path.find("/")
        while at >= 0:
            if self.decide(path[:at], is_directory=True):
                return True
            at = path.find("/", at + 1)
        return self.decide(path, is_directory=is_directory) is True


def _pattern(line: str) -> _Pattern | None:
    """The pattern of a line; None for a blank line, a comment and what can match nothing."""
    text = re.sub(r"(?<!\\) +$", "", line)
    if not text or text.startswith("#"):
        return None
    ignores = not text.startswith("!")
    text = text if ignores else text[1:]
    only_directories = text.endswith("/")
    text = text[:-1] if only_directories else text
    by_name = "/" not in text
    regex = _regex(text.removeprefix("/"))
    return _Pattern(regex, ignores, only_directories, by_name) if regex else None


def _regex(glob: str) -> re.Pattern[str] | None:
    parts = []
    end = 0
    for token in _TOKEN.finditer(glob):
        if token.start() != end:
            return None
        end = token.end()
        parts.append(_translated(token))
    try:
        return re.compile("".join(parts), re.DOTALL) if end == len(glob) > 0 else None
    except re.error:  # a range that ends before it begins
        return None


def _translated(token: re.Match[str]) -> str:
    if token["within"]:
        return "(?:.*/)?" if token["deeper"] else ".*"
    if token["star"]:
        return "[^/]*"
    if token["any"]:
        return "[^/]"
    if token["members"]:
        members = "".join(map(_member, _MEMBER.finditer(token["members"])))
        return f"(?!/)[{'^' if token['not'] else ''}{members}]"
    return re.escape(token["escaped"] or token["plain"])


def _member(member: re.Match[str]) -> str:
    if member["cls"]:
        return _CLASSES.get(member["cls"], "")
    ends = [re.escape(end[-1]) for end in (member["low"], member["high"]) if end]
    return "-".join(ends)
