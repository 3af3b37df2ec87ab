from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tree_sitter import Node

from dockfix.shell.flow import always_runs, is_fatal
from dockfix.shell.lists import and_operators, sides
from dockfix.shell.script import Script
from dockfix.source import MappedText

PIECES = ["a", "&&", "||", ";", "&", "|", "'", '"', "`", "$", "$(", "${", "<<E", "(", ")", "{", "}", "!", "if ", "then ", "fi", "[ ", "]", " ", "\n", "# c\n", "\0", "\\", "\r"]  # fmt: skip


def read(text: str) -> Script:
    return Script(MappedText(text))


def lists(script: Script) -> Iterator[Node]:
    stack = [script.tree.root]
    while stack:
        node = stack.pop()
        if node.type == "list":
            yield node
        stack += node.children


@pytest.mark.parametrize(
    ("text", "operators"),
    [
        ("a && b\t&&c", [" && ", "\t&&"]),
        ("a && # why\nb && c", [" && ", " && "]),
        ("a # why\n", []),
        ("a", []),
        ("a && b || c", []),
        ("a && b; c", []),
    ],
)
def test_and_operators(text: str, operators: list[str]) -> None:
    assert [text[start:end] for start, end in and_operators(read(text))] == operators


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a && b", ("a", "&&", "b")),
        ("a && b || c", ("a && b", "||", "c")),
        ("a && # why\nb", ("a", "&&", "b")),
        ("a && && b", ("a", "&&", "b")),
        ("cd /opt && 'b", None),
    ],
)
def test_sides(text: str, expected: tuple[str, str, str] | None) -> None:
    script = read(text)
    found = [tuple(map(script.tree.text_of, sides(node))) for node in lists(script)]
    assert found[:1] == ([expected] if expected else [])


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_half_typed_lists(text: str) -> None:
    script = read(text)
    for node in lists(script):
        left, operator, right = sides(node)
        assert operator.type in ("&&", "||")
        assert left == node.children[0]
        assert right == node.children[-1]
    and_operators(script)
    for command in script.commands:
        always_runs(command)
        is_fatal(command)
