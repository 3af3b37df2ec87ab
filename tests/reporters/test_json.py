from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import validate  # type: ignore[import-untyped]

from dockfix.output import Output
from dockfix.report import FileReport, Mode, ReportedFinding, Run, RunError
from dockfix.reporters.json import report
from dockfix.rule import Edit, Fix, Safety, Severity
from dockfix.runner import Runner, Text
from dockfix.source import Source, Span
from dockfix.workspace import Choices

POSITIONS = {name: {"type": "integer", "minimum": 1} for name in ("line", "column", "end_line", "end_column")}
COUNT = {"type": "integer", "minimum": 0}
STRING = {"type": "string"}

COUNTS = ["files", "findings", "fixable", "fixed"]
#: Those that are only told where there is something to tell.
RARE_COUNTS = ["ignored", "held_back", "obsolete"]


def schema_of(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


FIX = schema_of(
    {
        "safety": {"enum": ["safe", "unsafe"]},
        "title": {"type": "string", "minLength": 1},
        "edits": {"type": "array", "items": schema_of({**POSITIONS, "text": STRING}), "minItems": 1},
    }
)
FINDING = schema_of(
    {
        "path": STRING,
        **POSITIONS,
        "code": STRING,
        "name": STRING,
        "severity": {"enum": ["error", "warning", "info", "style"]},
        "message": STRING,
        "url": STRING,
        "fix": {"anyOf": [FIX, {"type": "null"}]},
    }
)
SCHEMA = schema_of(
    {
        "version": {"const": 1},
        "tool": schema_of({"name": {"const": "dockfix"}, "version": STRING}),
        "findings": {"type": "array", "items": FINDING},
        "errors": {"type": "array", "items": schema_of({"path": STRING, "message": STRING})},
        "summary": {
            **schema_of(dict.fromkeys((*COUNTS, *RARE_COUNTS), COUNT)),
            "required": COUNTS,
        },
    }
)


def written(*files: FileReport, mode: Mode = "check") -> dict[str, Any]:
    stream = BytesIO()
    report(Run(files, mode), Output(stream, "the test"))
    text = stream.getvalue().decode("utf-8", "strict")
    data: dict[str, Any] = json.loads(text)
    validate(data, SCHEMA)
    return data


def finding(start: int, end: int, fix: Fix | None = None, message: str = "it is wrong") -> ReportedFinding:
    return ReportedFinding("XX1", "wrong", "https://x/XX1/", Severity.INFO, message, start, end, fix)


def test_no_files() -> None:
    data = written()
    assert data == {
        "version": 1,
        "tool": {"name": "dockfix", "version": "0.1.0"},
        "findings": [],
        "errors": [],
        "summary": {"files": 0, "findings": 0, "fixable": 0, "fixed": 0},
    }


def test_findings_and_their_fixes() -> None:
    source = Source.from_bytes("\ufeffFROM é😀\r\nRUN a \\\r\n  b\r\n".encode())
    edits = (Edit(Span(18, 21), "c"), Edit(Span(5, 7), "x"))
    data = written(
        FileReport(
            "a/Dockerfile",
            source,
            (
                finding(5, 7),
                finding(9, 21, Fix(edits, "Mend it", Safety.UNSAFE)),
                finding(21, 21, Fix(edits)),
            ),
        )
    )
    common = {"path": "a/Dockerfile", "code": "XX1", "name": "wrong", "severity": "info"}
    common |= {"message": "it is wrong", "url": "https://x/XX1/"}
    changes = [
        {"line": 1, "column": 6, "end_line": 1, "end_column": 8, "text": "x"},
        {"line": 3, "column": 1, "end_line": 3, "end_column": 4, "text": "c"},
    ]
    assert data["findings"] == [
        {**common, "line": 1, "column": 6, "end_line": 1, "end_column": 8, "fix": None},
        {
            **common,
            "line": 2,
            "column": 1,
            "end_line": 3,
            "end_column": 4,
            "fix": {"safety": "unsafe", "title": "Mend it", "edits": changes},
        },
        {
            **common,
            "line": 3,
            "column": 4,
            "end_line": 3,
            "end_column": 4,
            "fix": {"safety": "safe", "title": "wrong", "edits": changes},
        },
    ]
    assert data["summary"] == {"files": 1, "findings": 3, "fixable": 1, "fixed": 0}


def test_errors_and_counts() -> None:
    source = Source("FROM a\n")
    fixable = finding(0, 4, Fix((Edit(Span(0, 4), "from"),), safety=Safety.UNSAFE))
    data = written(
        FileReport("a", errors=(RunError("a", "is binary", 3),)),
        FileReport("b", source, (fixable,), original=Source("x"), fixed=2, unsafe_fixes=True),
        FileReport("c", source, (fixable,), (RunError("p", "is missing", kind="plugin"),)),
        mode="fix",
    )
    assert data["errors"] == [
        {"path": "a", "message": "line 3: is binary"},
        {"path": "p", "message": "is missing"},
    ]
    assert data["summary"] == {"files": 2, "findings": 2, "fixable": 1, "fixed": 2}


@pytest.mark.parametrize("text", ["\udcff", "\ud800", "\ud83d\ude00", '\x1b\0\u2028"\\\n'])
def test_text_of_any_kind(text: str) -> None:
    source = Source(text)
    data = written(
        FileReport(text, source, (finding(0, 1, Fix((Edit(Span(0, 1), text),), text), text),)),
        FileReport(text, errors=(RunError(text, text),)),
    )
    shown = text if text.isascii() or "\u2028" in text else "\ufffd" * len(text)
    assert data["findings"][0]["message"] == data["findings"][0]["path"] == shown
    assert data["findings"][0]["fix"]["edits"][0]["text"] == shown
    assert data["errors"] == [{"path": shown, "message": shown}]


RUNNERS = [Runner(Choices(isolated=True), mode) for mode in ("check", "fix", "diff")]
PIECES = [
    b"FROM foo\n",
    b"RUN apt-get install \xff",
    b"\\\n",
    b"<<E ",
    b"E\n",
    b"\r\n",
    b"\xc3\xa9",
    b"LABEL a",
    b"#",
]


@given(st.one_of(st.binary(), st.lists(st.sampled_from(PIECES)).map(b"".join)), st.sampled_from(RUNNERS))
def test_any_bytes_give_valid_json(data: bytes, runner: Runner) -> None:
    (file,) = runner.reports([Text(data, Path("Dockerfile"))])
    assert not any("internal error" in error.message for error in file.errors)
    told = written(file)
    assert bool(told["errors"]) or told["summary"]["files"] == 1
    assert told["summary"]["findings"] == len(told["findings"])


def test_what_a_baseline_holds_and_comments_ignore() -> None:
    clean = FileReport("a", Source.from_text("FROM a\n"))
    assert list(written(clean)["summary"]) == COUNTS
    data = written(clean._replace(ignored=1, held_back=2), clean._replace(held_back=3, obsolete=4))
    assert [data["summary"][name] for name in RARE_COUNTS] == [1, 5, 4]
