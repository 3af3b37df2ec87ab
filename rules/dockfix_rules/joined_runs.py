"""The edits that make one RUN of several: what stands between them becomes `&&`, their own text is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from dockfix.model import File
from dockfix.rule import Edit
from dockfix.shell.join import Part
from dockfix.shell.lists import and_operators
from dockfix.shell.script import Script
from dockfix.source import Span
from dockfix.syntax.nodes import Comment, Run

INDENT = "    "


class JoinedRun(NamedTuple):
    """A RUN, and how its script goes into the joined one."""

    run: Run
    script: Script
    part: Part

    @property
    def kept(self) -> Span:
        """The part of the source that stays, blanks at its ends left out."""
        return self.script.mapped.span(self.part.start, self.part.end)


def edits(file: File, runs: Sequence[JoinedRun]) -> tuple[Edit, ...]:
    """What joins `runs`, which follow each other with nothing but comments between them."""
    return tuple(edit for edit in _edits(file, runs) if edit.text != file.source.text[slice(*edit.span)])


def _edits(file: File, runs: Sequence[JoinedRun]) -> Iterator[Edit]:
    line_end = f" {file.ast.escape}{file.source.newline}"
    first, last = runs[0], runs[-1]
    yield Edit(Span(first.kept.start, first.kept.start), first.part.before)
    for joined in runs:
        yield from _broken_lines(file, joined, line_end)
    for before, after in pairwise(runs):
        lines = [before.part.comment] if before.part.comment else []
        lines += [comment.text for comment in _comments_between(before, after)]
        comments = "".join(f"{INDENT}{line}{file.source.newline}" for line in lines)
        # `&&` begins a line, a semicolon ends one.
        glue = after.part.glue.strip()
        end, start = ("", "&& ") if glue == "&&" else (glue, "")
        text = f"{before.part.after}{end}{line_end}{comments}{INDENT}{start}{after.part.before}"
        yield Edit(Span(before.kept.end, after.kept.start), text)
    yield Edit(Span(last.kept.end, last.kept.end), last.part.after)


def _comments_between(before: JoinedRun, after: JoinedRun) -> list[Comment]:
    """The Dockerfile's comments that stand where the edit will be."""
    return [
        *(comment for comment in before.run.inner_comments if comment.span.start >= before.kept.end),
        *after.run.outermost.comments,
        *(comment for comment in after.run.inner_comments if comment.span.end <= after.kept.start),
    ]


def _broken_lines(file: File, joined: JoinedRun, line_end: str) -> Iterator[Edit]:
    """Put each command of a one-line `a && b` on a line of its own."""
    start, end = joined.kept
    if joined.part.before or "\n" in file.source.text[start:end]:
        return
    for start, end in and_operators(joined.script):
        if joined.part.start < start and end < joined.part.end:
            yield Edit(joined.script.mapped.span(start, end), f"{line_end}{INDENT}&& ")
