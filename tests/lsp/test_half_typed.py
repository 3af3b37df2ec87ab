"""Whatever is typed so far: no request fails, at any place, and every answer is about the text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockfix.lsp.actions import StaleActionError, actions, edits_of
from dockfix.lsp.completion import completions
from dockfix.lsp.diagnostics import diagnostics
from dockfix.lsp.documents import Snapshot
from dockfix.lsp.formatting import formatting
from dockfix.lsp.hover import hover
from dockfix.lsp.names import Names
from dockfix.lsp.outline import OutlineItem, folds, outline
from dockfix.lsp.positions import UTF8, UTF16, UTF32, Positions
from dockfix.lsp.renaming import RenameError, rename
from dockfix.source import Span
from lsp.marks import applied, snapshot

ROOT = Path(__file__).parents[2]
TEXTS = [
    path.read_bytes().decode("utf-8", "surrogateescape")
    for path in sorted(ROOT.glob("fixtures/*/*/Dockerfile"))
]
DEBRIS = ["", "\n", "\\\n", "'", '"', "$", "${", "`", "<<E", "# ", "# dockfix: ignore=", "\x0c", "\u2028", "\U0001f433", "{", "[", "--", "--from=", "--mount=type=", "ONBUILD ", "RUN ", "FROM ", "ENV ", "COPY ", "ARG A", "\r", "\0", "\udc80", "\ufeff"]  # fmt: skip


@st.composite
def half_typed(draw: st.DrawFn) -> str:
    """A fixture that is cut off, or has something typed into it."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 20, len(text))))
        text = text[:start] + draw(st.sampled_from(DEBRIS)) + text[end:]
    return text[: draw(st.integers(0, len(text)))] if draw(st.booleans()) else text


def places_of(text: str) -> Iterator[int]:
    """About a hundred places, the ends among them."""
    step = max(len(text) // 100, 1)
    yield from range(0, len(text) + 1, step)
    yield len(text)


def try_everything(known: Snapshot) -> None:
    text = known.source.text
    assert known.result is None or not known.result.failures

    def is_in(span: Span) -> bool:
        return 0 <= span.start <= span.end <= len(text)

    def is_outline(item: OutlineItem) -> bool:
        inner = item.span.start <= item.name_span.start <= item.name_span.end <= item.span.end
        return inner and is_in(item.span) and bool(item.name) and all(map(is_outline, item.children))

    shown = diagnostics(known)
    assert all(is_in(each.span) for each in shown)
    assert all(map(is_outline, outline(known.file)))
    lines = text.count("\n") + 1
    assert all(1 <= each.first_line < each.last_line <= lines for each in folds(known.file))
    for edit in formatting(known):
        assert is_in(edit.span)
    names = Names(known.file)
    assert all(is_in(each.span) and is_in(each.declaration) for each in names.occurrences)
    for occurrence in names.occurrences:
        with suppress(RenameError):
            edits = rename(known.file, names, occurrence, "another_name")
            assert len(set(edits)) == len(edits)
            assert len(Names(snapshot(applied(text, edits)).file).occurrences) == len(names.occurrences)
    for offset in places_of(text):
        said = hover(known, offset, names)
        assert said is None or is_in(said.span)
        assert all(is_in(item.span) and item.span.end == offset for item in completions(known, offset))
        assert all(is_in(each.span) for each in shown)
    for action in islice(actions(known, Span(0, len(text))), 60):
        with suppress(StaleActionError):
            assert all(is_in(edit.span) for edit in edits_of(known, action.key))


def try_positions(known: Snapshot, encoding: str) -> None:
    positions = Positions(known.source, encoding)
    for offset in places_of(known.source.text):
        place = positions.place(offset)
        assert abs(positions.offset(*place) - offset) <= 1  # a line end of two characters has no place within


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(text=half_typed(), encoding=st.sampled_from([UTF8, UTF16, UTF32]))
def test_half_typed_files(text: str, encoding: str) -> None:
    known = snapshot(text)
    try_everything(known)
    try_positions(known, encoding)


@pytest.mark.exhaustive
@settings(max_examples=5000, suppress_health_check=list(HealthCheck))
@given(text=half_typed(), encoding=st.sampled_from([UTF8, UTF16, UTF32]))
def test_many_half_typed_files(text: str, encoding: str) -> None:
    known = snapshot(text)
    try_everything(known)
    try_positions(known, encoding)


@pytest.mark.parametrize(
    "text", ["FROM debian:12 AS build\nARG V=1\nRUN echo $V\nFROM build\nCOPY --from=build --chown=$V a b\n"]
)
def test_every_beginning_of_a_file(text: str) -> None:
    for end in range(len(text) + 1):
        try_everything(snapshot(text[:end]))
