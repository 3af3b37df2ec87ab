from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.lsp.positions import UTF8, UTF16, UTF32, Place, Positions
from dockfix.source import Source

TEXTS = st.text(alphabet=st.sampled_from("aä\u20ac\U0001f433\n\r\x0c\x85\u2028\ufeff"), max_size=30)
CODECS = {UTF8: ("utf-8", 1), UTF16: ("utf-16-le", 2), UTF32: ("utf-32-le", 4)}


@given(text=TEXTS, encoding=st.sampled_from([UTF8, UTF16, UTF32]))
def test_every_character_has_the_place_that_the_protocol_gives_it(text: str, encoding: str) -> None:
    codec, width = CODECS[encoding]
    source = Source.from_text(text)
    positions = Positions(source, encoding)
    bom = len(text) - len(source.text)
    for offset in range(len(source.text) + 1):
        lines = re.split("\r\n|\r|\n", text[: offset + bom])
        # Between the two characters of a line end there is no place: it is behind the first one.
        if text[offset + bom - 1 : offset + bom + 1] == "\r\n" and offset + bom > 0:
            continue
        place = positions.place(offset)
        assert place == Place(len(lines) - 1, len(lines[-1].encode(codec)) // width)
        assert positions.offset(*place) == offset


@pytest.mark.parametrize(
    ("place", "offset"),
    [((0, 99), 2), ((1, 0), 3), ((1, 1), 3), ((1, 2), 4), ((1, 99), 5), ((2, 0), 6), ((9, 9), 7)],
)
def test_a_place_that_is_none_is_the_next_one_before_it(place: tuple[int, int], offset: int) -> None:
    assert Positions(Source.from_text("ab\n\U0001f433c\nd"), UTF16).offset(*place) == offset


def test_a_byte_order_mark_counts_for_the_editor_alone() -> None:
    source = Source.from_text("\ufeffFROM a\nRUN b")
    for encoding, width in ((UTF8, 3), (UTF16, 1), (UTF32, 1)):
        positions = Positions(source, encoding)
        assert positions.place(0) == Place(0, width)
        assert positions.place(7) == Place(1, 0)
        assert positions.offset(0, 0) == positions.offset(0, width) == 0


def test_half_a_surrogate_is_a_unit() -> None:
    positions = Positions(Source.from_text("a\udc80b"), UTF16)
    assert positions.place(3) == Place(0, 3)
    assert Positions(Source.from_text("a\udc80b"), UTF8).place(3) == Place(0, 5)
