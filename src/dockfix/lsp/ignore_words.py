"""The words in ignore comments: where they stand, for completion and hover."""

from __future__ import annotations

import re

#: An ignore comment of dockfix, hadolint or BuildKit, up to its words.
_HEAD = re.compile(
    r"[ \t]*#+[ \t]*(?:(?:dockfix|hadolint)\b\s*:?\s*(?:(?:global|stage)\s+)?ignore\s*[=:]"
    r"|check\s*=\s*(?:\S*;)?skip=)\s*",
    re.I,
)
_WORD = re.compile(r"[\w-]+")


def words_start(line: str) -> int | None:
    """Where the ignored words begin in `line`; None if it is no ignore comment."""
    head = _HEAD.match(line)
    return head.end() if head else None


def word_at(line: str, column: int) -> str | None:
    """The ignored word at a column of `line`, None where there is none."""
    start = words_start(line)
    if start is None:
        return None
    end = line.find(" -- ", start)
    words = _WORD.finditer(line, start, len(line) if end < 0 else end)
    return next((word.group() for word in words if word.start() <= column <= word.end()), None)
