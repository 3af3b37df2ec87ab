"""What the fixes leave of hadolint's findings, counted by hadolint itself."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from conftest import Sample
from dockfix.api import default_engine
from dockfix.fixer import fix
from dockfix.source import Source
from peers.hadolint import Found, found_by_hadolint

#: The share of hadolint's findings that must go.
SHARES = {"safe": 0.42, "unsafe": 0.65}
#: Codes that a file may have after the fixes and not before, and why.
EXCEPTIONS: dict[str, str] = {}


@pytest.mark.parametrize("safety", SHARES)
def test_findings_go_and_none_come(
    corpus: list[Sample], found_in_corpus: set[Found], tmp_path: Path, safety: str
) -> None:
    engine = default_engine()
    texts = [
        fix(Source.from_bytes(sample.data), engine, unsafe=safety == "unsafe").source.to_bytes()
        for sample in corpus
    ]
    left = {each for each in found_by_hadolint(texts, tmp_path) if each.code.startswith("DL")}
    assert 1 - len(left) / len(found_in_corpus) >= SHARES[safety]
    before = _codes(found_in_corpus)
    new = {
        (corpus[file].name, code)
        for file, codes in _codes(left).items()
        for code in codes - before[file]
        if code not in EXCEPTIONS
    }
    assert new == set()


def _codes(found: set[Found]) -> defaultdict[int, set[str]]:
    codes: defaultdict[int, set[str]] = defaultdict(set)
    for file, _, code in found:
        codes[file].add(code)
    return codes
