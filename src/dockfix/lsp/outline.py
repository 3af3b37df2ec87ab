"""The outline of a file: its stages with their variables, and what can be folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dockfix.model import File, Stage
from dockfix.named_tuple import NamedTuple
from dockfix.source import Span
from dockfix.syntax.nodes import Arg, Comment, Env, Instruction
from dockfix.typed import Literal


class OutlineItem(NamedTuple):
    """One thing in the outline: `span` is all of it, `name_span` what is marked when it is chosen."""

    kind: Literal["stage", "arg", "env"]
    name: str
    detail: str
    span: Span
    name_span: Span
    children: tuple[OutlineItem, ...] = ()


class Fold(NamedTuple):
    """Lines, counted from 1, that fold into the first of them."""

    first_line: int
    last_line: int
    is_comment: bool = False


def outline(file: File) -> list[OutlineItem]:
    """The ARGs before the first FROM, and the stages."""
    top = [each for each in file.instructions if file.stage_of(each) is None]
    return [*_variables(top), *(_stage(stage) for stage in file.stages)]


def folds(file: File) -> list[Fold]:
    """Stages, instructions of several lines, and comments of several lines; in no particular order."""
    stages = [Fold(stage.from_.line, _end(stage).end_line) for stage in file.stages]
    instructions = [Fold(each.line, each.end_line) for each in file.instructions]
    comments = [Fold(*lines, is_comment=True) for lines in _blocks(file.ast.comments)]
    return [fold for fold in {*stages, *instructions, *comments} if fold.first_line < fold.last_line]


def _stage(stage: Stage) -> OutlineItem:
    word = stage.from_.stage_name
    image = stage.from_.image
    return OutlineItem(
        "stage",
        word.value if word and word.value else f"stage {stage.index}",
        f"FROM {image.value}" if image else "FROM",
        Span(stage.from_.span.start, _end(stage).span.end),
        word.span if word else stage.from_.keyword_span,
        tuple(_variables(stage.instructions)),
    )


def _end(stage: Stage) -> Instruction:
    instruction: Instruction = stage.from_
    return stage.instructions[-1] if stage.instructions else instruction


def _variables(instructions: Sequence[Instruction]) -> Iterator[OutlineItem]:
    for instruction in instructions:
        if isinstance(instruction, Arg | Env):
            for pair in instruction.pairs:
                if pair.key:
                    kind: Literal["arg", "env"] = "arg" if isinstance(instruction, Arg) else "env"
                    yield OutlineItem(kind, pair.key, pair.value or "", pair.span, pair.key_span)


def _blocks(comments: Sequence[Comment]) -> Iterator[tuple[int, int]]:
    """The first and last lines of comments that follow each other without a gap."""
    lines = {comment.line: None for comment in comments}
    starts = [line for line in lines if line - 1 not in lines]
    ends = [line for line in lines if line + 1 not in lines]
    yield from zip(starts, ends, strict=True)
