"""What the fixes leave of hadolint's findings, counted by hadolint itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Sample
from dockfix.api import default_engine
from dockfix.fixer import fix
from dockfix.source import Source
from peers.hadolint import Found, found_by_hadolint, found_with

#: The share of hadolint's findings that must go.
SHARES = {"safe": 0.42, "unsafe": 0.65}
#: Codes that the fix of another code may bring to light, and why: (fixed, shown).
EXPLAINED = {
    ("DL1000", "DL"): "hadolint could not read the file before",
    ("DL3004", "DL"): "it does not look at what sudo runs",
    ("DL3020", "DL3045"): "it looks at the destination of COPY, not at that of ADD",
    ("DL3027", "DL3008"): "it looks at the packages of apt-get, not at those of apt",
    ("DL3027", "DL3015"): "it looks at the packages of apt-get, not at those of apt",
    ("DL3059", "DL3032"): "of the `yum clean all` in a RUN it sees the first alone",
    ("DL3059", "DL3040"): "of the `dnf clean all` in a RUN it sees the first alone",
}


@pytest.mark.parametrize("safety", SHARES)
def test_findings_go_and_none_come(
    corpus: list[Sample],
    found_in_corpus: set[Found],
    tmp_path: Path,
    safety: str,
    figure: Callable[[str], None],
) -> None:
    engine = default_engine()
    fixed = [fix(Source.from_bytes(sample.data), engine, unsafe=safety == "unsafe") for sample in corpus]
    texts = [each.source.to_bytes() for each in fixed]
    found = found_with("DL", found_in_corpus)
    left = found_with("DL", found_by_hadolint(texts, tmp_path))
    share = 1 - len(left) / len(found)
    figure(f"{safety} fixes: of hadolint's findings {len(found)} become {len(left)}, {share:.1%} less")
    assert share >= SHARES[safety]
    before = _codes(found)
    new = {
        (corpus[file].name, code)
        for file, codes in _codes(left).items()
        for code in codes - before[file]
        if not _is_explained(code, before[file] | {finding.code for finding in fixed[file].applied})
    }
    assert new == set()


def _is_explained(code: str, mended: set[str]) -> bool:
    return any(fixed in mended and code.startswith(shown) for fixed, shown in EXPLAINED)


def _codes(found: set[Found]) -> defaultdict[int, set[str]]:
    codes: defaultdict[int, set[str]] = defaultdict(set)
    for file, _, code in found:
        codes[file].add(code)
    return codes
