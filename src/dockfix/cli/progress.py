"""A line on a terminal that says how far a long run is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import monotonic

from dockfix.output import Output
from dockfix.typed import TypeVar

T = TypeVar("T")

_PATIENCE = 2.0
_PAUSE = 0.1
_BAR = 30
_ERASE = "\r\x1b[K"


def shown_progress(items: Iterable[T], total: int, tells: Callable[[T], bool], output: Output) -> Iterator[T]:
    """`items` as they come; if they take more than two seconds, a bar says how many of `total` came.

    Nothing is written where `output` is no terminal. The bar makes way for an item that `tells` something.
    """
    if not output.is_terminal:
        yield from items
        return
    due = patient_until = monotonic() + _PATIENCE
    is_shown = False
    try:
        for done, item in enumerate(items, 1):
            if is_shown and tells(item):
                output.write(_ERASE)
                is_shown = False
            yield item
            now = monotonic()
            if now >= due or (now >= patient_until and not is_shown):
                output.write(bar(done, total))
                is_shown, due = True, now + _PAUSE
    finally:  # also after Ctrl-C
        if is_shown:
            output.write(_ERASE)


def bar(done: int, total: int) -> str:
    """The bar, to be written over whatever is in the line."""
    filled = _BAR * done // total
    return f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done} of {total} files"
