from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.api import parse
from dockfix.tree_dump import as_data, as_text


def instructions(text: str) -> list[dict[str, object]]:
    data = json.loads(json.dumps(as_data(parse(text))))
    assert list(data)[:2] == ["escape", "directives"] and list(data)[-1] == "instructions"
    found: list[dict[str, object]] = data["instructions"]
    return found


def node(keyword: str, line: int, end_line: int, form: str, *value: str, **more: object) -> dict[str, object]:
    told = {"keyword": keyword, "line": line, "end_line": end_line, "flags": [], "form": form}
    return {**told, "value": list(value), **more}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# nothing\n", []),
        ("\nfrom a AS b\n", [node("FROM", 2, 2, "words", "a", "AS", "b")]),
        (
            "RUN --network=none --mount=type=cache,target=/x a \\\n  b\n",
            [node("RUN", 1, 2, "shell", "a   b", flags=["--network=none", "--mount=type=cache,target=/x"])],
        ),
        ('CMD ["a", "b c"]', [node("CMD", 1, 1, "exec", "a", "b c")]),
        (
            "COPY <<-A <<'B' /x\n\ta\n\tA\nb\nB\n",
            [
                node(
                    "COPY",
                    1,
                    5,
                    "heredoc",
                    "<<-A",
                    "<<'B'",
                    "/x",
                    heredocs=[
                        {"name": "A", "expand": True, "content": "\ta\n"},
                        {"name": "B", "expand": False, "content": "b\n"},
                    ],
                )
            ],
        ),
        (
            "ONBUILD RUN --network=none x",
            [
                node(
                    "ONBUILD",
                    1,
                    1,
                    "shell",
                    "x",
                    instruction=node("RUN", 1, 1, "shell", "x", flags=["--network=none"]),
                )
            ],
        ),
        (
            "FROM a\nENV b",
            [
                node("FROM", 1, 1, "words", "a"),
                node(
                    "ENV",
                    2,
                    2,
                    "words",
                    error={"message": "ENV needs a name and a value", "line": 2, "column": 5},
                ),
            ],
        ),
        ("FROM a\nfoo bar", [node("FROM", 1, 1, "words", "a"), node("FOO", 2, 2, "words", "")]),
    ],
)
def test_instructions(text: str, expected: list[dict[str, object]]) -> None:
    assert instructions(text) == expected


def test_the_file_as_a_whole() -> None:
    data = as_data(parse("# syntax=docker/dockerfile:1\n# Escape=`\nFROM a `\n"))
    assert data["escape"] == "`"
    assert data["directives"] == [
        {"name": "syntax", "value": "docker/dockerfile:1", "line": 1},
        {"name": "escape", "value": "`", "line": 2},
    ]
    assert as_data(parse("# nothing\n"))["error"] == {
        "message": "there is no instruction in the file",
        "line": 1,
        "column": 1,
    }


def test_text() -> None:
    text = "# escape=`\nFROM a\nONBUILD RUN --network=none <<'E'\nb\x1b\n\n c\nE\nENV x\n"
    assert as_text(parse(text)) == (
        "# escape=`  (line 1)\n"
        "FROM  (line 2, words)\n"
        "  value  a\n"
        "ONBUILD  (lines 3-7, heredoc)\n"
        "  value  <<'E'\n"
        "  heredoc E (nothing is expanded)\n"
        "    | b\\x1b\n"
        "    | \n"
        "    |  c\n"
        "  RUN  (lines 3-7, heredoc)\n"
        "    flag   --network=none\n"
        "    value  <<'E'\n"
        "    heredoc E (nothing is expanded)\n"
        "      | b\\x1b\n"
        "      | \n"
        "      |  c\n"
        "ENV  (line 8, words)\n"
        "  error at 8:5: ENV needs a name and a value\n"
    )


PIECES = [
    "FROM a",
    "RUN ",
    "<<E",
    "\n",
    "E\n",
    "ONBUILD ",
    "\\\n",
    "ENV ",
    '["x"]',
    "--f=\udcff",
    "# escape=x\n",
]


@given(st.one_of(st.binary(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_whatever_the_file_holds(text: str | bytes) -> None:
    tree = parse(text)
    assert len(
        instructions(text if isinstance(text, str) else text.decode("utf-8", "surrogateescape"))
    ) == len(tree.instructions)
    assert all(line.isprintable() or not line.isascii() for line in as_text(tree).split("\n"))
