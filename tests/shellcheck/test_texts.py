"""A place in what ShellCheck is given is the place in the Dockerfile, whatever stands between the lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.model import File
from dockfix.shellcheck.texts import CheckedText, texts_of
from dockfix.source import Source
from dockfix.syntax.parser import parse

WORDS = st.lists(st.text("abcé😀$'\" \t", min_size=1, max_size=5), min_size=1, max_size=4)
#: What stands between two lines of an instruction, `{}` being the line's end.
BETWEEN = st.lists(st.sampled_from(["# a comment{}", "  # another{}", "{}", "\t{}"]), max_size=3)


def file_of(text: str, preset: str = "") -> File:
    return File(parse(Source.from_text(text)), preset=preset)


def text_of(text: str, preset: str = "") -> CheckedText:
    (found,) = texts_of(file_of(text, preset))
    return found


def place(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, as ShellCheck counts them."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


@given(WORDS, BETWEEN, st.sampled_from(["\n", "\r\n"]), st.sampled_from("\\`"), st.booleans())
def test_every_character_has_its_place(
    words: list[str], between: list[str], newline: str, escape: str, trigger: bool
) -> None:
    words = ["x", *(f"y{word}z" for word in words), "end"]
    gap = f"{escape}{newline}" + "".join(each.format(newline) for each in between)
    run = "ONBUILD RUN" if trigger else "RUN"
    source = f"# escape={escape}{newline}FROM a{newline}ENV e=1{newline}{run} {gap.join(words)}{newline}"
    checked = text_of(source)
    script = "".join(words)
    assert checked.text.endswith(f"\n{script}")
    start = len(checked.text) - len(script)
    at = source.index(f"{run} ") + len(f"{run} ")
    for word in words:
        at = source.index(word, at)
        for offset, character in enumerate(word):
            line, column = place(checked.text, start + offset)
            span = checked.span(line, column, line, column + 1)
            assert span == (at + offset, at + offset + 1)
            assert source[at + offset] == character
        start += len(word)
        at += len(word)


@given(
    st.lists(st.text("abcé😀 \t\r", max_size=6), max_size=5), st.booleans(), st.sampled_from(["\n", "\r\n"])
)
def test_the_lines_of_a_heredoc_have_their_places(lines: list[str], interpreter: bool, newline: str) -> None:
    content = newline.join(
        [*(["#!/bin/bash"] if interpreter else []), "first", *(f".{line}" for line in lines)]
    )
    source = f"FROM a{newline}RUN <<END{newline}{content}{newline}END{newline}"
    checked = text_of(source)
    script = content + newline
    start = source.index(content)
    before = len(checked.text) - len(script)
    shebang = script.index("\n") + 1 if interpreter else 0
    for index in range(len(script)):
        line, column = place(checked.text, index if index < shebang else index + before)
        assert checked.index(line, column) == index
        assert checked.span(line, column, line, column + 1) == (start + index, start + index + 1)


def test_what_comes_before_the_script_has_no_place() -> None:
    checked = text_of("FROM a\nENV e=1\nRUN b $e\n")
    assert checked.text.split("\n")[:2] == ["#!/bin/sh", "export e=1"]
    assert checked.span(1, 1, 1, 2) is None
    assert checked.span(2, 1, 2, 7) is None
    assert checked.span(3, 1, 3, 2) == (19, 20)
    assert checked.span(3, 2, 99, 1) == (20, 23)


def test_no_variable_is_exported_that_makes_no_difference() -> None:
    assert text_of("FROM a\nENV e=1 f=2\nRUN b\n").text == "#!/bin/sh\nb"
    assert text_of("FROM a\nENV e=1 f=2\nRUN b $e\n").text == "#!/bin/sh\nexport e=1\nb $e"


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ('["/bin/bash", "-c"]', "#!/bin/bash"),
        ('["/bin/bash", "-eo", "pipefail", "-c"]', "#!/bin/bash -e"),
        ('["bash", "-o", "errexit", "-c"]', "#!/bin/bash -e"),
        ('["/bin/ash", "-c"]', "#!/bin/busybox sh"),
        ('["/usr/bin/dash", "-c"]', "#!/bin/dash"),
        ('["mksh", "-c"]', "#!/bin/ksh"),
        ('["conda", "run", "-n", "x", "/bin/bash", "-c"]', "#!/bin/bash"),
    ],
)
def test_the_shell_in_force(shell: str, line: str) -> None:
    assert text_of(f"FROM a\nSHELL {shell}\nRUN b\n").text.split("\n")[0] == line


@pytest.mark.parametrize("shell", ["zsh", "fish", "pwsh", "cmd"])
def test_other_shells_are_left_alone(shell: str) -> None:
    assert texts_of(file_of(f'FROM a\nSHELL ["{shell}", "-c"]\nRUN b\n')) == ()


def test_the_comment_that_tells_the_shell() -> None:
    assert text_of("FROM a\n# hadolint shell=bash\nRUN b\n").text.startswith("#!/bin/bash\n")


def test_a_heredoc_with_an_interpreter_keeps_its_line() -> None:
    checked = text_of("FROM a\nRUN <<E\n#!/bin/bash -e\ncd $x\nE\n")
    assert checked.text.split("\n")[0] == "#!/bin/bash -e"
    assert checked.text.split("\n")[1].startswith("export ")
    assert checked.text.endswith("\ncd $x\n")
    assert texts_of(file_of("FROM a\nRUN <<E\n#!/usr/bin/python3\nprint()\nE\n")) == ()


def exported(text: CheckedText) -> set[str]:
    (line,) = (line for line in text.text.split("\n") if line.startswith("export "))
    return {word.removesuffix("=1") for word in line.split()[1:] if "_proxy" not in word.lower()}


def test_the_variables_in_scope() -> None:
    texts = texts_of(
        file_of(
            "ARG before=1\nFROM a AS one\nENV b=1 c.d=2\nARG e\nRUN $x\nENV late=1\n"
            "FROM one\nCMD $x\nFROM a\nRUN $x\nONBUILD ARG f=1\nENV g=1\nONBUILD RUN $x\n"
        )
    )
    assert [exported(text) for text in texts] == [{"b", "e"}, {"b", "e", "late"}, set(), {"f", "g"}]


def test_which_instructions_hold_scripts() -> None:
    text = (
        "FROM a\nRUN r\nCMD c\nENTRYPOINT e\nHEALTHCHECK --retries=2 CMD h\nONBUILD RUN o\n"
        'RUN ["x", "y"]\nCMD ["x"]\nHEALTHCHECK NONE\nCOPY x y\n'
    )
    assert [each.script.text for each in texts_of(file_of(text))] == ["r", "c", "e", "h", "o"]
    assert [each.script.text for each in texts_of(file_of(text, "hadolint"))] == ["r", "o"]


def test_under_the_preset_of_hadolint_the_shell_is_its_first_word() -> None:
    for shell, line in (("bash", "#!bash"), ("/bin/zsh", "#!/bin/zsh"), ("/usr/bin/env", "#!/usr/bin/env")):
        checked = text_of(f'FROM a\nSHELL ["{shell}", "-e", "-c"]\nRUN b\n', "hadolint")
        assert checked.text.split("\n")[0] == line
