"""Which word was meant by one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

#: How many words are compared: a file with more of them may have as many mistakes.
_MOST = 500


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`, did you mean …?` with the known word most like `word`; empty if none is, or there are very many."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    few = [*islice(known, _MOST + 1)]
    if len(few) > _MOST:
        return ""
    by_folded = {each.casefold(): each for each in few}
    close = get_close_matches(word.casefold(), by_folded, n=1)
    return f", did you mean `{by_folded[close[0]]}`?" if close else ""
