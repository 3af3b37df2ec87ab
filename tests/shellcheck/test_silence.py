"""What ShellCheck is not asked about is what it says nothing of."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Sample
from dockfix.model import File
from dockfix.shellcheck.checker import Checker
from dockfix.shellcheck.silence import PROGRAMS, is_silent_on
from dockfix.source import Source
from dockfix.syntax.nodes import Run
from dockfix.syntax.parser import parse

HEADS = ("#!/bin/sh\n", "#!/bin/bash -e\n", "#!/bin/busybox sh\n", "#!/bin/ksh\n")


def told_of(shellcheck: str, scripts: list[str]) -> list[tuple[str, int]]:
    texts = {f"{head}{script}": script for script in scripts for head in HEADS}
    checker = Checker(shellcheck)
    checker.begin(texts)
    return [(script, each.code) for text, script in texts.items() for each in checker.comments(text)]


def test_real_scripts(shellcheck: str, corpus: list[Sample]) -> None:
    scripts = set()
    asked = 0
    for sample in corpus[::4]:
        file = File(parse(Source.from_bytes(sample.data)))
        for instruction in file.instructions:
            for script in file.scripts(instruction) if isinstance(instruction, Run) else ():
                if is_silent_on(script.text):
                    scripts.add(script.text)
                else:
                    asked += 1
    assert len(scripts) > asked / 3
    assert told_of(shellcheck, sorted(scripts)) == []


WORDS = st.sampled_from(
    """
    a -y -p -m -n -i --all a=b -e=x 1 a/b /a/b . .. : - -- +x @a a:b 0777 %s x,y if done then in to not _ a==1
    /var/lib/apt/lists/* /tmp/* /a/* -rf -f -r -R -ex /usr / /etc ./x "a" "-n" "-m" PATH=/a IFS=x HOME=/x
    """.split()
)
PROGRAM = st.sampled_from(
    [*PROGRAMS, *["cd", "chmod", "cp", "export", "ln", "mkdir", "mv", "rm", "set", "echo", "./x"] * 5]
)
COMMANDS = st.tuples(
    PROGRAM, st.lists(WORDS, max_size=5), st.sampled_from([" && ", "; ", "\n", " &&\n  "])
).map(lambda parts: " ".join([parts[0], *parts[1]]) + parts[2])
SCRIPTS = st.lists(COMMANDS, min_size=1, max_size=3).map(lambda commands: "".join(commands) + "make")


@given(st.lists(SCRIPTS, min_size=40, max_size=100, unique=True))
@settings(max_examples=10, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
def test_scripts_of_anything(shellcheck: str, scripts: list[str]) -> None:
    assert told_of(shellcheck, list(filter(is_silent_on, scripts))) == []


def test_blanks(shellcheck: str) -> None:
    assert (
        told_of(shellcheck, [script for script in ("", "  ", "\n", "make && ") if is_silent_on(script)]) == []
    )


@pytest.mark.parametrize(
    "script",
    [
        "echo  a  b",
        "make $a",
        "cd x",
        "cd /x; make",
        "mv a",
        "cp a b",
        "rm -rf /usr",
        "mkdir -p -m 755 a/b",
        "a=b",
        "make done",
        "make a*",
        "set -o pipefail",
        "make |",
        "make &",
        "make # x",
        "make \\",
        "make é",
        "chmod a -r",
        'mkdir -p "-m" 755 a/b',
    ],
)
def test_what_it_is_asked_about(script: str) -> None:
    assert not is_silent_on(script)
