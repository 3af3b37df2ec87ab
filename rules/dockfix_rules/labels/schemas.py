"""The two schemas of common labels, and which of their words mean the same.

label-schema.org's keys are `org.label-schema.WORD`, those of the Open Container Initiative (OCI)
`org.opencontainers.image.WORD`. The counterparts are those that OCI's specification names.
"""

from __future__ import annotations

from dockfix.named_tuple import NamedTuple

#: Where OCI specifies its keys and names their counterparts.
SPECIFICATION = "https://github.com/opencontainers/image-spec/blob/main/annotations.md"


class Term(NamedTuple):
    """Something that a label can say: its word in either schema, empty where the schema has none.

    `argument` is the name of the ARG that feeds it, the types are those of `formats.VALIDATORS`.
    """

    label_schema: str
    oci: str
    argument: str
    label_schema_type: str = "text"
    oci_type: str = "text"


class Schema(NamedTuple):
    """One schema: what its keys begin with, and the keys that its terms have in it."""

    prefix: str
    keys: dict[Term, str]

    def has(self, key: str) -> bool:
        """Whether `key` is in the schema's namespace."""
        return key.startswith(self.prefix)


TERMS = (
    Term("schema-version", "", "SCHEMA_VERSION"),
    Term("build-date", "created", "BUILD_DATE", "rfc3339", "rfc3339"),
    Term("name", "title", "IMAGE_NAME"),
    Term("description", "description", "IMAGE_DESCRIPTION"),
    # A path in the container will do for label-schema's.
    Term("usage", "documentation", "IMAGE_USAGE", "text", "url"),
    Term("url", "url", "IMAGE_URL", "url", "url"),
    Term("vcs-url", "source", "VCS_URL", "vcs-url", "vcs-url"),
    Term("vcs-ref", "revision", "VCS_REF", "hash", "hash"),
    Term("vendor", "vendor", "IMAGE_VENDOR"),
    # Neither schema asks for a semantic version.
    Term("version", "version", "VERSION"),
    # Many use label-schema's, though its specification knows none.
    Term("license", "licenses", "IMAGE_LICENSE", "text", "spdx"),
    Term("", "authors", "IMAGE_AUTHORS"),
    Term("", "ref.name", "IMAGE_REF"),
    Term("", "base.name", "BASE_NAME"),
    Term("", "base.digest", "BASE_DIGEST"),
)


def _schema(prefix: str, words: dict[Term, str]) -> Schema:
    return Schema(prefix, {term: prefix + word for term, word in words.items() if word})


LABEL_SCHEMA = _schema("org.label-schema.", {term: term.label_schema for term in TERMS})
OCI = _schema("org.opencontainers.image.", {term: term.oci for term in TERMS})

#: The schemas by the names that configuration gives them.
SCHEMAS = {"label-schema": LABEL_SCHEMA, "oci": OCI}

#: Every known key and the type of its value.
TYPES = {
    **{key: term.label_schema_type for term, key in LABEL_SCHEMA.keys.items()},
    **{key: term.oci_type for term, key in OCI.keys.items()},
}

_TERMS_BY_WORD = {word: term for term in TERMS for word in (term.label_schema, term.oci) if word}


def term_of(word: str) -> Term | None:
    """The term that either schema calls `word`."""
    return _TERMS_BY_WORD.get(word)


def key_of(word: str) -> str:
    """The key that `word` is, if it is no term: one that looks like a term has a `=` in front."""
    return word.removeprefix("=")


def keys_of(word: str) -> tuple[str, ...]:
    """The keys that say what `word` names, in either schema; `word` itself where it is a key."""
    term = term_of(word)
    return (
        tuple(schema.keys[term] for schema in SCHEMAS.values() if term in schema.keys)
        if term
        else (key_of(word),)
    )
