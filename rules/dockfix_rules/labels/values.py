"""What the value of a label may be, by the type of its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from dockfix.named_tuple import NamedTuple
from dockfix.rule import Finding, Rule, Severity, option
from dockfix.syntax.nodes import Label, Pair
from dockfix.typed import ClassVar
from dockfix_rules.labels.formats import VALIDATORS
from dockfix_rules.labels.pairs import read
from dockfix_rules.labels.schemas import SPECIFICATION, TYPES


def _parsed(entry: str) -> tuple[str, str]:
    key, _, type_ = entry.rpartition("=")
    return key, type_


def _types_demand(entries: tuple[str, ...]) -> str:
    right = all(key and type_ in VALIDATORS for key, type_ in map(_parsed, entries))
    return "" if right else f"a list of key=type, with types of {', '.join(VALIDATORS)}"


class TypedLabels(Rule):
    """What the rules about values share: they look at labels whose keys have a type.

    A value that depends on a variable which no ENV sets is not known, and not reported.
    """

    category = "labels"
    severity = Severity.WARNING
    source = SPECIFICATION

    types: tuple[str, ...] = option(
        (),
        f"Types of more labels, or other ones, each as key=type; the types are {', '.join(VALIDATORS)}",
        _types_demand,
    )

    def typed(self, label: Label) -> Iterator[TypedLabel]:
        """The labels that `label` sets to something known, with their types."""
        for pair, key, value in read(self.file, label):
            if key is not None and key in self._types and value is not None:
                yield TypedLabel(pair, key, value, self._types[key])

    @cached_property
    def _types(self) -> Mapping[str, str]:
        # hadolint knows no types but those that it is told.
        return {**({} if self.as_hadolint else TYPES), **dict(map(_parsed, self.types))}


class TypedLabel(NamedTuple):
    """A label of a type."""

    pair: Pair
    key: str
    value: str
    type: str


class LabelValue(TypedLabels):
    """What the rules about one type share."""

    #: The types that the rule checks, and what a value of them is called.
    checked_types: ClassVar[tuple[str, ...]] = ()
    noun: ClassVar[str] = ""

    def check_label(self, label: Label) -> Iterator[Finding]:
        """Report the values that are not of their key's type."""
        for pair, key, value, type_ in self.typed(label):
            if type_ in self.checked_types and value and not VALIDATORS[type_](value):
                yield self.found(pair.value_span, f"the label `{key}` is `{value}`, which is no {self.noun}")


class EmptyLabel(TypedLabels):
    """A label that should tell something is empty.

    An empty value takes the place of one from the base image, and whoever asks for it gets nothing. Set it,
    or leave the label out. An ONBUILD that empties a label keeps children from inheriting it, and is right
    to. Keys outside of the two schemas may well be empty, and are only reported if `types` names them.

    ```dockerfile bad
    FROM debian:12
    LABEL org.opencontainers.image.version=""
    ```

    ```dockerfile good
    FROM debian:12
    ARG VERSION
    LABEL org.opencontainers.image.version="${VERSION}"
    ```
    """

    code = "DL3051"
    name = "empty-label"

    def check_label(self, label: Label) -> Iterator[Finding]:
        """Report empty values that are none of a variable's."""
        if label.parent:
            return
        for pair, key, value, _ in self.typed(label):
            is_empty = not value if self.as_hadolint else not value.strip() and "$" not in (pair.raw or "")
            if is_empty:
                yield self.found(pair, f"the label `{key}` is empty")


class LabelNotUrl(LabelValue):
    """A label that should be a URL is not one.

    Registries and dashboards make a link of it, which then leads nowhere. Write the whole URL, with its
    scheme. For the address of a repository, what git takes will do: `git@github.com:acme/webapp.git`.

    ```dockerfile bad
    FROM debian:12
    LABEL org.opencontainers.image.url="www.example.com"
    ```

    ```dockerfile good
    FROM debian:12
    LABEL org.opencontainers.image.url="https://www.example.com"
    ```
    """

    code = "DL3052"
    name = "label-not-url"
    checked_types = ("url", "vcs-url")
    noun = "URL"


class LabelNotDate(LabelValue):
    """A label that should be a date and time in the form of RFC 3339 is not one.

    What sorts and expires images by the time of their build reads no other form. `date -u
    +%Y-%m-%dT%H:%M:%SZ` prints one; better still, an ARG brings it.

    ```dockerfile bad
    FROM debian:12
    LABEL org.label-schema.build-date="20200101"
    ```

    ```dockerfile good
    FROM debian:12
    LABEL org.label-schema.build-date="2020-01-01T00:00:00Z"
    ```
    """

    code = "DL3053"
    name = "label-not-date"
    source = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
    checked_types = ("rfc3339",)
    noun = "date and time as RFC 3339 has them"


class LabelNotSpdx(LabelValue):
    """A label that should be an SPDX licence expression is not one.

    Licence scanners know licences by their SPDX identifiers alone; "Apache License" could be any of three.
    Identifiers are joined with AND, OR and WITH; `LicenseRef-NAME` stands for a licence that SPDX does not
    list.

    ```dockerfile bad
    FROM debian:12
    LABEL org.opencontainers.image.licenses="Apache License"
    ```

    ```dockerfile good
    FROM debian:12
    LABEL org.opencontainers.image.licenses="Apache-2.0 OR MIT"
    ```
    """

    code = "DL3054"
    name = "label-not-spdx"
    source = "https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/"
    checked_types = ("spdx",)
    noun = "SPDX licence expression"


class LabelNotGitHash(LabelValue):
    """A label that should be a commit's hash is not one.

    A branch or a tag can be moved, and then the label says nothing about what the image was built from.
    Give the hash, whole or abbreviated to seven digits or more: `--build-arg VCS_REF=$(git rev-parse
    HEAD)`.

    ```dockerfile bad
    FROM debian:12
    LABEL org.label-schema.vcs-ref="master"
    ```

    ```dockerfile good
    FROM debian:12
    ARG VCS_REF
    LABEL org.label-schema.vcs-ref="${VCS_REF}"
    ```
    """

    code = "DL3055"
    name = "label-not-git-hash"
    source = "https://github.com/label-schema/label-schema.org/blob/gh-pages/rc1.md"
    checked_types = ("hash",)
    noun = "hash of a git commit"


class LabelNotSemver(LabelValue):
    """A label that should be a semantic version is not one.

    What compares versions to find the newer one relies on the form MAJOR.MINOR.PATCH. Neither schema asks
    for it, so this is for the labels that `types` names.

    ```toml
    [labels]
    types = ["org.opencontainers.image.version=semver"]
    ```

    ```dockerfile bad
    FROM debian:12
    LABEL org.opencontainers.image.version="v1.4"
    ```

    ```dockerfile good
    FROM debian:12
    LABEL org.opencontainers.image.version="1.4.0-rc.1"
    ```
    """

    code = "DL3056"
    name = "label-not-semver"
    source = "https://semver.org/"
    checked_types = ("semver",)
    noun = "semantic version"


class LabelNotEmail(LabelValue):
    """A label that should be an e-mail address is not one.

    Neither schema has such a label, so this is for those that `types` names. An address alone will do, and so
    will one with a name: `Ada Lovelace <ada@example.com>`.

    ```toml
    [labels]
    types = ["com.example.contact=email"]
    ```

    ```dockerfile bad
    FROM debian:12
    LABEL com.example.contact="the platform team"
    ```

    ```dockerfile good
    FROM debian:12
    LABEL com.example.contact="platform@example.com"
    ```
    """

    code = "DL3058"
    name = "label-not-email"
    source = "https://www.rfc-editor.org/rfc/rfc5322#section-3.4"
    checked_types = ("email",)
    noun = "e-mail address"
