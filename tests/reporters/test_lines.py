"""The formats that are lines: GitHub's annotations, GNU's messages, JSON Lines."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from dockfix.report import FileReport
from dockfix.rule import Edit, Fix, Severity
from dockfix.source import Source, Span
from reported import commands, finding, gnu, written

SOURCE = Source("FROM é😀\nRUN a \\\n  b\n")


def test_annotations() -> None:
    report = FileReport(
        "a,b/c:d%/Dockerfile",
        SOURCE,
        (
            finding(5, 7, severity=Severity.ERROR, message="100% wrong\r\nisn't: it, is"),
            finding(8, 18, severity=Severity.STYLE),
        ),
    )
    text = written("github", report)
    assert text == (
        "::error file=a%2Cb/c%3Ad%25/Dockerfile,line=1,endLine=1,col=6,endColumn=8,"
        "title=dockfix XX1 (name-of-XX1)::100%25 wrong%0D%0Aisn't: it, is\n"
        "::notice file=a%2Cb/c%3Ad%25/Dockerfile,line=2,endLine=3,"
        "title=dockfix XX1 (name-of-XX1)::it is `wrong`\n"
    )
    (_, first, message), _ = commands(text)
    assert first["file"] == report.path and message == report.findings[0].message


@pytest.mark.parametrize(
    ("severity", "command", "word"),
    [
        (Severity.ERROR, "error", "error"),
        (Severity.WARNING, "warning", "warning"),
        (Severity.INFO, "notice", "info"),
        (Severity.STYLE, "notice", "note"),
    ],
)
def test_severities(severity: Severity, command: str, word: str) -> None:
    report = FileReport("D", SOURCE, (finding(severity=severity),))
    assert commands(written("github", report))[0][0] == command
    assert gnu(written("gnu", report))[0][3] == word


def test_gnu() -> None:
    findings = (finding(6, 7, message="a\nb \x1b[31m"), finding(14, 15, severity=Severity.INFO, code="XX2"))
    assert written("gnu", FileReport("a b/D:x", SOURCE, findings)) == (
        "a b/D:x:1:7: warning: a\\x0ab \\x1b[31m [XX1]\na b/D:x:2:7: info: it is `wrong` [XX2]\n"
    )


def test_json_lines() -> None:
    fix = Fix((Edit(Span(0, 1), "x"),))
    report = FileReport("D", SOURCE, (finding(fix=fix, message="\u2028"), finding(code="XX2")))
    lines = written("jsonl", report, report).split("\n")
    assert lines.pop() == ""
    assert [*map(json.loads, lines)] == json.loads(written("json", report, report))["findings"]


@pytest.mark.skipif(not shutil.which("nvim"), reason="needs Neovim")
@pytest.mark.parametrize("errorformat", ["%f:%l:%c: %t%*[^:]: %m", None])
def test_neovim_lists_it(tmp_path: Path, errorformat: str | None) -> None:
    findings = (
        finding(6, 7, severity=Severity.ERROR),
        finding(14, 15),
        finding(16, 16, severity=Severity.INFO),
        finding(17, 17, severity=Severity.STYLE, code="XX2"),
    )
    (tmp_path / "report").write_text(written("gnu", FileReport("a b/Dockerfile", SOURCE, findings)))
    script = [f"let &errorformat = '{errorformat}'"] if errorformat else []
    script += [
        "cgetfile report",
        "let items = map(getqflist(), {_, i -> [bufname(i.bufnr), i.lnum, i.col, i.type, i.text, i.valid]})",
        "call writefile([json_encode(items)], 'items')",
        "qall!",
    ]
    arguments = [argument for line in script for argument in ("-c", line)]
    subprocess.run(
        ["nvim", "--headless", "--clean", *arguments],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=30,
        stdin=subprocess.DEVNULL,
    )
    items = json.loads((tmp_path / "items").read_text())
    assert [item[:3] + item[5:] for item in items] == [
        ["a b/Dockerfile", 1, 7, 1],
        ["a b/Dockerfile", 2, 7, 1],
        ["a b/Dockerfile", 3, 1, 1],
        ["a b/Dockerfile", 3, 2, 1],
    ]
    if errorformat:
        assert [item[3].upper() for item in items] == ["E", "W", "I", "N"]
        assert items[3][4] == "it is `wrong` [XX2]"
