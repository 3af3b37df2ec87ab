from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.model import File
from dockfix.shell.command import Command
from dockfix.shell.flow import always_runs, is_failure_ignored, is_fatal
from dockfix.shell.plain import plain_places
from dockfix.shell.script import Script
from dockfix.source import MappedText, Source
from dockfix.syntax.parser import parse

WORDS = "a apt-get install -y --no-cache=x A=b 2 *.py ~/x cd test which find -exec rm grep + sudo env export"
PLAIN = st.lists(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=4), min_size=1, max_size=5)
BETWEEN = st.sampled_from(["&&", " && ", "\t&&  "])


def words_of(script: Script) -> list[tuple[tuple[int, int], list[str], list[str]]]:
    """Every command, with its place."""
    return [
        (
            (command.start, command.end),
            [word.text for word in command.assignment_words],
            [word.text for word in (*(w for p in command.prefixes for w in p.words), *command.words)],
        )
        for command in script.own_commands
    ]


def read_with_grammar(text: str) -> Script:
    """A script of the same commands at the same places that is not plain."""
    script = Script(MappedText(f"{text};"))
    assert not script.is_plain
    return script


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a", [["a"]]),
        (" a\tb  c ", [["a", "b", "c"]]),
        ("a b&&c && d", [["a", "b"], ["c"], ["d"]]),
        ("A=b c && d e=f", [["A=b", "c"], ["d", "e=f"]]),
        # What the grammar reads otherwise than a shell does.
        ("a@ b", [["a@", "b"]]),
        ("- A=b", [["-", "A=b"]]),
        ("test a == b", [["test", "a", "==", "b"]]),
        ("a done", [["a", "done"]]),
    ],
)
def test_plain_scripts(text: str, words: list[list[str]]) -> None:
    places = plain_places(text)
    assert places is not None
    assert [[text[start:end] for start, end in command] for command in places] == words
    script = Script(MappedText(text))
    assert script.is_plain
    assert not script.has_error
    assert [len(command.assignment_words) + len(command.words) for command in script.commands] == [
        len(command) for command in words
    ]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "a;b",
            "a\nb",
            "a & b",
            "a &",
            "a | b",
            "a || b",
            "a > b",
            "(a)",
            "a # b",
            "$a",
            "`a`",
            "é",
        ),
        *("a 'b'", 'a "b"', "a\\ b", "a &&", "&& a", "a && && b", "a &&& b", "! a", "if a && then b", "{ a"),
        "a && time b && done",
    ],
)
def test_other_scripts(text: str) -> None:
    assert plain_places(text) is None
    assert not Script(MappedText(text)).is_plain


@given(PLAIN, BETWEEN)
def test_it_reads_what_the_grammar_reads(commands: list[list[str]], between: str) -> None:
    text = between.join(map(" ".join, commands))
    plain, other = Script(MappedText(text)), read_with_grammar(text)
    assert plain.is_plain
    assert words_of(plain) == words_of(other)
    for mine, its in zip(plain.commands, other.commands, strict=True):
        assert mine.node
        assert its.node
        assert mine.node.byte_range == its.node.byte_range
        assert flow(mine) == flow(its)


def flow(command: Command) -> list[bool]:
    return [always_runs(command), is_failure_ignored(command), is_fatal(command), command.has_error]


def test_the_corpus(corpus: list[Any]) -> None:
    """What is read in it without the grammar is what the grammar reads."""
    count = 0
    for sample in corpus:
        file = File(parse(Source.from_bytes(sample.data)))
        for instruction in file.ast.walk():
            for script in file.scripts(instruction):
                other = read_with_grammar(script.text) if script.is_plain else None
                if other and not other.has_error:
                    count += 1
                    assert words_of(script) == words_of(other)
    assert count > 7_000
