from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dockfix.engine import Engine
from dockfix.fixer import fix
from dockfix.plugins import Plugins
from dockfix.rule import Safety
from dockfix.source import Source
from dockfix_rules.packages.missing_yes import AptCliMissingYes, AptMissingYes, MissingYes, ZypperMissingYes

EngineFor = Callable[..., Engine]

FAMILY = [rule for rule in Plugins(installed=False).rules if issubclass(rule, MissingYes)]

# The third of the files that dockfix was made for.
THIRD = """FROM debian:stable

RUN apt-get update && apt install -yq curl build-essential gnupg
RUN curl https://packages.cloud.google.com/apt/doc/apt-key.gpg | apt-key add -
RUN apt-get update && apt-get install -yq edgetpu-compiler
"""


def lines_found(engine: Engine, text: str) -> list[int]:
    source = Source.from_text(text)
    result = engine.check(source)
    assert not result.failures
    return [source.line_of(finding.span.start) for finding in result.findings]


def test_family() -> None:
    assert [rule.code for rule in FAMILY] == sorted(rule.code for rule in FAMILY)
    assert {rule.code for rule in FAMILY} == {
        "DL3014", "DL3030", "DL3034", "DL3038", *(f"DF{number}" for number in range(1001, 1008))
    }  # fmt: skip
    assert len({rule.manager.name for rule in FAMILY}) == len(FAMILY)
    for rule in FAMILY:
        assert rule.aliases == ("missing-yes",)
        assert rule.commands == rule.manager.commands
        assert rule.fixes is Safety.SAFE


def test_message_names_what_is_called_and_what_is_missing(engine_for: EngineFor) -> None:
    source = Source.from_text("FROM debian:12\nRUN apt-get -q install curl\n")
    (finding,) = engine_for(AptMissingYes).check(source).findings
    assert "`apt-get install`" in finding.message
    assert "`-y`" in finding.message
    assert source.text[finding.span.start : finding.span.end] == "apt-get -q install"


@pytest.mark.parametrize(
    ("verbs", "lines"), [((), [2, 3, 4]), (("install",), [2]), (("install", "upgrade"), [2, 3]), (("x",), [])]
)
def test_verbs_option(verbs: tuple[str, ...], lines: list[int], engine_for: EngineFor) -> None:
    text = "FROM debian:12\nRUN apt-get install curl\nRUN apt-get upgrade\nRUN apt-get remove curl\n"
    assert lines_found(engine_for(AptMissingYes, verbs=verbs), text) == lines


@pytest.mark.parametrize("rule", [AptMissingYes, AptCliMissingYes])
def test_nothing_is_missing_in_the_third_file(rule: type[MissingYes], engine_for: EngineFor) -> None:
    assert lines_found(engine_for(rule), THIRD) == []


@pytest.mark.parametrize(
    ("written", "fixed"),
    [
        ("RUN apt-get install \\\n    curl", "RUN apt-get install -y \\\n    curl"),
        ("RUN apt-get install\tcurl", "RUN apt-get install -y\tcurl"),
        ("RUN apt-get \\\r\n  install \\\r\n  curl", "RUN apt-get \\\r\n  install -y \\\r\n  curl"),
        ("RUN apt-get inst\\\nall curl", "RUN apt-get inst\\\nall -y curl"),
        ('RUN apt-get "install" curl', 'RUN apt-get "install" -y curl'),
        ('RUN ["apt-get","install","curl"]', 'RUN ["apt-get","install", "-y","curl"]'),
        ('RUN ["apt-get", "inst\\u0061ll", "curl"]', 'RUN ["apt-get", "inst\\u0061ll", "-y", "curl"]'),
        (
            'RUN ["sh", "-c", "apt-get install \\"curl\\""]',
            'RUN ["sh", "-c", "apt-get install -y \\"curl\\""]',
        ),
        ("RUN apt-get install curl;apt-get upgrade", "RUN apt-get install -y curl;apt-get upgrade -y"),
        ("RUN x=$(apt-get install curl)", "RUN x=$(apt-get install -y curl)"),
    ],
)
def test_fix_stands_at_its_place(written: str, fixed: str, engine_for: EngineFor) -> None:
    source = Source.from_text(f"FROM debian:12\n{written}\n")
    assert fix(source, engine_for(AptMissingYes), unsafe=True).source.text == f"FROM debian:12\n{fixed}\n"


@pytest.mark.parametrize(
    ("script", "safety"),
    [
        ("apt-get install curl", Safety.SAFE),
        ("apt-get update && apt-get install curl && make", Safety.SAFE),
        ("set -e; apt-get install curl; make", Safety.SAFE),
        ("apt-get install curl; make", Safety.UNSAFE),
        ("apt-get install curl || true", Safety.UNSAFE),
        ("apt-get install curl | tee log", Safety.UNSAFE),
    ],
)
def test_fix_is_safe_where_the_abort_ends_the_build(
    script: str, safety: Safety, engine_for: EngineFor
) -> None:
    (finding,) = engine_for(AptMissingYes).check(Source.from_text(f"FROM debian:12\nRUN {script}\n")).findings
    assert finding.fix
    assert finding.fix.safety is safety


def test_fix_before_the_verb(engine_for: EngineFor) -> None:
    written = 'FROM opensuse/leap\nRUN ["zypper","in","curl"]\nRUN zypper \\\n  in curl\n'
    fixed = written.replace('"in"', '"--non-interactive", "in"').replace("  in", "  --non-interactive in")
    assert fix(Source.from_text(written), engine_for(ZypperMissingYes)).source.text == fixed


def test_no_finding_stays_after_the_fixes(corpus: list[Any], engine_for: EngineFor) -> None:
    engine = engine_for(*FAMILY)
    found = 0
    for sample in corpus:
        source = Source.from_bytes(sample.data)
        result = engine.check(source)
        assert not result.failures
        if result.findings:
            found += len(result.findings)
            fixed = fix(source, engine, unsafe=True)
            assert not fixed.failures, sample.name
            assert not fixed.result.findings, sample.name
    assert found > 100


def test_many_commands_and_one_setting_are_read_in_no_time(engine_for: EngineFor) -> None:
    runs = "RUN apt-get install curl\n" * 5000
    text = f"FROM a\n{runs}RUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf\n{runs}"
    assert len(lines_found(engine_for(AptMissingYes), text)) == 5000
