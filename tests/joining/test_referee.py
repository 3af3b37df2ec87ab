"""The referee sees what it is there to see."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dockfix.shell.dialect import DEFAULT_SHELL
from joining.referee import SH, Case, Referee, missing, referee

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture(scope="module")
def judge() -> Iterator[Referee]:
    with referee() as judge:
        yield judge


# Two scripts, and a way of joining them that is wrong.
WRONG = {
    "directory": ("cd /d", "alpha", "cd /d && alpha"),
    "binding": ("alpha", "beta; gamma", "alpha && beta; gamma"),
    "failure is lost": ("alpha", "beta || true", "alpha && beta || true"),
    "exported variable": ("export V=1", "alpha", "export V=1 && alpha"),
    "variable that is exported already": ("V=1", "alpha; beta $V", "V=1 && { alpha; beta $V; }"),
    "variable": ("v=1", 'alpha "$v"', 'v=1 && alpha "$v"'),
    "option": ("set -f", "alpha *", "set -f && alpha *"),
    "errexit is ignored": ("set -e; alpha; beta", "gamma", "( set -e; alpha; beta ) && gamma"),
    "errexit is lost": ("set -e; alpha; beta", "gamma", "set -e; alpha; beta; gamma || true"),
    "exit": ("exit 0", "alpha", "exit 0 && alpha"),
    "exec": ("exec alpha", "beta", "exec alpha && beta"),
    "function": ("alpha() { beta; }", "alpha", "alpha() { beta; } && alpha"),
    "mask": ("umask 077", "alpha", "umask 077 && alpha"),
    "replaced program": ("pip install -U pip", "pip x", "pip install -U pip && pip x"),
    "trap": ("trap alpha EXIT", "beta", "trap alpha EXIT && beta"),
    "order": ("alpha", "beta", "beta && alpha"),
    "content of a file": ("echo a > out", "echo b >> out", "echo a > out && echo b > out"),
    "input": ("alpha", "echo a | beta", "alpha && echo b | beta"),
    "arguments": ("alpha", "beta 'a b'", "alpha && beta a b"),
    "status": ("alpha", "exit 4", "alpha && exit 5"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_difference_is_seen_in_every_shell(judge: Referee, name: str) -> None:
    *before, after = WRONG[name]
    verdict = judge.judge(Case.joined(before, after, DEFAULT_SHELL))
    assert {difference["shell"] for difference in verdict.differences} == set(SH)


RIGHT = {
    "plain": ("alpha", "beta", "alpha && beta"),
    "pipe": ("alpha | beta", "gamma", "alpha | beta && gamma"),
    "background": ("alpha & wait", "beta", "{ alpha & wait; } && beta"),
    "directory": ("cd /d && alpha", "beta", "( cd /d && alpha ) && beta"),
    "processes": ("alpha /*/*", "beta", "alpha /*/* && beta"),
    "loop": ("for i in 1 2; do alpha $i; done", "beta", "for i in 1 2; do alpha $i; done && beta"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_no_difference_is_seen_where_there_is_none(judge: Referee, name: str) -> None:
    *before, after = RIGHT[name]
    verdict = judge.judge(Case.joined(before, after, DEFAULT_SHELL))
    assert verdict.differences == []
    assert not verdict.endless


def test_every_command_fails_in_its_turn(judge: Referee) -> None:
    verdict = judge.judge(Case.joined(("alpha", "beta; gamma"), "alpha && { beta; gamma; }", DEFAULT_SHELL))
    assert verdict.runs == len(SH) * 2 * (1 + 3)


def test_scripts_leave_nothing_to_the_next_case(judge: Referee) -> None:
    case = Case.joined(("alpha", "beta"), "alpha && beta", DEFAULT_SHELL)
    for spoiler in ("echo a > /bin/beta", "npm i beta && echo a > /usr/local/bin/beta", "cd / && > /bin/rm"):
        judge.judge(Case.joined((spoiler, "rm alpha"), f"{spoiler} && rm alpha", DEFAULT_SHELL))
        assert judge.judge(case).runs == len(SH) * 2 * (1 + 2)


def test_no_call_passes_for_the_one_to_fail(judge: Referee) -> None:
    verdict = judge.judge(Case.joined(("a x | bash -", "b"), "a x | bash - && b", DEFAULT_SHELL))
    assert verdict.runs == len(SH) * 2 * (1 + 3)


def test_a_script_without_an_end_is_no_difference(judge: Referee) -> None:
    verdict = judge.judge(
        Case.joined(("alpha", "while :; do :; done"), "alpha && while :; do :; done", DEFAULT_SHELL)
    )
    assert verdict.endless
    assert verdict.differences == []
