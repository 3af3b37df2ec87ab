from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest

from dockfix.cli import progress
from dockfix.cli.progress import bar, shown_progress
from dockfix.output import Output


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(progress, "monotonic", lambda: self.now)

    def items(self, *seconds: float) -> Iterator[float]:
        for each in seconds:
            self.now += each
            yield each


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def shown(items: Iterator[float], total: int, *, tells: bool = False, terminal: bool = True) -> list[str]:
    """What is on the terminal whenever an item comes, and in the end, with what was written since."""
    stream = BytesIO()
    output = Output(stream, "x")
    output.is_terminal = terminal
    states = []
    for _ in shown_progress(items, total, lambda _: tells, output):
        states.append(stream.getvalue().decode())
    states.append(stream.getvalue().decode())
    return [after[len(before) :] for before, after in zip(["", *states], states, strict=False)]


ERASE = "\r\x1b[K"


def test_a_short_run_shows_nothing(clock: Clock) -> None:
    assert shown(clock.items(0.5, 0.5, 0.9), 3) == ["", "", "", ""]


def test_a_long_run_shows_a_bar_that_is_gone_in_the_end(clock: Clock) -> None:
    assert shown(clock.items(1, 1.5, 0.01, 1, 1), 5) == ["", "", bar(2, 5), "", bar(4, 5), bar(5, 5) + ERASE]


def test_the_bar_makes_way_for_findings(clock: Clock) -> None:
    assert shown(clock.items(3, 0.01, 0.01), 3, tells=True) == [
        "",
        bar(1, 3) + ERASE,
        bar(2, 3) + ERASE,
        bar(3, 3) + ERASE,
    ]


def test_the_bar_is_erased_when_the_run_breaks_off(clock: Clock) -> None:
    def items() -> Iterator[float]:
        yield from clock.items(3)
        raise KeyboardInterrupt

    stream = BytesIO()
    output = Output(stream, "x")
    output.is_terminal = True
    with pytest.raises(KeyboardInterrupt):
        list(shown_progress(items(), 2, lambda _: False, output))
    assert stream.getvalue().decode() == bar(1, 2) + ERASE


def test_without_a_terminal_nothing_is_shown(clock: Clock) -> None:
    assert shown(clock.items(3, 3), 2, terminal=False) == ["", "", ""]


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [
        (0, 7, f"\r[{'.' * 30}] 0 of 7 files"),
        (1, 2, f"\r[{'#' * 15}{'.' * 15}] 1 of 2 files"),
        (7, 7, f"\r[{'#' * 30}] 7 of 7 files"),
    ],
)
def test_the_bar(done: int, total: int, expected: str) -> None:
    assert bar(done, total) == expected
