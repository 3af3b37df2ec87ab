"""The extension for VS Code: it is type-checked, tested and packed with what its lock file names."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from dockfix import __version__

EXTENSION = ROOT / "editors" / "vscode"
MANIFEST: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text())
#: What npm says where it cannot get at its registry.
_UNREACHABLE = re.compile(r"\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|E40[13])\b")


def npm(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run npm in `directory`, with the dockfix of these tests on the PATH."""
    command = shutil.which("npm")
    if command is None or shutil.which("node") is None:
        pytest.skip("Node.js and npm are not installed")
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return subprocess.run(
        [command, *arguments],
        cwd=directory,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the extension, with the packages that it is built with."""
    directory = tmp_path_factory.mktemp("vscode") / "vscode"
    shutil.copytree(EXTENSION, directory, ignore=shutil.ignore_patterns("node_modules", "dist", "*.vsix"))
    done = npm(directory, "ci", "--no-audit", "--no-fund")
    if done.returncode and _UNREACHABLE.search(done.stderr):
        pytest.skip("npm's registry cannot be reached")
    assert done.returncode == 0, done.stderr
    return directory


def test_what_it_says_of_itself() -> None:
    assert MANIFEST["version"] == __version__
    assert (EXTENSION / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    settings = set(MANIFEST["contributes"]["configuration"]["properties"])
    readme = (EXTENSION / "README.md").read_text()
    assert set(re.findall(r"^\| `(dockfix\.[\w.]+)`", readme, re.MULTILINE)) == settings


def test_its_lock_file_names_no_place() -> None:
    """Whoever installs takes the packages from the registry that they use; the digests say that they are the same."""
    packages = json.loads((EXTENSION / "package-lock.json").read_text())["packages"]
    del packages[""]
    assert packages
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert not [name for name, package in packages.items() if "integrity" not in package]


def test_it_works(installed: Path) -> None:
    done = npm(installed, "test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^. pass [1-9]", done.stdout, re.MULTILINE), done.stdout


def test_it_is_type_checked_and_packed(installed: Path) -> None:
    done = npm(installed, "run", "package")
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(installed / f"dockfix-{__version__}.vsix") as package:
        names = {name for name in package.namelist() if name.startswith("extension/")}
    assert {name.lower() for name in names} == {
        "extension/dist/extension.js",
        "extension/license.txt",
        "extension/package.json",
        "extension/readme.md",
    }
    (installed / "src" / "mistaken.ts").write_text("export const number: number = 'text';\n")
    mistaken = npm(installed, "run", "check")
    assert mistaken.returncode != 0
    assert "mistaken.ts" in mistaken.stdout
