"""The example plugin is installed and used as anyone's would be."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from conftest import ROOT
from interpreter import install, python

EXAMPLE = ROOT / "examples" / "acme-dockfix"
MODULE = EXAMPLE / "src" / "acme_dockfix" / "__init__.py"
DOCKERFILE = "FROM debian:13.6\nRUN apt install -y git\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where it is installed; a copy of its source is in the current directory."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(EXAMPLE, "acme-dockfix")
    install(Path("acme-dockfix"), tmp_path / "site")
    return str(tmp_path / "site")


def test_it_is_installed_and_runs(site: str) -> None:
    Path("Dockerfile").write_text(DOCKERFILE)
    report = python(
        "dockfix", "--select", "acme", "--format", "acme-csv", "--fail-on", "never", "Dockerfile", path=site
    )
    assert report.splitlines() == [
        "Dockerfile,1,ACME001,error,`debian:13.6` does not come from registry.acme.example",
        'Dockerfile,2,ACME002,warning,"`apt` is made for people, and may change"',
    ]
    Path("dockfix.toml").write_text('[rules.ACME001]\nregistry = "localhost:5000"\n')
    python("dockfix", "--select", "acme", "--fix", "--unsafe-fixes", "Dockerfile", path=site)
    assert Path("Dockerfile").read_text() == (
        "FROM localhost:5000/library/debian:13.6\nRUN apt-get install -y git\n"
    )
    assert "The registry that images come from" in python("dockfix", "explain", "ACME001", path=site)


def test_its_own_tests_pass(site: str) -> None:
    package = Path("acme-dockfix")
    assert "11 passed" in python("pytest", "-p", "no:cacheprovider", cwd=package, path=site)


def test_it_is_short_and_clean() -> None:
    assert len(MODULE.read_text().splitlines()) < 100
    python("ruff", "check", "--no-cache", ".", cwd=EXAMPLE)
    python("ruff", "format", "--no-cache", "--check", ".", cwd=EXAMPLE)
    sources = ("--strict", "--cache-dir", os.devnull, "src", "tests")
    python("mypy", *sources, cwd=EXAMPLE, path="src")
