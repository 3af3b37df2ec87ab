"""How ShellCheck is asked, and what comes of it where it fails; the program here is a fake one."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from dockfix.shellcheck.checker import _LONGEST, Checker
from dockfix.shellcheck.program import ShellCheckError


def given_to(log: Path) -> list[list[str]]:
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def lines_of(checker: Checker, text: str) -> list[int]:
    return [comment.line for comment in checker.comments(text)]


def test_many_texts_go_to_one_process_and_each_goes_once(fake: Path, log: Path) -> None:
    checker = Checker(str(fake))
    checker.begin(["a\noops", "b", "a\noops", "oops"])
    assert lines_of(checker, "a\noops") == [2]
    assert lines_of(checker, "b") == []
    checker.begin(["b", "oops"])
    assert lines_of(checker, "oops") == [1]
    assert given_to(log) == [["a\noops", "b", "oops"]]


def test_a_text_that_was_not_announced_is_asked_for(fake: Path, log: Path) -> None:
    checker = Checker(str(fake))
    assert lines_of(checker, "oops") == [1]
    assert lines_of(checker, "oops") == [1]
    assert given_to(log) == [["oops"]]


def test_several_processes_are_at_work_at_once(fake: Path, log: Path) -> None:
    checker = Checker(str(fake))
    for texts in (["a", "oops"], ["b", "b oops"], ["a", "c"]):
        checker.begin(texts)
    assert [lines_of(checker, text) for text in ("c", "b oops", "oops", "a")] == [[], [1], [1], []]
    assert sorted(given_to(log)) == [["a", "oops"], ["b", "b oops"], ["c"]]


def test_text_is_given_as_it_is_but_for_what_is_not_utf8(fake: Path, log: Path) -> None:
    text = "é😀\t\r\n\x0c\u2028\udcff$x"
    Checker(str(fake)).comments(text)
    assert given_to(log) == [[text.replace("\udcff", "\ufffd")]]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("crash", "ShellCheck ended with status 3: it crashed"),
        ("rubbish", "what ShellCheck answered is not its JSON"),
        ("other JSON", "what ShellCheck answered is not its JSON"),
        ("sleep", "ShellCheck did not end within"),
    ],
)
def test_one_bad_text_costs_no_other_its_answer(fake: Path, bad: str, message: str) -> None:
    checker = Checker(str(fake), patience=1.5)
    checker.begin(["oops", "a oops", bad, "b oops", "c"])
    assert [lines_of(checker, text) for text in ("oops", "a oops", "b oops", "c")] == [[1], [1], [1], []]
    for _ in range(2):
        with pytest.raises(ShellCheckError) as raised:
            checker.comments(bad)
        assert str(raised.value).startswith(message)


def test_a_program_that_always_fails_is_given_up(fake: Path, log: Path) -> None:
    checker = Checker(str(fake))
    texts = [f"crash {number}" for number in range(50)]
    checker.begin(texts)
    for text in (*texts, "oops"):
        with pytest.raises(ShellCheckError, match="it crashed"):
            checker.comments(text)
    assert len(given_to(log)) < 20


def test_a_program_that_is_none(tmp_path: Path) -> None:
    program = tmp_path / "shellcheck"
    program.write_bytes(b"\x7fELF rubbish")
    program.chmod(0o755)
    for checker in (Checker(str(program)), Checker(str(tmp_path / "absent"))):
        checker.begin(["a", "b"])
        for text in ("a", "c"):
            with pytest.raises(ShellCheckError, match="cannot be run: "):
                checker.comments(text)


def test_its_own_options_are_kept_from_it(
    fake: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    fake.write_text(f"#!/bin/sh\necho \"$SHELLCHECK_OPTS $*\" > '{told}'\necho '{{\"comments\": []}}'\n")
    monkeypatch.setenv("SHELLCHECK_OPTS", "--enable=all")
    assert Checker(str(fake)).comments("a") == ()
    assert told.read_text().strip() == "--norc --format=json1 --exclude=SC1090,SC1091 0"


def test_a_script_that_is_too_deep_is_not_given_to_it(fake: Path, log: Path) -> None:
    checker = Checker(str(fake))
    deep = f"echo {'$(echo ' * 13}{')' * 13}"
    many = "echo $(a) " * 100
    checker.begin([deep, many])
    with pytest.raises(ShellCheckError, match="more than 12 parentheses in each other"):
        checker.comments(deep)
    assert checker.comments(many) == ()
    assert given_to(log) == [[many]]


def test_a_script_of_immense_length_is_not_given_to_it(fake: Path, log: Path) -> None:
    checker = Checker(str(fake))
    longest = "a" * _LONGEST
    checker.begin([longest, longest + "a"])
    with pytest.raises(ShellCheckError, match=f"a script of {_LONGEST + 1} characters is too long"):
        checker.comments(longest + "a")
    assert checker.comments(longest) == ()
    assert given_to(log) == [[longest]]


def test_what_is_known_without_waiting(fake: Path) -> None:
    checker = Checker(str(fake))
    assert (checker.known("oops"), checker.is_ready(["oops"])) == ((), False)
    checker.begin(["oops", "a"])
    until = time.monotonic() + 30
    while not checker.is_ready(["oops"]) and time.monotonic() < until:
        time.sleep(0.01)
    assert [comment.line for comment in checker.known("oops")] == [1]
    assert checker.is_ready(["a", "oops", "a" * (_LONGEST + 1)])
    assert not checker.is_ready(["a", "b"])


def test_who_does_not_wait_is_not_kept_waiting_for_ever(fake: Path) -> None:
    checker = Checker(str(fake), patience=0)
    checker.begin(["sleep"])
    until = time.monotonic() + 30
    while not checker.is_ready(["sleep"]) and time.monotonic() < until:
        time.sleep(0.01)
    with pytest.raises(ShellCheckError, match="did not end within"):
        checker.known("sleep")


def test_a_program_that_cannot_be_run_has_nothing_more_to_say(tmp_path: Path) -> None:
    checker = Checker(str(tmp_path / "absent"))
    checker.begin(["a"])
    assert checker.is_ready(["a", "b"])
