from __future__ import annotations

import pytest

from dockfix.shell.flow import always_runs
from dockfix.shell.script import Script
from dockfix.source import MappedText


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("x", True),
        ("a && x", True),
        ("a; x", True),
        ("x || a", True),
        ("a && x || b", True),
        ("( cd a && { x; } )", True),
        ("a | x", True),
        ("x 2>&1 | a", True),
        ("sh -c 'a && x'", True),
        ("sudo x", True),
        ("a || x", False),
        ("a || { b && x; }", False),
        ("[ -e a ] && x", False),
        ("test -e a && x", False),
        ("command -v a && x", False),
        ("b && which a && x", False),
        ("if a; then x; fi", False),
        ("for a in b; do x; done", False),
        ("while a; do x; done", False),
        ("case a in b) x;; esac", False),
        ("f() { x; }", False),
        ("a $(x)", False),
        ("a || sh -c 'x'", False),
    ],
)
def test_what_runs_for_certain(text: str, certain: bool) -> None:
    commands = Script(MappedText(text)).commands
    (command,) = [command for command in commands if command.name == "x"]
    assert always_runs(command) is certain
