"""Regular expressions that are compiled when they are first used: most of them are not, for most files."""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "pattern", "flags")


class _LatePattern:
    """Stands for a pattern until it is used, and then has its methods."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(*self._given)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def late_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """The same as `re.compile`, at first use. Raises nothing; a wrong pattern is told when it is used."""
    return cast("re.Pattern[str]", _LatePattern(pattern, flags))
