"""What CI servers and code quality platforms read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from dockfix.printable import printable
from dockfix.report import FileReport, ReportedFinding
from dockfix.rule import Edit, Fix, Rule, Severity
from dockfix.source import Source, Span
from reported import finding, fitting, markdown_tables, written, xml

SOURCE = Source("FROM é😀 x\nRUN a \\\n  b\n")
ALL = tuple(finding(severity=each, code=f"XX{each.value}") for each in reversed(Severity))


class Secret(Rule):
    """It is known."""

    code, name, category = "XX1", "known", "secrets"


def test_gitlab() -> None:
    issues = fitting("gitlab", written("gitlab", FileReport("./a/D", SOURCE, (*ALL, finding(10, 18)))))
    assert [each["severity"] for each in issues] == ["critical", "major", "minor", "info", "major"]
    assert issues[-1]["location"] == {"path": "a/D", "lines": {"begin": 2, "end": 3}}
    assert issues[-1]["description"] == "XX1: it is `wrong`" and issues[-1]["check_name"] == "XX1"


def test_gitlab_tells_the_same_from_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to("a")

    def fingerprints(*paths: str, source: Source = SOURCE, at: int = 10) -> list[str]:
        findings = (finding(at, at + 1), finding(at, at + 1), finding(at, at + 1, code="XX2"))
        issues = fitting("gitlab", written("gitlab", *(FileReport(each, source, findings) for each in paths)))
        return [each["fingerprint"] for each in issues]

    before = fingerprints("a/D", "b/D", "c/D", "-")
    assert len({*before}) == 12
    assert fingerprints("a/D", "b/D", "c/D", "-", source=Source("# new\n" + SOURCE.text), at=16) == before


def test_gitlab_has_paths_in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "p/q").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "p/q")
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path / "p"))
    (issue,) = fitting("gitlab", written("gitlab", FileReport("D", SOURCE, (finding(),))))
    assert issue["location"]["path"] == "q/D"


def test_junit(tmp_path: Path) -> None:
    text = written("junit", FileReport("a/D", SOURCE, ALL[:2]), FileReport("b", SOURCE))
    (tmp_path / "x.xml").write_text(text)
    found, clean = JUnitXml.fromfile(str(tmp_path / "x.xml"))
    assert (found.name, found.tests, found.failures, found.errors) == ("a/D", 2, 2, 0)
    assert (clean.name, clean.tests, clean.failures, clean.errors) == ("b", 1, 0, 0)
    case, other = found
    assert (case.name, case.classname) == ("XX4 name-of-XX4 (line 1, column 1)", "a/D")
    (failure,) = case.result
    assert (failure.type, failure.message) == ("error", "it is `wrong`")
    assert failure.text == "a/D:1:1: error: it is `wrong` [XX4]\nhttps://x/XX4"
    assert other.result[0].type == "warning"
    assert [each.is_passed for each in clean] == [True]


def test_checkstyle() -> None:
    text = written("checkstyle", FileReport("a/D", SOURCE, (*ALL, finding(16, 17))), FileReport("b", SOURCE))
    found, clean = xml("checkstyle", text)
    assert [each.get("severity") for each in found] == ["error", "warning", "info", "info", "warning"]
    assert {**found[-1].attrib} == {
        "line": "2",
        "column": "7",
        "severity": "warning",
        "message": "it is `wrong`",
        "source": "dockfix.XX1",
    }
    assert (clean.get("name"), len(clean)) == ("b", 0)


@given(st.text(st.characters(), min_size=1))
def test_xml_holds_every_character_that_it_can(message: str) -> None:
    allowed = all(
        each in "\t\n\r" or " " <= each <= "\ud7ff" or "\ue000" <= each <= "\ufffd" or each > "\uffff"
        for each in message
    )
    root = xml("checkstyle", written("checkstyle", FileReport("D", SOURCE, (finding(message=message),))))
    told = root[0][0].get("message")
    assert told == message if allowed else len(told) > len(message)


def test_sonarqube() -> None:
    data = fitting("sonarqube", written("sonarqube", FileReport("a/D", SOURCE, ALL)))
    assert [each["impacts"] for each in data["rules"]] == [
        [{"softwareQuality": "MAINTAINABILITY", "severity": severity}]
        for severity in ("HIGH", "MEDIUM", "LOW", "LOW")
    ]
    assert [each["severity"] for each in data["rules"]] == ["CRITICAL", "MAJOR", "MINOR", "INFO"]
    assert {each["type"] for each in data["rules"]} == {"CODE_SMELL"}


def test_a_rule_of_sonarqube_is_as_bad_as_its_worst_finding() -> None:
    findings = [finding(severity=each) for each in (Severity.INFO, Severity.ERROR, Severity.STYLE)]
    text = written("sonarqube", *(FileReport("D", SOURCE, (each,)) for each in findings), rule=Secret)
    (rule,) = fitting("sonarqube", text)["rules"]
    assert rule["impacts"] == [{"softwareQuality": "SECURITY", "severity": "HIGH"}]
    assert (rule["type"], rule["severity"]) == ("VULNERABILITY", "CRITICAL")
    assert rule["description"] == "It is known. https://x/XX1"


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        (SOURCE.text, 7, 9, {"startLine": 1, "endLine": 1, "startColumn": 8, "endColumn": 10}),
        (SOURCE.text, 0, 22, {"startLine": 1, "endLine": 4, "startColumn": 0, "endColumn": 0}),
        (SOURCE.text, 10, 10, {"startLine": 2, "endLine": 2}),
        ("FROM a\rb\n", 0, 4, {"startLine": 1, "endLine": 1}),
        ("FROM a\r\n", 0, 4, {"startLine": 1, "endLine": 1, "startColumn": 0, "endColumn": 4}),
    ],
)
def test_ranges_that_sonarqube_takes(text: str, start: int, end: int, expected: dict[str, int]) -> None:
    data = fitting("sonarqube", written("sonarqube", FileReport("D", Source(text), (finding(start, end),))))
    assert data["issues"][0]["primaryLocation"]["textRange"] == expected


def cells(each: ReportedFinding, path: str = "D") -> list[str]:
    ((row,),) = markdown_tables(written("markdown", FileReport(path, SOURCE, (each,))))
    return row


def test_markdown() -> None:
    text = written("markdown", FileReport("a_b/D", SOURCE, (finding(fix=Fix((Edit(Span(0, 1), "x"),))),)))
    assert text == (
        "## dockfix\n\nFound 1 problem in 1 file (1 fixable with --fix).\n\n"
        "| Severity | Place | Rule | Problem | Fix |\n| --- | --- | --- | --- | --- |\n"
        "| warning | a\\_b/D:1:1 | [XX1 name-of-XX1](https://x/XX1) | it is <code>wrong</code> | safe |\n"
    )
    assert written("markdown") == "## dockfix\n\nNo Dockerfile was found.\n"


@given(st.text(st.one_of(st.sampled_from("\\`*_[]<>#|~$&;!()x \n"), st.characters()), min_size=1))
def test_markdown_shows_what_is_said(text: str) -> None:
    shown = cells(finding(message=text), path=f"{text}/D")
    paired = text.count("`") % 2 == 0
    message = printable(text).replace("`", "") if paired else printable(text)
    assert "".join(shown[3].split()) == "".join(message.split())
    assert "".join(shown[1].split()) == "".join(f"{printable(text)}/D:1:1".split())


@pytest.mark.parametrize("url", ["https://x/a b|c)(`<>\n\udcff", ""])
def test_links_in_markdown_do_not_break_it(url: str) -> None:
    assert len(cells(finding()._replace(url=url))) == 5
