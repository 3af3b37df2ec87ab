"""Where the time of one run over a small file goes: the interpreter, imports by their owner, and the rest.

    python benchmarks/start.py [--cached] [--modules 15]

The whole is the median of many runs; what imports take is told by `-X importtime`, which slows them a little.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from speed import ENVIRONMENT, SMALL, measure

RUN = "import sys; sys.argv[0] = 'dockfix'; from dockfix.cli import run; run()"


def imports(command: Sequence[str]) -> list[tuple[str, float]]:
    """The modules that `command` imports, and the milliseconds of each without those that it imports."""
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT).stderr
    rows = (line.removeprefix("import time:").split("|") for line in told.splitlines() if "|" in line)
    return [(name.strip(), int(own) / 1000) for own, _, name in rows if own.strip().isdecimal()]


def owner(module: str) -> str:
    package = module.partition(".")[0]
    if package in sys.stdlib_module_names:
        return "the standard library"
    return package


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cached", action="store_true", help="let the cache answer")
    parser.add_argument("--modules", type=int, default=15, help="how many modules to show")
    parser.add_argument("--runs", type=int, default=21)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        small = Path(directory) / "Dockerfile"
        small.write_text(SMALL)
        arguments = ["--isolated", *([] if options.cached else ["--no-cache"]), str(small)]
        if options.cached:
            import os  # noqa: PLC0415 - the cache is where the process is

            os.chdir(directory)
        command = [sys.executable, "-c", RUN, *arguments]
        whole = median(measure(command).seconds for _ in range(options.runs)) * 1000
        bare = median(measure([sys.executable, "-c", "pass"]).seconds for _ in range(options.runs)) * 1000
        imported = imports([sys.executable, "-X", "importtime", *command[1:]])
        at_start = dict(imports([sys.executable, "-X", "importtime", "-c", "pass"]))
    own = [(name, time) for name, time in imported if name not in at_start]
    by_owner = Counter[str]()
    for name, time in own:
        by_owner[owner(name)] += time  # type: ignore[assignment]
    print(f"| | ms | modules |\n| --- | --- | --- |\n| the whole run | {whole:.1f} | |")
    print(f"| Python itself | {bare:.1f} | {len(at_start)} |")
    for who, time in by_owner.most_common():
        print(f"| imports of {who} | {time:.1f} | {sum(owner(name) == who for name, _ in own)} |")
    print(f"| the rest | {whole - bare - sum(by_owner.values()):.1f} | |\n")
    for name, time in sorted(own, key=lambda each: -each[1])[: options.modules]:
        print(f"{time:6.1f} ms  {name}")


if __name__ == "__main__":
    main()
