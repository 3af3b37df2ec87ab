"""What holds for all formats: they are valid, lose no finding, and tell of errors where they have a place."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockfix.report import FileReport, RunError
from dockfix.reporters import dockfix_reporters
from dockfix.rule import Edit, Fix, Safety, Severity
from dockfix.source import Source, Span
from reported import READERS, commands, finding, gnu, markdown_tables, sarif, written, xml

FORMATS = sorted(READERS)
#: Texts that mean something to some reader, or that it cannot hold.
HOSTILE = [
    "\x1b[31m",
    "a\0b\x0b\x0c\x7f\x85",
    "\ufffe\uffff",
    "\udcff\ud800",
    "]]>",
    "<!--&amp;'\"-->",
    "::error::x\r\n::warning file=a,line=1::%0A%",
    "a|b`c|d`\\|e``f```g",
    "$x$ *b* _i_ [l](u) <b>h</b> #1 ~~s~~ &lt;",
    "😀é日",
    "{0} {{1}} ${x}",
    "\u2028\u2029\n\r\t",
    ",:;=%",
    "x" * 100_000,
]
TEXTS = st.one_of(st.lists(st.sampled_from(HOSTILE[:-1])).map("".join), st.text(st.characters(), max_size=30))


def possible(path: str) -> str:
    """`path` without what no path can hold."""
    return re.sub("[\0\ud800-\udbff\udc00-\udc7f\udd00-\udfff]", "", path)


def test_every_format_is_tested() -> None:
    assert {*READERS, "text"} == {*dockfix_reporters()}


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_to_tell(name: str) -> None:
    assert READERS[name](written(name)) == []
    assert READERS[name](written(name, FileReport("Dockerfile", Source("FROM a\n")))) == []


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts(name: str, hostile: str) -> None:
    source = Source(f"FROM a\nRUN {hostile.replace(chr(10), '')}\nRUN b\n")
    fix = Fix((Edit(Span(7, 9), hostile),), hostile, Safety.UNSAFE)
    findings = (
        finding(7, 11 + len(hostile), fix, message=hostile),
        finding(len(source.text) - 2, len(source.text), code="XX2"),
    )
    path = possible(hostile[:200]) + "/Dockerfile"
    error = RunError("gone/" + path, hostile)
    text = written(name, FileReport(path, source, findings), FileReport(error.path, errors=(error,)))
    assert READERS[name](text) == [(2, "XX1"), (3, "XX2")]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FORMATS), TEXTS, TEXTS, TEXTS, st.data())
def test_no_finding_is_lost(name: str, text: str, message: str, path: str, data: st.DataObject) -> None:
    source = Source.from_text(f"FROM a\n{text}\n")
    offsets = st.integers(0, len(source.text))
    places = data.draw(st.lists(st.tuples(offsets, offsets).map(sorted), max_size=5))
    severities = st.sampled_from(Severity)
    findings = tuple(
        finding(start, end, None, data.draw(severities), message, f"XX{index % 3}")
        for index, (start, end) in enumerate(places)
    )
    reports = [FileReport(each, source, findings) for each in ("a/D", f"b/{possible(path)}")]
    expected = [(source.line_of(each.start), each.code) for each in findings]
    assert READERS[name](written(name, *reports)) == expected * 2


def test_errors_of_files_and_of_the_run() -> None:
    files = (
        FileReport("gone", errors=(RunError("gone", "is not there"),)),
        FileReport("binary", errors=(RunError("binary", "is binary", 3),)),
        FileReport("a", Source("FROM a\n"), errors=(RunError("p.py", "is broken", kind="plugin"),)),
    )
    told = {name: written(name, *files) for name in FORMATS}

    assert json.loads(told["json"])["errors"] == [json.loads(line) for line in told["jsonl"].splitlines()]
    assert commands(told["github"]) == [
        ("error", {"file": "gone", "line": "1", "title": "dockfix"}, "is not there"),
        ("error", {"file": "binary", "line": "3", "title": "dockfix"}, "is binary"),
        ("error", {"title": "dockfix"}, "plugin p.py: is broken"),
    ]
    assert gnu(told["gnu"]) == [
        ("gone", "1", "1", "error", "is not there"),
        ("binary", "3", "1", "error", "is binary"),
    ]
    assert [
        (each.getparent().get("name"), each.get("line"), each.get("message"))
        for each in xml("checkstyle", told["checkstyle"]).iter("error")
    ] == [("gone", "1", "is not there"), ("binary", "3", "is binary"), ("a", "1", "plugin p.py: is broken")]
    assert [
        (each.getparent().get("classname"), each.get("message"), each.text)
        for each in xml("junit", told["junit"]).iter("error")
    ] == [
        ("gone", "is not there", "gone: is not there"),
        ("binary", "is binary", "binary:3: is binary"),
        ("a", "plugin p.py: is broken", "plugin p.py: is broken"),
    ]
    assert markdown_tables(told["markdown"]) == [
        [["gone: is not there"], ["binary:3: is binary"], ["plugin p.py: is broken"]]
    ]
    (invocation,) = sarif(told["sarif"])["invocations"]
    assert not invocation["executionSuccessful"] and invocation["exitCode"] == 2
    gone, binary = invocation["toolExecutionNotifications"]
    (configuration,) = invocation["toolConfigurationNotifications"]
    assert gone["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "gone"
    assert binary["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert configuration == {"level": "error", "message": {"text": "plugin p.py: is broken"}}
    for name in ("gitlab", "sonarqube"):  # they have no place for errors
        assert READERS[name](told[name]) == []
