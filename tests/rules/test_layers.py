from __future__ import annotations

from collections.abc import Callable

import pytest

from dockfix.engine import Engine
from dockfix.fixer import fix
from dockfix.source import Source
from dockfix_rules.layers import UnmergedRuns

Make = Callable[..., Engine]


def fixed_text(engine: Engine, text: str) -> str:
    fixed = fix(Source.from_text(text), engine)
    assert not fixed.failures
    return fixed.source.text


def test_chained_runs_are_left_alone_on_demand(engine_for: Make) -> None:
    text = "FROM a\nRUN b && c && d\nRUN e\nRUN f && g\n"
    assert fixed_text(engine_for(UnmergedRuns), text).count("RUN") == 1
    left = fixed_text(engine_for(UnmergedRuns, leave_chained=True), text)
    assert left == "FROM a\nRUN b && c && d\nRUN e \\\n    && f \\\n    && g\n"


def test_stages_that_do_not_ship_are_left_alone_on_demand(engine_for: Make) -> None:
    text = "FROM a AS base\nRUN b\nRUN c\nFROM a AS build\nRUN d\nRUN e\nFROM base\nRUN f\nRUN g\n"
    assert fixed_text(engine_for(UnmergedRuns), text).count("RUN") == 3
    shipped = fixed_text(engine_for(UnmergedRuns, only_shipped=True), text)
    assert "RUN d\nRUN e\n" in shipped
    assert shipped.count("RUN") == 4


@pytest.mark.parametrize(
    ("runs", "says"),
    [
        (2, "the RUNs from line 2 to line 3 can be one, with 1 layer fewer"),
        (5, "the RUNs from line 2 to line 6 can be one, with 4 layers fewer"),
    ],
)
def test_a_group_is_one_finding_at_its_second_run(engine_for: Make, runs: int, says: str) -> None:
    source = Source.from_text("FROM a\n" + "RUN b\n" * runs)
    (finding,) = engine_for(UnmergedRuns).check(source).findings
    assert finding.message == says
    assert source.position(finding.span.start) == (3, 1)


def test_what_cannot_be_joined_is_told_with_the_reason(engine_for: Make) -> None:
    source = Source.from_text("FROM a\nRUN service b start\nRUN c\n")
    (finding,) = engine_for(UnmergedRuns).check(source).findings
    assert finding.fix is None
    assert "`service b start`" in finding.message


def test_many_runs_are_joined_in_one_round(engine_for: Make) -> None:
    text = fixed_text(engine_for(UnmergedRuns), "FROM a\n" + "RUN b\n" * 3000)
    assert text.count("RUN") == 1
    assert text.count("&& b") == 2999


METADATA = [
    "CMD b",
    "ENTRYPOINT b",
    "EXPOSE 1",
    "HEALTHCHECK CMD b",
    "LABEL b=c",
    "MAINTAINER b",
    "STOPSIGNAL 9",
]
FELT = [
    "ADD b c",
    "ARG b",
    "COPY b c",
    "ENV b=c",
    'SHELL ["/bin/sh", "-c"]',
    "USER b",
    "VOLUME /b",
    "WORKDIR /b",
]


@pytest.mark.parametrize("between", METADATA)
def test_metadata_is_crossed_on_demand(engine_for: Make, between: str) -> None:
    text = f"FROM a\nRUN d\n{between}\nRUN e\n"
    assert fixed_text(engine_for(UnmergedRuns), text) == text
    joined = fixed_text(engine_for(UnmergedRuns, across_metadata=True), text)
    assert joined == f"FROM a\nRUN d \\\n    && e\n{between}\n"


@pytest.mark.parametrize("between", [*FELT, "UNKNOWN b"])
def test_what_a_run_can_feel_is_not_crossed(engine_for: Make, between: str) -> None:
    text = f"FROM a\nRUN d\n{between}\nRUN e\n"
    assert fixed_text(engine_for(UnmergedRuns, across_metadata=True), text) == text
