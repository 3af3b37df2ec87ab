"""The hooks take the files that a walk through directories finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dockfix.discovery import is_dockerfile

HOOKS = (Path(__file__).parent.parent / ".pre-commit-hooks.yaml").read_text()
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
