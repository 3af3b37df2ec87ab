from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.output import Output
from dockfix.report import FileReport, Mode, Run, RunError
from dockfix.reporters.summary import statistics
from dockfix.reporters.text import report
from dockfix.rule import Edit, Fix, Severity
from dockfix.source import Source, Span
from reported import finding

SAFE = Fix((Edit(Span(0, 1), "x"),))


def written(*files: FileReport, mode: Mode = "check", quiet: int = 0, color: bool = False) -> str:
    stream = BytesIO()
    report(Run(files, mode, quiet), Output(stream, "the test", "always" if color else "never"))
    return stream.getvalue().decode()


def test_a_finding_is_shown_with_its_line() -> None:
    source = Source("FROM a\nRUN\tfoo \\\n  bar\n")
    findings = (finding(11, 14), finding(7, 22, SAFE, Severity.ERROR), finding(23, 23, SAFE.unsafe()))
    assert written(FileReport("a b/Dockerfile", source, findings), quiet=1) == (
        "a b/Dockerfile:2:5: XX1 warning  it is `wrong`\n"
        "     2 | RUN    foo \\\n"
        "       |        ^^^\n"
        "\n"
        "a b/Dockerfile:2:1: XX1 error  it is `wrong`  [fixable]\n"
        "     2 | RUN    foo \\\n"
        "       | ^^^^^^^^^^^^\n"
        "\n"
        "a b/Dockerfile:4:1: XX1 warning  it is `wrong`  [unsafe fix]\n"
        "     4 | \n"
        "       | ^\n"
        "\n"
    )


def test_colours_mark_what_matters() -> None:
    told = written(FileReport("D", Source("FROM a\n"), (finding(fix=SAFE),)), color=True, quiet=1)
    assert told == (
        "\x1b[1mD\x1b[0m:1:1: \x1b[33;1mXX1\x1b[0m \x1b[33mwarning\x1b[0m  it is `wrong`  "
        "\x1b[2m[fixable]\x1b[0m\n"
        "\x1b[2m     1 |\x1b[0m FROM a\n"
        "\x1b[2m       |\x1b[0m \x1b[33m^^^^\x1b[0m\n\n"
    )


@given(st.text(st.characters(), max_size=30), st.text(max_size=10))
def test_nothing_in_a_file_steers_a_terminal(text: str, path: str) -> None:
    text += "\x1b\udcff\u202e\x9b\r"
    told = written(FileReport(path + "\x1b\n", Source(text), (finding(0, 1, message=text),)))
    assert told.count("\n") == 5
    assert all(character == "\n" or character.isprintable() or ord(character) > 0x9F for character in told)
    assert "\u202e" not in told


FOUND = FileReport("a", Source("FROM a\n"), (finding(), finding(fix=SAFE), finding(fix=SAFE.unsafe())))
CLEAN = FileReport("b", Source("FROM a\n"))
LEFT = FileReport("c", Source("FROM a\n"), (finding(),), original=Source(""), fixed=3)
FIXED = FileReport("d", Source("FROM a\n"), original=Source(""), fixed=1)
BROKEN = FileReport("e", errors=(RunError("e", "is binary"),))


@pytest.mark.parametrize(
    ("files", "mode", "summary"),
    [
        ((), "check", "No Dockerfile was found."),
        ((BROKEN,), "check", "No file could be checked."),
        ((CLEAN,), "check", "No problems in 1 file."),
        ((CLEAN, BROKEN, CLEAN), "fix", "No problems in 2 files."),
        ((FOUND,), "check", "Found 3 problems in 1 file (1 fixable with --fix, 1 more with --unsafe-fixes)."),
        (
            (FOUND._replace(unsafe_fixes=True), CLEAN, FOUND),
            "check",
            "Found 6 problems in 2 of 3 files (3 fixable with --fix, 1 more with --unsafe-fixes).",
        ),
        (
            (CLEAN, FOUND._replace(findings=(finding(fix=SAFE.unsafe()),))),
            "check",
            "Found 1 problem in 1 of 2 files (1 fixable with --fix --unsafe-fixes).",
        ),
        ((CLEAN, FOUND._replace(findings=(finding(),))), "fix", "Found 1 problem in 1 of 2 files."),
        ((FIXED,), "fix", "Fixed 1 problem in 1 file, none left."),
        ((FIXED, LEFT, CLEAN), "fix", "Fixed 4 problems in 2 files, 1 left."),
        ((FIXED, LEFT, CLEAN), "diff", "Would fix 4 problems in 2 files, 1 left."),
        (
            (FIXED, FOUND),
            "fix",
            "Fixed 1 problem in 1 file, 3 left (1 fixable with --unsafe-fixes).",
        ),
        ((FIXED._replace(fixed=0, ignored=2),), "fix", "Ignored 2 problems in 1 file, none left."),
        ((FIXED._replace(ignored=2),), "diff", "Would fix 1 and ignore 2 problems in 1 file, none left."),
        (
            (CLEAN._replace(held_back=2, obsolete=1),),
            "check",
            "No new problems in 1 file. The baseline holds 2 back and has 1 obsolete entry.",
        ),
        (
            (CLEAN._replace(obsolete=3),),
            "check",
            "No problems in 1 file. The baseline has 3 obsolete entries.",
        ),
    ],
)
def test_the_summary(files: tuple[FileReport, ...], mode: Mode, summary: str) -> None:
    assert written(*files, mode=mode).splitlines()[-1] == summary


def test_quiet() -> None:
    assert written(FOUND, CLEAN).startswith(written(FOUND, CLEAN, quiet=1))
    assert "Found" not in written(FOUND, CLEAN, quiet=1)
    assert written(FOUND, CLEAN, BROKEN, quiet=2) == ""


def test_statistics() -> None:
    files = [
        FOUND._replace(findings=tuple(finding(code=code) for code in codes)) for codes in ("BABC", "B" * 9)
    ]
    run = Run([*files, CLEAN])
    list(run)
    assert statistics(run.summary) == "11  B  name-of-B\n 1  A  name-of-A\n 1  C  name-of-C\n"
    empty = Run([CLEAN])
    list(empty)
    assert statistics(empty.summary) == ""
