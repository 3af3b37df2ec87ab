from __future__ import annotations

import pytest

from dockfix.shell.directories import Directories
from dockfix.shell.script import Script
from dockfix.source import MappedText


@pytest.mark.parametrize(
    ("text", "directory"),
    [
        ("x", "/start"),
        ("cd /a && x", "/a"),
        ("cd a && x", "/start/a"),
        ("cd a; cd ..; x", "/start"),
        ("cd -P /a && x", "/a"),
        ("pushd /a && x", "/a"),
        ("(cd /a) && x", "/start"),
        ("(cd /a && x)", "/a"),
        ("cd /a && (cd b && x)", "/a/b"),
        ("cd /a && b $(x)", "/a"),
        ("cd /a && sh -c 'cd b && x'", "/a/b"),
        ("sh -c 'cd /a' && x", "/start"),
        ("cd /a && su b -c 'x'", None),
        ("cd && x", None),
        ("cd - && x", None),
        ("cd $a && x", None),
        ("cd $a && cd b && x", None),
        ("cd $a && cd /b && x", "/b"),
        ("if a; then cd /b; fi; x", None),
        ("pushd /a && popd && x", None),
    ],
)
def test_where_a_command_runs(text: str, directory: str | None) -> None:
    directories = Directories("/start", lambda word: word.value)
    for command in Script(MappedText(text)).commands:
        directories.follow(command)
        if command.name == "x":
            assert directories.of(command) == directory
            return
    raise AssertionError(text)
