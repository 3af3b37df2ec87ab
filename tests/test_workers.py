from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from conftest import Sample
from dockfix.report import FileReport, Mode
from dockfix.report_data import report_data, report_of
from dockfix.runner import Runner
from dockfix.source import Source
from dockfix.workspace import Choices
from local_rules import PLUGIN, write_project
from told import told

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")

#: Ends the process that checks a file with some words: each time, or the first time.
ENDING = """
import os, signal
from pathlib import Path
class Ends(Rule):
    '''Ends the process.'''
    code, name, category = "XX0009", "ends", "words"

    def check_file(self, file):
        if "killed" in file.source.text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "exits" in file.source.text:
            os._exit(7)
        if "once" in file.source.text and not Path("ended").exists():
            Path("ended").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return ()
"""
SLOW = """
import time
from pathlib import Path
class Slow(Rule):
    '''Takes its time.'''
    code, name, category = "XX0009", "slow", "words"

    def check_file(self, file):
        if "slow" in file.source.text:
            Path(f"begun-{self.file.path.name}").touch()
            time.sleep(60)
        return ()
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def put_many(count: int = 60, **texts: str) -> None:
    """Files that are worth a second process; `texts` are those of some, by their numbers."""
    for number in range(count):
        text = texts.get(f"_{number}", f"FROM foo\nRUN baz hmm{number}\n")
        Path(f"Dockerfile.{number:03}").write_text(text + "# " + 1000 * "x" + "\n")


def reports(mode: Mode = "check", jobs: int = 3, **choices: Any) -> list[FileReport]:
    runner = Runner(Choices(**choices), mode, jobs=jobs)
    return list(runner.reports(runner.targets([Path()])))


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that have been forked."""
    forked: list[int] = []
    fork = os.fork

    def noted() -> int:
        pid = fork()
        forked.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", noted)
    return forked


def assert_all_ended(processes: list[int]) -> None:
    for pid in processes:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


def test_several_processes_say_what_one_says(processes: list[int]) -> None:
    write_project(Path())
    put_many(_7="FROM crash\n", _20="# nothing\n", _40="FROM f\xe9\udcff foo\n".replace("\udcff", "é"))
    Path("Dockerfile.050").chmod(0)
    alone = reports(jobs=1)
    assert not processes
    assert told(reports()) == told(alone)
    assert len(processes) == 3
    assert_all_ended(processes)


def test_real_files(corpus: list[Sample], processes: list[int]) -> None:
    for number, sample in enumerate(corpus[::25]):
        Path(f"Dockerfile.{number:03}").write_bytes(sample.data)
    assert told(reports(isolated=True)) == told(reports(isolated=True, jobs=1))
    assert processes


@pytest.mark.parametrize("mode", ["fix", "diff"])
def test_fixing(mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = []
    for jobs in (1, 3):
        directory = tmp_path / str(jobs)
        directory.mkdir()
        monkeypatch.chdir(directory)
        put_many()
        write_project(Path())
        found = [report._replace(settings=None, plugins=()) for report in reports(mode, jobs)]
        outcomes.append((told(found), [path.read_bytes() for path in sorted(Path().glob("Dockerfile*"))]))
    assert outcomes[0] == outcomes[1]


def test_little_work_is_for_one_process(processes: list[int]) -> None:
    write_project(Path())
    put_many(4)
    assert len(reports()) == 4
    assert not processes


def test_the_more_work_the_more_processes_but_no_more_than_asked_for(processes: list[int]) -> None:
    write_project(Path())
    put_many(30)
    reports(jobs=50)
    assert 1 < len(processes) < 10


def test_a_process_that_ends_costs_no_results(processes: list[int]) -> None:
    write_project(Path(), plugin=PLUGIN + ENDING)
    put_many(_33="FROM foo\nRUN once\n")
    found = reports()
    assert [error for report in found for error in report.errors] == []
    assert [len(report.findings) for report in found] == [1 if number == 33 else 3 for number in range(60)]
    assert len(processes) == 4
    assert_all_ended(processes)


def test_a_file_that_ends_every_process_is_an_error_of_its_own(processes: list[int]) -> None:
    write_project(Path(), plugin=PLUGIN + ENDING)
    put_many(_20="FROM killed\n", _21="FROM exits\n", _59="FROM killed\n")
    found = reports()
    assert [str(error) for report in found for error in report.errors] == [
        "Dockerfile.020: the process that checked it ended with signal 9: please report it",
        "Dockerfile.021: the process that checked it ended with status 7: please report it",
        "Dockerfile.059: the process that checked it ended with signal 9: please report it",
    ]
    assert sum(len(report.findings) == 3 for report in found) == 57
    assert_all_ended(processes)


def test_who_stops_asking_ends_all(processes: list[int]) -> None:
    write_project(Path(), plugin=PLUGIN + SLOW)
    put_many(_30="FROM slow\n")
    runner = Runner(Choices(), jobs=3)
    found = runner.reports(runner.targets([Path()]))
    for _ in range(12):
        next(found)
    begun = time.monotonic()
    found.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 20
    assert_all_ended(processes)


@pytest.mark.parametrize("to_all", [True, False], ids=["as a terminal does", "to the program alone"])
def test_ctrl_c_ends_at_once_and_leaves_nothing_behind(to_all: bool) -> None:
    write_project(Path(), plugin=PLUGIN + SLOW)
    put_many(_30="FROM slow foo\n", _45="FROM slow foo\n")
    command = [sys.executable, "-m", "dockfix", "--fix", "-j", "2"]
    with subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        until = time.monotonic() + 60
        while len(list(Path().glob("begun-*"))) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        (os.killpg if to_all else os.kill)(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, b"")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    assert not list(Path().glob(".dockfix-*"))
    texts = {path.read_text().partition("\n")[0] for path in Path().glob("Dockerfile.*")}
    assert texts <= {"FROM foo", "FROM bar", "FROM slow foo"}


INTERRUPTED_AT_BIRTH = """
import os, signal
from pathlib import Path
from dockfix.runner import Runner
from dockfix.workspace import Choices

fork = os.fork
def forked():
    pid = fork()
    if not pid:
        os.kill(os.getpid(), signal.SIGINT)
    return pid
os.fork = forked

runner = Runner(Choices(), jobs=2)
for report in runner.reports(runner.targets([Path()])):
    for error in report.errors:
        print(error)
"""


def test_ctrl_c_ends_a_process_that_is_but_born() -> None:
    write_project(Path())
    put_many(_20="FROM foo\n")
    command = [sys.executable, "-c", INTERRUPTED_AT_BIRTH]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    (*_, last) = done.stdout.splitlines()
    assert last == "Dockerfile.059: the process that checked it ended with status 130: please report it"


def test_a_report_as_data() -> None:
    write_project(Path())
    put_many(1)
    for mode in ("check", "fix"):
        given = Source.from_bytes(Path("Dockerfile.000").read_bytes())
        (report,) = reports(mode, 1)
        frame = report._replace(source=None, original=None, findings=(), errors=(), fixed=0)
        again = report_of(report_data(report, with_late_edits=True), frame, given)
        assert told([again]) == told([report])
