"""The edits that make one RUN of several: what stands between them becomes `&&`, their own text is kept.

A RUN behind instructions of another kind moves up to the ones before it, with its comments.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dockfix.late_pattern import late_pattern
from dockfix.model import File
from dockfix.named_tuple import NamedTuple
from dockfix.rule import Edit
from dockfix.shell.join import Part
from dockfix.shell.lists import and_operators
from dockfix.shell.script import Script
from dockfix.source import Span
from dockfix.syntax.nodes import Comment, Instruction, Run

_INDENT = "    "
_INDENTED = late_pattern(r"\n([ \t]+)&&")


class JoinedRun(NamedTuple):
    """A RUN, and how its script goes into the joined one."""

    run: Run
    script: Script
    part: Part

    @property
    def kept(self) -> Span:
        """The part of the source that stays, blanks at its ends left out."""
        return self.script.mapped.span(self.part.start, self.part.end)


class _Layout(NamedTuple):
    """How the lines of the joined RUN are set."""

    file: File
    indent: str

    @property
    def line_end(self) -> str:
        """What a line ends with that another follows."""
        return f" {self.file.ast.escape}{self.file.source.newline}"


def edits(file: File, runs: Sequence[JoinedRun]) -> tuple[Edit, ...]:
    """What joins `runs`, which are all in one stage, in their order."""
    text = file.source.text
    # Lines are indented as those that the RUNs have, if they have any.
    written = (_INDENTED.search(text, *joined.kept) for joined in runs)
    indent = next((match[1] for match in written if match), _INDENT)
    changes = [edit for edit in _edits(_Layout(file, indent), runs) if edit.text != text[slice(*edit.span)]]
    end = runs[-1].kept.end
    if all(edit.span.end < end for edit in changes):
        # What another fix adds to the last script waits for the joined lines.
        changes.append(Edit(Span(end, end), ""))
    return tuple(changes)


def _edits(layout: _Layout, runs: Sequence[JoinedRun]) -> Iterator[Edit]:
    file = layout.file
    count = _neighbours(file, runs)
    staying, moving = runs[:count], runs[count:]
    first, last = staying[0], staying[-1]
    yield Edit(Span(first.kept.start, first.kept.start), first.part.before)
    for joined in staying:
        yield from _broken_lines(layout, joined)
    for before, after in pairwise(staying):
        yield Edit(Span(before.kept.end, after.kept.start), _glue(layout, before, after))
    if not moving:
        yield Edit(Span(last.kept.end, last.kept.end), last.part.after)
        return
    added = [_glue(layout, *pair) + _own_text(layout, pair[1]) for pair in pairwise((last, *moving))]
    yield Edit(Span(last.kept.end, last.run.span.end), "".join(added) + _ending(moving[-1]))
    for joined in moving:
        left = _comments_after(joined) if joined is moving[-1] else ()
        lines = "".join(file.source.text[slice(*comment.extent)] for comment in left)
        yield Edit(Span(_previous(file, joined).extent.end, joined.run.outermost.extent.end), lines)


def _neighbours(file: File, runs: Sequence[JoinedRun]) -> int:
    """How many RUNs at the start of `runs` have only comments between them."""
    for count, (before, after) in enumerate(pairwise(runs), 1):
        if _previous(file, after) is not before.run.outermost:
            return count
    return len(runs)


def _previous(file: File, joined: JoinedRun) -> Instruction:
    start = joined.run.outermost.span.start
    return file.instructions[bisect_left(file.instructions, start, key=lambda each: each.span.start) - 1]


def _glue(layout: _Layout, before: JoinedRun, after: JoinedRun) -> str:
    """What stands between two RUNs once they are one."""
    newline, indent = layout.file.source.newline, layout.indent
    lines = [before.part.comment] if before.part.comment else []
    lines += [comment.text for comment in _comments_between(before, after)]
    comments = "".join(f"{indent}{line}{newline}" for line in lines)
    # `&&` begins a line, a semicolon ends one.
    glue = after.part.glue.strip()
    end, start = ("", "&& ") if glue == "&&" else (glue, "")
    return f"{before.part.after}{end}{layout.line_end}{comments}{indent}{start}{after.part.before}"


def _comments_between(before: JoinedRun, after: JoinedRun) -> list[Comment]:
    """The Dockerfile's comments that stand where the edit will be."""
    return [
        *_comments_after(before),
        *after.run.outermost.comments,
        *(comment for comment in after.run.inner_comments if comment.span.end <= after.kept.start),
    ]


def _comments_after(joined: JoinedRun) -> list[Comment]:
    """The comment lines that a continuation after the last command reaches."""
    return [comment for comment in joined.run.inner_comments if comment.span.start >= joined.kept.end]


def _ending(joined: JoinedRun) -> str:
    """What follows the last RUN's text where that has moved."""
    comment = joined.part.comment
    return f"{joined.part.after} {comment}" if comment else joined.part.after


def _own_text(layout: _Layout, joined: JoinedRun) -> str:
    """The text of a RUN that moves, each command of a one-line `a && b` on a line of its own."""
    source = layout.file.source.text
    parts: list[str] = []
    at, end = joined.kept
    for span, text in _broken_lines(layout, joined):
        parts += (source[at : span.start], text)
        at = span.end
    return "".join((*parts, source[at:end]))


def _broken_lines(layout: _Layout, joined: JoinedRun) -> Iterator[Edit]:
    """Put each command of a one-line `a && b` on a line of its own."""
    start, end = joined.kept
    if joined.part.before or "\n" in layout.file.source.text[start:end]:
        return
    for start, end in and_operators(joined.script):
        if joined.part.start < start and end < joined.part.end:
            yield Edit(joined.script.mapped.span(start, end), f"{layout.line_end}{layout.indent}&& ")
