"""The neighbouring RUNs of real Dockerfiles, joined and run."""

from __future__ import annotations

import random

import pytest

from conftest import Sample
from dockfix.shell.join import join
from joining.corpus import Group, run_groups
from joining.referee import cases, differing, judge_all, missing

needs_referee = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture(scope="module")
def groups(corpus: list[Sample]) -> list[Group]:
    return list(run_groups(sample.data for sample in corpus))


def test_nearly_all_layers_are_saved(groups: list[Group]) -> None:
    possible = sum(len(group.scripts) - 1 for group in groups)
    left = sum(len(join(group.scripts, group.shell)) - 1 for group in groups)
    assert possible > 5000
    assert 1 - left / possible >= 0.97


def differences(groups: list[Group]) -> list[str]:
    """What joined scripts do otherwise."""
    return differing(judge_all(case for group in groups for case in cases(group.scripts, group.shell)))


@needs_referee
def test_a_sample_does_the_same(groups: list[Group]) -> None:
    assert differences(random.Random(1).sample(groups, 60)) == []


@needs_referee
@pytest.mark.exhaustive
def test_all_do_the_same(groups: list[Group]) -> None:
    assert differences(groups) == []
