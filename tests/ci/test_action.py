"""The composite action for GitHub: its schema, and its scripts, run as a runner runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ci.schemas import check
from conftest import ROOT
from dockfix.reporters import dockfix_reporters

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
INPUTS: dict[str, dict[str, str]] = ACTION["inputs"]
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
INSTALL, CHECK = STEPS["Install dockfix"], STEPS["Check Dockerfiles"]
#: How GitHub runs `shell: bash`.
BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c")
#: A Python, or a dockfix, that writes down what it is called with.
SPY = f"""\
#!{sys.executable}
import json, os, sys
with open(os.environ["SPIED"], "a") as file:
    print(json.dumps(sys.argv[1:]), file=file)
"""


def run(
    step: dict[str, Any], directory: Path, *, python: str = sys.executable, path: str = "", **inputs: str
) -> subprocess.CompletedProcess[str]:
    """Run a step in `directory`, with these inputs and the defaults of the others."""
    given = {name: inputs.get(name.replace("-", "_"), each["default"]) for name, each in INPUTS.items()}
    values = {
        **{f"inputs.{name}": value for name, value in given.items()},
        "github.action_path": str(ROOT),
        "runner.temp": str(directory / "temp"),
        "steps.python.outputs.python-path": python,
    }
    environment = {
        name: re.sub(r"\$\{\{ (.*?) \}\}", lambda match: values[match[1]], text)
        for name, text in step["env"].items()
    }
    files = {name: str(directory / name) for name in ("GITHUB_PATH", "GITHUB_OUTPUT", "SPIED")}
    return subprocess.run(
        [*BASH, step["run"]],
        cwd=directory,
        env={**os.environ, **environment, **files, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


def spied(directory: Path) -> list[list[str]]:
    return [json.loads(line) for line in (directory / "SPIED").read_text().splitlines()]


def spy(directory: Path, name: str) -> str:
    """The path of a program called `name` that only writes down its arguments."""
    path = directory / "spies" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(SPY)
    path.chmod(0o755)
    return str(path)


def test_the_schema() -> None:
    check("vendor.github-actions", (ROOT / "action.yml").read_text())


def test_the_schema_is_looked_at() -> None:
    with pytest.raises(AssertionError, match="not valid under any of the given schemas"):
        check("vendor.github-actions", "name: a\ndescription: b\nruns:\n  using: composite\n")


def test_nothing_that_users_give_is_part_of_a_script() -> None:
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")
    assert set(INPUTS) == set(re.findall(r"\$\{\{ inputs\.(\S+) \}\}", (ROOT / "action.yml").read_text()))


def test_the_default_format_is_one() -> None:
    assert INPUTS["format"]["default"] in dockfix_reporters()


@pytest.mark.parametrize(
    ("inputs", "package"),
    [
        ({}, f"{ROOT}[shellcheck]"),
        ({"shellcheck": "false"}, str(ROOT)),
        ({"version": "1.2"}, "dockfix[shellcheck]==1.2"),
        ({"version": "1.2; touch made", "shellcheck": "no"}, "dockfix==1.2; touch made"),
        ({"version": "$(touch made)"}, "dockfix[shellcheck]==$(touch made)"),
    ],
)
def test_what_is_installed(tmp_path: Path, inputs: dict[str, str], package: str) -> None:
    done = run(INSTALL, tmp_path, python=spy(tmp_path, "python"), **inputs)
    assert done.returncode == 0, done.stderr
    place = f"{tmp_path}/temp/dockfix"
    create, install = spied(tmp_path)
    assert create == ["-m", "venv", "--without-pip", place]
    assert install[:4] == ["-m", "pip", "--python", f"{place}/bin/python"]
    assert install[-2:] == ["--", package]
    assert (tmp_path / "GITHUB_PATH").read_text() == f"{place}/bin\n"
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("inputs", "arguments"),
    [
        ({}, ["check", "--format=github", "--", "."]),
        ({"format": "", "paths": ""}, ["check", "--"]),
        (
            {"paths": "a b\r\n\n  -x\n*\n", "args": " --fix\n --select  DL3008,DL3009 *", "fail_on": "error"},
            [
                "check",
                "--fix",
                "--select",
                "DL3008,DL3009",
                "*",
                "--format=github",
                "--fail-on=error",
                "--",
                "a b",
                "  -x",
                "*",
            ],
        ),
        (
            {"paths": '$(touch made)\n"; touch made; "', "args": "`touch made`", "output": "a; touch made"},
            [
                "check",
                "`touch",
                "made`",
                "--format=github",
                "--output=a; touch made",
                "--",
                "$(touch made)",
                '"; touch made; "',
            ],
        ),
    ],
)
def test_how_it_is_called(tmp_path: Path, inputs: dict[str, str], arguments: list[str]) -> None:
    spy(tmp_path, "dockfix")
    done = run(CHECK, tmp_path, path=str(tmp_path / "spies"), **inputs)
    assert done.returncode == 0, done.stderr
    assert spied(tmp_path) == [arguments]
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("text", "inputs", "status"),
    [
        ("FROM debian:12\n", {"args": "--isolated --ignore labels"}, 0),
        ("FROM debian\n", {}, 1),
        ("FROM debian\n", {"fail_on": "error"}, 0),
        ("FROM debian\n", {"args": "--nonsense"}, 2),
    ],
)
def test_the_exit_status(tmp_path: Path, text: str, inputs: dict[str, str], status: int) -> None:
    (tmp_path / "Dockerfile").write_text(text)
    done = run(CHECK, tmp_path, path=str(Path(sys.executable).parent), **{"format": "json", **inputs})
    assert done.returncode == status, done.stderr
    assert (tmp_path / "GITHUB_OUTPUT").read_text() == f"exit-status={status}\n"


def test_the_whole_action(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian\n")
    done = run(INSTALL, tmp_path, shellcheck="false")
    if re.search(r"[Cc]onnection|No matching distribution", done.stderr):
        pytest.skip("pip cannot get what dockfix needs")
    assert done.returncode == 0, done.stderr
    place = (tmp_path / "GITHUB_PATH").read_text().strip()
    done = run(CHECK, tmp_path, path=place, format="json", output="report.json", fail_on="warning")
    assert done.returncode == 1
    report = json.loads((tmp_path / "report.json").read_text())
    assert "DL3006" in [finding["code"] for finding in report["findings"]]
