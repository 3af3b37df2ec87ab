"""Where an instruction that a fix adds goes."""

from __future__ import annotations

from dockfix.syntax.nodes import Instruction


def above(instruction: Instruction) -> int:
    """The offset where the lines of `instruction` begin, with the comments that stand directly on it."""
    at = instruction.extent.start
    for comment in reversed(instruction.comments):
        if comment.extent.end != at:
            break
        at = comment.extent.start
    return at
