"""The examples in a rule's docstring: fenced blocks that say whether they are bad or good.

A `toml` block holds the settings that they are under; a `text` block with a name is a file beside them.
"""

from __future__ import annotations

import re
from inspect import cleandoc
from pathlib import Path
from typing import Literal, NamedTuple, cast

from dockfix.rule import Rule

_SETTINGS = re.compile(r"^```toml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"^```text (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^```dockerfile (bad|good)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


class Example(NamedTuple):
    """One example; `number` is its place among all of its rule."""

    kind: Literal["bad", "good"]
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.number}"


def examples_of(rule: type[Rule]) -> list[Example]:
    """The examples of a rule in their order."""
    return [
        Example(cast(Literal["bad", "good"], match[1]), number, match[2])
        for number, match in enumerate(_FENCE.finditer(_text(rule)), 1)
    ]


def settings_of(rule: type[Rule]) -> str:
    """The settings that a rule's examples are under; "" for none."""
    settings = _SETTINGS.search(_text(rule))
    return settings[1] if settings else ""


def write_files_of(rule: type[Rule], directory: Path) -> None:
    """Write the files that the examples of a rule are beside."""
    for name, text in _FILE.findall(_text(rule)):
        (directory / name).write_text(text, "utf-8")


def _text(rule: type[Rule]) -> str:
    return cleandoc(rule.__doc__ or "")
