from __future__ import annotations

import pytest

from dockfix.shell.grammar import ShellTree


@pytest.mark.parametrize(
    "text", ["", "a && b", "écho ü", "{\U0001f680}", "a <<\U0010ffff", "\udc80\ud800 \0", "a\u3000b"]
)
def test_a_byte_is_a_character(text: str) -> None:
    tree = ShellTree(text)
    assert tree.root.end_byte == len(text)
    assert tree.text_of(tree.root) == text


def test_text_of() -> None:
    tree = ShellTree("é 'ü' && b")
    first = tree.root.named_children[0].named_children[0]
    assert tree.text_of(first) == "é 'ü'"
    assert tree.index(first.end_byte) == 5


@pytest.mark.parametrize("text", [">" * 50_000, "a=(" * 20_000, "a && " + "<" * 50_000])
def test_too_much_work_is_an_error(text: str) -> None:
    root = ShellTree(text).root
    assert root.has_error
    assert root.end_byte <= len(text)


@pytest.mark.parametrize(
    "text", ["a && " * 20_000 + "b", "a 'b c' \"$d\" | e > f\n" * 5_000, "a <<E\nb\nE\n" * 5_000]
)
def test_long_sound_scripts_are_read(text: str) -> None:
    root = ShellTree(text).root
    assert not root.has_error
    assert root.end_byte == len(text)
