from __future__ import annotations

import pytest

from dockfix.shell.script import Script
from dockfix.source import MappedText


@pytest.mark.parametrize(
    ("script", "prefixes", "words"),
    [
        ("sudo apt-get install x", "sudo", "apt-get install x"),
        ("sudo -EH -u root --group=adm -- apt-get -y x", "sudo", "apt-get -y x"),
        ("sudo -l", "", "sudo -l"),
        ("sudo A=b env -i -u X C=d apt x", "sudo env", "apt x"),
        ("env", "", "env"),
        ("env -S 'apt x'", "", "env -S apt x"),
        ("doas -u a b", "doas", "b"),
        ("exec -a name app", "exec", "app"),
        ("exec", "", "exec"),
        ("time -p make", "time", "make"),
        ("/usr/bin/time -o f -v make", "time", "make"),
        ("nice -n 10 ionice -c 3 make", "nice ionice", "make"),
        ("nohup a", "nohup", "a"),
        ("timeout -k 5 --signal=KILL 10 a 10", "timeout", "a 10"),
        ("command -p a", "command", "a"),
        ("command -v a", "", "command -v a"),
        ("builtin cd x", "builtin", "cd x"),
        ("xargs -0 -n 1 -I{} rm {}", "xargs", "rm {}"),
        ("xargs", "", "xargs"),
        ("chroot --userspec=a:b /mnt apt x", "chroot", "apt x"),
        ("gosu user a", "gosu", "a"),
        ("gosu --version", "", "gosu --version"),
        ("su-exec user a", "su-exec", "a"),
        ("setarch i386 make", "setarch", "make"),
        ("eatmydata -- apt x", "eatmydata", "apt x"),
        ("busybox wget x", "busybox", "wget x"),
        ("python3 -m pip install x", "python3", "pip install x"),
        ("python3.11 -Im pip install x", "python3.11", "pip install x"),
        ("python -c 'x' -m pip", "", "python -c x -m pip"),
        ("python script.py -m pip", "", "python script.py -m pip"),
        ("python -m", "", "python -m"),
    ],
)
def test_prefixes(script: str, prefixes: str, words: str) -> None:
    (command,) = Script(MappedText(script)).commands
    assert " ".join(prefix.name for prefix in command.prefixes) == prefixes
    assert " ".join(word.literal for word in command.words) == words
    assert script[slice(*command.span)] == script


def test_a_prefix_has_a_place() -> None:
    script = "A=b /usr/bin/sudo -E apt x"
    (command,) = Script(MappedText(script)).commands
    prefix = command.prefix("sudo")
    assert prefix is not None
    assert script[slice(*prefix.span)] == "/usr/bin/sudo"
    assert [word.text for word in prefix.words] == ["/usr/bin/sudo", "-E"]
    assert command.prefix("env") is None


@pytest.mark.parametrize(
    ("script", "assignments"),
    [
        ("A=b C= cmd D=e", {"A": "b", "C": ""}),
        ("A='b c' sudo D=$E cmd", {"A": "b c", "D": "$E"}),
        ("env 'A=b c' \"D=$E\" cmd", {"A": "b c", "D": "$E"}),
        ("A+=b C[1]=d", {"A": "b", "C": "d"}),
        ("A=$B-$C.tar.gz && x", {"A": "$B-$C.tar.gz"}),
    ],
)
def test_assignments(script: str, assignments: dict[str, str]) -> None:
    command = Script(MappedText(script)).commands[0]
    assert {name: word.literal for name, word in command.assignments.items()} == assignments


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("find . -exec rm -f {} \\; -o -execdir sudo chmod 1 {} +", "find rm chmod"),
        ("find . -exec rm", "find"),
        ("find . -exec \\;", "find"),
    ],
)
def test_what_find_runs(script: str, names: str) -> None:
    commands = Script(MappedText(script)).commands
    assert " ".join(command.name for command in commands) == names
    assert all(command.prefix("find") for command in commands[1:])
    assert all(script[command.start :].startswith("find") for command in commands)
