"""Which word was meant by one that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`, did you mean …?` with the known word most like `word`; empty if none is."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    by_folded = {each.casefold(): each for each in known}
    close = get_close_matches(word.casefold(), by_folded, n=1)
    return f", did you mean `{by_folded[close[0]]}`?" if close else ""
