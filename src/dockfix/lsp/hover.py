"""What is said of the place under the cursor: of what is found there, of names, of instructions."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

from dockfix.image import ImageReference
from dockfix.lsp.documents import Snapshot
from dockfix.lsp.ignore_words import word_at
from dockfix.lsp.instruction_help import INSTRUCTIONS, REFERENCE
from dockfix.lsp.names import Names, Occurrence
from dockfix.model import File, Stage
from dockfix.named_tuple import NamedTuple
from dockfix.rule import Rule
from dockfix.selectors import names
from dockfix.source import Span
from dockfix.syntax.nodes import From, Instruction


class Hover(NamedTuple):
    """Markdown, and the place that it is about."""

    markdown: str
    span: Span


def hover(snapshot: Snapshot, offset: int, known: Names) -> Hover | None:
    """What is said at `offset`; None where there is nothing to say."""
    file = snapshot.file
    ignored = _ignored_rule(snapshot, offset)
    if ignored:
        return Hover(described(ignored), Span(offset, offset))
    parts: list[str] = []
    span: Span | None = None
    occurrence = known.at(offset)
    instruction = file.instruction_at(offset)
    if occurrence:
        parts.append(_said_of(file, occurrence, known))
        span = occurrence.span
    elif instruction and instruction.keyword_span.start <= offset <= instruction.keyword_span.end:
        parts += _help(instruction)
        span = instruction.keyword_span
    for finding in snapshot.result.findings if snapshot.result else ():
        if finding.span.start <= offset <= finding.span.end and file.ast.unreadable is None:
            parts.append(described(finding.rule))
            span = span or finding.span
    return Hover("\n\n---\n\n".join(dict.fromkeys(parts)), span) if span else None


def described(rule: type[Rule]) -> str:
    """What a rule says of itself."""
    code = f"[{rule.code}]({rule.url()})" if rule.url() else rule.code
    head = f"**{code}** {rule.name} · {rule.severity.label}"
    # The examples are on the page that the code links to.
    text = cleandoc(rule.__doc__ or "").partition("\n```")[0].strip()
    return f"{head}\n\n{text}"


def _ignored_rule(snapshot: Snapshot, offset: int) -> type[Rule] | None:
    source = snapshot.source
    line, column = source.position(offset)
    word = word_at(source.line_text(line), column - 1)
    if not word:
        return None
    cards = (rule.card for rule in snapshot.rules)
    return next((card.rule for card in cards if word.casefold() in map(str.casefold, names(card)[:-2])), None)


def _help(instruction: Instruction) -> Iterator[str]:
    help_ = INSTRUCTIONS.get(instruction.keyword)
    if help_:
        anchor = f"{REFERENCE}#{instruction.keyword.lower()}"
        yield f"```dockerfile\n{help_.usage}\n```\n{help_.summary} [Reference]({anchor})"


def _said_of(file: File, occurrence: Occurrence, known: Names) -> str:
    symbol = occurrence.symbol
    uses = sum(not each.declares for each in known.of(symbol))
    line = file.source.line_of(occurrence.declaration.start)
    place = f"line {line}, used {'once' if uses == 1 else f'{uses} times'}"
    if symbol.kind == "stage":
        return f"{_said_of_stage(file.stages[symbol.number])}\n\n{place}"
    what = "build argument" if symbol.kind == "arg" else "environment variable"
    value = _value(file, occurrence)
    shown = "no value" if value is None else f"`{value}`" if value else "empty"
    return f"**{symbol.name}** {what}: {shown}\n\n{place}"


def _said_of_stage(stage: Stage) -> str:
    base = stage.base
    head = f"**{stage.name or stage.index}** stage {stage.index}"
    if isinstance(base, Stage):
        return f"{head}, on top of the stage `{base.name or base.index}`"
    if isinstance(base, ImageReference):
        return f"{head}, on top of the image `{stage.image}`"
    image = stage.from_.image
    return f"{head}, on top of `{image.value}`" if image else head


def _value(file: File, occurrence: Occurrence) -> str | None:
    """The value that a variable has at a place, or is given there, without any `--build-arg`."""
    instruction = occurrence.instruction.outermost
    following = file.instruction_after(instruction)
    stage = file.stage_of(instruction)
    if isinstance(instruction, From):
        variables = file.global_args
    elif not occurrence.declares:
        variables = file.environment(instruction).variables
    elif following:
        variables = file.environment(following).variables
    else:
        variables = file.final_environment(stage).variables if stage else file.global_args
    return variables.get(occurrence.symbol.name)
