"""BuildKit's checks as tally runs them, over the corpus: `pytest -m tally`, with tally on the PATH."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Sample
from peers.checks import CHECKS, found_by_dockfix, found_by_tally, tally, unexplained


@pytest.mark.tally
def test_every_difference_has_a_cause(corpus: list[Sample], tmp_path: Path) -> None:
    if tally() is None:
        pytest.skip("tally is not on the PATH (npm install @wharflab/tally-linux-x64)")
    texts = [sample.data for sample in corpus]
    theirs, given_up = found_by_tally(texts, tmp_path)
    ours = {each for each in found_by_dockfix(texts) if each.file not in given_up}
    assert len(given_up) < 10
    assert {each.check for each in theirs} <= set(CHECKS)
    assert unexplained(theirs, ours) == []
    assert len(theirs & ours) / len(theirs) > 0.95
