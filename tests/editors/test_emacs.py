"""A real editor, without a screen: Emacs with eglot gets diagnostics, applies a fix, formats, fixes all."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

SCRIPT = Path(__file__).with_name("eglot.el")
TEXT = "FROM debian:12\nRUN apt-get install --no-install-recommends curl=1\nENV a=1\nUSER app\n"
_NEEDED = "(progn (package-initialize) (require 'eglot) (require 'dockerfile-mode))"


@pytest.fixture
def seen(tmp_path: Path) -> dict[str, Any]:
    """What Emacs has seen of a text, set up as docs/editors.md says."""
    emacs = shutil.which("emacs")
    if (
        emacs is None
        or subprocess.run(
            [emacs, "--batch", "--eval", _NEEDED], capture_output=True, timeout=60, check=False
        ).returncode
    ):
        pytest.skip(
            "Emacs is not installed with eglot and dockerfile-mode "
            "(apt-get install emacs-nox elpa-eglot elpa-dockerfile-mode)"
        )
    (tmp_path / "Dockerfile").write_text(TEXT)
    (tmp_path / "dockfix.toml").write_text("ignore = ['labels', 'DL3057', 'DL3066', 'DL3059']\n")
    block = re.search(
        r"^```elisp\n(.*?)^```", (ROOT / "docs" / "editors.md").read_text(), re.MULTILINE | re.DOTALL
    )
    assert block
    (tmp_path / "init.el").write_text(block[1])
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path}
    command = [emacs, "--batch", "-l", str(SCRIPT)]
    subprocess.run(command, cwd=tmp_path, env=environment, timeout=180, check=True, capture_output=True)
    answer: dict[str, Any] = json.loads((tmp_path / "seen.json").read_text())
    return answer


def test_emacs(seen: dict[str, Any]) -> None:
    assert "error" not in seen, seen
    assert seen["mode"] == "dockerfile-mode"
    assert any("DL3014" in text for text in seen["opened"])
    fixed = TEXT.replace("install ", "install -y ", 1)
    assert seen["fixed"] == fixed
    assert seen["formatted"] == fixed + "ENV b=1\n"
    assert seen["all"] == seen["formatted"] + "RUN apt-get install -y --no-install-recommends wget=1\n"
