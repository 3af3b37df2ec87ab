from __future__ import annotations

import pytest

from dockfix import lint
from dockfix.fingerprints import fingerprints
from dockfix.report import ReportedFinding
from dockfix.source import Source

TEXT = "FROM debian\nRUN sudo a && \\\n  sudo b\nRUN sudo a && sudo b\n"


def names(text: str, code: str = "DL3004") -> list[str]:
    findings = [ReportedFinding.of(finding) for finding in lint(text)]
    named = zip(findings, fingerprints(Source.from_text(text), findings), strict=True)
    return [name for finding, name in named if finding.code == code]


def test_no_two_are_the_same() -> None:
    findings = [ReportedFinding.of(finding) for finding in lint(TEXT)]
    assert len(set(fingerprints(Source.from_text(TEXT), findings))) == len(findings) > len(names(TEXT)) == 4


@pytest.mark.parametrize(
    "text",
    [
        "# a\n\n" + TEXT,
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
        "FROM debian\nRUN sudo a \\\n # why\n\n &&   sudo b\nUSER x\nRUN sudo a && sudo b",
        "# escape=`\n" + TEXT.replace("\\", "`"),
    ],
)
def test_they_stay(text: str) -> None:
    assert names(text) == names(TEXT)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("FROM debian\nRUN sudo a && sudo b\n", 2),
        ("FROM debian\nRUN sudo a && sudo c\nRUN sudo a && sudo b\n", 2),
        ("FROM debian\nRUN sudo a; sudo b\n", 0),
    ],
)
def test_they_change(text: str, kept: int) -> None:
    assert len(set(names(text)) & set(names(TEXT))) == kept


def test_before_the_first_instruction() -> None:
    source, (finding, *_) = Source.from_text("# a\n# b\nFROM debian\n"), lint("FROM debian\n")
    places = [ReportedFinding.of(finding)._replace(start=start, end=start + 3) for start in (0, 4)]
    assert len(set(fingerprints(source, places))) == 2
    assert fingerprints(source, []) == []
