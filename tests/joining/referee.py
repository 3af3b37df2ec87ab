"""Whether scripts do what they did before they were joined, or fixed, shown by running both."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from dockfix.shell.dialect import Shell
from dockfix.shell.join import join

#: What a script for `sh` may be run by, and one for `bash`.
SH = ("dash", "ash", "bash-as-sh", "bash")
BASH = ("bash",)

_NEEDED = ("/bin/bash-static", "/bin/busybox", "/bin/dash")


class Step(NamedTuple):
    """A script that is run in a shell of its own, and where."""

    script: str
    directory: str = "/"


class Case(NamedTuple):
    """Scripts, each run if the one before succeeds, and others that shall do the same."""

    before: tuple[Step, ...]
    after: tuple[Step, ...]
    shell: Shell
    #: The shells that run both; those that the name may stand for.
    shells: tuple[str, ...] = ()
    #: The codes of the rules whose intended differences may be seen.
    intended: tuple[str, ...] = ()

    @classmethod
    def joined(cls, scripts: Iterable[str], text: str, shell: Shell) -> Case:
        """`scripts`, and one with all that they do."""
        return cls(tuple(map(Step, scripts)), (Step(text),), shell)

    @property
    def job(self) -> str:
        options = list(self.shell.argv[1:-1])
        cluster = self.shell.argv[-1].replace("c", "")
        return json.dumps(
            {
                "before": self.before,
                "after": self.after,
                "shells": self.shells or (BASH if self.shell.name == "bash" else SH),
                "options": options if cluster == "-" else [*options, cluster],
                "intended": self.intended,
            }
        )


class Verdict(NamedTuple):
    """What a case's differences are, and how that was seen."""

    case: Case
    differences: list[dict[str, Any]]
    #: Whether the scripts do not end in a shell.
    endless: bool
    runs: int
    #: Whether all of them ran to their ends in a shell, and called something, where no call was made to fail.
    ran: bool
    #: How often each rule's intended difference is seen, by code.
    intended: dict[str, int]


def missing() -> str:
    """Why the referee cannot work here; "" if it can."""
    if os.geteuid() != 0:
        return "running scripts in a throwaway root needs root"
    absent = [path for path in _NEEDED if not Path(path).exists()]
    if absent:
        return f"{', '.join(absent)}: install Debian's bash-static, busybox-static and dash"
    if (
        not shutil.which("unshare")
        or subprocess.run([*_UNSHARE, "true"], capture_output=True, check=False).returncode
    ):
        return "this machine gives no new namespaces"
    return ""


_UNSHARE = ("unshare", "--mount", "--pid", "--net", "--fork", "--kill-child")


def cases(scripts: Sequence[str], shell: Shell) -> Iterator[Case]:
    """What `join` makes of `scripts`, as cases."""
    for segment in join(scripts, shell):
        if segment.last > segment.first:
            yield Case.joined(scripts[segment.first : segment.last + 1], segment.text, shell)


class Referee:
    """A worker in its own namespaces."""

    def __init__(self, worker: subprocess.Popen[str]) -> None:
        assert worker.stdin is not None
        assert worker.stdout is not None
        self._input: IO[str] = worker.stdin
        self._output: IO[str] = worker.stdout

    def judge(self, case: Case) -> Verdict:
        """Run `case` in all its shells."""
        self._input.write(case.job + "\n")
        self._input.flush()
        answer = self._output.readline()
        if not answer:
            raise RuntimeError(f"the worker ended at {case}")
        return Verdict(case, **json.loads(answer))


@contextmanager
def referee() -> Iterator[Referee]:
    """A referee, for as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="dockfix-referee-") as root:
        command = [*_UNSHARE, sys.executable, "-s", "-m", "joining.worker", root]
        tests = Path(__file__).parent.parent
        with subprocess.Popen(
            command, cwd=tests, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as worker:
            yield Referee(worker)
            assert worker.stdin is not None
            worker.stdin.close()
            worker.wait()


def judge_all(all_cases: Iterable[Case], workers: int | None = None) -> list[Verdict]:
    """Run all the cases, spread over the processors."""
    waiting = list(all_cases)
    count = max(1, min(len(waiting), workers or os.cpu_count() or 1))

    def share(number: int) -> list[Verdict]:
        with referee() as judge:
            return [judge.judge(case) for case in waiting[number::count]]

    with ThreadPoolExecutor(count) as pool:
        return [verdict for verdicts in pool.map(share, range(count)) for verdict in verdicts]


def differing(verdicts: Sequence[Verdict]) -> list[str]:
    """The cases with differences, and these; nearly all cases must take part from their start to their end."""
    assert sum(verdict.endless for verdict in verdicts) <= 0.02 * len(verdicts)
    assert sum(verdict.ran for verdict in verdicts) >= 0.9 * len(verdicts)
    return [f"{verdict.case}\n{verdict.differences}" for verdict in verdicts if verdict.differences]
