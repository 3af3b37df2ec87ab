from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest

from dockfix.output import ColorChoice, Output, OutputError


class Terminal(BytesIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.parametrize(
    ("choice", "environment", "on_terminal", "elsewhere"),
    [
        ("auto", {}, True, False),
        ("always", {}, True, True),
        ("never", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, False, False),
        ("auto", {"NO_COLOR": "0"}, False, False),
        ("auto", {"NO_COLOR": ""}, True, False),
        ("always", {"NO_COLOR": "1"}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, True, True),
        ("auto", {"FORCE_COLOR": "3"}, True, True),
        ("auto", {"FORCE_COLOR": "0"}, True, False),
        ("auto", {"FORCE_COLOR": ""}, True, False),
        ("never", {"FORCE_COLOR": "1"}, False, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ("auto", {"TERM": "dumb"}, False, False),
        ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
        ("always", {"TERM": "dumb"}, True, True),
    ],
)
def test_colour(
    monkeypatch: pytest.MonkeyPatch,
    choice: ColorChoice,
    environment: dict[str, str],
    on_terminal: bool,
    elsewhere: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Output(Terminal(), "x", choice).color is on_terminal
    assert Output(BytesIO(), "x", choice).color is elsewhere


def test_paint() -> None:
    colourful, plain = Output(BytesIO(), "x", "always"), Output(BytesIO(), "x", "never")
    assert colourful.paint("a", "bold", "red") == "\x1b[1;31ma\x1b[0m"
    assert colourful.paint("", "bold") == "" and colourful.paint("a") == "a"
    assert plain.paint("a", "bold") == "a"


def test_text_is_written_in_utf_8_and_surrogates_as_their_bytes() -> None:
    stream = BytesIO()
    output = Output(stream, "x")
    output.write("é\udcff\n")
    output.write_bytes(b"\0")
    assert stream.getvalue() == b"\xc3\xa9\xff\n\0"


def test_a_stream_that_is_closed_takes_everything() -> None:
    output = Output(None, "x")
    output.write("x")
    output.flush()


def test_nobody_reads_any_more() -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as stream:
        output = Output(stream, "x")
        os.close(reader)
        for _ in range(3):
            output.write("x" * 100_000)
            output.flush()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_the_disk_is_full() -> None:
    with Path("/dev/full").open("wb") as stream:
        output = Output(stream, "the report")
        output.write("x")
        with pytest.raises(OutputError, match=r"^the report: cannot be written: no space left on device$"):
            output.flush()
        output.write("y")
