"""`typing.NamedTuple`, made in a tenth of the time: that one compiles Python text for every class.

There are a hundred of them, and a small file is checked in less time than that takes.
"""

from __future__ import annotations

from collections import _tuplegetter  # type: ignore[attr-defined]  # as `namedtuple` does

from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from functools import cache
    from types import FunctionType

    class _Maker(type):
        """Makes a class of named tuples of what a class statement says."""

        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = tuple(namespace.pop(field) for field in fields if field in namespace)
            getters = {field: _tuplegetter(index, None) for index, field in enumerate(fields)}
            code = _constructor(len(fields)).replace(co_varnames=("cls", *fields), co_name="__new__")
            constructor = FunctionType(code, {"new": tuple.__new__}, "__new__", defaults)
            own = {"__slots__": (), "__new__": constructor, "_fields": fields, "__match_args__": fields}
            return type(name, (_Methods,), {**own, **getters, **namespace})

    @cache
    def _constructor(count):
        """The code of a function that makes a tuple of a class of `count` arguments."""
        arguments = "".join(f"_{index}, " for index in range(count))
        return eval(f"lambda cls, {arguments}: new(cls, ({arguments}))").__code__

    class _Methods(tuple):
        """What all named tuples have."""

        __slots__ = ()

        def _replace(self, /, **values):
            new = tuple.__new__(type(self), map(values.pop, self._fields, self))
            if values:
                raise ValueError(f"got unexpected field names: {[*values]}")
            return new

        def __repr__(self):
            fields = zip(self._fields, self, strict=True)
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in fields)})"

        def __getnewargs__(self):
            return tuple(self)

    class NamedTuple(metaclass=_Maker):
        """What a class of named tuples is derived from."""


__all__ = ["NamedTuple"]
