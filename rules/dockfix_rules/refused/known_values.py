"""What BuildKit makes of a text with variables, where the file tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockfix.model import File
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import Instruction


def known_value(file: File, instruction: Instruction, text: str) -> str | None:
    """`text` as expanded at `instruction`; None where a variable has no value, or there is an error.

    For what ONBUILD holds, a text with variables is not known: they are those of another build.
    """
    if instruction.parent and "$" in text:
        return None
    expansion = expand(text, file.environment(instruction).variables, file.ast.escape)
    return None if expansion.unset or expansion.error else expansion.value


class _Anything(Mapping[str, str]):
    """A value for every name."""

    def __getitem__(self, name: str) -> str:
        return "x"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


#: Variables that all have a value: what cannot be expanded with them cannot be expanded at all.
ANY_VALUE = _Anything()
