from __future__ import annotations

import pytest

from dockfix.shell.script import Script, Word
from dockfix.source import MappedText


def only_word(text: str) -> Word:
    return Word(Script(MappedText(text)), 0, len(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("apt-get", "apt-get"),
        ("'a b'", "a b"),
        ('"a b"', "a b"),
        ("a'b'\"c\"d", "abcd"),
        ("''", ""),
        (r"a\ b\$c", "a b$c"),
        (r'"a\"b\$c\\d\e"', r'a"b$c\d\e'),
        (r"'a\b$c`'", r"a\b$c`"),
        (r"$'a\tb\x41\101\u00e9\q\'c'", "a\tbAAé\\q'c"),
        (r"$'\cA\U0010ffff\Uffffffff'", "\x01\U0010ffff\ufffd"),
        ('$"hello"', "hello"),
        ("a\\\nb", "ab"),
        ('"a\\\nb"', "ab"),
        ("*.[ch]", "*.[ch]"),
        ("{a,b}/~", "{a,b}/~"),
        ("^foo$", "^foo$"),
        ("a\\", "a\\"),
        ("'open", "open"),
        ("$A", None),
        ("x${A}y", None),
        ('"$A"', None),
        ("$(a)", None),
        ('"`a`"', None),
        ("$((1))", None),
    ],
)
def test_value(text: str, value: str | None) -> None:
    word = only_word(text)
    assert word.value == value
    assert word.literal == (text if value is None else value)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("--file=$A", "--file="),
        ('"--file=$A"', "--file="),
        ("$A", ""),
        ("a'b'$(c)d", "ab"),
        ("plain", "plain"),
    ],
)
def test_head(text: str, head: str) -> None:
    assert only_word(text).head == head


@pytest.mark.parametrize(
    ("text", "quoted", "glob"),
    [
        ("a", False, False),
        ("a*", False, True),
        ("'a*'", True, False),
        (r"a\*", True, False),
        ("'a'*", True, True),
        ("[ab]", False, True),
        ("${a[*]}", False, False),
    ],
)
def test_quoting_and_wildcards(text: str, quoted: bool, glob: bool) -> None:
    word = only_word(text)
    assert (word.is_quoted, word.has_glob) == (quoted, glob)


@pytest.mark.parametrize(
    ("text", "said", "places"),
    [
        ("ab", "ab", [(0, 1), (1, 2)]),
        ("'ab'", "ab", [(1, 2), (2, 3)]),
        (r'"a\"b"', 'a"b', [(1, 2), (2, 4), (4, 5)]),
        ("a''\"b\"", "ab", [(0, 1), (4, 5)]),
        ('"$A b"', "$A b", [(1, 2), (2, 3), (3, 4), (4, 5)]),
        (r"$'\x41b'", "Ab", [(2, 6), (6, 7)]),
    ],
)
def test_mapped(text: str, said: str, places: list[tuple[int, int]]) -> None:
    mapped = only_word(text).mapped
    assert mapped is not None
    assert mapped.text == said
    assert [mapped.span(index, index + 1) for index in range(len(said))] == places


def test_nothing_is_mapped_where_a_substitution_stands() -> None:
    assert only_word('"a $(b)"').mapped is None
