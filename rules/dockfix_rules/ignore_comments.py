"""Comments that ignore rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockfix.late_pattern import late_pattern
from dockfix.model import File
from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.nodes import Comment

_OF_HADOLINT = late_pattern(r"#\s*hadolint\s+ignore\s*=\s*[DLSC\d, \t]+(?:#.*)?$")
_OF_ANY = late_pattern(
    r"#+\s*(?:(?:dockfix|hadolint)\b\s*:?\s*(?:(?:global|stage)\s+)?ignore|check)\s*=", re.IGNORECASE
)


class IgnoreComment(Rule):
    """A comment ignores a rule where the configuration should say what is ignored.

    Off by default. It is for those who want all exceptions in one place; a comment that ignores it is heeded
    no less than any other.

    ```dockerfile bad
    # hadolint ignore=DL3006
    FROM debian
    ```

    ```dockerfile good
    # the newest that there is
    FROM debian
    ```
    """

    code = "DL1001"
    name = "ignore-comment"
    severity = Severity.STYLE
    category = "style"
    default = False
    source = "https://docs.docker.com/build/checks/#skip-checks"

    def check_file(self, file: File) -> Iterator[Finding]:
        """Report the comments."""
        pattern = _OF_HADOLINT if self.as_hadolint else _OF_ANY
        for comment in _comments(file):
            if pattern.match(comment.text):
                yield self.found(comment, "a comment ignores rules")


def _comments(file: File) -> Iterator[Comment]:
    yield from file.ast.comments
    for instruction in file.instructions:
        yield from instruction.inner_comments
