"""Changes of a text that come in rounds: what each round makes is checked before the next.

Such a change is a generator: it yields a text, is sent what is found in it, and returns what has come of it.
So many of them can go on side by side, and whatever looks at many texts at once is given all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

from dockfix.typed import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from dockfix.engine import Result
    from dockfix.source import Source

Question = TypeVar("Question")
T = TypeVar("T")
Rounds = Generator["Source", "Result", T]


def driven(rounds: Rounds[T], check: Callable[[Source], Result]) -> T:
    """What comes of `rounds`, whose texts `check` checks."""
    try:
        text = next(rounds)
        while True:
            text = rounds.send(check(text))
    except StopIteration as end:
        outcome: T = end.value
        return outcome


def asking(
    rounds: Rounds[T], question: Callable[[Source], Question], view: Callable[[Result], Result]
) -> Generator[Question, Result, T]:
    """`rounds` that yield a question about each text, and are sent what `view` makes of the answer."""
    try:
        text = next(rounds)
        while True:
            text = rounds.send(view((yield question(text))))
    except StopIteration as end:
        outcome: T = end.value
        return outcome
