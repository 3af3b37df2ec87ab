"""`typing.NamedTuple`, made in half the time: that one compiles every annotation, which no class here needs.

There are a hundred of them, and a small file is checked in less time than that takes.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    _OWN = frozenset(("__annotations__", "__module__", "__qualname__"))

    class _Maker(type):
        """Makes a class of named tuples of what a class statement says."""

        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = [namespace.pop(field) for field in fields if field in namespace]
            made = namedtuple(name, fields, defaults=defaults, module=namespace["__module__"])
            made.__qualname__ = namespace["__qualname__"]
            made.__annotations__ = namespace.get("__annotations__", {})
            for attribute, value in namespace.items():
                if attribute not in _OWN:
                    setattr(made, attribute, value)
                    if hasattr(type(value), "__set_name__"):
                        value.__set_name__(made, attribute)
            return made

    class NamedTuple(metaclass=_Maker):
        """What a class of named tuples is derived from."""


__all__ = ["NamedTuple"]
