"""The examples in a rule's docstring: fenced blocks that say whether they are bad or good.

A `toml` block before them holds the settings that they are under: one table, with options of the rule; a `text`
block with a name is a file beside them.
"""

from __future__ import annotations

import re
import tomllib
from inspect import cleandoc
from pathlib import Path
from typing import NamedTuple

from dockfix.rule import Rule

_SETTINGS = re.compile(r"^```toml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"^```text (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^```dockerfile (bad|good)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Example(NamedTuple):
    rule: type[Rule]
    kind: str
    text: str
    number: int

    def __str__(self) -> str:
        return f"{self.rule.code}-{self.kind}-{self.number}"


def examples_of(rule: type[Rule]) -> list[Example]:
    return [
        Example(rule, match[1], match[2], number)
        for number, match in enumerate(_FENCE.finditer(cleandoc(rule.__doc__ or "")), 1)
    ]


def path_for(rule: type[Rule], directory: Path) -> Path:
    """Where the examples of a rule are to stand: in `directory`, with the files that they are beside."""
    for name, text in _FILE.findall(cleandoc(rule.__doc__ or "")):
        (directory / name).write_text(text)
    return directory / "Dockerfile"


def attributes_of(rule: type[Rule]) -> dict[str, object]:
    """The attributes that the settings in a rule's docstring give it."""
    settings = _SETTINGS.search(cleandoc(rule.__doc__ or ""))
    return attributes_from(settings[1]) if settings else {}


def attributes_from(settings: str) -> dict[str, object]:
    """The attributes that the only table of a settings file gives a rule."""
    table = tomllib.loads(settings)
    while all(isinstance(value, dict) for value in table.values()):
        (table,) = table.values()
    return {
        name.replace("-", "_"): tuple(value) if isinstance(value, list) else value
        for name, value in table.items()
    }
