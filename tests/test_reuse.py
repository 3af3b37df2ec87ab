"""What a text has in common with the one before is not read again, and all is as if it had been."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Sample
from dockfix.api import default_engine
from dockfix.engine import Result
from dockfix.source import MappedText, Source
from dockfix.syntax.nodes import Dockerfile, Instruction
from dockfix.syntax.parser import parse

FRAGMENTS = [
    "FROM debian:12 AS a",
    "FROM a",
    "# escape=`",
    "# syntax=x",
    "# dockfix: ignore=DL3008",
    "RUN apt-get update && apt-get install curl",
    "RUN cd /x \\",
    "  && make",
    "RUN a `",
    "  # a comment",
    "RUN <<E",
    "E",
    "cat x",
    'SHELL ["/bin/bash", "-c"]',
    "ENV A=1 B=$A",
    "ONBUILD RUN pip install x",
    'CMD ["a"]',
    "COPY --from=a x y",
    "WORKDIR x",
    "FORM x",
    "LABEL a",
    "",
    "   ",
    "\\",
]
lines = st.lists(st.sampled_from(FRAGMENTS), max_size=12)
ends = st.sampled_from(["", "\n", "\r\n"])


def plain(value: Any, depth: int = 0) -> Any:
    """All that a node says, in a form that can be compared."""
    if isinstance(value, MappedText):
        return value.text, [value.span(at, at + 1) for at in range(len(value))]
    if isinstance(value, Instruction):
        names = [name for name in dir(value) if not name.startswith("_") and name != "parent"]
        said = {name: getattr(value, name) for name in names if not callable(getattr(value, name))}
        outermost = said.pop("outermost")
        return type(value).__name__, outermost.line, {name: plain(each) for name, each in said.items()}
    if isinstance(value, tuple):
        return type(value).__name__, [plain(each) for each in value]
    return value


def tree(ast: Dockerfile) -> Any:
    return plain(ast.pieces), ast.escape, ast.problem, ast.unreadable


def told(result: Result) -> list[Any]:
    found = [
        (
            each.code,
            each.span,
            each.message,
            each.severity,
            each.fix and (each.fix.safety, tuple(each.fix.edits)),
        )
        for each in result.findings
    ]
    return [found, list(map(str, result.failures))]


@st.composite
def versions(draw: st.DrawFn) -> list[str]:
    """A text, and what somebody makes of it bit by bit."""
    text = draw(ends).join([*draw(lines), ""]) if draw(st.booleans()) else "\n".join(draw(lines))
    made = [text]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(start + draw(st.sampled_from([0, 0, 1, 5, 40])), len(text))
        new = draw(st.one_of(st.sampled_from(["", "\n", "\\\n", "x", " ", "#", "E\n"]), lines.map("\n".join)))
        text = text[:start] + new + text[end:]
        made.append(text)
    return made


@settings(max_examples=400)
@given(versions())
def test_the_tree_is_that_of_the_text(made: list[str]) -> None:
    earlier = None
    for text in made:
        source = Source.from_text(text)
        earlier = parse(source, earlier)
        assert earlier.source is source
        assert tree(earlier) == tree(parse(source))


@settings(max_examples=100)
@given(versions())
def test_what_is_found_is_the_same(made: list[str]) -> None:
    engine = default_engine()
    earlier = None
    for text in made:
        source = Source.from_text(text)
        result = engine.check(source, earlier=earlier)
        earlier = result.file
        assert told(result) == told(engine.check(source))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_real_files_as_one_types(corpus: list[Sample], data: st.DataObject) -> None:
    engine = default_engine()
    text = data.draw(st.sampled_from(corpus)).data.decode("utf-8", "surrogateescape")
    at = data.draw(st.integers(0, len(text)))
    earlier = engine.check(Source.from_text(text)).file
    for key in range(1, 12):
        source = Source.from_text(text[:at] + "\nRUN cd /x\\"[:key] + text[at:])
        result = engine.check(source, earlier=earlier)
        earlier = result.file
        assert told(result) == told(engine.check(source))


def test_what_is_before_the_difference_is_not_read_again() -> None:
    first = parse(Source("FROM a\nRUN b\nRUN c\nRUN d\n"))
    second = parse(Source("FROM a\nRUN b\nRUN c\nRUN e\n"), first)
    shared = [old is new for old, new in zip(first.instructions, second.instructions, strict=True)]
    assert shared == [True, True, False, False]


@pytest.mark.parametrize("end", ["", "\n"])
def test_scripts_are_shared_only_under_the_same_shell(end: str) -> None:
    engine = default_engine()
    text = 'FROM a\nSHELL ["/bin/{}", "-c"]\nRUN [[ x ]]\nRUN y\n'
    first = engine.check(Source(text.format("bash") + end))
    changed = engine.check(Source(text.format("dash") + end), earlier=first.file)
    again = engine.check(Source(text.format("bash") + end + "#"), earlier=first.file)
    run_of = [each.file.instructions[2] for each in (first, changed, again)]
    scripts = [each.file.scripts(run)[0] for each, run in zip((first, changed, again), run_of, strict=True)]
    assert [script.shell.name for script in scripts] == ["bash", "dash", "bash"]
    assert scripts[0] is scripts[2] is not scripts[1]
