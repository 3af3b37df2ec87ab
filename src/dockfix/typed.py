"""The names of `typing` that dockfix uses, without its import, which takes as long as checking a small file.

Annotations are not evaluated, so nearly anything can stand for a name that only type checkers look at.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import (
        Any,
        BinaryIO,
        ClassVar,
        Concatenate,
        Final,
        Generic,
        Literal,
        NoReturn,
        ParamSpec,
        Protocol,
        TextIO,
        TypeVar,
        cast,
        overload,
    )
else:

    class _Name:
        """Whatever is made of it, it stays as it is; classes that are derived from it have no other base."""

        def __call__(self, *_, **__):
            return self

        def __getitem__(self, _):
            return self

        def __or__(self, _):
            return self

        __ror__ = __or__

        def __mro_entries__(self, _):
            return ()

    Any = BinaryIO = ClassVar = Concatenate = Final = Generic = Literal = NoReturn = _Name()
    ParamSpec = Protocol = TextIO = TypeVar = overload = Any

    def cast(_, value):
        """The value."""
        return value


__all__ = [
    "TYPE_CHECKING",
    "Any",
    "BinaryIO",
    "ClassVar",
    "Concatenate",
    "Final",
    "Generic",
    "Literal",
    "NoReturn",
    "ParamSpec",
    "Protocol",
    "TextIO",
    "TypeVar",
    "cast",
    "overload",
]
