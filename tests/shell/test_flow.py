from __future__ import annotations

import pytest

from dockfix.shell.dialect import Shell
from dockfix.shell.flow import always_runs, is_fatal
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
        ("find a -exec grep b + && x", True),
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


@pytest.mark.parametrize(
    ("text", "fatal"),
    [
        ("x", True),
        ("a; x", True),
        ("x && a && b", True),
        ("a || x", True),
        ("a | x", True),
        ("a && { b; x; } 2>&1", True),
        ("( a; x )", True),
        ("sh -c 'x && a'", True),
        ("set -e; x; a", True),
        ("set -ex && a; ( b; x ); a", True),
        ("a; x; # done", True),
        ("a && # why\nx", True),
        ("x || # why\ntrue", False),
        ("x; a", False),
        ("x || true", False),
        ("x && a; b", False),
        ("x | a", False),
        ("! x", False),
        ("a $(x)", False),
        ("{ x; a; } && b", False),
        ("x && a & b", False),
        ("x &", False),
        ("if x; then a; fi", False),
        ("sh -c 'x; a'", False),
        ("set -e; x && a; b", False),
        ("set -e; set +e; x; b", False),
        ("set -e; ( x; a ) || b", False),
    ],
)
def test_whose_failure_is_that_of_the_script(text: str, fatal: bool) -> None:
    commands = Script(MappedText(text)).commands
    (command,) = [command for command in commands if command.name == "x"]
    assert is_fatal(command) is fatal


def test_a_failure_under_a_shell_with_errexit_is_that_of_the_script() -> None:
    (command, _) = Script(MappedText("x; a"), Shell(("/bin/bash", "-ec"))).commands
    assert is_fatal(command)
