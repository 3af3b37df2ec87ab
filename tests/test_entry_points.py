from __future__ import annotations

import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from dockfix.entry_points import may_exist


def declare(directory: Path, text: str) -> None:
    directory.mkdir(parents=True)
    (directory / "entry_points.txt").write_text(text)


@pytest.fixture(autouse=True)
def _path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path / "gone"), str(tmp_path)])
    declare(tmp_path / "tool-1.0.dist-info", "[group]\nown = own\n")
    declare(tmp_path / "other-1.0.dist-info", "[other]\nx = y\n")
    (tmp_path / "plain-1.0.dist-info").mkdir()


def test_what_the_package_itself_declares_does_not_count() -> None:
    assert not may_exist("group", besides="tool")
    assert may_exist("other", besides="tool")


@pytest.mark.parametrize("directory", ["a-1.dist-info", "tool_more-1.dist-info", "a-1.egg-info"])
def test_what_packages_declare_is_seen(tmp_path: Path, directory: str) -> None:
    declare(tmp_path / directory, "[console_scripts]\nx = y\n[group]\na = b\n")
    assert may_exist("group", besides="tool")
    assert "a" in entry_points(group="group").names


def test_an_egg_on_the_path(tmp_path: Path) -> None:
    declare(tmp_path / "a.egg" / "EGG-INFO", "[group]\na = b\n")
    assert not may_exist("group", besides="tool")
    sys.path.append(str(tmp_path / "a.egg"))
    assert may_exist("group", besides="tool")


def test_an_archive_may_hold_anything(tmp_path: Path) -> None:
    (tmp_path / "a.zip").touch()
    sys.path.append(str(tmp_path / "a.zip"))
    assert may_exist("group", besides="tool")


def test_the_current_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(tmp_path / "sub" / "a-1.dist-info", "[group]\na = b\n")
    monkeypatch.chdir(tmp_path / "sub")
    sys.path.append("")
    assert may_exist("group", besides="tool")
