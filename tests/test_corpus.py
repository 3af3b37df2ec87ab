"""Every fix is tried on every Dockerfile of the corpus, with BuildKit's own parser as the referee."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import dockerfile
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Sample
from dockfix.api import default_engine
from dockfix.fixer import Fixed, fix
from dockfix.source import Source

DEBRIS = [
    b"",
    b"\n",
    b"\\\n",
    b"'",
    b'"',
    b"$(",
    b"`",
    b"&& ",
    b"|",
    b"<<E",
    b"# ",
    b"\xff",
    b"{",
    b"RUN ",
    b"(",
    b";",
]
COMMANDS = frozenset(keyword.upper() for keyword in dockerfile.all_cmds())


def read_by_buildkit(data: bytes, path: Path) -> Counter[str] | None:
    """How many instructions of each kind BuildKit sees; None if it refuses the file."""
    path.write_bytes(data)
    try:
        commands = dockerfile.parse_file(str(path))
    except dockerfile.GoParseError:
        return None
    return Counter(command.cmd.upper() for command in commands)


#: The instructions that a rule's fixes make fewer: joined, removed, or written as another.
FEWER = {
    "DF2001": ("RUN", "ONBUILD"),
    "DL3012": ("HEALTHCHECK",),
    "DL3020": ("ADD",),
    "DL3059": ("RUN", "ONBUILD"),
    "DL4000": ("MAINTAINER",),
    "DL4003": ("CMD",),
    "DL4004": ("ENTRYPOINT",),
    "DL4005": ("RUN",),
}


def lost_or_unknown(before: Counter[str], after: Counter[str], fixed: Fixed) -> list[str]:
    """The kinds of instruction of which there are fewer, or more that are none, than the fixes account for."""
    codes = {finding.code for finding in fixed.applied}
    fewer = {kind for code in codes for kind in FEWER.get(code, ())}
    faults = [kind for kind in after if kind not in COMMANDS and after[kind] > before[kind]]
    return faults + [kind for kind in before if after[kind] < before[kind] and kind not in fewer]


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_fixes_break_no_file(corpus: list[Sample], tmp_path: Path, unsafe: bool) -> None:
    engine = default_engine()
    changed = 0
    for sample in corpus:
        source = Source.from_bytes(sample.data)
        fixed = fix(source, engine, unsafe=unsafe)
        assert not fixed.failures, (sample.name, [str(failure) for failure in fixed.failures])
        data = fixed.source.to_bytes()
        if not fixed.applied:
            assert data == sample.data
            continue
        changed += 1
        before = read_by_buildkit(sample.data, tmp_path / "Dockerfile")
        after = read_by_buildkit(data, tmp_path / "Dockerfile")
        if before is not None:
            assert after is not None, sample.name
            assert lost_or_unknown(before, after, fixed) == [], sample.name
        again = fix(fixed.source, engine, unsafe=unsafe)
        assert again.source.to_bytes() == data, sample.name
    assert changed > len(corpus) / 4


@given(st.data())
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_no_rule_fails_on_mutated_files(corpus: list[Sample], data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(corpus))
    mutated = bytearray(sample.data[:3000])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(mutated)))
        mutated[at : at + data.draw(st.integers(0, 8))] = data.draw(st.sampled_from(DEBRIS))
    source = Source.from_bytes(bytes(mutated))
    fixed = fix(source, default_engine(), unsafe=True)
    assert not fixed.failures
    again = fix(fixed.source, default_engine(), unsafe=True)
    assert again.source.text == fixed.source.text
