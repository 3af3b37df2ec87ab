from __future__ import annotations

import os
from pathlib import Path

import pytest

from dockfix import scratch


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def test_each_directory_is_new_and_for_nobody_else(tmp_path: Path) -> None:
    paths = [Path(scratch.make()) for _ in range(5)]
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o700}


def test_removing_takes_the_files_along_and_may_be_done_twice(tmp_path: Path) -> None:
    path = scratch.make()
    (Path(path) / "a").write_text("a")
    scratch.remove(path)
    scratch.remove(path)
    assert not list(tmp_path.iterdir())


def test_what_a_process_left_is_removed_and_no_other_ones(tmp_path: Path) -> None:
    own = Path(scratch.make())
    left = [tmp_path / f"dockfix-{pid}-0123" for pid in (f"{os.getpid()}0", "77", "777")]
    for path in left:
        path.mkdir()
        (path / "0").touch()
    scratch.remove_all_of(77)
    assert sorted(tmp_path.iterdir()) == sorted([own, left[0], left[2]])


def test_where_there_is_no_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "absent"))
    with pytest.raises(FileNotFoundError):
        scratch.make()
