"""Numbers that somebody may have written with any count of digits."""

from __future__ import annotations

#: What BuildKit reads greater numbers as.
GREATEST = 2**64 - 1
_MOST_DIGITS = len(str(GREATEST))


def number(digits: str) -> int:
    """The number that decimal digits write, and `GREATEST` for a greater one: Python refuses long ones."""
    significant = digits.lstrip("0")
    return GREATEST if len(significant) > _MOST_DIGITS else min(int(significant or "0"), GREATEST)
