from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockfix.shell.dialect import Shell
from dockfix.shell.script import Command, Script
from dockfix.source import MappedText


def read(text: str) -> Script:
    return Script(MappedText(text))


def outline(script: Script) -> list[str]:
    """Every command as its words' text, a line each."""
    return [" ".join(word.text for word in command.words) for command in script.commands]


@pytest.mark.parametrize(
    ("script", "commands"),
    [
        ("", []),
        ("# nothing", []),
        ("a", ["a"]),
        ("a b && c d || e; f & g\nh", ["a b", "c d", "e", "f", "g", "h"]),
        ("a | b |& c", ["a", "b", "c"]),
        ("(a; b) && { c; }", ["a", "b", "c"]),
        ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
        ("for i in $(a) x; do b $i; done", ["a", "b $i"]),
        ("for ((i=$(a); i<3; i++)); do b; done", ["a", "b"]),
        ("while a; do b; done; until c; do d; done", ["a", "b", "c", "d"]),
        ("case $(a) in x|y) b;; *) c;; esac", ["a", "b", "c"]),
        ("select i in x y; do a $i; done", ["a $i"]),
        ("f() { a; }; function g { b; }", ["a", "b"]),
        ("! a && ! b", ["a", "b"]),
        ("a $(b `c` \"$(d)\")", ["a $(b `c` \"$(d)\")", "b `c` \"$(d)\"", "c", "d"]),
        ("a ${X:-$(b)}", ["a ${X:-$(b)}", "b"]),
        ("a <(b) > >(c)", ["a <(b)", "b", "c"]),
        ("a=$(b) c=d; export e=$(f) g; unset h", ["", "b", "export e=$(f) g", "f", "unset h"]),
        ("a=($(b)) c", ["c", "b"]),
        ("[ -f a ] && [[ $b == c* ]]", ["[ -f a ]", "[[ $b == c* ]]"]),
        ("[ \"$(a)\" = b -a ! -f c ]", ["[ \"$(a)\" = b -a ! -f c ]", "a"]),
        ("(( i++ )); a $((1 + $(b)))", ["a $((1 + $(b)))", "b"]),
        ("\"apt-get\" install a", ["\"apt-get\" install a"]),
        ("a b=c d'e'\"f\"$g", ["a b=c d'e'\"f\"$g"]),
        ("a \\\n  b", ["a b"]),
        ("a b # c", ["a b"]),
        ("a\r\nb c\r\n", ["a", "b c"]),
        ("cat <<E && b\n$(c)\nE\nd", ["cat", "b", "c", "d"]),
        ("cat <<'E'\n$(c)\nE\n", ["cat"]),
        ("while a; do b; done <<E\n$(c)\nE\n", ["a", "b", "c"]),
        ("> a", [""]),
        ("> \"$(a)\"", ["", "a"]),
        ("écho 'ü' && b", ["écho 'ü'", "b"]),
        ("a \udc80 && b", ["a \udc80", "b"]),
        ("a\u3000b c\xa0d", ["a\u3000b c\xa0d"]),
        ("a $Bé", ["a $Bé"]),
    ],
)  # fmt: skip
def test_commands(script: str, commands: list[str]) -> None:
    assert outline(read(script)) == commands


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("/usr/bin/apt-get x", "apt-get"),
        ("'apt-get' x", "apt-get"),
        ("./configure", "configure"),
        ("$VENV/bin/pip x", "pip"),
        ('"${VENV}/bin/pip" x', "pip"),
        ("$(npm bin)/ng x", "ng"),
        ("$PIP x", ""),
        ("${PIP:-/bin/pip} x", ""),
        ("$(which a/b) x", ""),
        ("A=b", ""),
        ("/", "/"),
        ("[ x ]", "["),
    ],
)
def test_name(script: str, name: str) -> None:
    assert read(script).commands[0].name == name


@pytest.mark.parametrize("shell", [("cmd", "/S", "/C"), ("powershell", "-Command"), ("fish", "-c")])
def test_scripts_of_other_shells_are_left_alone(shell: tuple[str, ...]) -> None:
    script = Script(MappedText("apt-get install (\u2028 x"), Shell(shell))
    assert script.commands == ()
    assert not script.has_error


@pytest.mark.parametrize(
    ("text", "names"), [("a && b | && c", "a b"), ("a; $(b c", ""), ("if a; then b", "a"), ("a )", "a")]
)
def test_what_can_be_understood_of_an_error(text: str, names: str) -> None:
    script = read(text)
    assert script.has_error
    assert {command.name for command in script.commands} >= set(names.split())


@pytest.mark.parametrize(
    "line", ["cat <<E >a && cat <<F >b", "<<E cat >a && <<F cat >b", "<<E cat >a; cat <<F >b"]
)
def test_no_line_of_a_heredoc_is_a_command_where_the_grammar_gives_up(line: str) -> None:
    script = read(f"{line}\nmake x\nE\nmake y\nF\n")
    assert script.has_error
    assert "make" not in {command.name for command in script.commands}


def test_a_sound_script_has_no_error() -> None:
    assert not read("a && b").has_error


def test_mentions() -> None:
    assert read("sudo apt-get").mentions("yum", "apt")
    assert not read("sudo apt-get").mentions("yum")


def test_owner_and_place() -> None:
    source = "RUN a && \\\n  b 'c'"
    text = "a &&   b 'c'"
    script = Script(MappedText(text, [(0, 4, -1), (5, 11, -1)]), owner=source)
    command = script.commands[1]
    assert source[slice(*command.span)] == "b 'c'"
    assert source[slice(*command.words[1].span)] == "'c'"
    assert command.script.owner is source


def strings(*places: tuple[int, int], source: str) -> list[MappedText]:
    return [MappedText(source[start:end], [(0, start, -1)]) for start, end in places]


def test_exec_form() -> None:
    source = 'RUN ["sudo", "apt-get", "install", "a b"]'
    words = strings((6, 10), (14, 21), (25, 32), (36, 39), source=source)
    script = Script.from_words(words, Shell(("cmd", "/C")), owner=source)
    (command,) = script.commands
    assert [word.value for word in command.words] == ["apt-get", "install", "a b"]
    assert [source[slice(*word.span)] for word in command.words] == ["apt-get", "install", "a b"]
    assert command.prefix("sudo")
    assert source[slice(*command.span)] == source[6:39]
    assert (script.is_exec_form, script.has_error, script.owner) == (True, False, source)


def test_exec_form_is_not_read_by_a_shell() -> None:
    source = "$HOME 'a' | *"
    script = Script.from_words(strings((0, 5), (6, 9), (10, 11), (12, 13), source=source))
    assert [word.value for word in script.commands[0].words] == ["$HOME", "'a'", "|", "*"]
    assert not any(word.is_quoted or word.has_glob for word in script.commands[0].words)


def test_exec_form_of_a_shell() -> None:
    source = '["sh", "-c", "a && b"]'
    script = Script.from_words(strings((2, 4), (8, 10), (14, 20), source=source))
    assert [source[slice(*command.span)] for command in script.commands[1:]] == ["a", "b"]


@pytest.mark.parametrize("words", [[], [""], ["", "a"]])
def test_exec_form_of_nothing(words: list[str]) -> None:
    script = Script.from_words([MappedText(word) for word in words])
    assert [[word.value for word in command.words] for command in script.commands] == [words] * bool(words)


N = 10_000
DEEP = {
    "substitutions": ("$(" * N + "a" + ")" * N, N + 1),
    "quoted substitutions": ('"$(' * N + "a" + ')"' * N, N + 1),
    "ifs": ("if a; then " * N + "b" + "; fi" * N, N + 1),
    "lists": ("a && " * N + "b", N + 1),
    "redirected lists": ("a > x && " * N + "b > x", N + 1),
    "pipes": ("a | " * N + "b", N + 1),
    "negations": ("! " * N + "a", 1),
    "tests": ("[[ " + "( " * N + "a" + " )" * N + " ]]", 1),
    "prefixes": ("sudo " * N + "a", 1),
    "heredocs": ("cat <<E\nx\nE\n" * N, N),
    "open brackets": ("(" * N, 0),
    "operators": (">" * N, 0),
    "zeros": ("\0" * N, 1),
    "arrays": ("a=(" * N, 0),
    "words": ("a " * N, 1),
    "a word": ("a" * N * 100, 1),
}


@pytest.mark.parametrize("case", DEEP)
def test_deep_and_long_scripts(case: str) -> None:
    text, count = DEEP[case]
    script = read(text)
    assert len(script.commands) == count
    for command in script.commands[-3:]:
        assert look_at(command)


def test_too_much_work_is_an_error() -> None:
    assert read("a && " + ">" * N).has_error


def look_at(command: Command) -> bool:
    """Ask a command for everything that it can tell."""
    _ = (
        command.piped_from,
        command.pipe_sources,
        command.assignments,
        command.operands(),
        command.prefix("sudo"),
    )
    _ = (
        command.has_flag("-y"),
        command.flag_value("-o"),
        command.invokes("a", "b"),
        command.is_last_of_pipeline,
    )
    for word in command.words:
        _ = word.value, word.head, word.literal, word.has_glob, word.is_quoted, word.mapped
    return bool(repr(command))


FRAGMENTS = """
    a b=c -x --y=z 'q' "d" $V ${V} $( ) ( ` { } [ ] [[ ]] ; & && || | |& > >> 2>&1 < <<E <<'E' <<< E ;; !
    if then else fi for in do done while case esac sudo env sh -c eval find -exec \\; $' " ' \\ # é \udc80 \0
    xargs -
"""
SCRIPTS = st.one_of(
    st.text(),
    st.lists(st.tuples(st.sampled_from(FRAGMENTS.split()), st.sampled_from(["", " ", "\n"]))).map(
        lambda pairs: "".join(fragment + space for fragment, space in pairs)
    ),
)


@settings(max_examples=400)
@given(SCRIPTS)
def test_any_text(text: str) -> None:
    check_places(text, read(text))


@settings(max_examples=100)
@given(st.lists(SCRIPTS))
def test_any_exec_form(words: list[str]) -> None:
    script = Script.from_words([MappedText(word) for word in words])
    for command in script.commands:
        assert look_at(command)


def check_places(text: str, script: Script) -> None:
    """Every word is where it says that it is."""
    assert isinstance(script.has_error, bool)
    for command in script.commands:
        assert look_at(command)
        assert 0 <= command.start <= command.end <= len(command.script.text)
        words = [*command.words, *command.assignments.values(), *(p.words[0] for p in command.prefixes)]
        for word in words:
            assert word.text == command.script.text[word.start : word.end]
            assert command.start <= word.start <= word.end <= command.end
            start, end = word.span
            assert 0 <= start <= end <= len(text)
            if command.script is script:
                assert text[start:end] == word.text
        for redirect in command.redirects:
            assert command.start <= redirect.start < redirect.end <= command.end


def test_the_corpus(corpus: list[Any]) -> None:
    dockerfile = pytest.importorskip("dockerfile")
    names: dict[str, int] = {}
    scripts = errors = 0
    for sample in corpus:
        try:
            instructions = dockerfile.parse_string(sample.data.decode("utf-8", "surrogateescape"))
        except (dockerfile.GoParseError, UnicodeEncodeError):
            continue
        for instruction in instructions:
            if (
                instruction.cmd.upper() != "RUN"
                or instruction.json
                or instruction.heredocs
                or not instruction.value
            ):
                continue
            script = read(instruction.value[0])
            check_places(script.text, script)
            scripts += 1
            errors += script.has_error
            for command in script.commands:
                names[command.name] = names.get(command.name, 0) + 1
    assert scripts > 10_000
    assert errors < scripts / 1000
    assert names["apt-get"] > 4000
    assert names["rm"] > 2000
    # What runs another command is not a command of its own.
    assert "sudo" not in names
    # Unknown names are rare.
    assert names[""] < sum(names.values()) / 50
