"""What the key of a label may be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from dockfix.late_pattern import late_pattern
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.source import Span
from dockfix.syntax.nodes import Label, Onbuild, Pair
from dockfix_rules.labels.pairs import read

_RESERVED = late_pattern(r"(?:com\.docker|io\.docker|org\.dockerproject)(?=\.)")
# Underscores and slashes are not in Docker's guidelines, but too common to refuse.
_STRANGE = late_pattern(r"[^a-z0-9._/-]")


class InvalidLabelKey(Rule):
    """The key of a label does not follow Docker's guidelines.

    Labels are read by tools that have nothing but the key to tell them apart, and that compare it letter by
    letter. A key begins with a lower-case letter and ends with one or a digit; between these there are
    lower-case letters, digits, `.`, `-`, `_` and `/`, with neither two dots nor two dashes in a row.
    `com.docker`, `io.docker` and `org.dockerproject` are Docker's own namespaces.

    The fix writes the key in lower case, a dash for each run of strange characters, and leaves out signs
    at its ends. It is unsafe: whatever asks for the label has to ask for the new key. There is none
    for a namespace of Docker's, a key that a variable is in, and one that another label of the
    file would then have, too.

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
    fixes = Safety.UNSAFE
    source = "https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations"

    def check_label(self, label: Label) -> Iterator[Finding]:
        """Report the keys that break the guidelines."""
        for pair, key, _ in read(self.file, label):
            fault = _fault(key) if key is not None else ""
            if fault:
                yield self.found(pair.key_span, fault, self._fix(pair, key or "", label))

    def _fix(self, pair: Pair, key: str, label: Label) -> Fix | None:
        better = _mended(key)
        start, end = pair.key_span
        written = self.file.source.text[start:end]
        if _fault(better) or written.strip("\"'") != key or self._keys[label.parent is None, better] > 1:
            return None
        start += written.index(key)
        edit = Edit(Span(start, start + len(key)), better)
        return Fix((edit,), f"Write the label key `{better}`", Safety.UNSAFE)

    @cached_property
    def _keys(self) -> Counter[tuple[bool, str]]:
        """How often the file has each key, as the fixes would leave it: triggers have keys of their own."""
        outermost = self.file.instructions
        labels = (each.instruction if isinstance(each, Onbuild) else each for each in outermost)
        return Counter(
            (each.parent is None, _mended(key or ""))
            for each in labels
            if isinstance(each, Label)
            for _, key, _ in read(self.file, each)
        )


def _mended(key: str) -> str:
    """A key by the guidelines, as near to `key` as can be; not where Docker's namespaces are concerned."""
    return re.sub(r"([.-])\1+", r"\1", _STRANGE.sub("-", key.lower())).strip("._/-")


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
