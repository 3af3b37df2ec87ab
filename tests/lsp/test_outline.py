from __future__ import annotations

from dockfix.lsp.outline import Fold, folds, outline
from lsp.marks import snapshot, with_places

TEXT = """\
# what it is
# and what for
ARG ‹A›=1
FROM debian:12 AS ‹build›
# alone
ENV ‹B›=2 ‹C›=3
RUN a && \\
    # why
    b
‹FROM› build
COPY <<EOF /x
1
EOF
"""


def test_stages_with_their_variables() -> None:
    text, spans = with_places(TEXT)
    items = outline(snapshot(text).file)
    assert [(each.kind, each.name, each.detail) for each in items] == [
        ("arg", "A", "1"),
        ("stage", "build", "FROM debian:12"),
        ("stage", "stage 1", "FROM build"),
    ]
    assert [(each.kind, each.name, each.detail) for each in items[1].children] == [
        ("env", "B", "2"),
        ("env", "C", "3"),
    ]
    flat = [each for item in items for each in (item, *item.children)]
    assert [each.name_span for each in flat] == spans
    assert text[slice(*items[1].span)].startswith("FROM debian:12 AS build\n# alone")
    assert text[slice(*items[1].span)].endswith("    b")
    assert text[slice(*items[2].span)].endswith("EOF")


def test_what_can_be_folded() -> None:
    text, _ = with_places(TEXT)
    assert sorted(folds(snapshot(text).file)) == [
        Fold(1, 2, is_comment=True),
        Fold(4, 9),
        Fold(7, 9),
        Fold(10, 13),
        Fold(11, 13),
    ]


def test_a_text_without_stages_has_neither() -> None:
    file = snapshot("# one line\n").file
    assert outline(file) == []
    assert folds(file) == []
