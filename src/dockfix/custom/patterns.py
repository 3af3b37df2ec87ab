"""Regular expressions that somebody wrote: no text keeps them busy for longer than a second.

Those of the library `regex` are those of Python, and can be given a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from time import monotonic

import regex

#: How long the searches with one pattern may take in a file, in seconds.
LIMIT = 1.0

Match = regex.Match[str]


def demand(pattern: str) -> str:
    """What is wrong with `pattern`; the empty string if nothing is."""
    try:
        _compiled(pattern)
    except regex.error as error:
        return str(error)
    return ""


def template_demand(pattern: str, template: str) -> str:
    """What is wrong with `template`, which is to replace what `pattern` matches; empty if nothing is."""
    try:
        regex.sub(f"{pattern}|", template, "")  # it is looked at only where something matches
    except (regex.error, IndexError) as error:
        return str(error)
    return ""


class Search:
    """Searches with one pattern, for `LIMIT` seconds in all."""

    def __init__(self, pattern: str) -> None:
        self._pattern = _compiled(pattern)
        self._left = LIMIT

    def matches(self, text: str) -> list[Match]:
        """All that matches in `text`, without what is empty, unless that is all. Raises `TimeoutError`."""
        found = list(self._found(text))
        return [match for match in found if match[0]] or found[:1]

    def _found(self, text: str) -> Iterator[Match]:
        begun = monotonic()
        try:
            for match in self._pattern.finditer(text, timeout=max(self._left, 0.001)):
                yield match
                if monotonic() - begun > self._left:
                    raise TimeoutError
        except TimeoutError as error:
            pattern = self._pattern.pattern
            raise TimeoutError(
                f"the regular expression {pattern} takes longer than {LIMIT:.0f} second: simplify it"
            ) from error
        finally:
            self._left -= monotonic() - begun


@cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)
