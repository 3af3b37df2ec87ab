"""Random scripts, joined and run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockfix.shell.dialect import Shell
from joining.referee import SH, Referee, cases, missing, referee
from joining.scripts import OPTIONS, scripts

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

_SHELLS = {"bash": "/bin/bash", "bash-as-sh": "/bin/sh", "dash": "/bin/sh", "ash": "/bin/sh"}


@pytest.fixture(scope="module")
def judge() -> Iterator[Referee]:
    with referee() as judge:
        yield judge


def check(judge: Referee, run_by: str, several: list[str], options: tuple[str, ...]) -> None:
    """Join `several` for a shell that turns out to be `run_by`, and run both."""
    if run_by == "dash" and "pipefail" in options:
        options = ("-c",)
    shell = Shell((_SHELLS[run_by], *options))
    for case in cases(several, shell):
        verdict = judge.judge(case._replace(shells=(run_by,)))
        assert not verdict.differences, f"{case.before}\n{case.after}\n{verdict.differences}"


def quickly(examples: int) -> settings:
    return settings(
        max_examples=examples,
        suppress_health_check=list(HealthCheck),
        derandomize=examples < 1000,
    )


@pytest.mark.parametrize("run_by", SH)
@quickly(60)
@given(st.lists(scripts(), min_size=2, max_size=3), OPTIONS)
def test_random_scripts_do_the_same(
    judge: Referee, run_by: str, several: list[str], options: tuple[str, ...]
) -> None:
    check(judge, run_by, several, options)


@pytest.mark.exhaustive
@pytest.mark.parametrize("run_by", SH)
@quickly(7000)  # of which three in four are joined: more than 20,000 pairs in all
@given(st.lists(scripts(), min_size=2, max_size=3), OPTIONS)
def test_many_random_scripts_do_the_same(
    judge: Referee, run_by: str, several: list[str], options: tuple[str, ...]
) -> None:
    check(judge, run_by, several, options)
