from __future__ import annotations

from pathlib import Path

from dockfix.api import lint
from dockfix.lsp.diagnostics import diagnostics
from dockfix.rule import Severity
from lsp.marks import snapshot, with_places

ROOT = Path(__file__).parents[2]


def test_they_are_the_findings_of_a_check() -> None:
    for path in sorted(ROOT.glob("fixtures/*/*/Dockerfile")):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        known = snapshot(text, path.parent)
        known.complete()
        shown = diagnostics(known)
        found = lint(text, path)
        assert [(each.code, each.span, each.message, each.severity) for each in shown if each.code] == [
            (each.code, each.span, each.message, each.severity) for each in found
        ]
        assert [each.finding for each in shown if each.code] == [*range(len(found))]


def test_each_has_the_address_of_its_rule_and_what_the_rule_says_of_the_place() -> None:
    text, (keyword, flag) = with_places(
        "FROM debian:12\n‹MAINTAINER› me\nFROM ‹--platform=$TARGETPLATFORM› debian:12\nUSER app\n"
    )
    by_span = {each.span: each for each in diagnostics(snapshot(text))}
    assert by_span[keyword].code == "DL4000"
    assert by_span[keyword].url == "https://dockfix.readthedocs.io/rules/DL4000/"
    assert by_span[keyword].tags == ("deprecated",)
    assert by_span[flag].tags == ("unnecessary",)


def test_a_text_that_is_no_dockerfile_is_told_of_as_a_whole() -> None:
    only = diagnostics(snapshot("# just a comment\n"))
    assert [(each.message, each.severity, each.span) for each in only] == [
        ("there is no instruction in the file", Severity.ERROR, (0, 0))
    ]
    assert diagnostics(snapshot("FROM debian:12\0"))[0].span == (14, 15)


def test_an_empty_text_is_no_mistake() -> None:
    assert diagnostics(snapshot("")) == diagnostics(snapshot(" \n\n")) == []
