"""What becomes of real files under safe fixes, judged by BuildKit's parser: dockfix's and tally's.

    PATH=DIRECTORY:$PATH python benchmarks/fixing.py [--files 500]

It needs the corpus beside the repository, and tally (`npm install @wharflab/tally-linux-x64`, the program is
in its `bin`) on the PATH; without it there is no such row. Only files that BuildKit reads are counted.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import dockerfile
from speed import ENVIRONMENT, found, unpack, version

COMMANDS = frozenset(keyword.upper() for keyword in dockerfile.all_cmds())


def is_read(path: Path) -> bool:
    """Whether BuildKit's parser takes a file, and knows all of its instructions."""
    try:
        commands = dockerfile.parse_file(str(path))
    except dockerfile.GoParseError:
        return False
    return all(command.cmd.upper() in COMMANDS for command in commands)


def row(name: str, command: Sequence[str], texts: Sequence[bytes]) -> str:
    """How many files a command changes, and how many of those it breaks."""
    with tempfile.TemporaryDirectory() as directory:
        copies = [Path(directory) / str(number) / "Dockerfile" for number in range(len(texts))]
        for copy, text in zip(copies, texts, strict=True):
            copy.parent.mkdir()
            copy.write_bytes(text)
        subprocess.run(
            [*command, *map(str, copies)], cwd=directory, env=ENVIRONMENT, capture_output=True, check=False
        )
        changed = sum(copy.read_bytes() != text for copy, text in zip(copies, texts, strict=True))
        broken = sum(not is_read(copy) for copy in copies)
    return f"| {name} | {len(texts)} | {changed} | {broken} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=500)
    options = parser.parse_args()
    dockfix, tally = found("dockfix"), found("tally")
    assert dockfix
    with tempfile.TemporaryDirectory() as directory:
        files = [Path(path) for path in unpack(Path(directory))]
        texts = [file.read_bytes() for file in files[: options.files] if is_read(file)]
    print("| | files | changed | no longer read by BuildKit |\n| --- | --- | --- | --- |")
    print(row(f"dockfix {version(dockfix)}", [dockfix, "--isolated", "--fix", "-q"], texts))
    if tally:
        print(row(f"tally {version(tally)}", [tally, "lint", "--fix"], texts))


if __name__ == "__main__":
    main()
