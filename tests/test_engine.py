"""When the engine calls the check methods of a rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest

from dockfix.engine import Engine
from dockfix.rule import Finding, Rule
from dockfix.rule_card import RuleCard
from dockfix.selection import ActiveRule
from dockfix.shell.command import Command
from dockfix.source import Source
from dockfix.syntax.nodes import Instruction, Run

TEXT = "FROM a\nENV x=1\nRUN make\nRUN cd /x \\\n  && curl y\nCOPY a b\n"


def engine(rule: type[Rule]) -> Engine:
    return Engine([ActiveRule(RuleCard.of(rule), {})])


class Telling(Rule):
    """Finds all that it is called for."""

    code = "XX0001"
    name = "telling"
    category = "test"

    def check_instruction(self, instruction: Instruction) -> Iterator[Finding]:
        yield self.found(instruction, "instruction")

    def check_run(self, run: Run) -> Iterator[Finding]:
        yield self.found(run, "run")

    def check_command(self, command: Command) -> Iterator[Finding]:
        yield self.found(command, f"command {command.name}")


class OfCommands(Telling):
    commands = ("curl", "wget")


class OfText(Telling):
    needs = ("curl", "x=")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            Telling,
            [
                (1, "instruction"),
                (2, "instruction"),
                (3, "instruction"),
                (3, "run"),
                (3, "command make"),
                (4, "instruction"),
                (4, "run"),
                (4, "command cd"),
                (5, "command curl"),
                (6, "instruction"),
            ],
        ),
        (
            OfCommands,
            [
                (1, "instruction"),
                (2, "instruction"),
                (3, "instruction"),
                (4, "instruction"),
                (4, "run"),
                (5, "command curl"),
                (6, "instruction"),
            ],
        ),
        (
            OfText,
            [(2, "instruction"), (4, "instruction"), (4, "run"), (4, "command cd"), (5, "command curl")],
        ),
    ],
)
def test_what_a_rule_is_called_for(rule: type[Rule], told: list[tuple[int, str]]) -> None:
    result = engine(rule).check(Source.from_text(TEXT))
    assert not result.failures
    assert sorted((each.start.line, each.message) for each in result.findings) == sorted(told)


class Failing(Telling):
    calls: ClassVar[list[str]] = []

    def check_instruction(self, instruction: Instruction) -> Iterator[Finding]:
        self.calls.append(instruction.keyword)
        yield self.found(instruction, "instruction")
        if instruction.keyword == "ENV":
            raise ValueError("no")


def test_a_rule_that_fails_is_told_of_once_and_not_called_again() -> None:
    check = engine(Failing)
    for _ in range(2):  # in each file
        Failing.calls.clear()
        result = check.check(Source.from_text(TEXT))
        assert [each.message for each in result.failures] == ["ValueError: no"]
        assert [each.start.line for each in result.findings] == [1, 2]
        assert Failing.calls == ["FROM", "ENV"]
