"""The tools that rebuild the data, on small clones of the real sources' form."""

from __future__ import annotations

import importlib
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TOOLS = Path(__file__).parent.parent / "tools"

MANIFEST = """# a comment
Maintainers: A <a@example.com>,
             B <b@example.com>
GitCommit: 0123

# trixie
Tags: trixie, 13.6,
      13, latest
# in between
SharedTags: stable
Directory: trixie

Tags: sid
"""


PAGE = """---
title: Debian
releases:
-   releaseCycle: "13"
    codename: "Trixie"
    eol: 2028-08-09
    eoes: 2030-06-30
-   releaseCycle: 12.5
    eol: true
---

> Debian is an operating system.
"""


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Gives a tool by its name; it writes its data into `tmp_path`."""
    monkeypatch.syspath_prepend(TOOLS)
    (tmp_path / "data").mkdir()

    def load(name: str) -> ModuleType:
        module = importlib.import_module(name)
        monkeypatch.setattr(module, "DATA", tmp_path / "data")
        return module

    return load


def clone(path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for command in (
        ["init", "-q"],
        ["add", "."],
        [*identity, "commit", "-q", "-m", "a", "--date", "2026-08-22T12:00Z"],
    ):
        subprocess.run(
            ["git", *command],
            cwd=path,
            check=True,
            env={"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": "2026-08-22T12:00Z"},
        )
    return path


def test_official_tags(load: Callable[[str], Any], tmp_path: Path) -> None:
    manifests = clone(tmp_path / "clone", {"library/debian": MANIFEST, "library/none": "# retired\n"})
    load("update_official_tags").update_official_tags(manifests)
    *head, line = (tmp_path / "data" / "official_tags.txt").read_text().splitlines()
    assert all(each.startswith("#") for each in head) and any("2026-08-22" in each for each in head)
    assert line == "debian trixie,13.6,13,latest,stable sid"


def test_end_of_life(load: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = load("update_end_of_life")
    monkeypatch.setattr(tool, "SAME_NAME", ["debian"])
    monkeypatch.setattr(tool, "PRODUCTS", {"node": "nodejs"})
    pages = {"products/debian.md": PAGE, "products/nodejs.md": PAGE}
    tool.update_end_of_life(clone(tmp_path / "clone", pages))
    lines = (tmp_path / "data" / "end_of_life.txt").read_text().splitlines()
    assert any("2026-08-22" in line for line in lines if line.startswith("#"))
    assert [line for line in lines if not line.startswith("#")] == [
        "debian 13=2030-06-30=trixie 12.5=ended=",
        "node 13=2028-08-09=trixie 12.5=ended=",
    ]
