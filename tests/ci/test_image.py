"""dockfix's own Dockerfile passes dockfix, and is in order with what is around it. `pytest -m build` builds it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conftest import ROOT
from dockfix import lint
from dockfix.gitignore import GitIgnore
from dockfix.source import Source
from dockfix.syntax.nodes import Copy
from dockfix.syntax.parser import parse

PATH = ROOT / "Dockerfile"
TEXT = PATH.read_text()
CONSTRAINTS = dict(
    re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "docker" / "constraints.txt").read_text(), re.MULTILINE)
)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_it_passes() -> None:
    assert [finding.message for finding in lint(TEXT, PATH)] == []


def test_it_passes_hadolint() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if not hadolint:
        pytest.skip("hadolint is not installed")
    done = subprocess.run([hadolint, "--no-color", str(PATH)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_everything_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    needed += project["project"]["optional-dependencies"].get("shellcheck", [])
    names = {normal(match[0]) for match in map(re.compile(r"[\w.-]+").match, needed) if match}
    assert names <= set(map(normal, CONSTRAINTS))
    assert f"hatchling=={CONSTRAINTS['hatchling']}" in TEXT


def test_all_that_is_copied_is_in_the_context() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    ignored = GitIgnore([line for line in lines if line and not line.startswith("#")])
    copied = [
        word
        for each in parse(Source.from_text(TEXT)).instructions
        if isinstance(each, Copy) and not each.flag("from")
        for word in each.value[:-1]
    ]
    assert {"src", "rules", "pyproject.toml"} <= set(copied)
    for name in copied:
        assert (ROOT / name).exists()
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert kept == set(copied)
    assert ignored.ignores("tests") and ignored.ignores("src/dockfix/__pycache__")
