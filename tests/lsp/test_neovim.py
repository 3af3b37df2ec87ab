"""A real editor, without a screen: Neovim opens a file, gets diagnostics, applies a fix, formats, saves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("nvim.lua")
TEXT = "FROM debian:12\nRUN apt-get install --no-install-recommends curl=1\nENV a=1\nUSER app\n"


@pytest.fixture
def seen(tmp_path: Path) -> dict[str, Any]:
    """What Neovim has seen of a text; the server and the fixing on save are set up as docs/editors.md says."""
    nvim = shutil.which("nvim")
    if nvim is None:
        pytest.skip("Neovim is not installed (apt-get install neovim)")
    (tmp_path / "Dockerfile").write_text(TEXT)
    (tmp_path / "dockfix.toml").write_text("ignore = ['labels', 'DL3057', 'DL3066', 'DL3059']\n")
    environment = {
        **os.environ,
        "DOCKFIX": f"{sys.executable} -m dockfix lsp",
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    command = [nvim, "--headless", "--clean", "-n", "-S", str(SCRIPT)]
    subprocess.run(command, cwd=tmp_path, env=environment, timeout=180, check=True, capture_output=True)
    answer: dict[str, Any] = json.loads((tmp_path / "seen.json").read_text())
    return answer


def test_neovim(seen: dict[str, Any]) -> None:
    assert "error" not in seen, seen
    assert {"code": "DL3014", "line": 2, "source": "dockfix"} in seen["opened"]
    assert seen["title"] == "Answer with `-y` (DL3014)"
    fixed = TEXT.replace("install ", "install -y ", 1)
    assert seen["fixed"] == fixed
    assert seen["after_fix"] == {} or "DL3014" not in [each["code"] for each in seen["after_fix"]]
    assert seen["formatted"] == fixed  # the line typed as `env a 1` is as it was
    assert seen["saved"] == fixed.replace(
        "USER", "RUN apt-get install -y --no-install-recommends wget=1\nUSER"
    )
