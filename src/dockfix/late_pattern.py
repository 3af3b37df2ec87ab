"""Regular expressions that are compiled when they are first used: most of them are not, for most files."""

from __future__ import annotations

import re

from dockfix.typed import Any, cast

_METHODS = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "flags")


class _LatePattern:
    """Stands for a pattern until it is used, and then has its methods."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


class _RarePattern(_LatePattern):
    """The same for a pattern that is used only once a text holds one of some strings."""

    def __init__(self, pattern: str, flags: int, needs: tuple[str, ...]) -> None:
        super().__init__(pattern, flags)
        for name in ("match", "fullmatch", "search"):
            setattr(self, name, self._unless_vain(name, needs))

    def _unless_vain(self, name: str, needs: tuple[str, ...]) -> Any:
        def method(text: str, *place: int) -> Any:
            if not any(need in text for need in needs):
                return None
            return self.__getattr__(name)(text, *place)

        return method


def late_pattern(pattern: str, flags: int = 0, needs: tuple[str, ...] = ()) -> re.Pattern[str]:
    """The same as `re.compile`, at first use. Raises nothing; a wrong pattern is told when it is used.

    No text matches that holds none of `needs`: it is not compiled for such texts.
    """
    return cast(
        "re.Pattern[str]", _RarePattern(pattern, flags, needs) if needs else _LatePattern(pattern, flags)
    )
