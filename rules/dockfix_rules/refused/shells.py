"""SHELL that is no JSON array."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.shell import dialect
from dockfix.syntax.json_form import is_array, written_array
from dockfix.syntax.nodes import Shell


class ShellNotJson(Rule):
    """SHELL is not a JSON array of the shell and its flags.

    SHELL has no other form. The fix writes the words as an array, where they are plain ones, and the `-c`
    that a POSIX shell takes its script after. It is unsafe: what was refused is built then.

    ```dockerfile bad
    FROM debian:12
    SHELL /bin/bash -o pipefail -c
    ```

    ```dockerfile good
    FROM debian:12
    SHELL ["/bin/bash", "-o", "pipefail", "-c"]
    ```
    """

    code = "DF0013"
    name = "shell-not-json"
    severity = Severity.ERROR
    category = "shell"
    fixes = Safety.UNSAFE
    source = "https://docs.docker.com/reference/dockerfile/#shell"

    def check_shell(self, shell: Shell) -> Iterator[Finding]:
        """Report another form, and an empty array."""
        if shell.error or (shell.words and is_array(shell.body.text)):
            return
        message = "SHELL needs a JSON array with the shell and its flags"
        yield self.found(shell, message, self._fix(shell))

    def _fix(self, shell: Shell) -> Fix | None:
        text = shell.body.text
        if not text or shell.inner_comments or text.startswith("[") or shlex.join(text.split()) != text:
            return None
        words = _with_script_flag(text.split())
        if not words:
            return None
        place = shell.body.span(0, len(text))
        return Fix((Edit(place, written_array(words)),), "Write a JSON array", Safety.UNSAFE)


def _with_script_flag(words: list[str]) -> list[str]:
    """`words` with the flag that a script follows; none where it is not known which that is."""
    if not dialect.Shell(tuple(words)).is_posix:
        return words if len(words) > 1 else []
    return words if dialect.read_options(words[1:]).takes_script else [*words, "-c"]
