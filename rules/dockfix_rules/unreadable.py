"""What hadolint cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.model import File
from dockfix.presets.hadolint_reader import unreadable_line
from dockfix.rule import Finding, Rule, Severity
from dockfix.source import Span


class UnreadableToHadolint(Rule):
    """hadolint gives up on the file, and checks nothing of it.

    hadolint reads Dockerfiles with a grammar of its own, which is narrower than BuildKit's: it stops at what
    follows a heredoc without an empty line between, at a protocol `sctp`, and at an exec form with anything
    behind it. dockfix reads such a file as BuildKit does and checks it; under `--preset hadolint` this is all
    that is reported of it, as by hadolint. What BuildKit cannot read either is reported by DF0001.

    This rule is of use where others check the same files with hadolint: it shows where they miss everything.

    ```dockerfile bad
    FROM debian:12
    EXPOSE 9899/sctp
    ```

    ```dockerfile good
    FROM debian:12
    EXPOSE 9899
    ```
    """

    code = "DL1000"
    name = "unreadable-to-hadolint"
    severity = Severity.ERROR
    category = "syntax"
    default = False
    source = "https://github.com/hadolint/hadolint#rules"

    def check_file(self, file: File) -> Iterator[Finding]:
        """Report the line at which hadolint gives up."""
        line = unreadable_line(file.source.text, file.ast.escape)
        if line is not None:
            starts = file.source.line_starts
            start = starts[line - 1] if line <= len(starts) else len(file.source.text)
            end = start + len(file.source.line_text(line)) if line <= len(starts) else start
            yield self.found(
                Span(start, end), "hadolint cannot read the file from here on, and checks none of it"
            )
