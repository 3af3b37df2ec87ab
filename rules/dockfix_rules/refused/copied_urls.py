"""COPY of what only ADD can bring."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.syntax.flags import KINDS
from dockfix.syntax.nodes import Copy
from dockfix_rules.refused.known_values import known_value
from dockfix_rules.refused.remote import is_git_repository, is_http


class CopiedUrl(Rule):
    """COPY names a URL or a git repository, which only ADD can bring.

    The fix writes ADD. It is unsafe: what was refused is built then, with a file from the network.

    ```dockerfile bad
    FROM debian:12
    COPY https://example.org/app.tar.gz /opt/
    ```

    ```dockerfile good
    FROM debian:12
    ADD https://example.org/app.tar.gz /opt/
    ```
    """

    code = "DF0015"
    name = "copied-url"
    severity = Severity.ERROR
    category = "copy"
    fixes = Safety.UNSAFE
    source = "https://docs.docker.com/reference/dockerfile/#adding-files-from-a-url"

    def check_copy(self, copy: Copy) -> Iterator[Finding]:
        """Report sources that are elsewhere than in the build context."""
        for word in copy.sources:
            source = known_value(self.file, copy, word.value)
            if source and (is_http(source) or is_git_repository(source)):
                yield self.found(word, f"COPY cannot bring `{source}`: only ADD can", self._fix(copy))

    def _fix(self, copy: Copy) -> Fix | None:
        if not all(flag.name in KINDS["ADD"] for flag in copy.flags):
            return None
        written = self.file.source.text[copy.keyword_span.start : copy.keyword_span.end]
        add = "add" if written.islower() else "ADD"
        return Fix((Edit(copy.keyword_span, add),), "Write ADD", Safety.UNSAFE)
