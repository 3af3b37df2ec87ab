"""tools/update_official_tags.py, on small clones of the real sources' form."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).parent.parent / "tools" / "update_official_tags.py"

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


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("update_official_tags", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setattr(module, "DATA", data)
    yield module


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


def test_official_tags(tool: ModuleType, tmp_path: Path) -> None:
    tool.update_official_tags(
        clone(tmp_path / "clone", {"library/debian": MANIFEST, "library/none": "# retired\n"})
    )
    data = json.loads((tmp_path / "data" / "official_tags.json").read_text())
    assert data["as_of"] == "2026-08-22"
    assert data["images"] == {"debian": [["trixie", "13.6", "13", "latest", "stable"], ["sid"]]}
