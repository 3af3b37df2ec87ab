"""Texts that BuildKit cannot expand."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.expanded_texts import ExpandedText, expanded_texts
from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.expand import is_plain
from dockfix.syntax.nodes import From, Instruction
from dockfix_rules.refused.known_values import fault_in


class InvalidExpansion(Rule):
    """A quote or a `${` is not closed, or `${…}` has a form that BuildKit does not know.

    Where BuildKit replaces variables it also removes quotes, and has to find both of them. It knows
    `${NAME}`, `${NAME:-word}`, `${NAME:+word}`, `${NAME:?word}`, those three without the colon,
    `${NAME#pattern}`, `${NAME%pattern}` and `${NAME/pattern/word}`; a shell's other forms have to be left to
    RUN.

    ```dockerfile bad
    FROM debian:12
    LABEL team="tools
    ENV NAME=${USER^^}
    ```

    ```dockerfile good
    FROM debian:12
    LABEL team="tools"
    ENV NAME=${USER:-nobody}
    ```
    """

    code = "DF0014"
    name = "invalid-expansion"
    severity = Severity.ERROR
    category = "syntax"
    needs = ("$", '"', "'")
    source = "https://docs.docker.com/reference/dockerfile/#environment-replacement"

    def check_instruction(self, instruction: Instruction) -> Iterator[Finding]:
        """Report the texts of an instruction that no value of the variables lets be expanded."""
        if not instruction.error and self._may_expand(instruction):
            for each in _texts(instruction):
                fault = fault_in(each, self.file.ast.escape)
                if fault:
                    yield self.found(each.span, f"BuildKit cannot read this value: {fault}")

    def _may_expand(self, instruction: Instruction) -> bool:
        """Whether there is anything in its lines for an expansion to do."""
        return not is_plain(self.file.source.text[slice(*instruction.extent)], self.file.ast.escape)


def _texts(instruction: Instruction) -> Iterator[ExpandedText]:
    yield from expanded_texts(instruction)
    if isinstance(instruction, From):
        if instruction.image:
            yield ExpandedText(instruction.image.value, instruction.image.span)
        for flag in instruction.flags:
            if flag.name == "platform":
                yield ExpandedText(flag.value or "", flag.span)
