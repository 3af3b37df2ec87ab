"""Where a key of `[[rules.custom]]` is written: a parser of TOML says what there is, and not where.

A settings file is read line by line, further each time: the line with which a key comes to be there is the
last one of what sets it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from dockfix.typed import Any

#: What closes a list that is cut off behind one of its items.
_CLOSERS = ("", "\n]")


def line_of(path: Path, number: int, key: str) -> int:
    """The line, from 1, on which `key` of the `number`th definition, from 0, begins in a settings file.

    That of the definition itself if `key` is empty; 1 if the file cannot be read any more.
    """
    try:
        lines = path.read_bytes().decode().splitlines(keepends=True)
    except (OSError, UnicodeDecodeError):
        return 1
    # What stands before the word is no definition, and need not be read again and again.
    first = next((at for at, line in enumerate(lines) if "custom" in line), 0)
    before = first
    for end in range(first, len(lines)):
        definitions = _definitions("".join(lines[: end + 1]), path)
        if definitions is None:
            continue
        if number < len(definitions) and (not key or key in definitions[number]):
            return _first_of_statement(lines, before, end) + 1
        before = end + 1
    return 1


def _first_of_statement(lines: list[str], start: int, end: int) -> int:
    """The first line from `start` on, up to `end`, that is neither blank nor a comment."""
    return next((at for at in range(start, end) if lines[at].strip() and lines[at].lstrip()[0] != "#"), end)


def _definitions(text: str, path: Path) -> list[Mapping[str, Any]] | None:
    """The definitions in the beginning of a settings file; None where it ends within something."""
    for closer in _CLOSERS:
        try:
            table: Any = tomllib.loads(text + closer)
        except tomllib.TOMLDecodeError:
            continue
        if path.name == "pyproject.toml":
            table = table.get("tool", {}).get("dockfix", {})
        custom = table.get("rules", {}).get("custom", [])
        return custom if isinstance(custom, list) else []
    return None
