"""Edits that put a code into an ignore comment, at a place where it is heeded."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dockfix.model import File
from dockfix.rule import Edit
from dockfix.source import Span
from dockfix.syntax.nodes import Comment, Instruction

#: The words that a comment ignores, and where the next one goes behind them.
_WORDS = r"(?:\w+(?:-\w+)*(?:\s*,\s*\w+(?:-\w+)*)*)?"
_NEXT = re.compile(rf"#+\s*dockfix\b\s*:?\s*ignore\s*[=:]\s*(?P<words>{_WORDS})", re.I)
_GLOBAL = re.compile(rf"#+\s*dockfix\b\s*:?\s*global\s+ignore\s*[=:]\s*(?P<words>{_WORDS})", re.I)


def ignore_here(file: File, instruction: Instruction, code: str) -> Edit:
    """Ignore `code` at an instruction: in the comment that does so already, or in a new one right above."""
    instruction = instruction.outermost
    return _extended(instruction.comments, _NEXT, code) or _new_line(
        file, instruction.extent.start, f"# dockfix: ignore={code}"
    )


def ignore_everywhere(file: File, code: str) -> Edit:
    """Ignore `code` in the whole file: in the comment that does so already, or below the directives."""
    directives = file.ast.directives
    top = directives[-1].extent.end if directives else 0
    return _extended(file.ast.comments, _GLOBAL, code) or _new_line(
        file, top, f"# dockfix: global ignore={code}"
    )


def _extended(comments: Iterable[Comment], pattern: re.Pattern[str], code: str) -> Edit | None:
    """The edit that adds `code` to the last of the comments that fit `pattern`."""
    for comment in reversed([*comments]):
        match = pattern.match(comment.text)
        if match:
            end = comment.span.start + match.end()
            return Edit(Span(end, end), f",{code}" if match["words"] else code)
    return None


def _new_line(file: File, start: int, text: str) -> Edit:
    """The edit that puts a line before the one at `start`, set as far to the right."""
    following = file.source.text[start:]
    indent = following[: len(following) - len(following.lstrip(" \t"))]
    return Edit(Span(start, start), f"{indent}{text}{file.source.newline}")
