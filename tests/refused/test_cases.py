"""Small Dockerfiles, each with what BuildKit itself said of it; `benchmarks/against_buildkit.py` asks again.

`built` are those that it builds, `refused` those that it refuses, with the line of the instruction (0 for an
ONBUILD, which it refuses where something is built on top). What is `open` is refused for a base image that
sets PATH alone and without build arguments, and may be built with others: nothing is to be said of those.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dockfix.engine import Engine, Result
from dockfix.plugins import Plugins
from dockfix.rule import Severity
from dockfix.rule_card import RuleCard
from dockfix.selection import ActiveRule
from dockfix.source import Source

CASES = json.loads((Path(__file__).parent / "cases.json").read_text())
#: The rules that report what is refused.
REFUSED = {f"DF{number:04}" for number in range(1, 17)} | {"DL3011", "DL3023", "DL3043", "DL3061"}


@pytest.fixture(scope="module")
def engine() -> Engine:
    rules = [rule for rule in Plugins(installed=False).rules if rule.code in REFUSED]
    assert all(rule.severity is Severity.ERROR and rule.default for rule in rules)
    return Engine([ActiveRule(RuleCard.of(rule), {}) for rule in rules])


def checked(engine: Engine, text: str) -> Result:
    result = engine.check(Source.from_text(text))
    assert not result.failures, text
    return result


@pytest.mark.parametrize("kind", ["built", "open"])
def test_nothing_is_said_of_what_is_built(engine: Engine, kind: str) -> None:
    wrong = {text: found for text in CASES[kind] if (found := checked(engine, text).findings)}
    assert not wrong


def test_what_is_refused_is_reported_at_its_instruction(engine: Engine) -> None:
    missed = []
    for line, text in CASES["refused"]:
        result = checked(engine, text)
        instructions = [result.file.instruction_at(found.span.start) for found in result.findings]
        lines = {instruction.line if instruction else 1 for instruction in instructions}
        if not lines or (line and line not in lines):
            missed.append((line, text, lines))
    assert missed == []


def test_each_rule_is_tried(engine: Engine) -> None:
    codes = {found.code for _, text in CASES["refused"] for found in checked(engine, text).findings}
    assert codes == REFUSED
