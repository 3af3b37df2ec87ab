"""One line of a file with a place in it marked, to be shown in a terminal."""

from __future__ import annotations

from dockfix.printable import printable

_TAB = "    "
_CUT = "…"


def excerpt(line: str, start: int, end: int, width: int) -> tuple[str, str]:
    """`line` as it is shown in at most `width` columns, and carets under all from `start` to `end`.

    What does not fit is cut away, on both sides of the mark rather than from it. `start` and `end` are
    indexes in `line`, and may be beyond it; an empty place is marked by one caret.
    """
    start = min(start, len(line))
    if len(line) <= width and line.isascii() and line.isprintable():
        return line, " " * start + "^" * max(min(end, len(line)) - start, 1)
    # Every character shown takes a column, so no more of them than fit can be shown on either side.
    base = max(start - width, 0)
    near = line[base : start + width + 1]
    is_plain = near.isascii() and near.isprintable()
    cells = near if is_plain else [_cell(character) for character in near]
    start, end = start - base, max(min(end - base, len(cells)), start - base + 1)
    widths = [1] * len(cells) if is_plain else [columns(cell) for cell in cells]
    first = _first_shown(widths, start, end, width, is_cut=base > 0)
    last = _last_shown(widths, first, width - (first > 0 or base > 0))
    left = _CUT if first > 0 or base > 0 else ""
    right = _CUT if last < len(cells) else ""
    indent = len(left) + sum(widths[first:start])
    marked = sum(widths[start : min(end, last)]) or 1
    return left + "".join(cells[first:last]) + right, " " * indent + "^" * marked


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes: East Asian characters have two, accents none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width  # noqa: PLC0415 - 3 ms, for few lines

    return sum(
        0 if category(character) in ("Mn", "Me", "Cf") else 1 + (east_asian_width(character) in "WF")
        for character in text
    )


def _cell(character: str) -> str:
    return _TAB if character == "\t" else printable(character)


def _first_shown(widths: list[int], start: int, end: int, width: int, *, is_cut: bool) -> int:
    """Where to begin so that the mark is seen: at the line's beginning, or a third of the width before it."""
    if not is_cut and (sum(widths[:end]) < width or sum(widths) <= width):
        return 0
    room = width // 3
    first = start
    while first > 0 and widths[first - 1] <= room:
        first -= 1
        room -= widths[first]
    return first


def _last_shown(widths: list[int], first: int, width: int) -> int:
    """The index after the last cell that fits, with a column left for the sign that more follows."""
    if sum(widths[first:]) <= width:
        return len(widths)
    last, room = first, width - 1
    while widths[last] <= room:
        room -= widths[last]
        last += 1
    return last
