"""Stages that are not there, or not there yet, and names that no stage can have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from dockfix.late_pattern import late_pattern
from dockfix.model import File, Stage
from dockfix.rule import Finding, Rule, Severity
from dockfix.source import Span
from dockfix.stage_references import Reference, references_of
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import Arg, Copy, From, Instruction, Run
from dockfix_rules.refused.go_values import is_integer

_STAGE_NAME = late_pattern(r"[a-z][a-z0-9._-]*")


class NoStage(Rule):
    """The file has no FROM, and so nothing to build.

    ```dockerfile bad
    ARG VERSION=12
    ```

    ```dockerfile good
    ARG VERSION=12
    FROM debian:${VERSION}
    ```
    """

    code = "DF0007"
    name = "no-stage"
    severity = Severity.ERROR
    category = "syntax"
    source = "https://docs.docker.com/reference/dockerfile/#format"

    def check_file(self, file: File) -> Iterator[Finding]:
        """Report a file of ARGs alone; any other instruction stands before the first FROM for DL3061."""
        if file.instructions and all(isinstance(each, Arg) for each in file.instructions):
            last = file.instructions[-1].span
            yield self.found(Span(last.start, last.end), "there is no FROM after it, and nothing to build")


class InvalidStageName(Rule):
    """The name of a stage does not begin with a letter, or has a character in it that it cannot have.

    A name is a letter and then letters, digits, `.`, `-` and `_`. One that begins with a digit could not be
    told from the number of a stage.

    ```dockerfile bad
    FROM debian:12 AS 1st/build
    ```

    ```dockerfile good
    FROM debian:12 AS first-build
    ```
    """

    code = "DF0008"
    name = "invalid-stage-name"
    severity = Severity.ERROR
    category = "stages"
    source = "https://docs.docker.com/reference/dockerfile/#from"

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Report a name that no stage can have."""
        name = from_.stage_name
        if name and not _STAGE_NAME.fullmatch(name.value.lower()):
            yield self.found(name, f"no stage can be called `{name.value}`")


class StageNotBefore(Rule):
    """COPY or a mount takes files from a stage that is not built before it.

    Stages are built from top to bottom: one can only take from those above it, and never from itself. Where
    several have a name, `--from` means the last of them, even if that stands further down. A number counts
    the stages from 0.

    ```dockerfile bad
    FROM debian:12
    COPY --from=build /app /app

    FROM debian:12 AS build
    RUN make
    ```

    ```dockerfile good
    FROM debian:12 AS build
    RUN make

    FROM debian:12
    COPY --from=build /app /app
    ```
    """

    code = "DF0009"
    name = "stage-not-before"
    severity = Severity.ERROR
    category = "stages"
    needs = ("--",)
    source = "https://docs.docker.com/reference/dockerfile/#copy---from"

    def check_copy(self, copy: Copy) -> Iterator[Finding]:
        """Report a `--from` that names what cannot be copied from."""
        yield from self._check(copy)

    def check_run(self, run: Run) -> Iterator[Finding]:
        """Report a mount of what is not there yet."""
        yield from self._check(run)

    def _check(self, instruction: Instruction) -> Iterator[Finding]:
        stage = None if instruction.parent else self.file.stage_of(instruction)
        if stage:
            for reference in references_of(self.file, instruction):
                fault = self._fault_of(reference, stage)
                if fault:
                    yield self.found(reference.span, fault)

    def _fault_of(self, reference: Reference, stage: Stage) -> str:
        name = reference.name
        if isinstance(reference.instruction, Copy):
            expansion = expand(name, {}, self.file.ast.escape)
            if expansion.error or expansion.value != name:
                return f"BuildKit replaces no variable in `--from={name}`: give the image a stage of its own"
            if is_integer(name):
                return self._fault_of_number(int(name), stage, reference)
            if stage.name and stage.name.lower() == name.lower():
                return ""  # DL3023's
        named = self._stages.get(name.lower())
        if named is None or named.index < stage.index:
            return ""
        return f"the stage `{name}` is that of line {named.from_.line}, and not built before this one"

    @cached_property
    def _stages(self) -> dict[str, Stage]:
        """The last stage of each name, in lower case."""
        return {stage.name.lower(): stage for stage in self.file.stages if stage.name}

    def _fault_of_number(self, number: int, stage: Stage, reference: Reference) -> str:
        count = len(self.file.stages)
        if number < 0 or (number >= count and number >= count + self._images_before(reference)):
            return f"there is no stage {number}: the file has {count}, counted from 0"
        is_before = number < stage.index or number >= count
        return (
            "" if is_before else f"stage {number} is not built before this one, which is stage {stage.index}"
        )

    def _images_before(self, reference: Reference) -> int:
        """How many that are no stages BuildKit has counted after them: what was copied from, and mounts."""
        names = self._stages
        count = 0
        for instruction in self.file.instructions:
            if instruction is reference.instruction:
                break
            froms = [each.name for each in references_of(self.file, instruction)]
            if isinstance(instruction, Copy):
                count += sum(not is_integer(name) and name.lower() not in names for name in froms)
            elif isinstance(instruction, Run):
                mounts = sum(flag.name == "mount" for flag in instruction.flags)
                count += mounts - sum(name.lower() in names for name in froms)
        return count
