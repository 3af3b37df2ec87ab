from __future__ import annotations

from pathlib import Path

import pytest

from dockfix.lsp.completion import Item, completions
from dockfix.lsp.instruction_help import FLAGS, INSTRUCTIONS
from dockfix.syntax.flags import KINDS
from dockfix.syntax.grammar import KEYWORDS
from lsp.marks import applied, at_cursor, snapshot


def proposed(text: str, directory: Path = Path("/nowhere"), settings: str | None = None) -> list[Item]:
    text, offset = at_cursor(text)
    items = completions(snapshot(text, directory, settings=settings), offset)
    for item in items:
        # What has been typed of the word, and no more, gives way to the proposal.
        assert item.span.end == offset
        assert not set(text[slice(*item.span)]) & set(" \n=,")
    return items


def labels(text: str) -> list[str]:
    return [item.label for item in proposed(text)]


@pytest.mark.parametrize(
    "text", ["│", "F│", "FROM a\nW│", "FROM a\n│\nRUN b", "FROM a\n\n  │", "FROM a\nONBUILD │"]
)
def test_instructions(text: str) -> None:
    assert labels(text) == [*INSTRUCTIONS]


def test_instructions_as_the_others_are_written() -> None:
    assert labels("from a\nrun b\n│")[0] == "add"
    assert labels("FROM a\nwo│")[0] == "add"
    assert labels("from a\nrun b\nWO│")[0] == "ADD"


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("FROM --│", ["--platform="]),
        ("FROM a\nCOPY --f│", "--chown= --from= --chmod= --link --exclude= --parents".split()),
        ("FROM a\nCOPY --link --exclude=a --│ . .", "--chown= --from= --chmod= --exclude= --parents".split()),
        ("FROM a\nRUN --mo│", "--mount= --network= --security= --device=".split()),
        ("FROM a\nRUN \\\n  --mo│", "--mount= --network= --security= --device=".split()),
        ("FROM a\nONBUILD RUN --│", "--mount= --network= --security= --device=".split()),
        ("FROM a\nRUN curl --│", []),
        ("FROM a\nWORKDIR --│", []),
    ],
)
def test_flags_of_each_instruction(text: str, flags: list[str]) -> None:
    assert labels(text) == flags


@pytest.mark.parametrize(
    "line",
    [
        "COPY --from=│",
        "COPY --from=b│ /a /b",
        "RUN --mount=type=bind,from=│",
        "RUN --mount=from=bu│,target=/a make",
    ],
)
def test_stages_before(line: str) -> None:
    assert labels(f"FROM a AS build\nFROM a\nFROM a AS tools\nFROM a AS own\n{line}\nFROM a AS later\n") == [
        "build",
        "tools",
    ]


def test_images_and_as() -> None:
    assert labels("FROM a AS build\nFROM │\n") == ["build", "scratch"]
    assert labels("FROM a AS build\nFROM --platform=$X b│\n") == ["build", "scratch"]
    assert labels("FROM a │\n") == ["AS"]
    assert labels("from a │\n") == ["as"]
    assert labels("FROM a AS │\n") == []


def test_mounts() -> None:
    assert labels("FROM a\nRUN --mount=│") == ["type=", "from="]
    assert labels("FROM a\nRUN --mount=type=│") == ["bind", "cache", "secret", "ssh", "tmpfs"]


def test_variables_that_have_a_value_or_may_get_one() -> None:
    text = "ARG G=1\nFROM a AS b\nARG A=1\nENV E=2\nFROM b\n"
    assert sorted(labels(f"{text}RUN echo $│\nENV LATER=1")) == ["A", "E"]
    assert sorted(labels(f"{text}USER ${{E│")) == ["A", "E"]
    assert "TARGETARCH" in labels("ARG G=1\nFROM a:$│")
    assert "G" in labels("ARG G=1\nFROM a:${│")


@pytest.mark.parametrize(
    "line",
    ["# dockfix: ignore=│", "# dockfix: global ignore=DL3006, DL│", "# hadolint ignore=D│", "# check=skip=│"],
)
def test_codes_in_ignore_comments(line: str) -> None:
    items = proposed(f"FROM a\n{line}\nRUN b\n")
    item = next(item for item in items if item.label == "DL3008")
    assert item.detail == "apt-unpinned"
    assert "[DL3008]" in item.documentation


@pytest.mark.parametrize(
    "text",
    [
        "# a com│ment\nFROM a",
        "# dockfix: ignore=DL3008 -- be│cause\nFROM a",
        "FROM a\nRUN apt-get ins│",
        "FROM a\nCOPY <<E /a\nF│\nE\n",
    ],
)
def test_nothing_elsewhere(text: str) -> None:
    assert labels(text) == []


def test_a_proposal_takes_the_place_of_what_is_typed() -> None:
    text, offset = at_cursor("FROM a\nCOPY --fr│ /a /b\n")
    item = next(each for each in completions(snapshot(text), offset) if each.label == "--from=")
    from dockfix.rule import Edit

    assert applied(text, [Edit(item.span, item.text)]) == "FROM a\nCOPY --from= /a /b\n"


def test_only_rules_that_run_are_proposed(tmp_path: Path) -> None:
    items = proposed("# dockfix: ignore=│\nFROM a\n", tmp_path, "select = ['DL3008']")
    assert [item.label for item in items] == ["DL3008"]


def test_all_that_there_is_has_a_description() -> None:
    assert set(INSTRUCTIONS) == set(KEYWORDS)
    assert {keyword: set(flags) for keyword, flags in FLAGS.items()} == {
        keyword: set(flags) for keyword, flags in KINDS.items()
    }
