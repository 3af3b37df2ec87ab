from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.report import FileReport
from dockfix.rule import Edit, Fix, Rule, Safety, Severity
from dockfix.source import Source, Span
from reported import finding, sarif, written

SOURCE = Source.from_bytes("\ufeffFROM é😀 x\r\nRUN a \\\r\n  b\r\n".encode())


class Wrong(Rule):
    """It is wrong,
    and says so.

    ```dockerfile bad
    FROM a
    ```
    """

    code, name, category = "XX1", "wrong", "words"
    severity = Severity.ERROR


def result(path: str = "a/Dockerfile", fix: Fix | None = None, **about: Any) -> dict[str, Any]:
    run = sarif(written("sarif", FileReport(path, SOURCE, (finding(8, 9, fix, **about),)), rule=Wrong))
    (result,) = run["results"]
    assert isinstance(result, dict)
    return result


def test_places_count_in_utf16() -> None:
    run = sarif(written("sarif", FileReport("D", SOURCE, (finding(5, 9), finding(9, len(SOURCE.text))))))
    assert run["columnKind"] == "utf16CodeUnits"
    assert [each["locations"][0]["physicalLocation"]["region"] for each in run["results"]] == [
        {"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 11},
        {"startLine": 1, "startColumn": 11, "endLine": 4, "endColumn": 1},
    ]


def test_what_is_told_of_a_rule() -> None:
    run = sarif(
        written(
            "sarif",
            FileReport("D", SOURCE, (finding(severity=Severity.STYLE), finding(), finding(code="XX2"))),
            rule=Wrong,
        )
    )
    rule, other = run["tool"]["driver"]["rules"]
    assert [(each["ruleId"], each["ruleIndex"]) for each in run["results"]] == [
        *[("XX1", 0)] * 2,
        ("XX2", 1),
    ]
    assert [each["level"] for each in run["results"]] == ["note", "warning", "warning"]
    assert rule == {
        "id": "XX1",
        "name": "name-of-XX1",
        "shortDescription": {"text": "It is wrong, and says so."},
        "fullDescription": {"text": "It is wrong, and says so."},
        "help": dict.fromkeys(
            ("text", "markdown"), "It is wrong,\nand says so.\n\n```dockerfile bad\nFROM a\n```"
        ),
        "helpUri": "https://x/XX1",
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["words"], "problem.severity": "error"},
    }
    assert other["id"] == "XX2"


def test_a_rule_that_is_not_known_any_more() -> None:
    run = sarif(written("sarif", FileReport("D", SOURCE, (finding(severity=Severity.INFO),))))
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["help"]["text"] == "name-of-XX1" and rule["defaultConfiguration"]["level"] == "note"


def test_fixes_say_whether_they_are_safe() -> None:
    edits = (Edit(Span(13, 16), "c"), Edit(Span(5, 7), ""))
    (safe,) = result(fix=Fix(edits, "Mend it"))["fixes"]
    (unsafe,) = result(fix=Fix(edits, safety=Safety.UNSAFE))["fixes"]
    assert safe["description"]["text"] == "Safe fix: Mend it"
    assert unsafe["description"]["text"] == "Unsafe fix, which may change what is built: name-of-XX1"
    (change,) = safe["artifactChanges"]
    assert change["artifactLocation"] == {"uri": "a/Dockerfile", "uriBaseId": "%SRCROOT%"}
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 9},
            "insertedContent": {"text": ""},
        },
        {
            "deletedRegion": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 6},
            "insertedContent": {"text": "c"},
        },
    ]


def test_a_fix_that_would_lose_bytes_is_left_out() -> None:
    assert "fixes" not in result(fix=Fix((Edit(Span(0, 1), "\udcff"),)))
    assert "fixes" not in result()


def test_fixes_can_be_applied() -> None:
    text = "FROM é😀 x\nRUN a \\\n  b\n"
    edits = (Edit(Span(5, 7), "😀\n"), Edit(Span(8, 8), "y"), Edit(Span(14, 18), ""))
    source = Source(text)
    log = written("sarif", FileReport("D", source, (finding(fix=Fix(edits)),)))
    (change,) = sarif(log)["results"][0]["fixes"][0]["artifactChanges"]
    lines = text.split("\n")
    units = text.encode("utf-16-le")
    starts = [len("\n".join([*lines[:index], ""]).encode("utf-16-le")) for index in range(len(lines))]
    for each in reversed(change["replacements"]):
        region = each["deletedRegion"]
        start = starts[region["startLine"] - 1] + 2 * (region["startColumn"] - 1)
        end = starts[region["endLine"] - 1] + 2 * (region["endColumn"] - 1)
        units = units[:start] + each["insertedContent"]["text"].encode("utf-16-le") + units[end:]
    expected = text
    for edit in reversed(edits):
        expected = expected[: edit.span.start] + edit.text + expected[edit.span.end :]
    assert units.decode("utf-16-le") == expected


def test_fingerprints_stay_where_lines_move() -> None:
    moved = Source("\n# new\n" + SOURCE.text)
    runs = [
        sarif(written("sarif", FileReport("D", source, (finding(at, at + 1), finding(at + 1, at + 2)))))
        for source, at in ((SOURCE, 5), (moved, 12))
    ]
    before, after = ([each["partialFingerprints"] for each in run["results"]] for run in runs)
    assert before == after and before[0] != before[1]


@given(st.binary(min_size=1).filter(lambda path: b"\0" not in path and b"/" not in path and path != b"-"))
def test_locations_are_the_bytes_of_paths(name: bytes) -> None:
    path = f"a b/{name.decode('utf-8', 'surrogateescape')}/D"
    location = result(path)["locations"][0]["physicalLocation"]["artifactLocation"]
    if name not in (b".", b".."):
        assert unquote_to_bytes(location["uri"]) == b"a b/" + name + b"/D"
    assert location["uriBaseId"] == "%SRCROOT%"
    assert ":" not in location["uri"]


def test_locations_are_relative_to_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "p" / "q").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "p" / "q")

    def location(path: str) -> tuple[str, str]:
        run = sarif(written("sarif", FileReport(path, SOURCE, (finding(),))))
        place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        base = run["originalUriBaseIds"][place["uriBaseId"]]["uri"] if "uriBaseId" in place else ""
        return place["uri"], urljoin(base, place["uri"])

    here = tmp_path.as_uri()
    assert location("D") == ("D", f"{here}/p/q/D")
    assert location(str(tmp_path / "p/q/r/D")) == ("r/D", f"{here}/p/q/r/D")
    assert location("../D") == (f"{here}/p/D", f"{here}/p/D")
    assert location("-")[0] == "-"
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "p"))
    assert location("D") == ("q/D", f"{here}/p/q/D")
    assert location("../D") == ("D", f"{here}/p/D")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "elsewhere"))
    assert location("D") == ("D", f"{here}/p/q/D")


def test_numbers_in_braces_are_no_placeholders() -> None:
    assert result(message="a {0} ${x} {10}")["message"]["text"] == "a {{0}} ${x} {{10}}"


def test_a_run_that_went_well() -> None:
    run = sarif(written("sarif", FileReport("D", SOURCE)))
    assert run["results"] == run["tool"]["driver"]["rules"] == []
    assert run["invocations"][0]["executionSuccessful"] and run["invocations"][0]["exitCode"] == 0


def test_sarif_tools_read_it(tmp_path: Path) -> None:
    findings = (finding(), finding(9, 10, severity=Severity.ERROR, code="XX2"))
    (tmp_path / "x.sarif").write_text(written("sarif", FileReport("a/D", SOURCE, findings)))
    command = [sys.executable, "-m", "sarif", "csv", "--output", "x.csv", "x.sarif"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    rows = (tmp_path / "x.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[:3] for row in rows[1:]] == [
        ["dockfix", "error", "XX2"],
        ["dockfix", "warning", "XX1"],
    ]
    assert all("a/D" in row for row in rows[1:])
