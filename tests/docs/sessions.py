"""What a `console` block shows: commands behind `$`, each with what it prints.

The first `cat FILE` of a file that is not there yet is no command: it shows what the file holds. A line `…`
stands for any number of lines, and `…` in a line for any part of it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_PROMPT = "$ "
_CAT = re.compile(r"cat (\S+)")
_IDENTITY = {
    f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}


def commands_of(text: str) -> Iterator[tuple[str, str]]:
    """Every command of a session and the output that is shown, without the empty lines behind it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output.strip("\n")


def play(text: str, directory: Path) -> None:
    """Run a session in `directory`; fails where a command prints something else than is shown."""
    for command, shown in commands_of(text):
        cat = _CAT.fullmatch(command)
        if cat and not (directory / cat[1]).exists():
            path = directory / cat[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{shown}\n")
        else:
            printed = _run(command, directory)
            assert re.fullmatch(_pattern(shown), printed), f"$ {command}\n{printed}"


def _pattern(shown: str) -> str:
    lines = shown.split("\n")
    return r"\n".join(
        r"(?:.*\n)*?.*" if line == "…" else re.escape(line).replace("…", ".*") for line in lines
    )


def _run(command: str, directory: Path) -> str:
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, **_IDENTITY, "PATH": path, "HOME": str(directory), "TERM": "dumb"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=directory,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").split("\n"))
