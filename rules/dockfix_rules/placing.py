"""Where an instruction that a fix adds goes, how its keyword is written, and how one is removed."""

from __future__ import annotations

from dockfix.model import File
from dockfix.rule import Edit
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


def removal(file: File, instruction: Instruction) -> Edit | None:
    """Remove the lines of `instruction`; None where comments would go too, or ignore what follows instead."""
    if instruction.error or instruction.inner_comments or file.has_ignores(instruction):
        return None
    has_comment = above(instruction) < instruction.extent.start
    is_set_off = file.source.text.startswith(("\n", "\r"), instruction.extent.end)
    # A comment on it stays, set off from what follows.
    text = file.source.newline if has_comment and not is_set_off else ""
    return Edit(instruction.extent, text)
