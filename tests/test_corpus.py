"""Every fix is tried on every Dockerfile of the corpus, with BuildKit's own parser as the referee."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import dockerfile
import pytest

from conftest import Sample
from dockfix.api import default_engine
from dockfix.fixer import Fixed, fix
from dockfix.source import Source

COMMANDS = frozenset(keyword.upper() for keyword in dockerfile.all_cmds())


def read_by_buildkit(data: bytes, path: Path) -> Counter[str] | None:
    """How many instructions of each kind BuildKit sees; None if it refuses the file."""
    path.write_bytes(data)
    try:
        commands = dockerfile.parse_file(str(path))
    except dockerfile.GoParseError:
        return None
    return Counter(command.cmd.upper() for command in commands)


def lost_or_unknown(before: Counter[str], after: Counter[str], fixed: Fixed) -> list[str]:
    """The kinds of instruction of which there are fewer, or more that are none, than the fixes account for."""
    joined = sum(len(f.fix.edits) > 0 for f in fixed.applied if f.fix and f.code == "DL3059")
    faults = [kind for kind in after if kind not in COMMANDS and after[kind] > before[kind]]
    faults += [kind for kind in before if after[kind] < before[kind] and kind not in ("RUN", "ONBUILD")]
    if not joined:
        faults += [kind for kind in ("RUN", "ONBUILD") if after[kind] != before[kind]]
    return faults


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
