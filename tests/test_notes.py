"""The Dockerfiles of the notes that dockfix comes from, with every rule that is on by default."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from dockfix.api import fix, lint
from dockfix.source import Source
from dockfix.testing.cases import EXPECTED, FIXED, Expected

CASES = sorted(path.parent for path in ROOT.glob("fixtures/notes/*/Dockerfile"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_notes(case: Path) -> None:
    source = Source.from_bytes((case / "Dockerfile").read_bytes())
    assert Expected.read(case / EXPECTED) == Expected.of(lint(source.to_bytes()))
    fixed = fix(source.to_bytes())
    assert fixed.source.to_bytes() == (case / FIXED).read_bytes()
    assert not fixed.failures


def test_the_notes_are_all_here() -> None:
    assert [case.name for case in CASES] == ["centos", "coral", "python"]


def test_the_command_of_the_readme_runs_on_the_fixtures() -> None:
    command = [sys.executable, "-m", "dockfix", "--fail-on", "never", "-q", "fixtures"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "fixtures/notes/centos/Dockerfile:3:1: DL3059" in done.stdout
