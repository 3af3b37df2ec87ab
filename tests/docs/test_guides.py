"""The code of the guides for rule authors is as strict as they may want theirs to be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from docs.blocks import blocks_of

GUIDES = ("writing-rules", "writing-plugins")


def test_mypy_and_ruff_have_nothing_to_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for guide in GUIDES:
        for block in blocks_of(guide, (ROOT / "docs" / f"{guide}.md").read_text("utf-8")):
            if block.language == "python" and "class " in block.text:
                (tmp_path / f"{guide.replace('-', '_')}_{block.line}.py").write_text(block.text)
    assert len([*tmp_path.iterdir()]) > len(GUIDES)
    monkeypatch.chdir(tmp_path)
    for command in (
        ["mypy", "--strict", "--cache-dir", os.devnull, "."],
        ["ruff", "check", "--isolated", "--no-cache", "--line-length", "110", "."],
    ):
        done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
