"""`# check=…` that BuildKit cannot read."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.model import File
from dockfix.rule import Finding, Rule, Severity
from dockfix.spelling import did_you_mean
from dockfix_rules.refused.go_values import is_boolean

_OPTIONS = ("skip", "experimental", "error")


class InvalidCheckDirective(Rule):
    """The `# check=` at the top of the file is not what BuildKit expects.

    It is `skip=`, `experimental=` and `error=`, with a semicolon between them and none at the end, and no
    blank anywhere. BuildKit ends the build for any other.

    ```dockerfile bad
    # check=skip=StageNameCasing;
    FROM debian:12
    ```

    ```dockerfile good
    # check=skip=StageNameCasing;error=true
    FROM debian:12
    ```
    """

    code = "DF0016"
    name = "invalid-check-directive"
    severity = Severity.ERROR
    category = "syntax"
    source = "https://docs.docker.com/reference/dockerfile/#check"

    def check_file(self, file: File) -> Iterator[Finding]:
        """Report a directive with an option that there is not."""
        for directive in file.ast.directives:
            if directive.name == "check":
                # BuildKit looks at what stands before the first blank.
                fault = _fault_of(directive.value.split(" ", 1)[0])
                if fault:
                    yield self.found(directive, fault)


def _fault_of(text: str) -> str:
    for part in text.split(";", 2) if text else ():
        key, equals, value = part.partition("=")
        if not equals:
            return (
                f"`{part}` is not an option: each needs a `=`" if part else "a `;` with no option behind it"
            )
        if key.strip() not in _OPTIONS:
            return f"there is no option `{key}`{did_you_mean(key, _OPTIONS)}"
        if key.strip() == "error" and not is_boolean(value.strip()):
            return f"`error` is either `true` or `false`, not `{value}`"
    return ""
