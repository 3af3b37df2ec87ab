"""Comments that are written are heeded where they stand, break nothing, and are written once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Sample
from dockfix.api import default_engine
from dockfix.config import Given, Settings
from dockfix.engine import Engine
from dockfix.fixer import apply
from dockfix.ignoring import DEFAULT_REASON, ignore_everywhere, ignore_here, ignoring
from dockfix.model import File
from dockfix.plugins import Plugins
from dockfix.rounds import driven
from dockfix.selection import Selection
from dockfix.source import Source
from dockfix.syntax.nodes import Instruction
from dockfix.syntax.parser import parse

NO_LABELS = Engine(
    Selection(Plugins().cards, Settings(Path(), ignore=(Given("labels", ""),))).for_file(Path("x"))
)


def added(text: str, reason: str = "why") -> str:
    """`text` with all that is found in it ignored; nothing more is found then."""
    source = Source.from_text(text)
    done = driven(ignoring(NO_LABELS.check(source), reason), NO_LABELS.check)
    assert not done.result.findings
    assert not NO_LABELS.check(done.source).findings
    return done.source.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM debian:12 AS Build\n", "# dockfix: ignore=StageNameCasing -- why\nFROM debian:12 AS Build\n"),
        ("FROM scratch\r\n  WORKDIR a", "FROM scratch\r\n  # dockfix: ignore=DL3000 -- why\r\n  WORKDIR a"),
        (
            "# escape=`\n# a comment\n\n#\nFROM scratch\nWORKDIR `\n  a\n",
            "# escape=`\n# a comment\n\n#\nFROM scratch\n# dockfix: ignore=DL3000 -- why\nWORKDIR `\n  a\n",
        ),
        (
            "FROM scratch\nRUN <<EOF\nsudo a\nEOF\nWORKDIR b\n",
            "FROM scratch\n# dockfix: ignore=DL3004 -- why\nRUN <<EOF\nsudo a\nEOF\n"
            "# dockfix: ignore=DL3000 -- why\nWORKDIR b\n",
        ),
        (
            "FROM scratch\nRUN a \\\n# a comment\n && sudo b\n",
            "FROM scratch\n# dockfix: ignore=DL3004 -- why\nRUN a \\\n# a comment\n && sudo b\n",
        ),
        (
            "FROM scratch\nONBUILD WORKDIR a\n",
            "FROM scratch\n# dockfix: ignore=DL3000 -- why\nONBUILD WORKDIR a\n",
        ),
    ],
)  # fmt: skip
def test_where_comments_go(before: str, after: str) -> None:
    assert added(before) == after


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# dockfix: ignore=DL3004 -- why", "# dockfix: ignore=DL3004,DL3000 -- why"),
        ("#dockfix ignore = DL3004,DL3007  --  why ", "#dockfix ignore = DL3004,DL3007,DL3000  --  why "),
        ("# dockfix: ignore=DL3004 -- else", "# dockfix: ignore=DL3004 -- else\n# dockfix: ignore=DL3000 -- why"),
        ("# dockfix: ignore=DL3004", "# dockfix: ignore=DL3004\n# dockfix: ignore=DL3000 -- why"),
        ("# hadolint ignore=DL3004", "# hadolint ignore=DL3004\n# dockfix: ignore=DL3000 -- why"),
        ("# dockfix: ignore= -- why", "# dockfix: ignore= -- why\n# dockfix: ignore=DL3000 -- why"),
    ],
)  # fmt: skip
def test_a_comment_for_the_same_reason_is_extended(comment: str, expected: str) -> None:
    assert added(f"FROM scratch\n{comment}\nWORKDIR a\n") == f"FROM scratch\n{expected}\nWORKDIR a\n"


def test_without_a_reason_none_is_written() -> None:
    assert added("FROM scratch\nWORKDIR a\n", "") == "FROM scratch\n# dockfix: ignore=DL3000\nWORKDIR a\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nWORKDIR b\n", "FROM a\n# dockfix: ignore=X1\nWORKDIR b\n"),
        ("FROM a\n# dockfix: ignore=Y -- z\nWORKDIR b\n", "FROM a\n# dockfix: ignore=Y,X1 -- z\nWORKDIR b\n"),
        ("FROM a\n# dockfix: ignore=X1\nWORKDIR b\n", "FROM a\n# dockfix: ignore=X1\nWORKDIR b\n"),
    ],
)
def test_one_code_for_an_editor(text: str, expected: str) -> None:
    file = File(parse(Source.from_text(text)))
    source = apply(file.ast, [ignore_here(file, file.instructions[-1], ["X1"])])
    assert source and source.text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\n", "# dockfix: global ignore=X1,X2 -- z\nFROM a\n"),
        ("# syntax=a\nFROM a\n", "# syntax=a\n# dockfix: global ignore=X1,X2 -- z\nFROM a\n"),
        ("# syntax=a", "# syntax=a\n# dockfix: global ignore=X1,X2 -- z"),
        ("# dockfix: global ignore=X1 -- z\nFROM a\n", "# dockfix: global ignore=X1,X2 -- z\nFROM a\n"),
        ("", "# dockfix: global ignore=X1,X2 -- z\n"),
    ],
)
def test_codes_for_the_whole_file(text: str, expected: str) -> None:
    file = File(parse(Source.from_text(text)))
    source = apply(file.ast, [ignore_everywhere(file, ["X1", "X2"], "z")])
    assert source and source.text == expected


def shape(source: Source) -> list[tuple[str, str]]:
    """What all instructions are, without comments above them."""
    instructions: list[Instruction] = list(parse(source).instructions)
    return [(each.KEYWORD, source.text[each.extent.start : each.extent.end]) for each in instructions]


def check_sample(data: bytes) -> int:
    engine, source = default_engine(), Source.from_bytes(data)
    result = engine.check(source)
    if result.file.ast.unreadable:
        return 0
    done = driven(ignoring(result, DEFAULT_REASON), engine.check)
    again = driven(ignoring(engine.check(done.source), DEFAULT_REASON), engine.check)
    assert done.result.findings == () and again.source.text == done.source.text
    assert shape(done.source) == shape(source)
    assert [each.text for each in parse(done.source).directives] == [
        each.text for each in parse(source).directives
    ]
    rest = [line for line in done.source.text.split("\n") if "dockfix:" not in line]
    assert rest == [line for line in source.text.split("\n") if "dockfix:" not in line]
    return done.ignored


def test_the_corpus_can_be_ignored(corpus: list[Sample], figure: Callable[[str], None]) -> None:
    samples = corpus[::10]
    ignored = sum(check_sample(sample.data) for sample in samples)
    figure(
        f"--add-ignores: {ignored} findings in {len(samples)} real files, none left, no instruction changed"
    )
    assert ignored > len(samples)


@pytest.mark.exhaustive
def test_all_of_the_corpus_can_be_ignored(corpus: list[Sample], figure: Callable[[str], None]) -> None:
    ignored = sum(check_sample(sample.data) for sample in corpus)
    figure(
        f"--add-ignores: {ignored} findings in {len(corpus)} real files, none left, no instruction changed"
    )


LINES = [
    "# syntax=docker/dockerfile:1", "# escape=`", "# check=skip=DL3006", "#", "# a", "", " ", "\\",
    "FROM debian", "FROM a AS B", "RUN cd /a && sudo b \\", " && c", "RUN <<E", "E", "cd d", "WORKDIR a",
    "ONBUILD RUN cd e", "MAINTAINER f", "copy . .", "# dockfix: ignore=DL3004", "# dockfix: global ignore=",
    "NONSENSE", "CMD a `", "#\u00e9 \udcff",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=8), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_nothing_is_broken(lines: list[str], newline: str, bom: bool) -> None:
    text = ("\ufeff" if bom else "") + newline.join(lines)
    check_sample(Source.from_text(text).to_bytes())
