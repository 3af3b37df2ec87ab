"""Where an instruction uses variables: in what BuildKit expands, and in the scripts that shells run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockfix.expanded_texts import ExpandedText, expanded_texts
from dockfix.model import File
from dockfix.named_tuple import NamedTuple
from dockfix.shell.script import Script
from dockfix.source import Span
from dockfix.syntax.expand import AnyValue
from dockfix.syntax.nodes import From, Instruction

_NAME = r"[^\W\d]\w*"
_IN_WINDOWS = re.compile(rf"\$env:(?P<power>{_NAME})|%(?P<batch>{_NAME})%|\$\{{?(?P<plain>{_NAME})", re.I)


class Use(NamedTuple):
    """A variable that is used, or set, by a script or an expansion.

    Where the name does not stand in one piece, `span` is that of the text that it is used in and `is_written`
    is False.
    """

    name: str
    span: Span
    is_written: bool = True


def uses_in(file: File, instruction: Instruction) -> Iterator[Use]:
    """The variables that one instruction uses; those of an ONBUILD are those of what it holds."""
    for text in expanded_texts(instruction):
        yield from _uses_in_text(file, text)
    if isinstance(instruction, From):
        for place in (instruction.image, instruction.flag("platform")):
            if place:
                yield from _uses_in_text(file, ExpandedText(place.value or "", place.span))
    for script in file.scripts(instruction):
        yield from _uses_in_script(script)


def _uses_in_text(file: File, text: ExpandedText) -> Iterator[Use]:
    if "$" not in text.text:
        return
    anything = AnyValue()
    text.expand(anything, file.ast.escape)
    found: set[str] = set()
    for name, span in _written_in(file, text):
        if name in anything.asked:
            found.add(name)
            yield Use(name, span)
    for name in sorted(anything.asked - found):
        if re.fullmatch(_NAME, name):
            yield Use(name, text.span, is_written=False)


def _written_in(file: File, text: ExpandedText) -> Iterator[tuple[str, Span]]:
    """What looks like a variable in the source of a text; quotes and escapes are heeded."""
    quoted = "" if text.is_document else r"|(?P<single>'[^']*')|(?P<double>\")"
    escape = re.escape("\\" if text.is_document else file.ast.escape)
    token = re.compile(rf"{escape}.|\$\{{?(?P<name>{_NAME}){quoted}", re.DOTALL)
    is_double = False
    at, end = text.span
    while match := token.search(file.source.text, at, end):
        groups = match.groupdict()
        at = match.end()
        if groups.get("double"):
            is_double = not is_double
        elif groups.get("single") and is_double:
            at = match.start() + 1  # within double quotes, it is no quote
        elif groups["name"]:
            yield groups["name"], Span(*match.span("name"))


def _uses_in_script(script: Script) -> Iterator[Use]:
    if not script.is_exec_form and not script.shell.is_posix:
        for match in _IN_WINDOWS.finditer(script.text):
            kind = match.lastgroup or ""
            yield Use(match[kind], script.mapped.span(*match.span(kind)))
        return
    scripts = {id(each): each for each in (script, *(command.script for command in script.commands))}
    for each in scripts.values():
        if not each.is_exec_form:
            yield from _variables_in(each)


def _variables_in(script: Script) -> Iterator[Use]:
    stack = [script.tree.root]
    while stack:
        node = stack.pop()
        if node.type == "variable_name":
            start, end = script.tree.index(node.start_byte), script.tree.index(node.end_byte)
            span = script.mapped.span(start, end)
            name = script.text[start:end]
            yield Use(name, span, span.end - span.start == len(name))
        stack += node.children
