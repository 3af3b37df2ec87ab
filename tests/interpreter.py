"""Python modules as programs of their own, and packages that are installed for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def python(*arguments: str, cwd: Path | None = None, path: str = "") -> str:
    """What `python -m …` writes, with `path` for its modules; it has to end well."""
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": ""}
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def install(package: Path, site: Path) -> None:
    """Install a package without what it needs into the directory `site`; skip where pip cannot."""
    try:
        python("pip", "install", "-q", "--no-deps", "--target", str(site), f"./{package}")
    except AssertionError as error:
        pytest.skip(f"pip cannot install a package here: {str(error)[-300:]}")
