"""The examples in a rule's docstring: fenced blocks that say whether they are bad or good."""

from __future__ import annotations

import re
from inspect import cleandoc
from typing import NamedTuple

from dockfix.rule import Rule

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
