"""What could stand at the cursor: instructions, flags, stages, variables, codes in ignore comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockfix.build_args import PLATFORM_ARGS
from dockfix.lsp.documents import Snapshot
from dockfix.lsp.hover import described
from dockfix.lsp.ignore_words import words_start
from dockfix.lsp.instruction_help import FLAGS, INSTRUCTIONS
from dockfix.model import File, Stage
from dockfix.named_tuple import NamedTuple
from dockfix.source import Span
from dockfix.syntax.flags import KINDS, MOUNT_TYPES, Kind
from dockfix.syntax.nodes import From, Instruction, Onbuild
from dockfix.typed import Literal

ItemKind = Literal["instruction", "flag", "stage", "variable", "code", "value"]

_VARIABLE = re.compile(r"\$\{?(\w*)\Z")
_FLAG = re.compile(r"--([\w-]*)\Z")
_FLAG_VALUE = re.compile(r"--(from|mount)=(?:\S*,)?(?:(from|type)=)?([^\s,=]*)\Z", re.I)
_LAST_WORD = re.compile(r"\S*\Z")


class Item(NamedTuple):
    """One proposal: `text` takes the place of `span`; `detail` and `documentation` tell of it."""

    kind: ItemKind
    label: str
    text: str
    span: Span
    detail: str = ""
    documentation: str = ""


def completions(snapshot: Snapshot, offset: int) -> list[Item]:
    """What could stand at `offset`, with what is written before it of the same word."""
    return [*_completions(snapshot, offset)]


def _completions(snapshot: Snapshot, offset: int) -> Iterator[Item]:
    file, source = snapshot.file, snapshot.source
    line = source.line_of(offset)
    start = source.line_starts[line - 1]
    before = source.text[start:offset]
    if before.lstrip().startswith("#"):
        yield from _codes(snapshot, before, offset)
        return
    instruction = file.instruction_at(offset)
    # The line end is part of the instruction's lines; a place behind the last line is not.
    if instruction is None or (offset > instruction.span.end and line > source.line_of(instruction.span.end)):
        yield from _instructions(file, before.lstrip(), offset)
    elif not instruction.heredocs or offset <= instruction.heredocs[0].span.start:
        yield from _in_instruction(file, instruction, offset)


def _codes(snapshot: Snapshot, before: str, offset: int) -> Iterator[Item]:
    start = words_start(before)
    if start is None or " -- " in before[start:]:
        return
    word = re.split(r"[\s,]", before[start:])[-1]
    for rule in snapshot.rules:
        card = rule.card
        yield Item(
            "code", card.code, card.code, Span(offset - len(word), offset), card.name, described(card.rule)
        )


def _instructions(file: File, written: str, offset: int) -> Iterator[Item]:
    if " " in written or "\t" in written:
        return
    is_lower = written.islower() or (not written and _is_mostly_lower(file))
    for keyword, about in INSTRUCTIONS.items():
        text = keyword.lower() if is_lower else keyword
        yield Item("instruction", text, text, Span(offset - len(written), offset), about.usage, about.summary)


def _is_mostly_lower(file: File) -> bool:
    lower = [
        file.source.text[slice(*instruction.keyword_span)].islower() for instruction in file.instructions
    ]
    return sum(lower) * 2 > len(lower)


def _in_instruction(file: File, instruction: Instruction, offset: int) -> Iterator[Item]:
    if offset <= instruction.keyword_span.end:
        written = file.source.text[instruction.keyword_span.start : offset]
        yield from _instructions(file, written, offset)
        return
    if isinstance(instruction, Onbuild):
        inner = instruction.instruction
        if inner is None or offset <= inner.keyword_span.end:
            written = file.source.text[instruction.keyword_span.end : offset].lstrip()
            yield from _instructions(file, written, offset)
        else:
            yield from _in_instruction(file, inner, offset)
        return
    before = file.source.text[instruction.keyword_span.end : offset]
    variable = _VARIABLE.search(before)
    flag = _FLAG.search(before)
    value = _FLAG_VALUE.search(before)
    if variable:
        yield from _variables(file, instruction, variable[1], offset)
    elif flag and _is_among_flags(before, file.ast.escape):
        yield from _flags(instruction, flag[1], offset)
    elif value and _is_among_flags(before, file.ast.escape):
        yield from _flag_values(file, instruction, value, offset)
    elif isinstance(instruction, From):
        yield from _after_from(file, instruction, before, offset)


def _is_among_flags(before: str, escape: str) -> bool:
    """Whether nothing but flags stands before the cursor."""
    return all(word.startswith("--") or word == escape for word in before.split())


def _variables(file: File, instruction: Instruction, written: str, offset: int) -> Iterator[Item]:
    span = Span(offset - len(written), offset)
    if isinstance(instruction, From):
        values = {**PLATFORM_ARGS, **file.global_args}
    else:
        values = {**file.environment(instruction).variables}
    for name, value in values.items():
        yield Item("variable", name, name, span, value)


def _flag_values(file: File, instruction: Instruction, match: re.Match[str], offset: int) -> Iterator[Item]:
    flag, key, written = match[1].lower(), (match[2] or "").lower(), match[3]
    span = Span(offset - len(written), offset)
    if "from" in (key, flag) and flag in KINDS.get(instruction.KEYWORD, {}):
        yield from _stages(file, instruction, span)
    elif instruction.KEYWORD == "RUN" and flag == "mount":
        if key == "type":
            yield from (Item("value", each, each, span) for each in MOUNT_TYPES)
        else:
            yield from (Item("value", f"{each}=", f"{each}=", span) for each in ("type", "from"))


def _flags(instruction: Instruction, written: str, offset: int) -> Iterator[Item]:
    given = {flag.name for flag in instruction.flags if flag.span.end < offset}
    for name, kind in KINDS.get(instruction.KEYWORD, {}).items():
        if name not in given or kind is Kind.TEXTS:
            text = f"--{name}" if kind is Kind.SWITCH else f"--{name}="
            about = FLAGS.get(instruction.KEYWORD, {}).get(name, "")
            yield Item("flag", text, text, Span(offset - len(written) - 2, offset), about)


def _after_from(file: File, from_: From, before: str, offset: int) -> Iterator[Item]:
    """The image, or AS behind it."""
    word = _LAST_WORD.search(before)
    written = word[0] if word else ""
    words = before[: len(before) - len(written)].split()
    span = Span(offset - len(written), offset)
    operands = [each for each in words if not each.startswith("--")]
    if not operands:
        yield from _stages(file, from_, span)
        yield Item("value", "scratch", "scratch", span, "an empty image")
    elif len(operands) == 1:
        as_ = "as" if file.source.text[slice(*from_.keyword_span)].islower() else "AS"
        yield Item("value", as_, as_, span, "names the stage")


def _stages(file: File, instruction: Instruction, span: Span) -> Iterator[Item]:
    """The stages with a name before the one of `instruction`."""
    own: Stage | None = file.stage_of(instruction)
    for stage in file.stages[: own.index if own else None]:
        if stage.name:
            yield Item("stage", stage.name, stage.name, span, f"FROM {stage.image or '…'}")
