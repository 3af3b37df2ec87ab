"""What hadolint finds, and what dockfix finds under its preset, in the same files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from dockfix.config import defaults, load
from dockfix.engine import Engine
from dockfix.plugins import Plugins
from dockfix.presets import HADOLINT
from dockfix.selection import Selection
from dockfix.source import Source

_AT_ONCE = 100


class Found(NamedTuple):
    """One finding: the file by its number, the line, and the code."""

    file: int
    line: int
    code: str


def program() -> str | None:
    """hadolint: that of this Python's environment, or the one on the PATH."""
    return shutil.which("hadolint", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


def found_by_hadolint(texts: Sequence[bytes], directory: Path, *options: str) -> set[Found]:
    """What hadolint finds, written into `directory` where it reads them."""
    paths = []
    for number, text in enumerate(texts):
        path = directory / str(number)
        path.write_bytes(text)
        paths.append(str(path))
    groups = [paths[at : at + _AT_ONCE] for at in range(0, len(paths), _AT_ONCE)]

    def run(group: list[str]) -> list[Found]:
        command = [program() or "hadolint", "--no-fail", "--format", "json", *options, *group]
        done = subprocess.run(command, capture_output=True, text=True, cwd=directory, check=True)
        return [
            Found(int(Path(each["file"]).name), each["line"], each["code"])
            for each in json.loads(done.stdout)
        ]

    with ThreadPoolExecutor() as pool:
        return {found for group in pool.map(run, groups) for found in group}


def found_by_dockfix(texts: Iterable[bytes], config: Path | None = None) -> set[Found]:
    """What dockfix finds under the preset of hadolint, with a configuration of hadolint's if one is given."""
    settings = load(config, HADOLINT) if config else defaults(HADOLINT)
    rules = Selection(Plugins(installed=False).cards, settings).for_file(Path("Dockerfile"))
    engine = Engine(rules, settings.preset, ignore_comments=settings.ignore_comments)
    found = set()
    numbered = enumerate(texts)
    while group := list(islice(numbered, _AT_ONCE)):
        files = {number: engine.parse(Source.from_bytes(text)) for number, text in group}
        engine.prepare(list(files.values()))
        for number, file in files.items():
            for finding in engine.check_file(file).findings:
                found.add(Found(number, file.source.line_of(finding.span.start), finding.code))
    return found


class Agreement(NamedTuple):
    """How far two sets of findings agree."""

    theirs: int
    ours: int
    both: int

    @property
    def found(self) -> float:
        """The share of theirs that are among ours."""
        return self.both / self.theirs if self.theirs else 1.0

    @property
    def right(self) -> float:
        """The share of ours that are among theirs."""
        return self.both / self.ours if self.ours else 1.0


def agreements(theirs: set[Found], ours: set[Found]) -> dict[str, Agreement]:
    """By code, in order, the agreement on it."""
    counts = [Counter(each.code for each in found) for found in (theirs, ours, theirs & ours)]
    codes = sorted({*counts[0], *counts[1]})
    return {code: Agreement(counts[0][code], counts[1][code], counts[2][code]) for code in codes}


def found_with(letters: str, found: set[Found]) -> set[Found]:
    """Those whose code begins with `letters`."""
    return {each for each in found if each.code.startswith(letters)}


def agreement_on(letters: str, theirs: set[Found], ours: set[Found]) -> Agreement:
    """The agreement on all codes that begin with `letters`."""
    return Agreement(*(len(found_with(letters, found)) for found in (theirs, ours, theirs & ours)))
