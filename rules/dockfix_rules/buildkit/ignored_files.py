"""What COPY and ADD take from the build context, and .dockerignore keeps out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from posixpath import normpath

from dockfix.dockerignore import DockerIgnore
from dockfix.late_pattern import late_pattern
from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.expand import expand
from dockfix.syntax.heredocs import opening_of
from dockfix.syntax.nodes import Add, Copy, Word

_REMOTE = late_pattern(r"[a-z]+://|git@|.*\.git(?:[#?]|\Z)", re.IGNORECASE)


class CopyIgnoredFile(Rule):
    """COPY or ADD names a file that .dockerignore keeps out of the build.

    What a pattern of .dockerignore matches is not sent to the builder. A COPY of it ends the build, as if the
    file did not exist; with a wildcard it may copy nothing without a word.

    The patterns are read from `NAME.dockerignore` beside the Dockerfile, where NAME is what that is called,
    or else from `.dockerignore` beside it. An exception (`!…`) that may bring something back in a directory
    keeps it from being reported. Take the pattern out, add an exception, or copy something else.

    ```text .dockerignore
    build/
    *.log
    ```

    ```dockerfile bad
    FROM debian:12
    COPY build/app /usr/bin/
    ```

    ```dockerfile good
    FROM debian:12
    COPY src/app /usr/bin/
    ```
    """

    code = "CopyIgnoredFile"
    name = "copy-ignored-file"
    severity = Severity.WARNING
    category = "copy"
    source = "https://docs.docker.com/reference/build-checks/copy-ignored-file/"

    def check_add(self, add: Add) -> Iterator[Finding]:
        """Check an ADD."""
        yield from self._check(add)

    def check_copy(self, copy: Copy) -> Iterator[Finding]:
        """Check a COPY from the build context."""
        if not copy.flag("from"):
            yield from self._check(copy)

    def _check(self, add: Add) -> Iterator[Finding]:
        kept_out = self._kept_out
        if kept_out and not add.parent:
            for word in add.sources:
                path = self._path(word, add)
                if path is not None and kept_out.ignores(path) and not kept_out.may_bring_back_in(path):
                    message = (
                        f"{add.keyword} cannot find `{word.value}`: .dockerignore keeps it out of the build"
                    )
                    yield self.found(word, message)

    def _path(self, word: Word, add: Add) -> str | None:
        """The path in the build context; None for what is not there, or not known."""
        variables = self.file.environment(add).variables
        expansion = expand(word.value, variables, self.file.ast.escape)
        if expansion.unset or expansion.error or opening_of(word.value) or _REMOTE.match(expansion.value):
            return None
        return normpath(f"/{expansion.value}").lstrip("/")

    @cached_property
    def _kept_out(self) -> DockerIgnore:
        return DockerIgnore.beside(self.file.path) if self.file.path else DockerIgnore("")
