from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dockfix import programs

#: A program that answers as ShellCheck does, and writes down which files it is given.
FAKE = """\
#!{python}
import json, os, sys, time
names = [each for each in sys.argv[1:] if not each.startswith("-")]
texts = {{name: open(name, encoding="utf-8", newline="").read() for name in names}}
with open({log!r}, "a", encoding="utf-8") as log:
    log.write(json.dumps(list(texts.values())) + "\\n")
comments = []
for name, text in texts.items():
    if "crash" in text:
        print("it crashed", file=sys.stderr)
        sys.exit(3)
    if "rubbish" in text:
        print("{{]")
        sys.exit(0)
    if "other JSON" in text:
        print('{{"comments": [{{"file": "0"}}]}}')
        sys.exit(0)
    if "sleep" in text:
        time.sleep(600)
    for number, line in enumerate(text.split("\\n"), 1):
        at = line.find("oops")
        if at >= 0:
            comments.append({{
                "file": name, "line": number, "endLine": number, "column": at + 1, "endColumn": at + 5,
                "level": "warning", "code": 2000, "message": "This is an oops.", "fix": None,
            }})
print(json.dumps({{"comments": comments}}))
sys.exit(1 if comments else 0)
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the fake program writes which texts it is given, a line for each process."""
    return tmp_path / "log"


@pytest.fixture
def fake(tmp_path: Path, log: Path) -> Path:
    """The fake program."""
    program = tmp_path / "shellcheck"
    program.write_text(FAKE.format(python=sys.executable, log=str(log)))
    program.chmod(0o755)
    return program


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    """Make a program the one that is found, or have none found."""

    def make(program: Path | None) -> None:
        monkeypatch.setattr(programs, "find", lambda name: str(program) if program else None)

    return make
