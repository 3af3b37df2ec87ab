"""Names of stages: those that are given, and those that are used."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from dockfix.model import File, Stage
from dockfix.numbers import number
from dockfix.official import is_official_image
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.stage_references import references, references_of
from dockfix.syntax.nodes import Arg, Copy, From, Instruction

_RESERVED = ("context", "scratch")


class UnknownStage(Rule):
    """`COPY --from=` names something that is not a stage above it.

    Where no stage has the name, it is taken for an image from a registry, and the build fails or, worse,
    copies from a stranger's image. A name with a registry, a user or a tag is meant to be an image, and
    so is the name of an official one.

    ```dockerfile bad
    FROM golang:1.26.0 AS build
    RUN go build -o /app

    FROM scratch
    COPY --from=biuld /app /app
    ```

    ```dockerfile good
    FROM golang:1.26.0 AS build
    RUN go build -o /app

    FROM scratch
    COPY --from=build /app /app
    ```
    """

    code = "DL3022"
    name = "unknown-stage"
    severity = Severity.WARNING
    category = "stages"
    source = "https://docs.docker.com/build/building/multi-stage/#name-your-build-stages"

    def check_copy(self, copy: Copy) -> Iterator[Finding]:
        """Report a name that no stage before has."""
        if copy.parent:
            return
        stage = self.file.stage_of(copy)
        for reference in references_of(self.file, copy):
            name = reference.name.strip("\"'")
            is_known = self._is_known_to_hadolint if self.as_hadolint else self._is_known
            if not is_known(name, stage):
                yield self.found(reference.span, f"no stage before is called `{name}`")

    def _is_known(self, name: str, stage: Stage | None) -> bool:
        if "$" in name or any(character in name for character in ":/@.") or is_official_image(name):
            return True
        return self.file.stage_named(name, stage) is not None

    def _is_known_to_hadolint(self, name: str, stage: Stage | None) -> bool:
        stages = self.file.stages[: stage.index + 1] if stage else ()
        is_number = name[:1].isdigit() and name.isdecimal() and number(name) < len(stages)
        return ":" in name or is_number or any(name == each.name for each in stages)


class CopyFromItself(Rule):
    """`COPY --from=` names the stage that it is in.

    A stage cannot copy from itself: the build fails. Name the stage that has the files.

    ```dockerfile bad
    FROM golang:1.26.0 AS build
    COPY --from=build /app /app
    ```

    ```dockerfile good
    FROM golang:1.26.0 AS build
    RUN go build -o /app

    FROM scratch
    COPY --from=build /app /app
    ```
    """

    code = "DL3023"
    name = "copy-from-itself"
    severity = Severity.ERROR
    category = "stages"
    source = "https://docs.docker.com/reference/dockerfile/#copy---from"

    def check_copy(self, copy: Copy) -> Iterator[Finding]:
        """Report the name of the stage itself."""
        stage = None if copy.parent else self.file.stage_of(copy)
        for reference in references_of(self.file, copy):
            name = reference.name if self.as_hadolint else reference.name.lower()
            if stage and stage.name and name == (stage.name if self.as_hadolint else stage.name.lower()):
                yield self.found(reference.span, f"the stage `{stage.name}` copies from itself")


class DuplicateStageName(Rule):
    """Two stages have the same name, letter case aside.

    Which of them is meant by it changes from place to place: the last one before. Give each its own.

    ```dockerfile bad
    FROM golang:1.26.0 AS build
    FROM node:26.7.0 AS build
    ```

    ```dockerfile good
    FROM golang:1.26.0 AS build
    FROM node:26.7.0 AS assets
    ```
    """

    code = "DL3024"
    name = "duplicate-stage-name"
    severity = Severity.ERROR
    category = "stages"
    aliases = ("DuplicateStageName",)
    source = "https://docs.docker.com/reference/build-checks/duplicate-stage-name/"

    def check_file(self, file: File) -> Iterator[Finding]:
        """Report the names that a stage before has."""
        seen: dict[str, Stage] = {}
        for stage in file.stages:
            name = stage.from_.stage_name
            if name:
                key = name.value if self.as_hadolint else name.value.lower()
                if key in seen:
                    line = seen[key].from_.line
                    yield self.found(name.span, f"the stage in line {line} is called `{name.value}`, too")
                seen.setdefault(key, stage)


class ReservedStageName(Rule):
    """The name of a stage has a meaning of its own.

    `scratch` is the empty base image, and `context` the build context: a stage of that name cannot be reached
    where the other is meant.

    The fix appends `-stage` to the name and to all that refer to it. It is unsafe: `--target` may name it.

    ```dockerfile bad
    FROM golang:1.26.0 AS context
    ```

    ```dockerfile good
    FROM golang:1.26.0 AS context-stage
    ```
    """

    code = "DL3063"
    name = "reserved-stage-name"
    severity = Severity.WARNING
    category = "stages"
    aliases = ("ReservedStageName",)
    fixes = Safety.UNSAFE
    source = "https://docs.docker.com/reference/build-checks/reserved-stage-name/"

    def check_stage(self, stage: Stage) -> Iterator[Finding]:
        """Report a reserved name."""
        name = stage.from_.stage_name
        if name and (name.value if self.as_hadolint else name.value.lower()) in _RESERVED:
            message = f"`{name.value}` is a reserved word, and no name for a stage"
            yield self.found(name.span, message, self._fix(name.value, stage))

    def _fix(self, name: str, stage: Stage) -> Fix | None:
        taken = {each.name.lower() for each in self.file.stages if each.name}
        candidates = (f"{name}-stage{number or ''}" for number in count())
        new = next(each for each in candidates if each.lower() not in taken)
        meant = [
            each
            for each in references(self.file)
            if each.name.lower() == name.lower() and each.span.start > stage.from_.span.end
        ]
        if not all(each.is_whole for each in meant) or stage.from_.stage_name is None:
            return None
        if name.lower() == "scratch" and any(isinstance(each.instruction, From) for each in meant):
            return None  # that one means the empty image
        places = [stage.from_.stage_name.span, *(each.span for each in meant)]
        return Fix([Edit(place, new) for place in places], f"Call it `{new}`", Safety.UNSAFE)


class InstructionBeforeFrom(Rule):
    """An instruction other than ARG stands before the first FROM.

    There is nothing yet that it could build on, and the build fails.

    ```dockerfile bad
    ENV A=1
    FROM debian:12
    ```

    ```dockerfile good
    FROM debian:12
    ENV A=1
    ```
    """

    code = "DL3061"
    name = "instruction-before-from"
    severity = Severity.ERROR
    category = "syntax"
    source = "https://docs.docker.com/reference/dockerfile/#format"

    def check_file(self, file: File) -> Iterator[Finding]:
        """Report the instructions before the first FROM."""
        for instruction in _before_from(file):
            if not isinstance(instruction, Arg) and instruction.KEYWORD:
                yield self.found(
                    instruction.keyword_span, f"{instruction.keyword} stands before the first FROM"
                )


def _before_from(file: File) -> Iterator[Instruction]:
    for instruction in file.instructions:
        if isinstance(instruction, From):
            return
        yield instruction
