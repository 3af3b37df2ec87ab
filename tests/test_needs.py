"""`Rule.needs`: leaving a rule out for what a file lacks changes no finding."""

from __future__ import annotations

from functools import reduce
from operator import or_

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Sample
from dockfix.api import default_engine
from dockfix.engine import Engine, Result
from dockfix.model import File
from dockfix.plugins import Plugins
from dockfix.presets import HADOLINT
from dockfix.rule_card import RuleCard
from dockfix.selection import ActiveRule
from dockfix.source import Source
from dockfix.syntax.nodes import Instruction
from dockfix.syntax.parser import parse


class Thorough(Engine):
    """Leaves no rule out."""

    def held_by(self, instruction: Instruction, file: File) -> int:
        return -1


def left_out(engine: Engine, file: File) -> list[str]:
    """The codes of the rules that `engine` does not call for anything in `file`, as it lacks what they need."""
    held = reduce(or_, (engine.held_by(each, file) for each in file.ast.walk()), 0)
    cards = [card for card in Plugins(installed=False).cards if card.default and not card.is_family]
    methods = {method for card in cards for method in card.checks}
    called = {check.code for method in methods for check in engine.checks(method, held)}
    return [card.code for card in cards if card.code not in called]


def found(result: Result) -> list[tuple[object, ...]]:
    return [(each.code, each.span, each.message, each.fix is None) for each in result.findings]


@pytest.fixture(scope="module", params=["", HADOLINT])
def engines(request: pytest.FixtureRequest) -> tuple[Engine, Engine]:
    rules = [ActiveRule(RuleCard.of(rule), {}) for rule in Plugins(installed=False).rules]
    return Engine(rules, request.param), Thorough(rules, request.param)


def test_the_same_is_found_in_real_files(corpus: list[Sample], engines: tuple[Engine, Engine]) -> None:
    quick, thorough = engines
    count = 0
    for sample in corpus[::5]:
        source = Source.from_bytes(sample.data)
        result = quick.check(source)
        count += len(left_out(quick, result.file))
        assert found(result) == found(thorough.check(source)), sample.name
    assert count > len(corpus)


@given(text=st.text(st.sampled_from("ADFROMRUNENV $\\`\n-=\"'[]|,#ax{}<u0024"), max_size=120))
@settings(max_examples=300)
def test_the_same_is_found_in_debris(text: str, engines: tuple[Engine, Engine]) -> None:
    source = Source.from_text(f"FROM a\n{text}")
    quick, thorough = engines
    assert found(quick.check(source)) == found(thorough.check(source))


@pytest.mark.parametrize(
    "text",
    [
        "RUN --mount=type=bind a",
        "RUN -\\\n-mount=type=bind a",
        "RUN -\\  \n# a comment\n-mount=type=bind a",
        "# escape=`\nRUN -`\n-mount=type=bind a",
        'RUN ["sh", "-c", "\\u002d-mount"]',
    ],
)
def test_what_is_held_in_another_spelling(text: str) -> None:
    written = written_in(text)
    assert written is None or "--mount" in written


def written_in(text: str) -> str | None:
    file = File(parse(Source.from_text(f"{text}\n")))
    return file.written(file.instructions[0])


def test_what_is_not_held() -> None:
    written = written_in("RUN a -m ount")
    assert written is not None and "--mount" not in written


def test_a_rule_that_needs_nothing_is_never_left_out() -> None:
    vain = left_out(default_engine(), File(parse(Source.from_text("FROM a\n"))))
    needy = [card.code for card in Plugins(installed=False).cards if card.needs and card.default]
    assert vain == needy != []
