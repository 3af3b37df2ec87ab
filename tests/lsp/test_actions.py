from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.api import fix, lint
from dockfix.lsp.actions import FIX_ALL, Action, Key, StaleActionError, actions, edits_of
from dockfix.lsp.documents import Snapshot
from dockfix.lsp.line_edits import line_edits
from dockfix.source import Span
from lsp.marks import applied, at_cursor, snapshot

ROOT = Path(__file__).parents[2]
FIXTURES = sorted(ROOT.glob("fixtures/*/*/Dockerfile"))
TEXT = "FROM debian:12\nRUN apt-get │install curl\nUSER app\n"


def offered(text: str, directory: Path = Path("/nowhere"), settings: str | None = None) -> dict[str, Action]:
    text, offset = at_cursor(text)
    found = actions(snapshot(text, directory, settings=settings), Span(offset, offset))
    return {action.title: action for action in found}


def done(known: Snapshot, action: Action) -> str:
    return applied(known.source.text, [*edits_of(known, action.key)])


def test_what_is_offered_at_a_place() -> None:
    assert [*offered(TEXT)] == [
        "Answer with `-y` (DL3014)",
        "Add `--no-install-recommends` (DL3015, unsafe)",
        "Ignore DL3014 on this line",
        "Ignore DL3014 in this file",
        "Ignore DL3015 on this line",
        "Ignore DL3015 in this file",
        "Fix all that dockfix can fix",
    ]
    assert [title for title, action in offered(TEXT).items() if action.is_preferred] == [
        "Answer with `-y` (DL3014)"
    ]
    assert [*offered("FROM debian:12\nUSER app │\n")] == ["Fix all that dockfix can fix"]  # the labels


def test_what_an_editor_shows_elsewhere_on_the_line_is_offered_too() -> None:
    known = snapshot("FROM debian:12\nRUN apt-get install -y curl\nUSER app\n")
    at = Span(15, 15)
    codes = [finding.code for finding in known.result.findings] if known.result else []
    assert not [action for action in actions(known, at) if action.kind == "quickfix"]
    titles = [action.title for action in actions(known, at, {codes.index("DL3008")})]
    assert "Ignore DL3008 on this line" in titles


def test_settings_decide_what_is_fixed_and_whether_comments_ignore(tmp_path: Path) -> None:
    assert "Add `--no-install-recommends` (DL3015)" in offered(TEXT, tmp_path, '[rules.DL3015]\nfix = "safe"')
    titles = offered(TEXT, tmp_path, 'ignore-comments = false\n[rules.DL3014]\nfix = "never"')
    assert [*titles] == [
        "Add `--no-install-recommends` (DL3015, unsafe)",
        "Fix all that dockfix can fix",  # the labels
    ]


@pytest.mark.parametrize("unsafe", [False, True])
def test_fixing_all_is_what_fix_does(tmp_path: Path, unsafe: bool) -> None:
    settings = f"unsafe-fixes = {str(unsafe).lower()}\n"
    for path in FIXTURES:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        known = snapshot(text, tmp_path, settings=settings)
        wanted = fix(text, tmp_path / "Dockerfile", unsafe=unsafe).source.text
        assert applied(known.source.text, [*edits_of(known, Key("fix-all"))]) == wanted
        offers = [action.kind for action in actions(known, Span(0, 0)) if action.kind == FIX_ALL]
        assert offers or wanted == known.source.text


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_every_finding_can_be_ignored_where_it_is_and_in_the_file(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    known = snapshot(text, path.parent)
    known.complete()
    found = known.result.findings if known.result and not known.file.ast.unreadable else ()
    before = Counter(finding.code for finding in found)
    for index, finding in enumerate(found):
        titles = {
            action.key.what: action for action in actions(known, finding.span) if finding.code in action.title
        }
        everywhere = Counter(each.code for each in lint(done(known, titles["ignore-everywhere"])))
        assert finding.code not in everywhere
        assert everywhere - before == Counter()
        if "ignore-here" in titles:
            (edit,) = edits_of(known, Key("ignore-here", index))
            here = lint(applied(known.source.text, [edit]))
            place = finding.span.start + len(edit.text) * (edit.span.start <= finding.span.start)
            assert (finding.code, place) not in [(each.code, each.span.start) for each in here]


def test_an_ignore_comment_stands_right_above_and_as_far_to_the_right() -> None:
    text = "FROM debian:12\n# what for\n  RUN apt-get │install curl\n"
    known = snapshot(at_cursor(text)[0])
    assert done(known, offered(text)["Ignore DL3014 on this line"]) == (
        "FROM debian:12\n# what for\n  # dockfix: ignore=DL3014\n  RUN apt-get install curl\n"
    )


def test_one_that_is_there_takes_another_code() -> None:
    text = "FROM debian:12\n# dockfix: ignore=DL3008,DL3009 -- why\nRUN apt-get │install curl\n"
    known = snapshot(at_cursor(text)[0])
    assert "ignore=DL3008,DL3009,DL3014 -- why\nRUN" in done(
        known, offered(text)["Ignore DL3014 on this line"]
    )


def test_a_comment_for_the_file_stands_below_the_directives() -> None:
    head = "# syntax=docker/dockerfile:1\r\n# escape=`\r\n"
    text = head + "\r\nFROM debian:12\r\nRUN apt-get │install curl\r\n"
    known = snapshot(at_cursor(text)[0])
    after = done(known, offered(text)["Ignore DL3014 in this file"])
    assert after.startswith(head + "# dockfix: global ignore=DL3014\r\n\r\nFROM")
    again = snapshot(after)
    assert again.file.ast.escape == "`"
    action = next(
        each for each in actions(again, Span(0, len(after))) if each.title == "Ignore DL3015 in this file"
    )
    assert "# dockfix: global ignore=DL3014,DL3015\r\n" in done(again, action)


def test_a_finding_outside_of_all_instructions_can_be_ignored_in_the_file_alone(tmp_path: Path) -> None:
    text = "# hadolint │ignore=DL3006\n\nFROM debian\n"
    titles = offered(text, tmp_path, "select = ['DL1001']")
    assert [*titles] == ["Ignore DL1001 in this file"]


def test_an_action_on_a_text_that_is_gone_is_refused() -> None:
    with pytest.raises(StaleActionError):
        edits_of(snapshot("FROM debian:12\n"), Key("fix", 99))
    with pytest.raises(StaleActionError):
        edits_of(snapshot(""), Key("ignore-here", 0))


@given(before=st.text("ab\n\x0c\r", max_size=20), after=st.text("ab\n\x0c\r", max_size=20))
def test_edits_of_lines_make_one_text_of_another(before: str, after: str) -> None:
    edits = line_edits(before, after)
    assert applied(before, edits) == after
    assert [*edits] == sorted(edits)
    for edit in edits:
        assert before[: edit.span.start].endswith("\n") or edit.span.start == 0
