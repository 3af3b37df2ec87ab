from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dockfix.source import MappedText, Position, Source, Span


def test_lines_and_positions() -> None:
    source = Source.from_bytes("\ufeffé\r\nb\n".encode())
    assert source.bom
    assert source.newline == "\r\n"
    assert source.position(0) == Position(1, 1)
    assert source.position(3) == Position(2, 1)
    assert source.position(5) == Position(3, 1)
    assert [source.line_text(line) for line in (1, 2, 3)] == ["é", "b", ""]


@given(st.binary(max_size=60))
def test_bytes_come_back(data: bytes) -> None:
    assert Source.from_bytes(data).to_bytes() == data


def mapped(*pieces: tuple[str, int]) -> MappedText:
    """A text cut together from plain pieces, each with its outer offset."""
    triples, length = [], 0
    for text, outer in pieces:
        triples.append((length, outer, -1))
        length += len(text)
    return MappedText("".join(text for text, _ in pieces), triples)


def test_pieces_map_to_where_they_were_cut() -> None:
    text = mapped(("abc", 10), ("de", 20))
    assert [text.offset(index) for index in range(5)] == [10, 11, 12, 20, 21]
    assert text.span(0, 3) == Span(10, 13)  # ends before the gap, not after it
    assert text.span(2, 4) == Span(12, 21)
    assert text.span(0, 5) == Span(10, 22)
    assert text.offset(5) == 22
    assert text.span(3, 3) == Span(20, 20)


def test_escape_sequences_are_as_wide_as_they_are_written() -> None:
    text = MappedText('a"b', ((0, 5, -1), (1, 6, 2), (2, 8, -1)))
    assert text.span(1, 2) == Span(6, 8)
    assert text.span(0, 3) == Span(5, 9)


@given(
    st.lists(st.tuples(st.text("xyz", min_size=1, max_size=4), st.integers(0, 3)), min_size=1, max_size=5),
    st.data(),
)
def test_a_slice_maps_like_the_whole(parts: list[tuple[str, int]], data: st.DataObject) -> None:
    outer, pieces = 0, []
    for text, gap in parts:
        outer += gap
        pieces.append((text, outer))
        outer += len(text)
    whole = mapped(*pieces)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    part = whole.slice(start, end)
    assert part.text == whole.text[start:end]
    for index in range(len(part)):
        assert part.span(index, index + 1) == whole.span(start + index, start + index + 1)
    if part.text:
        assert part.span(0, len(part)) == whole.span(start, end)


def test_concatenated() -> None:
    text = MappedText.concatenated([mapped(("ab", 3)), mapped(("cd", 9))], "\n")
    assert text.text == "ab\ncd"
    assert text.span(0, 2) == Span(3, 5)
    assert text.span(3, 5) == Span(9, 11)


def test_within_goes_one_level_further_out() -> None:
    outer = mapped(("abc", 10), ("def", 20))
    inner = outer.slice(0, 6)
    part = MappedText("bd", ((0, 1, -1), (1, 3, -1))).within(inner)
    assert [part.span(index, index + 1) for index in range(2)] == [Span(11, 12), Span(20, 21)]
