from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest

from dockfix.output import Output
from dockfix.report import FileReport, Run
from dockfix.reporters.diff import report
from dockfix.source import Source

BEFORE = b"FROM a\nRUN one\nRUN two\nRUN three\nRUN four\nRUN five\nRUN six\nRUN seven\n"


def written(*files: tuple[str, bytes, bytes], color: bool = False, terminal: bool = False) -> bytes:
    stream = BytesIO()
    output = Output(stream, "the test", "always" if color else "never")
    output.is_terminal = terminal
    reports = [
        FileReport(
            path,
            Source.from_bytes(after),
            original=Source.from_bytes(before) if before != after else None,
        )
        for path, before, after in files
    ]
    report(Run([*reports, FileReport("broken")], "diff"), output)
    return stream.getvalue()


def test_a_diff() -> None:
    after = BEFORE.replace(b"RUN two\n", b"RUN 2\nRUN 2.5\n")
    assert written(("a/Dockerfile", BEFORE, after), ("b", BEFORE, BEFORE)) == (
        b"--- a/Dockerfile\n+++ a/Dockerfile\n@@ -1,6 +1,7 @@\n FROM a\n RUN one\n"
        b"-RUN two\n+RUN 2\n+RUN 2.5\n RUN three\n RUN four\n RUN five\n"
    )


def test_colours() -> None:
    told = written(("a", b"x\n", b"y\n"), color=True)
    assert told == (
        b"\x1b[1m--- a\x1b[0m\n\x1b[1m+++ a\x1b[0m\n\x1b[36m@@ -1 +1 @@\x1b[0m\n"
        b"\x1b[31m-x\x1b[0m\n\x1b[32m+y\x1b[0m\n"
    )


def test_a_terminal_is_not_steered() -> None:
    told = written(("a", b"x\x1b[31m\t\xff\r\n", b"y\r\n"), terminal=True)
    assert told == b"--- a\n+++ a\n@@ -1 +1 @@\n-x\\x1b[31m\t\\xff\n+y\n"


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, BEFORE.replace(b"two", b"2").replace(b"seven", b"7")),
        (BEFORE, BEFORE.replace(b"\n", b"\r\n")),
        (b"\xef\xbb\xbfFROM a\r\nRUN b\r\n", b"\xef\xbb\xbfFROM c\r\nRUN b\r\n"),
        (b"FROM a", b"FROM b"),
        (b"FROM a\nRUN b", b"FROM b\nRUN b"),
        (b"FROM a", b"FROM a\n"),
        (b"FROM a\n", b"FROM a"),
        (b"FROM a\n", b"FROM a\n\nRUN b\n\n"),
        (b"FROM a\n\n", b"\n"),
        (b"FROM \xff\x1b\nRUN \x0b\x0c\x85\xe2\x80\xa8 x\n", b"FROM \xfe\nRUN \x0b\x0c\x85\xe2\x80\xa8 x\n"),
        (b"-- x\n++ y\n", b"-- y\n++ y\n"),
    ],
)
def test_git_applies_it(tmp_path: Path, before: bytes, after: bytes) -> None:
    (tmp_path / "Dockerfile").write_bytes(before)
    patch = written(("Dockerfile", before, after))
    command = ["git", "apply", "-p0", "--whitespace=nowarn"]
    subprocess.run(command, input=patch, cwd=tmp_path, check=True)
    assert (tmp_path / "Dockerfile").read_bytes() == after
