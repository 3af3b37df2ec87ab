"""What the key of a label may be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.nodes import Label
from dockfix_rules.labels.pairs import read

_RESERVED = re.compile(r"(?:com\.docker|io\.docker|org\.dockerproject)(?=\.)")
# Underscores and slashes are not in Docker's guidelines, but too common to refuse.
_STRANGE = re.compile(r"[^a-z0-9._/-]")


class InvalidLabelKey(Rule):
    """The key of a label is not one by Docker's guidelines.

    Labels are read by tools that have nothing but the key to tell them apart, and that compare it letter by
    letter. A key begins with a lower-case letter and ends with one or a digit; between these there are
    lower-case letters, digits, `.`, `-`, `_` and `/`, with neither two dots nor two dashes in a row.
    `com.docker`, `io.docker` and `org.dockerproject` are Docker's own namespaces.

    Rename the label, and whatever asks for it.

    ```dockerfile bad
    FROM debian:12
    LABEL Maintainer="Ada Lovelace"
    ```

    ```dockerfile good
    FROM debian:12
    LABEL maintainer="Ada Lovelace"
    ```
    """

    code = "DL3048"
    name = "invalid-label-key"
    severity = Severity.STYLE
    category = "labels"
    source = "https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations"

    def check_label(self, label: Label) -> Iterator[Finding]:
        """Report the keys that break the guidelines."""
        for pair, key, _ in read(self.file, label):
            fault = _fault(key) if key is not None else ""
            if fault:
                yield self.found(pair.key_span, fault)


def _fault(key: str) -> str:
    """What is wrong with a key, the empty string if nothing is."""
    if not key:
        return "the key of a label is empty"
    reserved = _RESERVED.match(key)
    if reserved:
        return f"the label key `{key}` is in `{reserved[0]}`, a namespace of Docker's own"
    strange = _STRANGE.search(key)
    if strange:
        return f"the label key `{key}` has `{strange[0]}` in it: it takes a-z, 0-9, `.`, `-`, `_` and `/`"
    if not "a" <= key[0] <= "z":
        return f"the label key `{key}` does not begin with a letter"
    if key[-1] in "._/-":
        return f"the label key `{key}` does not end with a letter or a digit"
    doubled = next((twice for twice in ("..", "--") if twice in key), "")
    return f"the label key `{key}` has `{doubled}` in it" if doubled else ""
