"""Rules that settings define, through the whole program: processes, the cache, explanations."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RULE = """
[[rules.custom]]
code = "ACME001"
message = "`{text}` is not ours"
url = "https://acme.example/rules"
why = "It is said so."
image = "*"
"""


@pytest.fixture(autouse=True)
def _in_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dockfix.toml").write_text('select = ["custom"]\n' + RULE)
    for number in range(40):
        Path(f"{number:02}.Dockerfile").write_text(f"FROM a:{number}\n")


def run(*arguments: str, status: int = 0) -> str:
    command = [sys.executable, "-m", "dockfix", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (status, "")
    return done.stdout


def findings(*arguments: str) -> list[Any]:
    found: list[Any] = json.loads(run("--format", "json", *arguments, status=1))["findings"]
    return found


def test_processes_and_the_cache_know_them() -> None:
    first = findings("-j", "2")
    assert [finding["message"] for finding in first] == [f"`a:{number}` is not ours" for number in range(40)]
    assert {(each["code"], each["name"], each["url"]) for each in first} == {
        ("ACME001", "acme001", "https://acme.example/rules")
    }
    assert findings("-j", "1") == first
    path = Path("dockfix.toml")
    path.write_text(path.read_text().replace("is not ours", "is theirs"))
    assert [finding["message"] for finding in findings()] == [
        f"`a:{number}` is theirs" for number in range(40)
    ]


def test_they_are_explained_and_listed() -> None:
    explained = run("explain", "acme001")
    assert "It is said so." in explained and "https://acme.example/rules" in explained
    assert "dockfix.toml" in explained
    (row,) = [line for line in run("rules").splitlines() if line.startswith("ACME001")]
    assert row.split() == ["ACME001", "acme001", "warning", "custom", "-"]
