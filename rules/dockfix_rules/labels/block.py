"""The block of ARGs and one LABEL that sets missing labels: what it says and where it goes.

It goes after the last instruction of the final stage that makes a layer or sets what instructions after it
may use. An ARG that changes with every build is part of the environment of each RUN after it, and would have
it run again each time; here none follows, nor anything else whose variables the block's ARGs could fill.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from dockfix.late_pattern import late_pattern
from dockfix.model import File, Stage
from dockfix.named_tuple import NamedTuple
from dockfix.rule import Edit
from dockfix.source import Span
from dockfix.syntax.nodes import (
    Blank,
    Cmd,
    Comment,
    Entrypoint,
    Expose,
    Healthcheck,
    Instruction,
    Onbuild,
    Stopsignal,
    Unknown,
    User,
    Volume,
)
from dockfix.syntax.words import quoted
from dockfix.typed import TYPE_CHECKING
from dockfix_rules.labels.schemas import Term

if TYPE_CHECKING:
    from dockfix.project import Project

_NEVER_EXPANDED = Cmd | Entrypoint | Healthcheck | Onbuild
_METADATA = Expose | Stopsignal | User | Volume
_KEY = late_pattern(r"[a-z_][\w./-]*", re.ASCII | re.IGNORECASE)
_NOT_IN_NAMES = late_pattern(r"\W+", re.ASCII)
_SCHEMA_VERSION = "1.0"


class NewLabel(NamedTuple):
    """A label to add; `term` is what it says, None for one outside of the schemas."""

    key: str
    term: Term | None


class Block:
    """The block that adds `labels` to the final `stage` of a file."""

    def __init__(self, file: File, stage: Stage, labels: Sequence[NewLabel]) -> None:
        self._file = file
        self._stage = stage
        self._labels = labels
        self._last = _last_before_tail(stage)

    @property
    def fits(self) -> bool:
        """Whether it can be added for certain: BuildKit reads the file, and no line runs on into it."""
        ast = self._file.ast
        whole = not (ast.problem or any(each.error or isinstance(each, Unknown) for each in ast.instructions))
        # A continuation on the file's last line would take the block in.
        rest = ast.source.text[self._last.span.end : self._last.extent.end]
        return whole and not rest.strip() and all(_KEY.fullmatch(label.key) for label in self._labels)

    def edits(self) -> tuple[Edit, ...]:
        """The edit that adds it, set off by blank lines where the instruction before it is."""
        newline = self._file.source.newline
        at = self._last.extent.end
        ends_in_newline = self._file.source.text.endswith("\n", 0, at)
        text = (newline if self._is_set_off() else "") + self._text().replace("\n", newline)
        if not ends_in_newline:
            text = newline + text.removesuffix(newline)
        return (Edit(Span(at, at), text),)

    def _is_set_off(self) -> bool:
        if self._last.heredocs:
            return True  # hadolint does not read an instruction right behind a heredoc
        pieces = self._file.ast.pieces
        at = pieces.index(self._last)
        if at + 1 < len(pieces):
            return isinstance(pieces[at + 1], Blank)
        before = next((piece for piece in reversed(pieces[:at]) if not isinstance(piece, Comment)), None)
        return isinstance(before, Blank)

    def _text(self) -> str:
        from dockfix.project import Project  # noqa: PLC0415 - only a fix that is looked at needs them
        from dockfix.rendering import render  # noqa: PLC0415

        escape = self._file.ast.escape
        project = Project(self._file.path)
        names = ArgumentNames(self._file, self._stage)
        labels = []
        for key, term in self._labels:
            known = _known_value(term, project)
            if known is None:
                labels.append((key, f'"{names.reference(term.argument if term else key)}"'))
            else:
                labels.append((key, quoted(known, escape)))
        return render(
            "labels.j2",
            arg=self._cased("ARG"),
            label=self._cased("LABEL"),
            arguments=names.new,
            labels=labels,
            escape=escape,
        )

    def _cased(self, keyword: str) -> str:
        """The keyword in the letters that most of the file's are written in."""
        text = self._file.source.text
        spans = [instruction.keyword_span for instruction in self._file.instructions]
        lower = sum(text[span.start : span.end].islower() for span in spans)
        return keyword.lower() if lower * 2 > len(spans) else keyword


class ArgumentNames:
    """The ARGs that a block's labels refer to; `new` are those that it has to declare."""

    def __init__(self, file: File, stage: Stage) -> None:
        self._environment = file.final_environment(stage)
        text = file.source.text
        self._bases = [text[each.from_.span.start : each.from_.span.end] for each in file.stages]
        self.new: list[str] = []

    def reference(self, name: str) -> str:
        """The expansion of the ARG that `name`, of an ARG or a label, gives its name to.

        An ARG in force is used as it is. A name that stands for something else, an ENV's or one that
        chooses a base image, gets a prefix.
        """
        wanted = _NOT_IN_NAMES.sub("_", name).upper()
        chosen = next(each for each in _candidates(wanted) if not self._means_something_else(each))
        if chosen not in self.new and not self._environment.is_declared(chosen):
            self.new.append(chosen)
        return f"${{{chosen}}}"

    def _means_something_else(self, name: str) -> bool:
        chooses_base = re.compile(rf"\$\{{?{name}\b")
        return name in self._environment.env or any(chooses_base.search(base) for base in self._bases)


def _candidates(name: str) -> Iterator[str]:
    prefixed = f"IMAGE_{name.removeprefix('IMAGE_')}"
    yield name
    yield prefixed
    yield from (f"{prefixed}_{number}" for number in count(2))


def _last_before_tail(stage: Stage) -> Instruction:
    """The last instruction that is not one of those at the end which leave layers and variables alone."""
    return next((each for each in reversed(stage.instructions) if not _is_tail(each)), stage.from_)


def _is_tail(instruction: Instruction) -> bool:
    if isinstance(instruction, _METADATA):
        return "$" not in instruction.body.text
    return isinstance(instruction, _NEVER_EXPANDED)


def _known_value(term: Term | None, project: Project) -> str | None:
    """What is the same for every build."""
    match term.label_schema if term else "":
        case "schema-version":
            return _SCHEMA_VERSION
        case "name":
            return project.name
        case "vcs-url":
            return project.url
        case "license":
            return project.licence
    return None
