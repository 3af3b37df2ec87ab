"""From one text to another by edits of whole lines, so that an editor keeps its place in all the others."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import accumulate

from dockfix.rule import Edit
from dockfix.source import Span


def line_edits(before: str, after: str) -> list[Edit]:
    """The edits that make `after` of `before`, in order; none if they are the same."""
    if before == after:
        return []
    old, new = _lines(before), _lines(after)
    starts = [0, *accumulate(map(len, old))]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        Edit(Span(starts[old_start], starts[old_end]), "".join(new[new_start:new_end]))
        for what, old_start, old_end, new_start, new_end in matcher.get_opcodes()
        if what != "equal"
    ]


def _lines(text: str) -> list[str]:
    # Not `splitlines`, which ends lines at form feeds, too.
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [text.rpartition("\n")[2]]
