"""What BuildKit makes of a text with variables, where the file tells."""

from __future__ import annotations

from dockfix.build_args import names_for_from
from dockfix.model import File
from dockfix.syntax.expand import AnyValue, expand
from dockfix.syntax.nodes import Instruction
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dockfix.expanded_texts import ExpandedText


def known_value(file: File, instruction: Instruction, text: str) -> str | None:
    """`text` as expanded at `instruction`; None where a variable has no value, or there is an error.

    For what ONBUILD holds, a text with variables is not known: they are those of another build.
    """
    if instruction.parent and "$" in text:
        return None
    expansion = expand(text, file.environment(instruction).variables, file.ast.escape)
    return None if expansion.unset or expansion.error else expansion.value


def fault_in(text: ExpandedText, escape: str) -> str:
    """Why no value of the variables lets `text` be expanded; empty if one does."""
    return text.expand(AnyValue(), escape).error


def value_for_from(file: File, text: str) -> str | None:
    """What FROM makes of `text`, if no build argument can change that; None if one can, or at an error."""
    anything = AnyValue()
    expand(text, anything, file.ast.escape)
    if anything.asked and anything.asked & names_for_from(file):
        return None
    expansion = expand(text, {}, file.ast.escape)
    return None if expansion.error else expansion.value
