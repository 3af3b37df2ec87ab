"""Values of settings: what each must be, and how one that is wrong is told.

Every reader takes the key that a value stands under and the value as written, gives it back in its type, and
raises `ConfigError` if it is something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dockfix.named_tuple import NamedTuple
from dockfix.typed import NoReturn, TypeVar

T = TypeVar("T")


class ConfigError(Exception):
    """A setting that is wrong: one line that says where, what is wrong, and what to do."""


def literal(value: object) -> str:
    """A value of a settings file as it may be written there, for messages."""
    import json  # noqa: PLC0415 - only where something is wrong

    return json.dumps(value, default=str, ensure_ascii=False)


class Key(NamedTuple):
    """A key of a settings file, or an option of the command line where `file` is empty."""

    file: str
    name: str

    @property
    def where(self) -> str:
        """The key and its file, for messages."""
        return f"{self.file}: `{self.name}`" if self.file else f"`{self.name}`"

    def within(self, name: str) -> Key:
        """The key `name` in the table that this key holds."""
        return Key(self.file, f"{self.name}.{name}")

    def wrong(self, value: object, wanted: str) -> NoReturn:
        """Raise `ConfigError`: the value is not what is wanted."""
        raise ConfigError(f"{self.where} is {literal(value)}: it must be {wanted}")


def string(key: Key, value: object) -> str:
    """A string."""
    return value if isinstance(value, str) else key.wrong(value, "a string")


def strings(key: Key, value: object) -> tuple[str, ...]:
    """A list of strings."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        key.wrong(value, "a list of strings")
    return tuple(value)


def boolean(key: Key, value: object) -> bool:
    """True or false."""
    return value if isinstance(value, bool) else key.wrong(value, "true or false")


def mapping(key: Key, value: object) -> dict[str, object]:
    """A table, the word that TOML has for a mapping."""
    return value if isinstance(value, dict) else key.wrong(value, "a table")


def choice(key: Key, value: object, choices: Mapping[str, T]) -> T:
    """What the value stands for among `choices`."""
    if not isinstance(value, str) or value not in choices:
        *others, last = choices
        proposal = f"{', '.join(others)} or {last}" if others else last
        raise ConfigError(f"{key.where} is {literal(value)}: choose {proposal}")
    return choices[value]


def shown(path: Path) -> str:
    """`path` as short as can be for the reader: relative where it lies below the current directory."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
