"""Whether two logs are of the same calls, but for what is intended."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from joining.intended import CHANGED, ENDING

_BETWEEN = "\037"
#: An entry ends with the directory, the input, and the mask with the environment.
_AFTER_WORDS = 3


class Match(NamedTuple):
    """Which calls are the same."""

    #: Their places in the logs before and after.
    places: list[tuple[int, int]]
    #: Their arguments before and after.
    arguments: list[tuple[str, str]]
    #: The arguments of calls that are new.
    new: list[str]
    #: The codes of the rules that are why calls differ, or why one is new.
    causes: list[str]


class _Call(NamedTuple):
    words: str
    circumstances: list[str]

    @classmethod
    def of(cls, entry: str) -> _Call:
        parts = entry.split(_BETWEEN)
        return cls(_BETWEEN.join(parts[:-_AFTER_WORDS]), parts[-_AFTER_WORDS:])

    @property
    def arguments(self) -> str:
        return " ".join(self.words.split(_BETWEEN)[1:])


def match(
    before: Sequence[str], after: Sequence[str], codes: Sequence[str], ends: Sequence[int] | None
) -> Match | None:
    """Pair the entries of two logs; None if they differ by more than the fixes of `codes` intend.

    `ends` says how many entries the second log has after each script. It is None for logs without an order.
    """
    calls = [_Call.of(entry) for entry in before]
    others = [_Call.of(entry) for entry in after]
    waiting = list(range(len(calls)))
    found = Match([], [], [], [])
    new: list[int] = []
    for at, call in enumerate(others):
        candidates = sorted(waiting, key=lambda place: calls[place] != call) if ends is None else waiting[:1]
        same = _first_same([(place, calls[place]) for place in candidates], call, codes)
        if same is None:
            new.append(at)
            continue
        place, causes = same
        waiting.remove(place)
        found.places.append((place, at))
        found.arguments.append((calls[place].arguments, call.arguments))
        found.causes.extend(causes)
    for at in new:
        added = [code for code in codes if code in ENDING and ENDING[code].fullmatch(others[at].words)]
        if not added or (ends is not None and not _is_at_an_end(at, new, ends)):
            return None
        found.new.append(others[at].arguments)
        found.causes.append(added[0])
    return None if waiting else found


def _first_same(
    candidates: Iterable[tuple[int, _Call]], call: _Call, codes: Sequence[str]
) -> tuple[int, list[str]] | None:
    """The place of the first candidate that fixes made `call` of, and the codes of these."""
    for place, candidate in candidates:
        causes = changes(candidate, call, codes)
        if causes is not None:
            return place, causes
    return None


def _is_at_an_end(at: int, new: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether only new calls follow in the script."""
    end = next(end for end in ends if end > at)
    return all(place in new for place in range(at, end))


def changes(before: _Call, after: _Call, codes: Sequence[str]) -> list[str] | None:
    """The codes of the fixes that made one call of the other; None if something else is different."""
    if before.circumstances != after.circumstances:
        return None
    return _undone(before.words, after.words, codes)


def _undone(goal: str, words: str, codes: Sequence[str]) -> list[str] | None:
    """The codes of fixes without which `words` would be `goal`."""
    if words == goal:
        return []
    for code, nearer in _nearer(goal, words, codes):
        others = _undone(goal, nearer, codes)
        if others is not None:
            return [code, *others]
    return None


def _nearer(goal: str, words: str, codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What `words` were before one of the fixes, if they have more in common with `goal` then."""
    shared = _shared(goal, words)
    for code in codes:
        for pattern, replacement in CHANGED.get(code, ()):
            for found in pattern.finditer(words):
                undone = words[: found.start()] + found.expand(replacement) + words[found.end() :]
                if _shared(goal, undone) > shared:
                    yield code, undone


def _shared(one: str, other: str) -> int:
    """How much of two texts is the same from the start, their ends included."""
    return len(os.path.commonprefix([one + "\0", other + "\0"]))  # noqa: RUF071 - characters are meant
