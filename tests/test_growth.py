"""Work grows as a file does: what is counted is calls, not time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from conftest import ROOT
from dockfix.api import default_engine
from dockfix.shellcheck.checker import Checker
from dockfix.source import Source

sys.path.append(str(ROOT / "benchmarks"))

from growth import SHAPES

#: Where work that is there for every file no longer counts.
SIZE = 150


@pytest.fixture(autouse=True)
def _shellcheck_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is done to ask it counts: of longer scripts it finds less, or more."""
    monkeypatch.setattr(Checker, "begin", lambda *_: None)
    monkeypatch.setattr(Checker, "comments", lambda *_: ())


def calls(text: str) -> int:
    """How often Python functions are called, and generators asked for more, to check `text`."""
    engine, source = default_engine(), Source.from_text(text)
    engine.check(source)  # what is imported or compiled is not counted
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        engine.check(Source.from_text(text))
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_twice_the_size_is_at_most_a_little_more_than_twice_the_work(shape: Callable[[int], str]) -> None:
    assert calls(shape(2 * SIZE)) < 2.3 * calls(shape(SIZE))
