from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.printable import printable
from dockfix.reporters.excerpt import columns, excerpt


@pytest.mark.parametrize(
    ("line", "start", "end", "width", "shown", "mark"),
    [
        ("RUN apt-get", 4, 11, 40, "RUN apt-get", "    ^^^^^^^"),
        ("RUN apt-get", 4, 11, 11, "RUN apt-get", "    ^^^^^^^"),
        ("RUN x", 0, 5, 40, "RUN x", "^^^^^"),
        ("", 0, 0, 40, "", "^"),
        ("RUN", 3, 3, 40, "RUN", "   ^"),
        ("RUN x", 2, 2, 40, "RUN x", "  ^"),
        ("RUN\tx\ty", 4, 5, 40, "RUN    x    y", "       ^"),
        ("RUN\tx", 3, 5, 40, "RUN    x", "   ^^^^^"),
        ("日本 x", 3, 4, 40, "日本 x", "     ^"),
        ("日本 x", 0, 2, 40, "日本 x", "^^^^"),
        ("e\u0301 x", 3, 4, 40, "e\u0301 x", "  ^"),
        ("\x1b[31m x", 6, 7, 40, "\\x1b[31m x", "         ^"),
        ("\udcff x", 0, 1, 40, "\\xff x", "^^^^"),
        ("a\rb\u202ec", 4, 5, 40, "a\\x0db\\u202ec", "            ^"),
        ("0123456789abcdef", 2, 4, 10, "012345678…", "  ^^"),
        ("0123456789abcdef", 0, 16, 10, "012345678…", "^^^^^^^^^"),
        ("0123456789abcdef", 12, 14, 10, "…9abcdef", "    ^^"),
        ("0123456789abcdef", 8, 10, 9, "…56789ab…", "    ^^"),
        ("0123456789abcdef", 8, 16, 9, "…56789ab…", "    ^^^^"),
        ("日本日本日本日本", 6, 7, 9, "…本日本", "   ^^"),
        ("x" * 100_000, 50_000, 50_001, 9, "…xxxxxxx…", "    ^"),
        ("0123456789", 10, 10, 9, "…789", "    ^"),
        ("0123456789", 11, 12, 9, "…789", "    ^"),
        ("日本", 9, 12, 9, "日本", "    ^"),
        ("RUN", 4, 4, 40, "RUN", "   ^"),
    ],
)
def test_a_line_with_a_mark(line: str, start: int, end: int, width: int, shown: str, mark: str) -> None:
    assert excerpt(line, start, end, width) == (shown, mark)


@given(st.text(st.sampled_from("a\t日\u0301\x1b\udcff😀"), max_size=60), st.data(), st.integers(20, 60))
def test_the_mark_is_always_seen(line: str, data: st.DataObject, width: int) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    shown, mark = excerpt(line, start, end, width)
    assert "\n" not in shown and "\t" not in shown and "\x1b" not in shown
    assert columns(shown) <= width
    indent = mark.count(" ")
    assert mark == " " * indent + "^" * (len(mark) - indent) and len(mark) > indent
    if start < len(line) and columns(line[start]):
        marked = next(index for index in range(len(shown)) if columns(shown[: index + 1]) > indent)
        assert shown[marked:].startswith(printable(line[start]) if line[start] != "\t" else "    ")
    else:
        assert indent <= columns(shown)


@pytest.mark.parametrize(
    ("text", "expected"), [("", 0), ("abc", 3), ("日本", 4), ("e\u0301", 1), ("ｱ", 1), ("Ａ", 2), ("😀", 2)]
)
def test_columns(text: str, expected: int) -> None:
    assert columns(text) == expected
