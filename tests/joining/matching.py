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
    before: Sequence[str], after: Sequence[str], codes: Iterable[str], ends: Sequence[int] | None
) -> Match | None:
    """Pair the entries of two logs; None if they differ by more than the fixes of `codes` intend.

    `ends` says how many entries the second log has after each script. It is None for logs without an order.
    """
    calls = [_Call.of(entry) for entry in before]
    others = [_Call.of(entry) for entry in after]
    codes = list(codes)
    places: list[tuple[int, int]] = []
    causes: list[str] = []
    waiting = list(range(len(calls)))
    new: list[int] = []
    for at, call in enumerate(others):
        candidates = (
            waiting[:1] if ends is not None else sorted(waiting, key=lambda place: calls[place] != call)
        )
        for place in candidates:
            found = changes(calls[place], call, codes)
            if found is not None:
                waiting.remove(place)
                places.append((place, at))
                causes += found
                break
        else:
            new.append(at)
    for at in new:
        added = [code for code in codes if code in ENDING and ENDING[code].fullmatch(others[at].words)]
        if not added or (ends is not None and not _is_at_an_end(at, new, ends)):
            return None
        causes += added[:1]
    if waiting:
        return None
    pairs = [(calls[place].arguments, others[at].arguments) for place, at in places]
    return Match(places, pairs, [others[at].arguments for at in new], causes)


def _is_at_an_end(at: int, new: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether only new calls follow in the script."""
    end = next(end for end in ends if end > at)
    return all(place in new for place in range(at, end))


def changes(before: _Call, after: _Call, codes: Sequence[str]) -> list[str] | None:
    """The codes of the fixes that made one call of the other; None if something else is different."""
    if before.circumstances != after.circumstances:
        return None
    found = []
    words = after.words
    while words != before.words:
        undone = next(_nearer(before.words, words, codes), None)
        if undone is None:
            return None
        code, words = undone
        found.append(code)
    return found


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
