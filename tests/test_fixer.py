from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dockfix.engine import Engine
from dockfix.fixer import MOST_ROUNDS, fix
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, insert_after, replace
from dockfix.source import Source, Span
from dockfix.syntax.nodes import Env, Instruction, Run, User, Workdir

Make = Callable[..., Engine]
HELPERS = {"Edit": Edit, "Fix": Fix, "insert_after": insert_after, "replace": replace}


def substituting(old: str, new: str, safety: Safety = Safety.SAFE, code: str = "T1") -> type[Rule]:
    """A rule whose fix puts `new` where the file says `old`."""

    class Substituting(Rule):
        """A rule for tests."""

        category = "tests"

        def check_run(self, run: Run) -> Iterator[Finding]:
            start = self.file.source.text.find(old, run.extent.start, run.extent.end)
            if start >= 0:
                edit = Edit(Span(start, start + len(old)), new)
                yield self.found(edit.span, f"`{old}`", Fix((edit,), "Substitute", safety))

    Substituting.code, Substituting.name = code, code.lower()
    return Substituting


def test_fixes_every_place_and_keeps_the_rest(engine_for: Make) -> None:
    source = Source.from_bytes(b"\xef\xbb\xbfFROM a\r\nRUN \xff old x\r\n# old\r\nRUN old")
    fixed = fix(source, engine_for(substituting("old", "new")))
    assert fixed.source.to_bytes() == b"\xef\xbb\xbfFROM a\r\nRUN \xff new x\r\n# old\r\nRUN new"
    assert len(fixed.applied) == 2
    assert not fixed.result.findings
    assert not fixed.failures


def test_goes_round_until_nothing_changes(engine_for: Make) -> None:
    rules = substituting("one", "two", code="T1"), substituting("two", "three", code="T2")
    fixed = fix(Source.from_text("FROM a\nRUN one\n"), engine_for(*rules))
    assert fixed.source.text == "FROM a\nRUN three\n"


def test_ends_where_fixes_never_end(engine_for: Make) -> None:
    fixed = fix(Source.from_text("FROM a\nRUN x\n"), engine_for(substituting("x", "xx")))
    assert fixed.source.text == "FROM a\nRUN " + "x" * (MOST_ROUNDS + 1) + "\n"


@pytest.mark.parametrize("unsafe", [False, True])
def test_unsafe_fixes_are_applied_on_demand(engine_for: Make, unsafe: bool) -> None:
    fixed = fix(
        Source.from_text("FROM a\nRUN x\n"), engine_for(substituting("x", "y", Safety.UNSAFE)), unsafe=unsafe
    )
    assert fixed.source.text == f"FROM a\nRUN {'y' if unsafe else 'x'}\n"
    assert len(fixed.result.findings) == (0 if unsafe else 1)


BREAKING = [
    ("RUN b \\\n  c\n", "\\\n  c", "\n  c", "a continuation is lost, and its line becomes an instruction"),
    ("RUN b\nRUN c\n", "b\n", "b \\\n", "an instruction is swallowed by the one before"),
    ("RUN b\nRUN c\n", "b\n", "<<EOF\n", "a heredoc is opened and not closed"),
    ("RUN b\n", "RUN", "RUM", "a keyword is spoilt"),
    ("RUN b\n", "RUN b", '"', "an instruction is lost"),
]


@pytest.mark.parametrize(
    ("lines", "old", "new", "why"), BREAKING, ids=lambda value: value if " is " in value else ""
)
def test_a_fix_that_breaks_the_file_is_a_defect_of_its_rule(
    engine_for: Make, lines: str, old: str, new: str, why: str
) -> None:
    text = f"FROM a\n{lines}CMD x\nRUN good\n"
    engine = engine_for(substituting(old, new, code="T1"), substituting("good", "fine", code="T2"))
    fixed = fix(Source.from_text(text), engine)
    assert [failure.rule.code for failure in fixed.failures] == ["T1"], why
    assert fixed.source.text == text.replace("good", "fine")  # the other rule's fix is kept


def test_a_fix_may_write_and_remove_instructions(engine_for: Make) -> None:
    engine = engine_for(substituting("RUN x\n", "LABEL a=b\nRUN y\n"), substituting("RUN z\n", "", code="T2"))
    fixed = fix(Source.from_text("FROM a\nRUN x\nRUN z\nCMD c\n"), engine)
    assert not fixed.failures
    assert fixed.source.text == "FROM a\nLABEL a=b\nRUN y\nCMD c\n"


def test_a_fix_is_applied_whole_or_not_at_all(engine_for: Make) -> None:
    class Both(Rule):
        """Two edits, the second of which touches what another fix has taken."""

        code, name, category = "T2", "both", "tests"

        def check_run(self, run: Run) -> Iterator[Finding]:
            text = self.file.source.text
            if "first" in text and "second" in text:
                edits = tuple(
                    Edit(Span(at, at + 1), "!") for at in (text.index("first"), text.index("second"))
                )
                yield self.found(run.span, "both", Fix(edits))

    first = fix(
        Source.from_text("FROM a\nRUN first second\n"), engine_for(substituting("second", "2nd"), Both)
    )
    assert first.source.text in ("FROM a\nRUN first 2nd\n", "FROM a\nRUN !irst !econd\n")


def test_a_rule_that_yields_something_else_is_named(engine_for: Make) -> None:
    class Wrong(Rule):
        """It yields a text."""

        code, name, category = "T9", "wrong", "tests"

        def check_run(self, run: Run) -> Iterator[Finding]:
            yield "a RUN"  # type: ignore[misc]

    result = engine_for(Wrong).check(Source.from_text("FROM a\nRUN x\n"))
    assert [failure.message for failure in result.failures] == [
        "TypeError: it yields 'a RUN', which is no Finding: use `self.found`"
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("None, 'm'", "None has no place: give a word, a command, an instruction, a stage or a Span"),
        ("'RUN', 'm'", "'RUN' has no place"),
        ("run, None", "the message of a finding is a str, and not None"),
        (
            "run, 'm', 'text'",
            "a fix is a Fix((edit, …), title), or what `replace` and the like give, and not 'text'",
        ),
        ("run, 'm', Fix(Edit(run.span, ''), '')", "a fix is a Fix((edit, …), title)"),
        ("run, 'm', Fix((Edit(run.span, ''), 'text'), '')", "a fix is a Fix((edit, …), title)"),
        ("run, 'm', Fix(3, '')", "a fix is a Fix((edit, …), title)"),
        # It would be used up by the first who looks.
        ("run, 'm', Fix(iter([Edit(run.span, '')]), '')", "a fix is a Fix((edit, …), title)"),
        ("run, 'm', replace(None, 'text')", "None has no place"),
        ("run, 'm', insert_after(run, 5)", "a fix writes a str, and not 5"),
    ],
)
def test_what_is_no_finding_is_told(engine_for: Make, arguments: str, told: str) -> None:
    class Wrong(Rule):
        """It is not careful."""

        code, name, category = "T9", "wrong", "tests"

        def check_run(self, run: Run) -> Iterator[Finding]:
            yield eval(f"self.found({arguments})", {**HELPERS, "self": self, "run": run})

    (failure,) = engine_for(Wrong).check(Source.from_text("FROM a\nRUN x\n")).failures
    assert failure.message.startswith(f"TypeError: {told}")


def test_a_finding_that_is_returned_and_not_yielded_is_told(engine_for: Make) -> None:
    class Wrong(Rule):
        """It returns what it finds."""

        code, name, category = "T9", "wrong", "tests"

        def check_run(self, run: Run) -> Finding:
            return self.found(run, "a RUN")

    (failure,) = engine_for(Wrong).check(Source.from_text("FROM a\nRUN x\n")).failures
    assert failure.message == "TypeError: it returns one Finding: yield it, or return a list"


def test_a_rule_that_raises_is_named_and_the_others_go_on(engine_for: Make) -> None:
    class Broken(Rule):
        """It raises."""

        code, name, category = "T9", "broken", "tests"

        def check_instruction(self, instruction: Instruction) -> Iterator[Finding]:
            raise RuntimeError("no\nluck")

    result = engine_for(Broken, substituting("x", "y")).check(Source.from_text("FROM a\nRUN x\nRUN x\n"))
    line = Broken.check_instruction.__code__.co_firstlineno + 1
    assert [str(failure) for failure in result.failures] == [
        f"the rule T9 (test_fixer.py, line {line}) failed: RuntimeError: no luck"
    ]
    assert len(result.findings) == 2


def test_a_rule_that_has_raised_is_not_called_again(engine_for: Make) -> None:
    class Broken(Rule):
        """It raises at a WORKDIR."""

        code, name, category = "T9", "broken", "tests"

        def check_user(self, user: User) -> Iterator[Finding]:
            yield self.found(user, "a USER")

        def check_workdir(self, _: Workdir) -> None:
            raise RuntimeError

        def check_env(self, _: Env) -> None:
            raise RuntimeError

    text = "FROM a\nUSER a\nWORKDIR /a\nUSER a\nWORKDIR /b\nENV A=1\n"
    result = engine_for(Broken).check(Source.from_text(text))
    assert [result.file.source.line_of(finding.span.start) for finding in result.findings] == [2]
    assert len(result.failures) == 1
