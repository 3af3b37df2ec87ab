"""ShellCheck's fixes as edits of the Dockerfile.

A fix is offered where each of its edits has one place in the Dockerfile: text that a continuation, a comment
line or an escape sequence runs through is left alone. It is safe where a shell does the same before and
after, whatever is in its variables. Quotes around a variable are not: an empty or a longer value is then
another number of words. So far `$(…)` in the place of backquotes is, around a text in which neither of them
changes the meaning of a character.
"""

from __future__ import annotations

import re
from itertools import pairwise

from dockfix.rule import Edit, Fix, Safety
from dockfix.shellcheck.program import Comment, Replacement
from dockfix.shellcheck.texts import CheckedText
from dockfix.source import Span

_BACKQUOTES = 2006
_TITLES = {
    2006: "write `$(…)`",
    2086: "quote it",
    2164: "exit where `cd` fails",
    2268: "leave out the `x`",
    2295: "quote it",
}
# Backslashes, quotes and backquotes are read otherwise within backquotes, `#` and parentheses within `$(…)`.
_PLAIN = re.compile(r"""[^\\`"#()\n]*""")


def fix_of(comment: Comment, text: CheckedText, escape: str) -> Fix | None:
    """The fix that ShellCheck offers, if its places are places in the Dockerfile.

    `escape` is the character before the line ends that BuildKit takes out: no edit writes one.
    """
    edits = [_edit(replacement, text, escape) for replacement in comment.replacements]
    places = [edit.span for edit in edits if edit]
    if not edits or len(places) < len(edits) or _touch(places):
        return None
    safety = Safety.SAFE if _is_safe(comment, text) else Safety.UNSAFE
    title = _TITLES.get(comment.code, "mend it as ShellCheck proposes")
    return Fix(tuple(edit for edit in edits if edit), title, safety)


def _edit(replacement: Replacement, text: CheckedText, escape: str) -> Edit | None:
    start = text.index(replacement.line, replacement.column)
    end = text.index(replacement.end_line, replacement.end_column)
    if start is None or end is None or escape in replacement.text or "\n" in replacement.text:
        return None
    script = text.script
    if start == end:
        offset = script.offset(start) if replacement.leads else script.end_offset(start)
        return Edit(Span(offset, offset), replacement.text)
    span = script.span(start, end)
    is_whole = span.end - span.start == end - start
    return Edit(span, replacement.text) if is_whole else None


def _touch(places: list[Span]) -> bool:
    """Whether two edits are at the same place, so that their order would matter, or overlap."""
    return any(one.end > other.start or one == other for one, other in pairwise(sorted(places)))


def _is_safe(comment: Comment, text: CheckedText) -> bool:
    start = text.index(comment.line, comment.column)
    end = text.index(comment.end_line, comment.end_column)
    if comment.code != _BACKQUOTES or start is None or end is None:
        return False
    return _PLAIN.fullmatch(text.script.text, start + 1, end - 1) is not None
