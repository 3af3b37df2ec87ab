"""What BuildKit refuses to read."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.model import File
from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.nodes import Unknown

_BUILDKIT = "https://github.com/moby/buildkit/tree/master/frontend/dockerfile/parser"


class ParseError(Rule):
    """BuildKit cannot read the instruction, and ends the build before it has begun.

    Every line of the file has to be right before the first one is run: a missing value, a heredoc that
    nothing closes or a JSON array with a number in it stops all of it.

    ```dockerfile bad
    FROM debian:12
    ENV GREETING
    ```

    ```dockerfile good
    FROM debian:12
    ENV GREETING=hello
    ```
    """

    code = "DF0001"
    name = "parse-error"
    severity = Severity.ERROR
    category = "syntax"
    source = _BUILDKIT

    def check_file(self, file: File) -> Iterator[Finding]:
        """Report what is wrong with the file as a whole, and with each of its instructions."""
        errors = (instruction.error for instruction in file.instructions)
        for problem in (file.ast.unreadable, file.ast.problem, *errors):
            if problem:
                yield self.found(problem.span, problem.message)


class UnknownInstruction(Rule):
    """A line begins with a word that is no instruction.

    Often the line belongs to the one before, whose continuation character was lost.

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update
        && apt-get install -y curl
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update \\
        && apt-get install -y curl
    ```
    """

    code = "DF0002"
    name = "unknown-instruction"
    severity = Severity.ERROR
    category = "syntax"
    source = "https://docs.docker.com/reference/dockerfile/"

    def check_unknown(self, instruction: Unknown) -> Iterator[Finding]:
        """Report the unknown word."""
        word = instruction.keyword_span
        text = self.file.source.text[word.start : word.end]
        yield self.found(word, f"`{text}` is not an instruction")
