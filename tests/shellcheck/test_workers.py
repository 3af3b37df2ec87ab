"""ShellCheck with several processes of dockfix: the same findings, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Sample
from dockfix.report import FileReport
from dockfix.runner import Runner
from dockfix.workspace import Choices
from local_rules import write_project
from told import told

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")

#: A run with the program at the first argument as ShellCheck.
COMMAND = """
import sys, dockfix.programs
program = sys.argv.pop(1)
dockfix.programs.find = lambda name: program
from dockfix.cli import main
main()
"""
KILLED = """
import os, signal
class Killed(Rule):
    '''Ends the process that checks it.'''
    code, name, category = "XX0009", "killed", "words"

    def check_file(self, file):
        if "killed" in file.source.text:
            os.kill(os.getpid(), signal.SIGKILL)
        return ()
"""


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where directories for a moment are made; the run is in another."""
    place, project = tmp_path / "scratch", tmp_path / "project"
    place.mkdir()
    project.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.chdir(project)
    return place


def reports(jobs: int, **choices: Any) -> list[FileReport]:
    runner = Runner(Choices(**choices), jobs=jobs)
    return list(runner.reports(runner.targets([Path()])))


def put_many(command: str, count: int = 60) -> None:
    for number in range(count):
        Path(f"Dockerfile.{number:03}").write_text(f"FROM a\nRUN {command} {number}\n# {1000 * 'x'}\n")


def test_several_processes_find_what_one_finds(shellcheck: str, corpus: list[Sample], scratch: Path) -> None:
    for number, sample in enumerate(corpus[::25]):
        Path(f"Dockerfile.{number:03}").write_bytes(sample.data)
    found = reports(3, isolated=True)
    assert told(found) == told(reports(1, isolated=True))
    codes = {finding.code for report in found for finding in report.findings}
    assert len([code for code in codes if code.startswith("SC")]) > 3
    assert not list(scratch.iterdir())


def test_a_process_that_is_killed_leaves_nothing(
    use: Callable[[Path | None], None], fake: Path, scratch: Path
) -> None:
    use(fake)
    write_project(Path(), 'extend-select = ["SC"]', plugin="from dockfix import Rule\n" + KILLED)
    put_many("oops")
    Path("Dockerfile.033").write_text("FROM a\nRUN oops killed\n")
    found = reports(3)
    errors = [str(error) for report in found for error in report.errors]
    assert errors == ["Dockerfile.033: the process that checked it ended with signal 9: please report it"]
    said = [report.path for report in found if "SC2000" in [finding.code for finding in report.findings]]
    assert len(said) == 59
    assert not list(scratch.iterdir())


def test_ctrl_c_ends_shellcheck_too(fake: Path, log: Path, scratch: Path) -> None:
    put_many("sleep")
    command = [sys.executable, "-c", COMMAND, str(fake), "-j", "2", "--isolated"]
    with subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        until = time.monotonic() + 60
        while not log.exists() and time.monotonic() < until:
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, b"")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert not list(scratch.iterdir())
