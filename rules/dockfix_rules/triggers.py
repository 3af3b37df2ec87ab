"""What ONBUILD holds."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.nodes import From, Maintainer, Onbuild


class ForbiddenTrigger(Rule):
    """ONBUILD cannot hold ONBUILD, FROM or MAINTAINER.

    A trigger is an instruction that a build of a child image runs after its FROM; these three make no sense
    there, and no build takes them.

    ```dockerfile bad
    FROM debian:12
    ONBUILD FROM node:26.7.0
    ```

    ```dockerfile good
    FROM debian:12
    ONBUILD COPY . /app
    ```
    """

    code = "DL3043"
    name = "forbidden-trigger"
    severity = Severity.ERROR
    category = "syntax"
    source = "https://docs.docker.com/reference/dockerfile/#onbuild-limitations"

    def check_onbuild(self, onbuild: Onbuild) -> Iterator[Finding]:
        """Report what it must not hold."""
        held = onbuild.instruction
        if not onbuild.parent and isinstance(held, From | Maintainer | Onbuild):
            yield self.found(held.keyword_span, f"ONBUILD cannot hold {held.keyword}")
