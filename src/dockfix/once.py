"""What is worked out once for a file or a stage, and kept for as long as that is there.

A cache of the function's own would keep the file: an editor, which makes a new one with each key, would have
dozens of old ones in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps

from dockfix.typed import Concatenate, ParamSpec, Protocol, TypeVar


class Subject(Protocol):
    """Something that answers are kept with, by the question."""

    answers: dict[Hashable, object]


S = TypeVar("S", bound=Subject)
P = ParamSpec("P")
T = TypeVar("T")


def once(function: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """`function`, whose answer for a subject and the same further arguments, which are hashable, is kept."""

    @wraps(function)
    def answer(subject: S, /, *arguments: P.args, **named: P.kwargs) -> T:
        question = (function, arguments, *named.items())
        if question not in subject.answers:
            subject.answers[question] = function(subject, *arguments, **named)
        return subject.answers[question]  # type: ignore[return-value]  # it is the function's

    return answer
