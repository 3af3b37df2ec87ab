from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Sample
from dockfix import cache as caches
from dockfix import programs, surroundings
from dockfix.cache import Cache, is_cache, name_of, remove
from dockfix.engine import Engine, Result
from dockfix.model import File
from dockfix.report import FileReport, Mode
from dockfix.runner import Runner
from dockfix.shellcheck import checker
from dockfix.workspace import Choices
from local_rules import PLUGIN, write_project
from told import told

NAME = ".dockfix_cache"
DOCKERFILE = "FROM foo\nRUN baz hmm\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text(DOCKERFILE)


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that rules have been run on, those that the cache knew left out."""
    checked: list[str] = []
    unpatched = Engine.check_file

    def check(engine: Engine, file: File) -> Result:
        checked.append(file.source.text)
        return unpatched(engine, file)

    monkeypatch.setattr(Engine, "check_file", check)
    return checked


def reports(*paths: str, mode: Mode = "check", edits: bool = True, **choices: Any) -> list[FileReport]:
    """What a run with the cache of this directory reports."""
    runner = Runner(Choices(**choices), mode, looks_at_edits=edits, cache=Cache(Path(NAME)))
    return list(runner.reports(runner.targets([Path(path) for path in paths or (".",)])))


def without_cache(*paths: str, mode: Mode = "check", **choices: Any) -> list[FileReport]:
    runner = Runner(Choices(**choices), mode)
    return list(runner.reports(runner.targets([Path(path) for path in paths or (".",)])))


# What is kept.


def test_the_same_is_found_without_looking(checks: list[str]) -> None:
    direct = without_cache(isolated=True)
    del checks[:]
    first, second = reports(isolated=True), reports(isolated=True)
    assert checks == [DOCKERFILE]
    assert told(first) == told(second) == told(direct)
    assert second[0].findings


def test_real_files(corpus: list[Sample], tmp_path: Path, checks: list[str]) -> None:
    for number, sample in enumerate(corpus[::40]):
        Path(f"Dockerfile.{number}").write_bytes(sample.data)
    direct = without_cache(isolated=True)
    del checks[:]
    first = reports(isolated=True)
    assert len(checks) == len(first)
    assert told(first) == told(reports(isolated=True)) == told(direct)
    assert len(checks) - len(first) == sum(bool(report.errors) for report in first)


def test_settings_and_plugins(checks: list[str]) -> None:
    write_project(Path())
    assert told(reports()) == told(reports()) == told(without_cache())
    assert len(checks) == 2


CHANGES: dict[str, Callable[[], object]] = {
    "text": lambda: Path("Dockerfile").write_text("FROM bar\n"),
    "settings": lambda: write_project(Path(), '[rules.XX0001]\nseverity = "error"\n'),
    "plugin": lambda: Path("rules.py").write_text(PLUGIN.replace("is said", "is written")),
    "what a plugin imports": lambda: Path("helper.py").write_text("WORD = 'baz'"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_the_answer_hangs_on(
    change: Callable[[], object], checks: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    Path("helper.py").write_text("WORD = 'foo' # the longer one")
    write_project(Path(), plugin="import helper\n" + PLUGIN)
    try:
        reports(), reports()
        assert len(checks) == 1
        change()
        sys.modules.pop("helper", None)
        assert told(reports()) == told(without_cache())
        assert len(checks) == 3
    finally:
        sys.modules.pop("helper", None)


@pytest.mark.parametrize(
    "choices", [{"ignore": ("DL3006",)}, {"select": ("ALL",)}, {"preset": "hadolint"}, {"isolated": False}]
)
def test_the_command_line(choices: dict[str, Any], checks: list[str]) -> None:
    Path("dockfix.toml").write_text("extend-select = ['DL3057']\n")
    reports(isolated=True)
    assert told(reports(**{"isolated": True, **choices})) == told(
        without_cache(**{"isolated": True, **choices})
    )
    assert len(checks) == 3


def test_what_changes_no_finding_is_no_other_question(checks: list[str]) -> None:
    reports(isolated=True)
    (report,) = reports(isolated=True, fail_on="never", unsafe_fixes=True)
    assert len(checks) == 1
    assert report.fail_on is None and report.unsafe_fixes


def test_the_path_is_a_part_of_the_question(checks: list[str]) -> None:
    Path("sub").mkdir()
    shutil.copy("Dockerfile", "sub/Dockerfile")
    write_project(Path(), '[per-file-ignores]\n"sub/**" = ["XX"]\n')
    assert [len(report.findings) for report in reports()] == [3, 0]
    assert [len(report.findings) for report in reports()] == [3, 0]
    assert len(checks) == 2


def test_what_lies_around(checks: list[str]) -> None:
    Path("Dockerfile").write_text("FROM alpine:3.20\nCOPY secret /\nADD thing.txt /\n")
    first = reports(isolated=True)
    changes: list[Callable[[], object]] = [
        lambda: Path(".dockerignore").write_text("secret\n"),
        lambda: Path(".dockerignore").write_text("other\n"),
        lambda: Path("Dockerfile.dockerignore").write_text("secret\n"),
        lambda: Path("pyproject.toml").write_text('[project]\nname = "x"\nlicense = "MIT"\n'),
    ]
    for change in changes:
        reports(isolated=True)
        del checks[:]
        change()
        found = reports(isolated=True)
        assert checks
        assert told(found) == told(without_cache(isolated=True)) != told(first)
        first = found


def test_the_day(checks: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("Dockerfile").write_text("FROM debian:12\n")
    monkeypatch.setitem(surroundings._LOOKS, "today", lambda _: "2000-01-01")
    monkeypatch.setattr(surroundings, "_today", lambda _: "2000-01-01")
    reports(isolated=True), reports(isolated=True)
    assert len(checks) == 1
    monkeypatch.setitem(surroundings._LOOKS, "today", lambda _: "2999-01-01")
    monkeypatch.setattr(surroundings, "_today", lambda _: "2999-01-01")
    (report,) = reports(isolated=True)
    assert len(checks) == 2
    assert "DF4001" in [finding.code for finding in report.findings]


def test_programs(checks: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "shellcheck"
    monkeypatch.setattr(programs, "find", lambda _: str(program) if program.exists() else None)

    def answer(code: int) -> Callable[[], object]:
        comments = (
            f'[{{"file": "0", "line": 2, "endLine": 2, "column": 1, "endColumn": 2, "level": "info", '
            f'"code": {code}, "message": "Oh", "fix": null}}]'
        )
        return lambda: program.write_text(f"#!/bin/sh\necho '{{\"comments\": {comments}}}'\n")

    found = []
    for change in (lambda: None, answer(2000), answer(2001), program.unlink):
        change()
        if program.exists():
            program.chmod(0o755)
        del checks[:]
        checker._checkers.clear()  # as in a new process
        (first,), (second,) = reports(isolated=True), reports(isolated=True)
        assert len(checks) == 1
        assert told([first]) == told([second])
        found.append([finding.code for finding in first.findings if finding.code.startswith("SC")])
    assert found == [[], ["SC2000"], ["SC2001"], []]


def test_a_rule_that_looks_for_itself(checks: list[str]) -> None:
    write_project(
        Path(), plugin=PLUGIN.replace('category = "words"', 'category = "words"; cacheable = False')
    )
    reports(), reports()
    assert len(checks) == 2


def test_errors_are_not_kept(checks: list[str]) -> None:
    write_project(Path())
    Path("Dockerfile").write_text("FROM crash\n")
    Path("Dockerfile.b").write_text("# nothing\n")
    for _ in range(2):
        assert all(report.errors for report in reports())
    assert checks == ["FROM crash\n"] * 2


def test_edits_that_nobody_looked_at(checks: list[str]) -> None:
    Path("Dockerfile").write_text("FROM debian:12\nRUN a\nRUN b\n")
    (without,) = reports(isolated=True, edits=False)
    assert [finding.message for finding in without.findings]
    reports(isolated=True, edits=False)
    assert len(checks) == 1
    assert told(reports(isolated=True)) == told(without_cache(isolated=True))
    reports(isolated=True)
    assert len(checks) == 3


# Fixing.


def test_fixing(checks: list[str]) -> None:
    write_project(Path())
    reports()
    (report,) = reports(mode="fix")
    assert Path("Dockerfile").read_text() == "FROM bar\nRUN baz hmm\n"
    assert report.fixed == 1
    del checks[:]
    (again,) = reports(mode="fix")
    assert not checks
    assert told([again]) == told(without_cache(mode="fix"))
    assert again.findings == report.findings


def test_a_diff_changes_nothing_in_the_cache_either(checks: list[str]) -> None:
    write_project(Path())
    (report,) = reports(mode="diff")
    assert report.fixed == 1
    assert told(reports()) == told(without_cache())


# The directory.


def test_it_says_what_it_is() -> None:
    reports(isolated=True)
    tag = (Path(NAME) / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    subprocess.run(["git", "init", "-q", "."], check=True)
    status = ["git", "status", "--porcelain", "--untracked-files=all"]
    assert subprocess.run(status, capture_output=True, text=True, check=True).stdout == "?? Dockerfile\n"


def test_it_is_not_made_for_nothing() -> None:
    Path("Dockerfile").unlink()
    assert not reports(isolated=True)
    assert not Path(NAME).exists()


BREAKAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "a bit": lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
    "other text": lambda _: b"\x80abc",
    "another form": lambda _: signed(b"[]"),
    "other keys": lambda _: signed(b'{"looks": 3, "findings": []}'),
    "other findings": lambda _: signed(b'{"looks": [], "findings": [[1, 2]]}'),
    "an unknown look": lambda _: signed(b'{"looks": [["x", "y", ""]], "findings": []}'),
    "another severity": lambda _: signed(b'{"looks": [], "findings": [["A", "a", "", 9, "m", 0, 1, null]]}'),
    "no JSON": lambda _: signed(b"import os"),
}


def signed(body: bytes) -> bytes:
    return surroundings.digest(body).encode() + b"\n" + body


@pytest.mark.parametrize("breakage", BREAKAGES.values(), ids=BREAKAGES)
def test_a_broken_answer_is_none(breakage: Callable[[bytes], bytes], checks: list[str]) -> None:
    direct = told(without_cache(isolated=True))
    reports(isolated=True)
    (entry,) = (Path(NAME) / "entries").iterdir()
    entry.write_bytes(breakage(entry.read_bytes()))
    del checks[:]
    assert told(reports(isolated=True)) == direct
    assert len(checks) == 1
    reports(isolated=True)
    assert len(checks) == 1


@given(st.binary())
def test_whatever_an_entry_holds(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    cache = Cache(tmp_path_factory.mktemp("any") / NAME)
    cache.write("x", 1)
    entry = Path(cache._entries) / "x"
    entry.write_bytes(data)
    assert cache.read("x") is None


def test_a_cache_from_elsewhere_is_thrown_away(checks: list[str]) -> None:
    reports(isolated=True)
    shutil.copytree(NAME, "copy")
    remove(Path(NAME))
    Path("copy").rename(NAME)
    entries = list((Path(NAME) / "entries").iterdir())
    entries[0].with_name("other").touch()
    reports(isolated=True)
    assert len(checks) == 2
    assert [entry.name for entry in (Path(NAME) / "entries").iterdir()] == [entries[0].name]
    reports(isolated=True)
    assert len(checks) == 2


@pytest.mark.parametrize("make", ["directory", "link", "file", "unwritable"])
def test_what_is_not_ours_is_left_alone(make: str, tmp_path: Path, checks: list[str]) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "mine").write_text("precious")
    place = Path(NAME)
    if make == "directory":
        other.rename(NAME)
        other = place
    elif make == "link":
        place.symlink_to(other)
    elif make == "file":
        place.write_text("precious")
    elif os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    else:
        tmp_path.chmod(0o555)
    try:
        for _ in range(2):
            assert told(reports("Dockerfile", isolated=True)) == told(
                without_cache("Dockerfile", isolated=True)
            )
        assert len(checks) == 4
        assert make == "unwritable" or [path.name for path in other.iterdir()] == ["mine"]
    finally:
        tmp_path.chmod(0o755)


def test_two_runs_at_once() -> None:
    for number in range(60):
        Path(f"Dockerfile.{number}").write_text(f"FROM debian:12\nRUN apt-get install a{number}\n")
    command = [sys.executable, "-m", "dockfix", "--isolated", "--format", "json", "-j", "2", "."]

    def run(_: int) -> bytes:
        return subprocess.run(command, capture_output=True, check=False, timeout=120).stdout

    with ThreadPoolExecutor(4) as pool:
        outputs = list(pool.map(run, range(4)))
    assert len(set(outputs)) == 1 and json.loads(outputs[0])["summary"]["files"] == 61
    assert run(0) == outputs[0]
    assert not [path for path in Path(NAME).rglob("*") if "." in path.name[1:] and path.name[0] != "C"]


def test_what_is_old_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(Path(NAME))
    for name in "abcd":
        cache.write(name, name)
    entries = Path(NAME) / "entries"
    for age, name in enumerate("abcd"):
        os.utime(entries / name, (1_000_000_000 + age, 1_000_000_000 + age))
    cache.write("e", "e")
    cache.close()
    assert len(list(entries.iterdir())) == 5, "it is not time yet"
    os.utime(Path(NAME) / "pruned", (0, 0))
    with monkeypatch.context() as patch:
        patch.setattr(caches, "_LONGEST", 1e12)
        patch.setattr(caches, "_MOST", 3)
        cache.close()
    assert sorted(path.name for path in entries.iterdir()) == ["c", "d", "e"]
    os.utime(Path(NAME) / "pruned", (0, 0))
    cache.close()
    assert [path.name for path in entries.iterdir()] == ["e"]


def test_removing(tmp_path: Path) -> None:
    assert not remove(Path(NAME))
    reports(isolated=True)
    assert is_cache(Path(NAME))
    assert remove(Path(NAME)) and not Path(NAME).exists()
    Path(NAME).mkdir()
    assert not remove(Path(NAME)) and Path(NAME).exists()


def test_names() -> None:
    assert name_of((b"a", b"bc")) != name_of((b"ab", b"c")) != name_of((b"abc",))
    assert name_of((b"a",)) == name_of((b"a",))
