"""Names that no image can have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from dockfix.image import SCRATCH, ImageReference
from dockfix.rule import Finding, Rule, Severity
from dockfix.stage_references import Reference, references_of
from dockfix.syntax.expand import Expansion, expand
from dockfix.syntax.nodes import Copy, From, Instruction, Run
from dockfix_rules.refused.known_values import value_for_from


class InvalidImage(Rule):
    """What FROM, `COPY --from=` or a mount names is not a stage, and no image can be called that.

    A name is in lower case, with a tag after `:` and a digest after `@`: `node:22`, `ghcr.io/me@sha256:…`.
    FROM looks for stages in lower case, however they are written: `AS Build` is `build` to it.

    ```dockerfile bad
    FROM Debian:12
    FROM node@22
    ```

    ```dockerfile good
    FROM debian:12
    FROM node:22
    ```
    """

    code = "DF0010"
    name = "invalid-image"
    severity = Severity.ERROR
    category = "images"
    source = "https://docs.docker.com/reference/dockerfile/#from"

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Report a base that is neither image nor stage."""
        return self._check(from_)

    def check_copy(self, copy: Copy) -> Iterable[Finding]:
        """Report a source that is neither image nor stage."""
        return self._check(copy) if copy.flags else ()

    def check_run(self, run: Run) -> Iterable[Finding]:
        """Report a mount of what is neither image nor stage."""
        return self._check(run) if run.flags else ()

    def _check(self, instruction: Instruction) -> Iterator[Finding]:
        for reference in references_of(self.file, instruction):
            name = self._certain(reference)
            if name is not None and not self._is_stage(name, instruction) and not _is_image(name):
                becomes = "" if name == reference.name else f"`{reference.name}` is always `{name}`: "
                yield self.found(reference.span, f"{becomes}no image can be called `{name}`")

    def _certain(self, reference: Reference) -> str | None:
        """What is named, if no build argument can change that."""
        if isinstance(reference.instruction, From):
            return value_for_from(self.file, reference.name)
        # BuildKit replaces no variables here, and refuses what would be one.
        is_itself = expand(reference.name, {}, self.file.ast.escape) == Expansion(reference.name)
        return reference.name if is_itself else None

    def _is_stage(self, name: str, instruction: Instruction) -> bool:
        first = self._first_places.get(name if isinstance(instruction, From) else name.lower())
        if not isinstance(instruction, From):
            return first is not None or name.lstrip("+-").isdecimal()
        stage = self.file.stage_of(instruction)
        return first is not None and stage is not None and first < stage.index

    @cached_property
    def _first_places(self) -> dict[str, int]:
        """The number of the first stage of each name, in lower case."""
        return {stage.name.lower(): stage.index for stage in reversed(self.file.stages) if stage.name}


def _is_image(name: str) -> bool:
    return name == SCRATCH or ImageReference.parse(name) is not None
