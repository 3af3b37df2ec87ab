"""MAINTAINER, which a label has taken the place of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity, option
from dockfix.syntax.nodes import Label, Maintainer
from dockfix.syntax.words import quoted
from dockfix_rules.labels.pairs import read
from dockfix_rules.labels.required import SCHEMA_CHOICES
from dockfix_rules.labels.schemas import OCI
from dockfix_rules.placing import cased, removal

_PLAIN_KEY = "maintainer"
_OCI_KEY = f"{OCI.prefix}authors"


class DeprecatedMaintainer(Rule):
    """MAINTAINER is deprecated: a label says the same, and more tools read it.

    The instruction sets a field of the image that nothing but `docker inspect` shows, and it may go. A label
    is found by all that look for labels.

    The fix writes `LABEL maintainer="…"`, or `org.opencontainers.image.authors` where the labels are to be
    OCI's, by the `schema` of the table `[labels]` or by the other labels of the file. It is safe: only the
    image's description changes. Where a label says so already, the fix removes the instruction; where the
    label says something else, there is none.

    ```dockerfile bad
    FROM debian:12
    MAINTAINER Ada Lovelace <ada@example.com>
    ```

    ```dockerfile good
    FROM debian:12
    LABEL maintainer="Ada Lovelace <ada@example.com>"
    ```
    """

    code = "DL4000"
    name = "deprecated-maintainer"
    severity = Severity.ERROR
    category = "labels"
    aliases = ("MaintainerDeprecated",)
    fixes = Safety.SAFE
    tags = ("deprecated",)
    source = "https://docs.docker.com/reference/build-checks/maintainer-deprecated/"

    schema: str = option(
        "label-schema", "The schema of labels: label-schema, oci or both", choices=SCHEMA_CHOICES
    )

    def check_maintainer(self, maintainer: Maintainer) -> Iterator[Finding]:
        """Report the instruction, and write the label in its place."""
        if not maintainer.parent:
            place = maintainer.keyword_span
            yield self.found(place, "MAINTAINER is deprecated: write a label", self._fix(maintainer))

    def _fix(self, maintainer: Maintainer) -> Fix | None:
        if maintainer.error or maintainer.inner_comments or not maintainer.value:
            return None
        key = _OCI_KEY if self.schema == "oci" or self._has_oci_labels else _PLAIN_KEY
        name = _without_quotes(maintainer.value[0])
        labelled = set(self._values(key, maintainer))
        if labelled:
            edit = removal(self.file, maintainer) if labelled == {name} else None
            return Fix((edit,), f"Remove what the label `{key}` says") if edit else None
        keyword = cased(self.file, "LABEL", maintainer)
        value = quoted(name, self.file.ast.escape)
        return Fix((Edit(maintainer.span, f"{keyword} {key}={value}"),), f"Write the label `{key}`")

    def _values(self, key: str, maintainer: Maintainer) -> Iterator[str | None]:
        """What the label `key` is set to in the stage, and in those that it builds on."""
        stage = self.file.stage_of(maintainer)
        for each in (stage, *stage.bases()) if stage else ():
            for label in self._labels[each.index]:
                yield from (pair.value for pair in read(self.file, label) if pair.key == key)

    @cached_property
    def _has_oci_labels(self) -> bool:
        labels = (each for each in self.file.instructions if isinstance(each, Label))
        return any(OCI.has(pair.key) for label in labels for pair in label.pairs)

    @cached_property
    def _labels(self) -> list[list[Label]]:
        """The LABELs of each stage."""
        return [
            [each for each in stage.instructions if isinstance(each, Label)] for stage in self.file.stages
        ]


def _without_quotes(value: str) -> str:
    """`value` without quotes around all of it, which MAINTAINER takes for a part of the name."""
    inner = value[1:-1]
    return inner if len(value) > 1 and value[0] == value[-1] in "\"'" and value[0] not in inner else value
