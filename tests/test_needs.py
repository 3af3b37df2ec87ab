"""`Rule.needs`: leaving a rule out for what a file lacks changes no finding."""

from __future__ import annotations

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

    def vain_on(self, file: File) -> set[str]:
        return set()

    def held_by(self, instruction: Instruction, file: File) -> int:
        return -1


def found(result: Result) -> list[tuple[object, ...]]:
    return [(each.code, each.span, each.message, each.fix is None) for each in result.findings]


@pytest.fixture(scope="module", params=["", HADOLINT])
def engines(request: pytest.FixtureRequest) -> tuple[Engine, Engine]:
    rules = [ActiveRule(RuleCard.of(rule), {}) for rule in Plugins(installed=False).rules]
    return Engine(rules, request.param), Thorough(rules, request.param)


def test_the_same_is_found_in_real_files(corpus: list[Sample], engines: tuple[Engine, Engine]) -> None:
    quick, thorough = engines
    left_out = 0
    for sample in corpus[::5]:
        source = Source.from_bytes(sample.data)
        result = quick.check(source)
        left_out += len(quick.vain_on(result.file))
        assert found(result) == found(thorough.check(source)), sample.name
    assert left_out > len(corpus)


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
    written = File(parse(Source.from_text(f"{text}\n"))).written()
    assert written is None or "--mount" in written


def test_what_is_not_held() -> None:
    written = File(parse(Source.from_text("RUN a -m ount\n"))).written()
    assert written is not None and "--mount" not in written


def test_a_rule_that_needs_nothing_is_never_left_out() -> None:
    engine = default_engine()
    vain = engine.vain_on(File(parse(Source.from_text("FROM a\n"))))
    assert vain == {card.code for card in Plugins(installed=False).cards if card.needs and card.default}
