from __future__ import annotations

import pytest

from dockfix.shell.dialect import Shell
from dockfix.shell.script import Script
from dockfix.source import MappedText


@pytest.mark.parametrize(
    ("script", "shell", "inner"),
    [
        ("sh -c 'a b'", "sh -c", ["a b"]),
        ('bash -lc "a && b"', "bash -lc", ["a", "b"]),
        ("bash -eo pipefail -c 'a | b' name", "bash -eo pipefail -c", ["a", "b"]),
        ("sudo sh -c 'a'", "sh -c", ["a"]),
        ("su -c 'a b' user", "/bin/sh -c", ["a b"]),
        ("su - user -s /bin/bash -c 'a b'", "/bin/bash -c", ["a b"]),
        ("runuser -l user -c a", "/bin/sh -c", ["a"]),
        ("scl enable ruby 'gem install x'", "/bin/sh -c", ["gem install x"]),
        ("eval 'a; b'", "/bin/sh -c", ["a", "b"]),
        ("find . -exec sh -c 'a' \\;", "sh -c", ["a"]),
        ("sh <<'E'\na\nE\n", "sh", ["a"]),
        ("sh <<E\na\nE\n", "sh", ["a"]),
        ('sh -c "a $B"', "sh -c", ["a $B"]),
        ("sh -c", "", []),
        ("sh -c ''", "", []),
        ('sh -c "$(a)"', "", []),
        ("sh script -c a", "", []),
        ("sh <<E\na $(b)\nE\n", "", []),
        ('eval "$(a)"', "", []),
        ("powershell -c a", "", []),
        ("su user a", "", []),
    ],
)
def test_nested(script: str, shell: str, inner: list[str]) -> None:
    outer = Script(MappedText(script))
    commands = [command for command in outer.commands if command.script is not outer]
    assert [" ".join(word.text for word in command.words) for command in commands] == inner
    assert [script[slice(*command.span)] for command in commands] == inner
    for command in commands:
        assert command.script.shell == Shell(tuple(shell.split()))
        assert command.script.host in outer.commands


def test_places_go_through_escapes() -> None:
    script = r'''bash -c "echo \"a b\" && apt-get install \$x"'''
    *_, echo, install = Script(MappedText(script)).commands
    assert [word.value for word in echo.words] == ["echo", "a b"]
    assert script[slice(*echo.words[1].span)] == r"\"a b\""
    assert script[slice(*install.words[2].span)] == r"\$x"


def test_words_of_eval_are_put_together() -> None:
    script = "eval apt-get 'install x'"
    inner = Script(MappedText(script)).commands[1]
    assert inner.invokes("apt-get", "install")
    assert script[slice(*inner.words[2].span)] == "x"


def test_a_script_in_a_script_in_a_script() -> None:
    script = "sh -c \"sh -c 'apt-get install x'\""
    inner = Script(MappedText(script), owner="me").commands[-1]
    assert inner.name == "apt-get"
    assert script[slice(*inner.span)] == "apt-get install x"
    assert inner.script.owner == "me"


def test_what_surrounds_the_outer_command_surrounds_the_inner() -> None:
    _, _, inner = Script(MappedText("yes | sh -c 'apt-get install x'")).commands
    assert inner.piped_from is not None
    assert inner.piped_from.name == "yes"


def test_nesting_ends_somewhere() -> None:
    assert len(Script(MappedText("eval " * 100 + "a")).commands) < 20
