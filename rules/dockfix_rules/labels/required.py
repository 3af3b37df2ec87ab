"""The labels that configuration asks for: which are missing, and which are too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from dockfix.model import File, Stage
from dockfix.rule import Finding, Fix, LateEdits, Rule, Safety, Severity, option
from dockfix.syntax.nodes import Label
from dockfix_rules.labels.block import Block, NewLabel
from dockfix_rules.labels.pairs import read
from dockfix_rules.labels.schemas import SCHEMAS, SPECIFICATION, Schema, key_of, keys_of, term_of

#: What the option `schema` may be.
SCHEMA_CHOICES = (*SCHEMAS, "both")


class RequiredLabels(Rule):
    """What the rules that know which labels an image should have share."""

    category = "labels"
    source = SPECIFICATION

    required: tuple[str, ...] = option(
        ("schema-version", "name", "version", "vcs-ref"),
        "The labels to ask for: words of either schema, such as vcs-url or source, or whole keys;"
        " a key that is such a word has a = in front",
    )


class MissingLabels(RequiredLabels):
    """The image lacks labels that say what it is.

    Whoever meets an image in a registry or in production wants to know which project, version and commit it
    was built from. Labels tell; the tag can be moved and the Dockerfile is elsewhere.

    Asked for are the words in `required` in the keys of `schema`: `label-schema` (`org.label-schema.*`),
    `oci` (`org.opencontainers.image.*`) or `both`. Either schema's key is enough unless both are asked for,
    a base stage may set it, and a file whose labels are all of the other schema is asked for those of that
    one. A word that neither schema knows is itself the key.

    The fix adds one LABEL at the end of the final stage, before what CMD, ENTRYPOINT, EXPOSE, USER and the
    like say there, and with it the ARGs that it takes its values from; there, an ARG that changes with
    every build invalidates no layer's cache. What the repository tells is filled in: its name, the address of
    its remote, the licence from pyproject.toml or package.json. All else is an ARG, and an empty label
    where the build does not get it:

        docker build --build-arg VERSION=1.4.2 --build-arg VCS_REF=$(git rev-parse HEAD) .

    An ARG that is in force already is used as it is. A name that an ENV sets or a FROM uses says something
    else already: the ARG then is `IMAGE_VERSION`.

    ```dockerfile bad
    FROM python:3.12
    COPY . /app
    CMD ["python", "/app/main.py"]
    ```

    ```dockerfile good
    FROM python:3.12
    COPY . /app
    ARG VERSION
    ARG VCS_REF
    LABEL org.label-schema.schema-version="1.0" \\
          org.label-schema.name="webapp" \\
          org.label-schema.version="${VERSION}" \\
          org.label-schema.vcs-ref="${VCS_REF}"
    CMD ["python", "/app/main.py"]
    ```
    """

    code = "DF3001"
    name = "missing-labels"
    severity = Severity.STYLE
    aliases = ("DL3049",)
    fixes = Safety.SAFE

    schema: str = option(
        "label-schema", "The keys to ask for: label-schema, oci or both", choices=SCHEMA_CHOICES
    )

    def check_file(self, file: File) -> Iterator[Finding]:
        """Report the labels that the final stage and those it builds on do not set."""
        if self.as_hadolint:
            yield from self._as_hadolint(file)
        elif file.stages:
            yield from self._finding(file.stages[-1], self._missing(file.stages[-1]))

    def _finding(self, stage: Stage, missing: Sequence[NewLabel]) -> Iterator[Finding]:
        if missing:
            block = Block(self.file, stage, missing)
            fix = Fix(LateEdits(block.edits), "Add the missing labels") if block.fits else None
            yield self.found(stage, f"the image has no label {_listed(missing)}", fix)

    def _as_hadolint(self, file: File) -> Iterator[Finding]:
        """Report every stage, and each label as it is written."""
        from dockfix_rules.labels.hadolint_stages import (  # noqa: PLC0415 - for its preset alone
            stages_without_label,
        )

        lacking: dict[Stage, list[NewLabel]] = {}
        for key in map(key_of, self.required):
            for stage in stages_without_label(file, key):
                lacking.setdefault(stage, []).append(NewLabel(key, None))
        for stage, missing in lacking.items():
            yield from self._finding(stage, missing)

    def _missing(self, final: Stage) -> Sequence[NewLabel]:
        present = set[str]()
        for key in self._keys((final, *final.bases())):
            if key is None:  # it may be any
                return []
            present.add(key)
        return _lacking(self.required, self._schemas(), frozenset(present))

    def _keys(self, stages: Sequence[Stage]) -> Iterator[str | None]:
        for stage in stages:
            for instruction in stage.instructions:
                if isinstance(instruction, Label):
                    yield from (label.key for label in read(self.file, instruction))

    def _schemas(self) -> tuple[str, ...]:
        """The names of the schemas whose keys are asked for."""
        if self.schema == "both":
            return tuple(SCHEMAS)
        used = [key for key in self._keys(self.file.stages) if key]
        others = tuple(name for name, schema in SCHEMAS.items() if any(map(schema.has, used)))
        return (self.schema,) if self.schema in others or not others else others


class SuperfluousLabel(RequiredLabels):
    """A label is not one of those that the configuration knows.

    Off unless `strict` is set: then labels may only be those in `required` and `allowed`, in either
    schema's key. It keeps misspelt labels out, and those that were copied with the rest of a file and tell
    nobody anything.

    ```toml
    [labels]
    strict = true
    required = ["version", "vcs-ref"]
    allowed = ["com.example.team"]
    ```

    ```dockerfile bad
    FROM debian:12
    LABEL org.label-schema.verison="1.4.2"
    ```

    ```dockerfile good
    FROM debian:12
    LABEL org.label-schema.version="1.4.2" com.example.team="search"
    ```
    """

    code = "DL3050"
    name = "superfluous-label"
    severity = Severity.INFO

    strict: bool = option(False, "Report labels that are neither in `required` nor in `allowed`")
    allowed: tuple[str, ...] = option(
        (), "More labels that may be set: words of either schema, or whole keys"
    )

    def check_label(self, label: Label) -> Iterator[Finding]:
        """Report the labels that are not asked for."""
        if self.strict:
            known = set(self._known())
            for pair, key, _ in read(self.file, label):
                if key is not None and key not in known:
                    yield self.found(
                        pair.key_span, f"the label `{key}` is not among those that are asked for"
                    )

    def _known(self) -> Iterator[str]:
        for word in (*self.required, *self.allowed):
            yield from (key_of(word),) if self.as_hadolint else keys_of(word)


@lru_cache(maxsize=64)  # most files lack the same
def _lacking(
    words: tuple[str, ...], schemas: tuple[str, ...], present: frozenset[str]
) -> tuple[NewLabel, ...]:
    """What `words` ask for in these schemas and is not there."""
    asked = [SCHEMAS[name] for name in schemas]
    lacking = (label for word in words for label in _lacking_of(word, asked, present))
    return tuple(dict.fromkeys(lacking))


def _lacking_of(word: str, schemas: Sequence[Schema], present: frozenset[str]) -> Iterator[NewLabel]:
    term = term_of(word)
    if term is None:
        if key_of(word) not in present:
            yield NewLabel(key_of(word), None)
        return
    keys = [schema.keys[term] for schema in schemas if term in schema.keys]
    if len(schemas) > 1 or present.isdisjoint(keys_of(word)):
        yield from (NewLabel(key, term) for key in keys if key not in present)


def _listed(labels: Sequence[NewLabel]) -> str:
    *others, last = (f"`{label.key}`" for label in labels)
    return f"{', '.join(others)} or {last}" if others else last
