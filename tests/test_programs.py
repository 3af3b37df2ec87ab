from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dockfix import programs


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    programs.find.cache_clear()
    yield
    programs.find.cache_clear()


def program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_the_environments_own_comes_before_those_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "env"))
    monkeypatch.setenv("PATH", os.pathsep.join(["", str(tmp_path / "a"), str(tmp_path / "b")]))
    assert programs.find("x") is None
    programs.find.cache_clear()
    on_path = program(tmp_path / "b" / "x")
    (tmp_path / "a" / "x").mkdir(parents=True)
    assert programs.find("x") == on_path
    programs.find.cache_clear()
    assert program(tmp_path / "env" / "bin" / "x") == programs.find("x")


def test_what_cannot_be_run_is_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    Path(program(tmp_path / "x")).chmod(0o644)
    assert programs.find("x") is None


def test_another_program_has_another_fingerprint(tmp_path: Path) -> None:
    path = program(tmp_path / "x")
    before = programs.fingerprint(path)
    assert programs.fingerprint(path) == before
    Path(path).write_text("#!/bin/sh\n:\n")
    assert programs.fingerprint(path) != before
