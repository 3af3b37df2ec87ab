from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dockfix.engine import Engine
from dockfix.fixer import fix
from dockfix.rule import Finding, Safety
from dockfix.source import Source
from dockfix_rules.images import LatestTag, MovingTag, UntaggedImage

EngineFor = Callable[..., Engine]


def findings(engine: Engine, text: str) -> tuple[Finding, ...]:
    result = engine.check(Source.from_text(text))
    assert not result.failures
    return result.findings


@pytest.mark.parametrize(
    ("rule", "text", "place"),
    [
        (UntaggedImage, "FROM --platform=$BUILDPLATFORM debian AS base\n", "debian"),
        (UntaggedImage, "from debian\n", "debian"),
        (UntaggedImage, "FROM \\\n  debian\n", "debian"),
        (UntaggedImage, "ARG IMAGE=debian\nFROM ${IMAGE}\n", "${IMAGE}"),
        (UntaggedImage, "FROM a:1\nCOPY --from=busybox /a /\n", "busybox"),
        (UntaggedImage, "FROM a:1\nRUN --mount=type=bind,from=busybox,target=/b true\n", "busybox"),
        (LatestTag, "FROM debian:latest\n", "debian:latest"),
        (LatestTag, "ARG TAG=latest\nFROM debian:${TAG}\n", "debian:${TAG}"),
        (LatestTag, "FROM a:1\nCOPY --chown=1 --from=b:latest /a /\n", "b:latest"),
    ],
)
def test_place(rule: type[MovingTag], text: str, place: str, engine_for: EngineFor) -> None:
    (finding,) = findings(engine_for(rule), text)
    assert text[finding.span.start : finding.span.end] == place


@pytest.mark.parametrize(
    "text",
    [
        "FROM scratch\n",
        "FROM a:1 AS base\nFROM base\n",
        "FROM a:1 AS base\nFROM BASE\n",
        "FROM $UNKNOWN\n",
        "ARG UNKNOWN\nFROM $UNKNOWN\n",
        "FROM a@sha256:" + "0" * 64 + "\n",
        "FROM Not/Valid/\n",
        "FROM\n",
        "FROM a:1\nCOPY --from /a /\n",
        "FROM a:1\nCOPY --from= /a /\n",
        "FROM a:1\nCOPY --from=7 /a /\n",
        "FROM a:1\nRUN --mount=type=bind,from=,target=/b true\n",
        "FROM a:1\nRUN --mount true\n",
        "FROM a:1\nONBUILD COPY --from=builder /a /\n",
        "ARG IMAGE=debian\n",
    ],
)
def test_no_finding(text: str, engine_for: EngineFor) -> None:
    assert findings(engine_for(UntaggedImage, LatestTag), text) == ()


def test_a_name_that_later_becomes_a_stage_is_still_an_image(engine_for: EngineFor) -> None:
    (finding,) = findings(engine_for(UntaggedImage), "FROM debian\nFROM a:1 AS debian\nFROM debian\n")
    assert finding.span.start == len("FROM ")


def test_only_from(engine_for: EngineFor) -> None:
    text = "FROM debian\nCOPY --from=busybox /a /\nRUN --mount=from=golang,target=/go true\n"
    assert len(findings(engine_for(UntaggedImage), text)) == 3
    (finding,) = findings(engine_for(UntaggedImage, only_from=True), text)
    assert finding.span.start == len("FROM ")


def test_message_names_the_image(engine_for: EngineFor) -> None:
    (finding,) = findings(engine_for(LatestTag), "ARG TAG=latest\nFROM docker.io/library/debian:$TAG\n")
    assert "`debian:latest`" in finding.message


def test_fix_is_unsafe_and_pins(engine_for: EngineFor) -> None:
    (finding,) = findings(engine_for(UntaggedImage), "FROM debian\n")
    assert finding.fix is not None
    assert finding.fix.safety is Safety.UNSAFE
    assert finding.fix.edits[0].text == "debian:13.6"


@pytest.mark.parametrize(
    ("written", "fixed"),
    [
        ("FROM library/debian", "FROM library/debian:13.6"),
        ("FROM docker.io/library/debian:latest AS base", "FROM docker.io/library/debian:13.6 AS base"),
        ("FROM a:1\nCOPY --from=debian /a /", "FROM a:1\nCOPY --from=debian:13.6 /a /"),
        (
            "FROM a:1\nRUN --mount=from=debian:latest,target=/go true",
            "FROM a:1\nRUN --mount=from=debian:13.6,target=/go true",
        ),
        (
            "FROM a:1\nRUN --mount=from=debian,target=/go --mount=target=/b,from=debian true",
            "FROM a:1\nRUN --mount=from=debian:13.6,target=/go --mount=target=/b,from=debian:13.6 true",
        ),
        # what is not known, and what a variable brings, stays
        ("FROM bitnami/redis", "FROM bitnami/redis"),
        ("FROM quay.io/library/debian", "FROM quay.io/library/debian"),
        ("FROM hello-world", "FROM hello-world"),
        ("ARG IMAGE=debian\nFROM $IMAGE", "ARG IMAGE=debian\nFROM $IMAGE"),
        ("ARG TAG=latest\nFROM debian:$TAG", "ARG TAG=latest\nFROM debian:$TAG"),
        ("FROM a:1\nCOPY --fr\\\nom=debian /a /", "FROM a:1\nCOPY --fr\\\nom=debian /a /"),
    ],
)
def test_fix(written: str, fixed: str, engine_for: EngineFor) -> None:
    engine = engine_for(UntaggedImage, LatestTag)
    assert fix(Source.from_text(written + "\n"), engine, unsafe=True).source.text == fixed + "\n"
    assert fix(Source.from_text(written + "\n"), engine).source.text == written + "\n"


def test_corpus(corpus: list[Any], engine_for: EngineFor) -> None:
    engine = engine_for(UntaggedImage, LatestTag)
    found, pinned = 0, 0
    for sample in corpus:
        source = Source.from_bytes(sample.data)
        result = engine.check(source)
        assert not result.failures
        with_fix = [finding for finding in result.findings if finding.fix]
        found += len(result.findings)
        pinned += len(with_fix)
        if with_fix:
            fixed = fix(source, engine, unsafe=True)
            assert not fixed.failures, sample.name
            assert len(fixed.result.findings) == len(result.findings) - len(with_fix), sample.name
    assert found > 800
    assert pinned > 300
