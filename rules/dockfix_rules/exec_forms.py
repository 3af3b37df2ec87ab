"""JSON arrays that are none."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.late_pattern import late_pattern
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.source import MappedText
from dockfix.syntax.json_form import is_array
from dockfix.syntax.nodes import Add, Cmd, Entrypoint, Healthcheck, Instruction, Run, Volume

_MEANT = late_pattern(r"\[\s*[\"'“”‘’]", needs=("[",))
# In a script, `[ "$A" = b ]` is a test.
_MEANT_IN_SCRIPT = late_pattern(r"""\[["'“”‘’]|\[\s*(["'])[^"']*\1\s*,""", needs=("[",))
_QUOTES = str.maketrans("'“”‘’", '"""""')

_WITH_ARRAYS = (Add, Cmd, Entrypoint, Healthcheck, Run, Volume)


def is_broken_array(instruction: Instruction) -> bool:
    """Whether the text of `instruction` was meant for a JSON array, and is none."""
    if instruction.error or not isinstance(instruction, _WITH_ARRAYS):
        return False
    text = _body(instruction).text
    meant = _MEANT_IN_SCRIPT if isinstance(instruction, Run | Healthcheck) else _MEANT
    return meant.match(text) is not None and not is_array(text)


def _body(instruction: Instruction) -> MappedText:
    return instruction.script if isinstance(instruction, Healthcheck) else instruction.body


class BrokenArray(Rule):
    """What looks like a JSON array is not one, and is taken for plain text.

    JSON takes double quotes only, no comma after the last string, and nothing after the bracket. BuildKit
    does not complain about anything else: it hands the text to a shell, which looks for a program called
    `[nginx,`, or copies a file that begins with a bracket.

    The fix writes double quotes, where that is all there is to mend. It is unsafe: another command is run.

    ```dockerfile bad
    FROM debian:12
    CMD ['nginx', '-v']
    ```

    ```dockerfile good
    FROM debian:12
    CMD ["nginx", "-v"]
    ```
    """

    code = "DF0017"
    name = "broken-array"
    severity = Severity.WARNING
    category = "syntax"
    fixes = Safety.UNSAFE
    needs = ("[",)
    source = "https://docs.docker.com/reference/dockerfile/#shell-and-exec-form"

    def check_instruction(self, instruction: Instruction) -> Iterator[Finding]:
        """Report a text that was meant for an array."""
        if is_broken_array(instruction):
            body = _body(instruction)
            message = f"{instruction.KEYWORD} takes this for plain text: it is not a JSON array"
            yield self.found(body.span(0, len(body)), message, self._fix(body))

    def _fix(self, body: MappedText) -> Fix | None:
        span = body.span(0, len(body))
        mended = body.text.translate(_QUOTES)
        is_whole = self.file.source.text[span.start : span.end] == body.text
        if not is_whole or '"' in body.text or "\\'" in body.text or not is_array(mended):
            return None
        return Fix((Edit(span, mended),), "Write double quotes", Safety.UNSAFE)
