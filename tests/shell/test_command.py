from __future__ import annotations

import pytest

from dockfix.shell.script import Command, Script
from dockfix.source import MappedText

APT_VALUE_FLAGS = ("-o", "--option", "-t", "--target-release", "-c")


def command_of(script: str) -> Command:
    return Script(MappedText(script)).commands[0]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("apt-get install x", True),
        ("/usr/bin/apt-get 'install' x", True),
        ("apt-get -y install x", True),
        ("apt-get -yt stable install x", True),
        ("apt-get -o A::B=c install x", True),
        ("apt-get --option A::B=c install x", True),
        ("apt-get --option=A::B install x", True),
        ("apt-get -oA::B=c install x", True),
        ("apt-get remove install", False),
        ("apt-get -o install", False),
        ("apt-get", False),
        ("apt-get $VERB", False),
        ("$APT install", False),
        ("apt install x", True),
        ("dpkg install x", False),
    ],
)
def test_invokes(script: str, expected: bool) -> None:
    command = command_of(script)
    assert command.invokes(("apt-get", "apt"), "install", "upgrade", value_flags=APT_VALUE_FLAGS) is expected


def test_invokes_without_verb() -> None:
    assert command_of("apt-get").invokes("apt-get")
    assert not command_of("apt-get").invokes("apt")


@pytest.mark.parametrize(
    ("script", "flags", "expected"),
    [
        ("a -y", ("-y",), True),
        ("a -yq", ("-y",), True),
        ("a -qy x", ("-y",), True),
        ("a x -y", ("-y",), True),
        ("a '-y'", ("-y",), True),
        ("a --yes", ("-y", "--yes"), True),
        ("a --yes=true", ("--yes",), True),
        ('a "--yes=$X"', ("--yes",), True),
        ("a --yesterday", ("--yes",), False),
        ("a --yes", ("-y",), False),
        ("a -- -y", ("-y",), False),
        ("a y", ("-y",), False),
        ("a -", ("-y",), False),
        ("a $Y", ("-y",), False),
        ("a -qq", ("-qq",), True),
        ("a -yqq", ("-qq",), True),
        ("a -yq", ("-qq",), False),
        ("a -q=2", ("-q",), True),
        ("a -oD::y=x", ("-y",), False),
        ("find -delete", ("-delete",), True),
    ],
)
def test_has_flag(script: str, flags: tuple[str, ...], expected: bool) -> None:
    assert command_of(script).has_flag(*flags) is expected


def test_a_flags_value_is_no_flag() -> None:
    assert not command_of("a -o -y").has_flag("-y", value_flags=("-o",))
    assert not command_of("a -oy").has_flag("-y", value_flags=("-o",))
    assert command_of("a -yo x").has_flag("-y", value_flags=("-o",))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a -o x", "x"),
        ("a -ox", "x"),
        ("a -vo x", "x"),
        ("a -vox", "x"),
        ("a --opt x", "x"),
        ("a --opt=x", "x"),
        ("a --opt='x y'", "x y"),
        ("a --opt=", ""),
        ("a --opt=$X", "$X"),
        ('a "--opt=$X"', "$X"),
        ("a -o $X", "$X"),
        ("a -o", None),
        ("a -- -o x", None),
        ("a x", None),
    ],
)
def test_flag_value(script: str, expected: str | None) -> None:
    assert command_of(script).flag_value("-o", "--opt") == expected


@pytest.mark.parametrize(
    ("script", "value_flags", "expected"),
    [
        ("a x -y z", (), "x z"),
        ("a -o x z", ("-o",), "z"),
        ("a -o x z", (), "x z"),
        ("a -- -x z", (), "-x z"),
        ("a - z", (), "- z"),
        ('a "$X" z', (), '"$X" z'),
        ("a --opt=1 --opt 2 z", ("--opt",), "z"),
    ],
)
def test_operands(script: str, value_flags: tuple[str, ...], expected: str) -> None:
    operands = command_of(script).operands(value_flags)
    assert " ".join(word.text for word in operands) == expected


def test_word() -> None:
    script = "a 'b' c"
    word = command_of(script).word("b")
    assert word is not None
    assert script[slice(*word.span)] == "'b'"
    assert command_of(script).word("a") is None


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a > x", [(None, ">", "x")]),
        ("a 2>&1 >> 'x y' < z", [(2, ">&", "1"), (None, ">>", "x y"), (None, "<", "z")]),
        ("a &> x", [(None, "&>", "x")]),
        ("a >&-", [(None, ">&-", None)]),
        ("a <<< 'x'", [(None, "<<<", "x")]),
        ("> x", [(None, ">", "x")]),
        (">x a b", [(None, ">", "x")]),
        ("sudo a > x", [(None, ">", "x")]),
        ("exec 3> x", [(3, ">", "x")]),
        ("a > x b", [(None, ">", "x")]),
        ("a <<E > x b\nline\nE", [(None, "<<", "E"), (None, ">", "x")]),
    ],
)
def test_redirects(script: str, expected: list[tuple[int | None, str, str | None]]) -> None:
    command = command_of(script)
    seen = [(r.fd, r.operator, r.target.value if r.target else None) for r in command.redirects]
    assert seen == expected
    assert all(script[slice(*redirect.span)] for redirect in command.redirects)


def test_redirections_after_a_list_are_those_of_its_last_command() -> None:
    a, b, c, d = Script(MappedText("a && b > x || c | d 2> y")).commands
    assert [len(command.redirects) for command in (a, b, c, d)] == [0, 1, 0, 1]


def test_words_after_a_redirection_are_arguments() -> None:
    assert [word.text for word in command_of("a > x b <<E c\nE").words] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("script", "body"),
    [
        ("cat <<E\na\n b\nE\n", "a\n b\n"),
        ("cat <<'E' > x && c\n$a\nE\n", "$a\n"),
        ("cat <<-E\n\ta\nE\n", "a\n"),
        ("cat < E", ""),
    ],
)
def test_heredoc(script: str, body: str) -> None:
    command = command_of(script)
    assert command.redirects[0].body == body
    assert "\n" not in script[command.start : command.end]


@pytest.mark.parametrize(
    ("script", "pipes"),
    [
        ("a | b |& c", {"a": None, "b": "a", "c": "b"}),
        ("yes | sudo b > x", {"yes": None, "b": "yes"}),
        ("a && b | c", {"a": None, "b": None, "c": "b"}),
        ("a && b 2>&1 | c && d", {"a": None, "b": None, "c": "b", "d": None}),
        ("x | a || b 2>&1 | c", {"x": None, "a": "x", "b": None, "c": "b"}),
        ("(a; b $(c)) | { d; e | f; }", {"a": None, "b": None, "c": None, "d": "b", "e": "b", "f": "e"}),
        ("a | while read x; do b; done < c", {"a": None, "read": "a", "b": "a"}),
        ("cat <<E | a | b > c\nE\nd", {"cat": None, "a": "cat", "b": "a", "d": None}),
        ("! a | b", {"a": None, "b": "a"}),
        ("a | f() { b; }", {"a": None, "b": None}),
    ],
)
def test_pipes(script: str, pipes: dict[str, str | None]) -> None:
    commands = Script(MappedText(script)).commands
    seen = {command.name: command.piped_from.name if command.piped_from else None for command in commands}
    assert seen == pipes


def test_every_source_of_a_pipe() -> None:
    *_, last = Script(MappedText("x && (sleep 5; while a; do echo y; done) 2>&1 | sdk")).commands
    assert [command.name for command in last.pipe_sources] == ["sleep", "a", "echo"]
    assert last.pipe_sources[0].pipe_sources == ()


@pytest.mark.parametrize(
    ("script", "last"),
    [
        ("a | b", "b"),
        ("a && b | c", "a c"),
        ("a && b 2>&1 | c", "a c"),
        ("(a; b) | c", "c"),
        ("a | echo $(b | c)", "echo c"),
        ("echo $(a) | b", "a b"),
        ("cat <<E | a\nE\nb", "a b"),
    ],
)
def test_last_of_pipeline(script: str, last: str) -> None:
    commands = Script(MappedText(script)).commands
    assert " ".join(command.name for command in commands if command.is_last_of_pipeline) == last


def test_surroundings() -> None:
    a, b, c, d = Script(MappedText("f() { a; }; b <(c) `d`")).commands
    assert [command.in_function for command in (a, b, c, d)] == [True, False, False, False]
    assert [command.in_substitution for command in (a, b, c, d)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("script", "place"),
    [
        ("x; A=b sudo c 'd' 2>&1; y", "A=b sudo c 'd' 2>&1"),
        ("x && c > y d", "c > y d"),
        ("A=b", "A=b"),
        ("[ -f x ] && y", "[ -f x ]"),
    ],
)
def test_place(script: str, place: str) -> None:
    texts = [script[slice(*command.span)] for command in Script(MappedText(script)).commands]
    assert place in texts
