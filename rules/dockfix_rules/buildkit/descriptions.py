"""Comments that `docker build --call` takes for descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dockfix.late_pattern import late_pattern
from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.nodes import Arg, From, Instruction

_FOR_TOOLS = late_pattern(r"#+\s*(?:dockfix|hadolint|check)\b", re.IGNORECASE)


class InvalidDefinitionDescription(Rule):
    """The comment above an ARG or a named stage does not begin with its name.

    `docker build --call=outline` and `--call=targets` list the arguments and stages of a file, each with the
    comment right above it, if that begins with the name. A comment that is meant as such a description
    and begins otherwise is not shown. Begin it with the name, or set it off with an empty line.

    ```dockerfile bad
    # the version of the compiler
    ARG GCC_VERSION=12
    FROM gcc:${GCC_VERSION} AS build
    ```

    ```dockerfile good
    # GCC_VERSION is the version of the compiler
    ARG GCC_VERSION=12

    # This is about everything that follows.

    FROM gcc:${GCC_VERSION} AS build
    ```
    """

    code = "InvalidDefinitionDescription"
    name = "invalid-definition-description"
    severity = Severity.STYLE
    category = "style"
    default = False
    source = "https://docs.docker.com/reference/build-checks/invalid-definition-description/"

    def check_arg(self, arg: Arg) -> Iterator[Finding]:
        """Check the comment above an ARG."""
        yield from self._check(arg, [pair.key for pair in arg.pairs])

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Check the comment above a stage that has a name."""
        if from_.stage_name:
            yield from self._check(from_, [from_.stage_name.value.lower()])

    def _check(self, instruction: Instruction, names: Sequence[str]) -> Iterator[Finding]:
        comment = instruction.comments[-1] if instruction.comments else None
        if not comment or not names or comment.line != instruction.line - 1 or instruction.parent:
            return
        words = comment.text[1:].split()
        if words and words[0] not in names and not _FOR_TOOLS.match(comment.text):
            message = f"as a description the comment has to begin with `{'` or `'.join(names)}`"
            yield self.found(comment, message)
