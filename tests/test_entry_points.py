from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path

import pytest

from dockfix.entry_points import EntryPoint, entry_points


def declare(directory: Path, text: str) -> None:
    directory.mkdir(parents=True)
    (directory / "entry_points.txt").write_text(text)


@pytest.fixture(autouse=True)
def _path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path / "gone"), str(tmp_path)])
    declare(tmp_path / "tool-1.0.dist-info", "[group]\nown = own\n")
    declare(tmp_path / "other-1.0.dist-info", "[other]\nx = y\n")
    (tmp_path / "plain-1.0.dist-info").mkdir()


def test_a_group() -> None:
    assert entry_points("group") == [EntryPoint("own", "own", "tool-1.0")]
    assert entry_points("other") == [EntryPoint("x", "y", "other-1.0")]
    assert entry_points("none") == []


@pytest.mark.parametrize(
    "text",
    [
        "[console_scripts]\nx = y\n[group]\na = b\n",
        "# [group]\n[group]\n# c = d\n\n  a=b:c.d  \n",
        "[ group ]\na = b [extra]\n[more]\nb = c\n",
        "[groups]\na = b\n",
        "[group]\r\na = b\r\nc = d",
        "[group",
        "",
    ],
)
@pytest.mark.parametrize("directory", ["a-1.dist-info", "tool_more-1.dist-info", "a-1.egg-info"])
def test_what_packages_declare_is_seen_as_importlib_sees_it(
    tmp_path: Path, directory: str, text: str
) -> None:
    declare(tmp_path / directory, text)
    found = {(point.name, point.value) for point in entry_points("group")}
    assert found == {(point.name, point.value) for point in metadata.entry_points(group="group")}


def test_a_package_hides_another_of_its_name_further_back(tmp_path: Path) -> None:
    declare(tmp_path / "back" / "Tool-2.0.dist-info", "[group]\nlater = later\n")
    sys.path.append(str(tmp_path / "back"))
    assert [point.name for point in entry_points("group")] == ["own"]


def test_an_egg_on_the_path(tmp_path: Path) -> None:
    declare(tmp_path / "a.egg" / "EGG-INFO", "[group]\na = b\n")
    assert [point.name for point in entry_points("group")] == ["own"]
    sys.path.append(str(tmp_path / "a.egg"))
    assert [point.name for point in entry_points("group")] == ["own", "a"]


def test_an_archive_is_left_to_importlib(tmp_path: Path) -> None:
    (tmp_path / "a.zip").touch()
    sys.path.append(str(tmp_path / "a.zip"))
    assert [(point.name, point.value) for point in entry_points("group")] == [("own", "own")]


def test_the_current_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(tmp_path / "sub" / "a-1.dist-info", "[group]\na = b\n")
    monkeypatch.chdir(tmp_path / "sub")
    sys.path.append("")
    assert "a" in [point.name for point in entry_points("group")]


@pytest.mark.parametrize("value", ["os.path:join", "os:path.join", " os.path : join [extra]"])
def test_loading(value: str) -> None:
    assert EntryPoint("a", value, "p-1").load() is os.path.join
    assert EntryPoint("a", "os.path", "p-1").load() is os.path
    with pytest.raises(ModuleNotFoundError):
        EntryPoint("a", "no_such_module_anywhere", "p-1").load()
