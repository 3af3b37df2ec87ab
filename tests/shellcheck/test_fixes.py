"""ShellCheck's fixes land where they belong, and only what is the same for certain is safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Sample
from dockfix.config import defaults
from dockfix.engine import Engine
from dockfix.fixer import fix, fixing
from dockfix.model import File
from dockfix.plugins import Plugins
from dockfix.rounds import driven
from dockfix.rule import Family, Rule, Safety
from dockfix.selection import Selection
from dockfix.shellcheck.fixes import fix_of
from dockfix.shellcheck.program import Comment, Replacement
from dockfix.shellcheck.texts import texts_of
from dockfix.source import Source
from dockfix.syntax.parser import parse


@pytest.fixture(scope="module")
def engine(shellcheck: str) -> Engine:
    settings = defaults().with_command_line(select=["SC"])
    return Engine(Selection(Plugins(installed=False).cards, settings).for_file(Path("Dockerfile")))


def fixed(engine: Engine, text: str, *, unsafe: bool) -> str:
    result = fix(Source.from_text(text), engine, unsafe=unsafe)
    assert not result.failures
    return result.source.text


@pytest.mark.parametrize(
    ("script", "safe", "unsafe"),
    [
        ("make -j`nproc`", "make -j$(nproc)", "make -j$(nproc)"),
        ("a \\\n  `b c` \\\n  d", "a \\\n  $(b c) \\\n  d", "a \\\n  $(b c) \\\n  d"),
        ("a `b \\\n  c`", "a $(b \\\n  c)", "a $(b \\\n  c)"),
        ("x='`'; echo \"$x\"", None, None),
        ("echo $a", None, 'echo "$a"'),
        ("b \\\n  # why\n  $a\\\n  $c", None, 'b \\\n  # why\n  "$a"\\\n  "$c"'),
        ("b $a\\\n$c", None, 'b "$a"\\\n"$c"'),
        ("cd /x; ls", None, "cd /x || exit; ls"),
        ("cd /x\\\n; ls", None, "cd /x || exit\\\n; ls"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_fixes(engine: Engine, script: str, safe: str | None, unsafe: str | None, newline: str) -> None:
    def dockerfile(text: str | None) -> str:
        return f"FROM a\nRUN {script if text is None else text}\nRUN b\n".replace("\n", newline)

    assert fixed(engine, dockerfile(script), unsafe=False) == dockerfile(safe)
    assert fixed(engine, dockerfile(script), unsafe=True) == dockerfile(unsafe)


@pytest.mark.parametrize(
    "script", ["`a \\$b`", '`a "b"`', "`a # b`", "`(a)`", "`a \\`b\\``", "`case a in a) b;; esac`"]
)
def test_what_the_two_may_read_otherwise_is_unsafe(engine: Engine, script: str) -> None:
    result = engine.check(Source.from_text(f"FROM x\nRUN y {script}\n"))
    fixes = [each.fix for each in result.findings if each.code == "SC2006"]
    assert {each.safety for each in fixes if each} == {Safety.UNSAFE}


def test_a_fix_in_a_heredoc(engine: Engine) -> None:
    text = "FROM a\nRUN <<E\n#!/bin/bash\n\techo $x\nE\n\nRUN cat <<E && echo $x\nb $x\nE\n"
    expected = text.replace("echo $x", 'echo "$x"')
    assert fixed(engine, text, unsafe=True) == expected


def _comment(*replacements: Replacement, code: int = 2086) -> Comment:
    return Comment(2, 1, 2, 4, "info", code, "x", replacements)


@pytest.mark.parametrize(
    ("replacements", "edits"),
    [
        # The script is `ab` and `cd`, at 11 and at 15: a backslash and a line feed are between them.
        ([Replacement(2, 3, 2, 3, "x", True)], [(15, 15, "x")]),
        ([Replacement(2, 3, 2, 3, "x", False)], [(13, 13, "x")]),
        ([Replacement(2, 1, 2, 2, "x", True)], [(11, 12, "x")]),
        ([Replacement(2, 5, 2, 5, "x", False)], [(17, 17, "x")]),
        (
            [Replacement(2, 1, 2, 1, "x", True), Replacement(2, 5, 2, 5, "y", False)],
            [(11, 11, "x"), (17, 17, "y")],
        ),
        ([Replacement(2, 2, 2, 4, "x", True)], None),  # over the continuation
        ([Replacement(2, 1, 2, 1, "x", True), Replacement(2, 2, 2, 4, "y", True)], None),  # one of two is
        ([Replacement(1, 1, 1, 2, "x", True)], None),  # before the script
        ([Replacement(2, 1, 2, 1, "x", True), Replacement(2, 1, 2, 1, "y", True)], None),  # in which order?
        ([Replacement(2, 1, 2, 3, "x", True), Replacement(2, 2, 2, 3, "y", True)], None),
        ([Replacement(2, 1, 2, 1, "x\n", True)], None),
        ([Replacement(2, 1, 2, 1, "\\", True)], None),
        ([], None),
    ],
)
def test_places(replacements: list[Replacement], edits: list[tuple[int, int, str]] | None) -> None:
    file = File(parse(Source.from_text("FROM a\nRUN ab\\\ncd\n")))
    (text,) = texts_of(file)
    made = fix_of(_comment(*replacements), text, "\\")
    assert (made and [(*edit.span, edit.text) for edit in made.edits]) == edits


def test_fixes_of_the_corpus_mend_what_they_say(engine: Engine, corpus: list[Sample]) -> None:
    """Each fix takes its own finding away, and no fix breaks a file."""
    samples = corpus[::10]
    files = [engine.parse(Source.from_bytes(sample.data)) for sample in samples]
    engine.prepare(files)
    count = 0
    for sample, file in zip(samples, files, strict=True):
        before = engine.check_file(file)
        result = driven(fixing(before, unsafe=True), engine.check)
        assert not result.failures, sample.name
        assert all(each.fix is None for each in result.result.findings), sample.name
        assert len(result.result.file.instructions) == len(file.instructions), sample.name
        count += len(result.applied)
    assert count > 15


def test_only_the_scripts_are_changed(engine: Engine) -> None:
    text = "# a\nFROM a\nENV x=`b`\nRUN c `d`\nLABEL `e`=$f\n"
    assert fixed(engine, text, unsafe=True) == text.replace("c `d`", "c $(d)")


def test_members_say_whether_they_have_fixes() -> None:
    (family,) = (rule for rule in Plugins(installed=False).rules if issubclass(rule, Family))
    members: list[type[Rule]] = [family.member(number) for number in (2006, 2086, 2046)]
    assert [member.fixes for member in members] == [Safety.SAFE, Safety.UNSAFE, None]
