"""The Dockerfiles of the notes that dockfix comes from, with every rule that is on by default."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dockfix.api import fix, lint
from dockfix.source import Source
from test_fixtures import FIXTURES, described

CASES = sorted(path.parent for path in FIXTURES.glob("notes/*/Dockerfile"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_notes(case: Path) -> None:
    source = Source.from_bytes((case / "Dockerfile").read_bytes())
    expected = json.loads((case / "expected.json").read_text())
    findings = lint(source.to_bytes())
    assert [described(source, finding) for finding in findings] == expected["findings"]
    assert [finding.message for finding in findings] == expected["messages"]
    fixed = fix(source.to_bytes())
    assert fixed.source.to_bytes() == (case / "fixed.Dockerfile").read_bytes()
    assert not fixed.failures


def test_the_notes_are_all_here() -> None:
    assert [case.name for case in CASES] == ["centos", "coral", "python"]
