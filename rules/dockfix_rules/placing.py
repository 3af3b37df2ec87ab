"""Where an instruction that a fix adds goes, and how its keyword is written."""

from __future__ import annotations

from dockfix.model import File
from dockfix.syntax.nodes import Instruction


def above(instruction: Instruction) -> int:
    """The offset where the lines of `instruction` begin, with the comments that stand directly on it."""
    at = instruction.extent.start
    for comment in reversed(instruction.comments):
        if comment.extent.end != at:
            break
        at = comment.extent.start
    return at


def cased(file: File, keyword: str, like: Instruction) -> str:
    """`keyword` in lower case where that of the instruction `like` is."""
    return keyword.lower() if file.source.text[slice(*like.keyword_span)].islower() else keyword
