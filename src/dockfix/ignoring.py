"""Ignore comments, written: edits that put codes into them, at places where `dockfix.ignores` heeds them.

A comment goes on a line of its own right above an instruction, never between its lines, or, for the whole
file, below the parser directives. One that ignores something there already is extended.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from dockfix.engine import Result
from dockfix.fixer import apply
from dockfix.late_pattern import late_pattern
from dockfix.model import File
from dockfix.named_tuple import NamedTuple
from dockfix.rounds import Rounds
from dockfix.rule import Edit
from dockfix.source import Source, Span
from dockfix.syntax.nodes import Comment, Instruction

#: What is written where nobody gives a reason.
DEFAULT_REASON = "by --add-ignores, to be reviewed"

#: The words that a comment ignores, and the reason behind them.
_REST = r"(?P<words>\w+(?:-\w+)*(?:\s*,\s*\w+(?:-\w+)*)*)(?:\s+--\s+(?P<reason>.*?)\s*$)?"
_NEXT = late_pattern(rf"#+\s*dockfix\b\s*:?\s*ignore\s*[=:]\s*{_REST}", re.I)
_GLOBAL = late_pattern(rf"#+\s*dockfix\b\s*:?\s*global\s+ignore\s*[=:]\s*{_REST}", re.I)


class Ignored(NamedTuple):
    """What writing comments gave: the new text, what is found in it all the same, and how much is ignored."""

    source: Source
    result: Result
    ignored: int


def ignoring(result: Result, reason: str) -> Rounds[Ignored]:
    """Have comments ignore what is found, for `reason`, until nothing more is.

    Where a comment would break an instruction, none is written.
    """
    ignored = 0
    # A comment may bring up what it hid: RUNs that follow one that is not joined any more. Every round adds a
    # code to an instruction, so there is an end.
    while edits := _edits(result, reason):
        source = apply(result.file.ast, edits)
        if source is None:
            break
        found = len(result.findings)
        result = yield source
        ignored += max(found - len(result.findings), 0)
    return Ignored(result.file.source, result, ignored)


def ignore_here(
    file: File, instruction: Instruction, codes: Iterable[str], reason: str | None = None
) -> Edit:
    """Ignore `codes` at an instruction.

    That is the edit of a comment that ignores something there for the same `reason`, for any if it is None,
    or a new one.
    """
    instruction = instruction.outermost
    codes = [*codes]
    return _extended(instruction.comments, _NEXT, codes, reason) or _new_line(
        file, instruction.extent.start, f"# dockfix: ignore={','.join(codes)}{_because(reason)}"
    )


def ignore_everywhere(file: File, codes: Iterable[str], reason: str | None = None) -> Edit:
    """Ignore `codes` in the whole file, likewise."""
    directives = file.ast.directives
    top = directives[-1].extent.end if directives else 0
    codes = [*codes]
    return _extended(file.ast.comments, _GLOBAL, codes, reason) or _new_line(
        file, top, f"# dockfix: global ignore={','.join(codes)}{_because(reason)}"
    )


def _edits(result: Result, reason: str) -> list[Edit]:
    """The edits that ignore all findings, those of an instruction in one comment."""
    file = result.file
    here: defaultdict[Instruction | None, set[str]] = defaultdict(set)
    for finding in result.findings:
        instruction = file.instruction_at(finding.span.start)
        here[instruction and instruction.outermost].add(finding.code)
    edits = []
    for place, codes in here.items():
        if place is None:  # before the first instruction, where no comment is for anything but the file
            edits.append(ignore_everywhere(file, sorted(codes), reason))
        else:
            edits.append(ignore_here(file, place, sorted(codes), reason))
    return sorted(edit for edit in edits if edit.text)


def _because(reason: str | None) -> str:
    return f" -- {reason}" if reason else ""


def _extended(
    comments: Iterable[Comment], pattern: re.Pattern[str], codes: Iterable[str], reason: str | None
) -> Edit | None:
    """The edit that adds `codes` to the last of the comments that fit, without text if it has them all."""
    for comment in reversed([*comments]):
        match = pattern.match(comment.text)
        if match and reason in (None, match["reason"] or ""):
            end = comment.span.start + match.end("words")
            words = [word.strip() for word in match["words"].split(",")]
            return Edit(Span(end, end), "".join(f",{code}" for code in codes if code not in words))
    return None


def _new_line(file: File, start: int, text: str) -> Edit:
    """The edit that puts a line before the one at `start`, set as far to the right."""
    source = file.source
    following = source.line_text(source.line_of(start))
    indent = following[: len(following) - len(following.lstrip(" \t"))]
    is_within = start > 0 and source.text[start - 1] != "\n"  # behind a last line without an end
    line = f"{source.newline}{text}" if is_within else f"{indent}{text}{source.newline}"
    return Edit(Span(start, start), line)
