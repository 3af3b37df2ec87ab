"""`--preset hadolint` finds what hadolint finds; `benchmarks/agreement.py` prints the figures and differences."""

from __future__ import annotations

from conftest import Sample
from peers.hadolint import Found, agreements, found_by_dockfix


def test_the_same_is_found_in_the_corpus(corpus: list[Sample], found_in_corpus: set[Found]) -> None:
    ours = {each for each in found_by_dockfix(sample.data for sample in corpus) if each.code.startswith("DL")}
    both = len(ours & found_in_corpus)
    assert len(found_in_corpus) > 15000
    assert both / len(found_in_corpus) >= 0.995
    assert both / len(ours) >= 0.995
    by_code = agreements(found_in_corpus, ours)
    assert {code for code, each in by_code.items() if min(each.found, each.right) < 0.98} == set()
