"""The hooks take the files that a walk through directories finds, and do their work under pre-commit itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from conftest import ROOT
from dockfix.discovery import is_dockerfile

HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text()
DOCS = (ROOT / "docs" / "pre-commit.md").read_text()
CONFIGURATIONS = re.findall(r"^```yaml\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)
NAMES = [
    "Dockerfile",
    "dockerfile",
    "Dockerfile.dev",
    "Dockerfile.dockerignore",
    "Dockerfile~",
    "Dockerfile.dev~",
    "x.Dockerfile",
    "x.dockerfile",
    ".dockerfile",
    "dockerfile.go",
    "myDockerfile",
    "Dockerfiles",
    "Containerfile",
    "Containerfile.x",
    "Containerfile.containerignore",
    "README.md",
]


def pattern(key: str) -> re.Pattern[str]:
    match = re.search(rf"^  {key}: &{key} '(.*)'$", HOOKS, re.MULTILINE)
    assert match
    return re.compile(match[1])


@pytest.mark.parametrize("name", NAMES)
def test_hooks_take_what_a_walk_finds(name: str) -> None:
    path = f"a/{name}"
    taken = pattern("files").search(path) is not None and pattern("exclude").search(path) is None
    assert taken is is_dockerfile(name)


def test_both_hooks_are_there() -> None:
    assert re.findall(r"^- id: (.*)$", HOOKS, re.MULTILINE) == ["dockfix", "dockfix-fix"]
    assert re.findall(r"^  entry: (.*)$", HOOKS, re.MULTILINE) == ["dockfix check", "dockfix check --fix"]


def program(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where pre-commit keeps what it has installed; a skip where it cannot install anything."""
    if not (ROOT / ".git").exists():
        pytest.skip("pre-commit clones repositories, and this is none")
    return str(tmp_path_factory.mktemp("pre-commit"))


@pytest.fixture
def _repository(home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRE_COMMIT_HOME", home)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    program("git", "init", "-q")
    Path("Dockerfile").write_text("FROM debian:12\nRUN sudo true\n")
    Path("staged.Dockerfile").write_text(
        'FROM debian:12\nWORKDIR a\nCMD ["a"]\nRUN apt-get install -y -y b\n'
    )
    Path("README.md").write_text("FROM debian\n")
    program("git", "add", "staged.Dockerfile", "README.md")


def pre_commit(*arguments: str) -> str:
    done = program(sys.executable, "-m", "pre_commit", *arguments)
    told = done.stdout + done.stderr
    if re.search(r"[Cc]onnection|No matching distribution", told):
        pytest.skip("pip cannot get what dockfix needs")
    assert "dockfix" in told and "Traceback" not in told
    return f"{told}\nstatus {done.returncode}"


@pytest.mark.usefixtures("_repository")
def test_what_is_staged_is_checked() -> None:
    told = pre_commit("try-repo", str(ROOT), "dockfix")
    assert "- exit code: 1" in told and told.endswith("status 1")
    assert "staged.Dockerfile:2:9: DL3000 error" in told
    assert "DL3004" not in told and "README" not in told


@pytest.mark.usefixtures("_repository")
def test_what_can_be_fixed_is_fixed() -> None:
    Path("staged.Dockerfile").write_text("FROM debian:12 as build\nRUN a\nRUN b\n")
    program("git", "add", "staged.Dockerfile")
    told = pre_commit("try-repo", str(ROOT), "dockfix-fix")
    assert "files were modified by this hook" in told
    assert Path("staged.Dockerfile").read_text().startswith("FROM debian:12 AS build\nRUN a \\\n    && b\n")
    assert Path("Dockerfile").read_text() == "FROM debian:12\nRUN sudo true\n"


def as_pasted(configuration: str) -> str:
    """A configuration of the documentation, for this very repository."""
    head = program("git", "-C", str(ROOT), "rev-parse", "HEAD").stdout.strip()
    text = configuration.replace("https://github.com/dockfix/dockfix", str(ROOT))
    return re.sub(r"rev: \S+", f"rev: {head}", text)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
@pytest.mark.usefixtures("_repository")
def test_what_is_to_be_pasted(configuration: str, home: str) -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    with_shellcheck = "[shellcheck]" in configuration
    if with_shellcheck and "shellcheck" not in extras:
        pytest.skip("there is no extra for ShellCheck yet")
    Path(".pre-commit-config.yaml").write_text(as_pasted(configuration))
    program("git", "add", ".pre-commit-config.yaml")
    Path("docker").mkdir()
    Path("docker/Dockerfile").write_text("FROM debian:12\nWORKDIR a\nRUN echo $a $(( 1 + $b ))\n")
    program("git", "add", "docker")
    program("git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "x")
    Path("docker/Dockerfile").write_text("FROM debian:12\nWORKDIR b\nRUN echo $a $(( 1 + $b ))\n")
    program("git", "add", "docker")
    told = pre_commit("run")
    assert "docker/Dockerfile:2:9: DL3000 error" in told
    assert "SC2086" in told or not with_shellcheck  # one on the PATH is used as well


def test_the_first_configuration_has_five_lines() -> None:
    assert CONFIGURATIONS[0].count("\n") == 5
    for configuration in CONFIGURATIONS:
        (repository,) = yaml.safe_load(configuration)["repos"]
        assert {hook["id"] for hook in repository["hooks"]} <= {"dockfix", "dockfix-fix"}
