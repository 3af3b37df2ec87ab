from __future__ import annotations

import pytest

from dockfix.printable import printable, printable_lines, without_surrogates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain `text` é 日本 😀", "plain `text` é 日本 😀"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\tc\rd\0", "a\\x0ab\\x09c\\x0dd\\x00"),
        ("\x7f\x85\x9b", "\\x7f\\x85\\x9b"),
        ("\udcff\udc80", "\\xff\\x80"),
        ("\ud800\udfff", "\\ud800\\udfff"),
        ("\u202e\u2066\u2028\u200b\ufeff", "\\u202e\\u2066\\u2028\\u200b\\ufeff"),
    ],
)
def test_printable(text: str, expected: str) -> None:
    assert printable(text) == expected


def test_lines_and_tabs_may_stay() -> None:
    assert printable_lines("a\tb\nc\x1b\n") == "a\tb\nc\\x1b\n"


def test_surrogates() -> None:
    assert without_surrogates("a\udcff\ud800\x1bé") == "a\ufffd\ufffd\x1bé"
