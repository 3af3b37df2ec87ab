"""How Go, in which BuildKit is written, reads values."""

from __future__ import annotations

import re

from dockfix.late_pattern import late_pattern

_BOOLEAN = late_pattern(r"1|t|T|TRUE|true|True|0|f|F|FALSE|false|False")
_INTEGER = late_pattern(r"[-+]?\d{1,19}", re.ASCII)


def is_boolean(text: str) -> bool:
    """Whether `text` is a truth value."""
    return _BOOLEAN.fullmatch(text) is not None


def is_integer(text: str) -> bool:
    """Whether `text` is a number in decimal digits, with a sign or without."""
    return _INTEGER.fullmatch(text) is not None
