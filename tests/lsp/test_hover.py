from __future__ import annotations

from pathlib import Path

import pytest

from dockfix.lsp.hover import Hover, hover
from dockfix.lsp.names import Names
from lsp.marks import at_cursor, snapshot


def said(text: str, directory: Path = Path("/nowhere"), settings: str | None = None) -> Hover | None:
    text, offset = at_cursor(text)
    known = snapshot(text, directory, settings=settings)
    return hover(known, offset, Names(known.file))


def test_a_finding_is_explained_with_what_its_rule_says() -> None:
    hovered = said("FROM debian:12\nRUN apt-get │install --no-install-recommends curl=1\n")
    assert hovered
    assert hovered.markdown.startswith(
        "**[DL3014](https://dockfix.readthedocs.io/rules/DL3014/)** apt-missing-yes · warning\n\n"
    )
    assert "```" not in hovered.markdown


def test_a_rule_of_the_settings_is_explained_without_a_link(tmp_path: Path) -> None:
    settings = """[[rules.custom]]
code = "ACME1"
message = "no ADD"
why = "It unpacks."
instruction = "ADD"
"""
    hovered = said("FROM a:1\nAD│D a b\n", tmp_path, settings)
    assert hovered
    assert "\n\n**ACME1** acme1 · warning\n\nno ADD.\n\nIt unpacks." in hovered.markdown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ARG A=1\nFROM debian:$│A\n", "**A** build argument: `1`\n\nline 1, used once"),
        ("FROM debian:12\nENV │A=1\n", "**A** environment variable: `1`\n\nline 2, used 0 times"),
        ("FROM debian:12\nENV │A=$B\nENV A=2", "**A** environment variable: empty\n\nline 2, used 0 times"),
        ("FROM debian:12\nARG A\nRUN $│A $A", "**A** build argument: no value\n\nline 2, used 2 times"),
        ("FROM debian:12\nENV A=1\nENV A=${│A}2", "**A** environment variable: `1`\n\nline 2, used once"),
        ("ARG │A=x\nARG B=$A\nFROM a", "**A** build argument: `x`\n\nline 1, used once"),
        ("FROM debian:12 AS │b", "**b** stage 0, on top of the image `debian:12`\n\nline 1, used 0 times"),
        ("FROM a AS b\nFROM b AS │c", "**c** stage 1, on top of the stage `b`\n\nline 2, used 0 times"),
        (
            "FROM scratch\nFROM a\nCOPY --from=│0 / /",
            "**0** stage 0, on top of `scratch`\n\nline 1, used once",
        ),
    ],
)
def test_a_name_is_explained_with_what_it_means_there(text: str, told: str) -> None:
    hovered = said(text)
    assert hovered
    assert told in hovered.markdown.split("\n\n---\n\n")


def test_an_instruction_is_explained() -> None:
    hovered = said("FROM debian:12\nworkd│ir /a\n")
    assert hovered
    assert "WORKDIR PATH" in hovered.markdown
    assert "https://docs.docker.com/reference/dockerfile/#workdir" in hovered.markdown


@pytest.mark.parametrize(
    "line",
    [
        "# dockfix: ignore=DL3006,DL30│08",
        "# dockfix: global ignore=apt-unp│inned -- why",
        "# hadolint ignore=│DL3008",
        "# check=skip=JSONArgsRecommended,│DL3008",
    ],
)
def test_a_code_in_an_ignore_comment_is_explained(line: str) -> None:
    hovered = said(f"FROM debian:12\n{line}\nRUN true\n")
    assert hovered
    assert "**[DL3008]" in hovered.markdown


@pytest.mark.parametrize("text", ["│", "FROM debian:12\nUSER ap│p\n", "# a comm│ent\nFROM debian:12\nUSER a"])
def test_nothing_is_said_where_there_is_nothing_to_say(tmp_path: Path, text: str) -> None:
    assert said(text, tmp_path, "ignore = ['ALL']") is None
