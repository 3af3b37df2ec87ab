"""How a check fails: in words that a rule's author can do something with."""

from __future__ import annotations

from collections.abc import Iterable
from traceback import format_exception
from types import TracebackType

from dockfix import engine
from dockfix.engine import Failure


class CheckError(Exception):
    """A rule does not do what it says; the message is all that is shown."""


def demand_no(failures: Iterable[Failure]) -> None:
    """Raise `CheckError` if there are any failures; for what a rule raised, with its traceback."""
    told = [_told(failure) for failure in failures]
    if told:
        raise CheckError("\n\n".join(told))


def _told(failure: Failure) -> str:
    error = failure.error
    if error is None:
        return str(failure)
    lines = format_exception(type(error), error, _in_the_rule(error.__traceback__))
    return f"{failure}\n\n{''.join(lines).rstrip()}"


def _in_the_rule(traceback: TracebackType | None) -> TracebackType | None:
    """The part of a traceback that begins in the rule: the engine's own frames tell nothing."""
    inner = traceback
    while inner and inner.tb_frame.f_code.co_filename == engine.__file__:
        inner = inner.tb_next
    return inner or traceback
