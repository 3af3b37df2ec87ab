"""The texts in which BuildKit replaces variables; all others are left to a shell, or to nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockfix.named_tuple import NamedTuple
from dockfix.source import Span
from dockfix.syntax.csv_fields import fields_of
from dockfix.syntax.expand import Expansion, expand
from dockfix.syntax.heredocs import opening_of
from dockfix.syntax.nodes import (
    Add,
    Arg,
    Copy,
    Env,
    Expose,
    Instruction,
    Label,
    Run,
    Stopsignal,
    User,
    Volume,
    Workdir,
)


class ExpandedText(NamedTuple):
    """A text and its place; in one `is_document` quotes mean nothing: the lines of a heredoc."""

    text: str
    span: Span
    is_document: bool = False

    def expand(self, variables: Mapping[str, str], escape: str) -> Expansion:
        """The text with its variables replaced."""
        if self.is_document:
            return expand(self.text, variables, quotes=False)
        return expand(self.text, variables, escape)


def expanded_texts(instruction: Instruction) -> Iterator[ExpandedText]:
    """What BuildKit expands of an instruction, in order."""
    if isinstance(instruction, Add):
        yield from _copied(instruction)
    elif isinstance(instruction, Env | Label):
        for pair in instruction.pairs:
            yield ExpandedText(pair.raw_key, pair.key_span)
            yield ExpandedText(pair.raw or "", pair.value_span)
    elif isinstance(instruction, Arg):
        for pair in instruction.pairs:
            yield ExpandedText(pair.raw or "", pair.value_span)
    elif isinstance(instruction, Run):
        for flag in instruction.flags:
            if flag.name == "mount":
                for field in fields_of(flag.value or "") or ():
                    yield ExpandedText(field.partition("=")[2], flag.span)
    elif isinstance(instruction, Expose | Stopsignal | User | Volume | Workdir):
        for word in instruction.words:
            yield ExpandedText(word.value, word.span)


def _copied(instruction: Add) -> Iterator[ExpandedText]:
    names = ("chown", "chmod") if isinstance(instruction, Copy) else ("chown", "chmod", "checksum")
    for flag in instruction.flags:
        if flag.name in names and flag.value:
            yield ExpandedText(flag.value, flag.span)
    for word in instruction.words:
        if not opening_of(word.value):
            yield ExpandedText(word.value, word.span)
    for heredoc in instruction.heredocs:
        if heredoc.expand:
            yield ExpandedText(heredoc.content.text, heredoc.span, is_document=True)
