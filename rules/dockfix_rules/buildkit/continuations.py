"""Empty lines in the middle of an instruction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dockfix.late_pattern import late_pattern
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.source import Span
from dockfix.syntax.grammar import KEYWORDS
from dockfix.syntax.nodes import Instruction

_INSTRUCTION = late_pattern(rf"^[ \t]*(?:{'|'.join(KEYWORDS)})[ \t]", re.MULTILINE)


class NoEmptyContinuation(Rule):
    """An empty line stands between the lines of one instruction.

    BuildKit still reads on, and has announced that it will not for ever. Until then the line deceives: what
    stands behind it looks like something new, and where the instruction has no more lines of its own, what
    follows becomes a part of it. Comment lines are no empty lines, and may stay.

    The fix removes the lines. It is safe: BuildKit leaves them out as well. There is none where an
    instruction seems to follow, which was hardly meant to be a part of this one. The lines of a heredoc are
    its content, and are not looked at.

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update && \\

        apt-get install -y curl
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update && \\
        # what the health check needs
        apt-get install -y curl
    ```
    """

    code = "NoEmptyContinuation"
    name = "no-empty-continuation"
    severity = Severity.WARNING
    category = "syntax"
    fixes = Safety.SAFE
    needs = ("\\", "`")
    source = "https://docs.docker.com/reference/build-checks/no-empty-continuation/"

    def check_instruction(self, instruction: Instruction) -> Iterator[Finding]:
        """Report the empty lines of an instruction, all of them at the first."""
        if instruction.empty_lines and not instruction.parent:
            spans = [self._line(number) for number in instruction.empty_lines]
            count = "an empty line stands" if len(spans) == 1 else f"{len(spans)} empty lines stand"
            message = f"{count} between the lines of one {instruction.keyword}"
            yield self.found(spans[0], message, self._fix(instruction, spans))

    def _fix(self, instruction: Instruction, spans: Sequence[Span]) -> Fix | None:
        if _INSTRUCTION.search(self.file.source.text, spans[0].start, instruction.span.end):
            return None
        return Fix(tuple(Edit(span, "") for span in spans), "Remove the empty lines")

    def _line(self, number: int) -> Span:
        """A line with its line ending."""
        source = self.file.source
        starts = source.line_starts
        return Span(starts[number - 1], starts[number] if number < len(starts) else len(source.text))
