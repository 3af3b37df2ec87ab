"""Where a word uses a variable."""

from __future__ import annotations

import re

from dockfix.model import File
from dockfix.source import Span


def place_of(file: File, name: str, span: Span) -> Span:
    """The first use of the variable in `span`, as `$NAME` or the whole `${NAME…}`; else all of `span`."""
    text = file.source.text
    use = re.compile(rf"\$(?:{re.escape(name)}(?!\w)|\{{{re.escape(name)}(?!\w)[^{{}}]*\}})")
    match = use.search(text, span.start, span.end)
    return Span(match.start(), match.end()) if match else span
