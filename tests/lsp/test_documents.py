from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from dockfix.baseline import Recording
from dockfix.lsp.actions import Key, edits_of
from dockfix.lsp.diagnostics import diagnostics
from dockfix.lsp.documents import Desk, Document
from dockfix.runner import Plan, Runner
from dockfix.workspace import Choices

TEXT = "FROM debian:12\nRUN apt-get install -y --no-install-recommends curl\nUSER app\n"
PLUGIN = """from dockfix import Rule
class Mine(Rule):
    '''No USER.'''
    code = "XX0001"
    name = "mine"
    category = "style"
    def check_user(self, user):
        yield self.found(user, "MESSAGE")
"""


@pytest.fixture
def document(tmp_path: Path) -> Document:
    directory = tmp_path / "a" / "b"
    directory.mkdir(parents=True)
    # A file of its own above everything: whatever is above the temporary directory does not matter.
    (tmp_path / "dockfix.toml").write_text('select = ["DL3008"]\n')
    return Document(Desk(Choices()), directory / "Dockerfile", directory, TEXT, 1)


def codes(document: Document) -> list[str]:
    return [each.code for each in diagnostics(document.now)]


def test_a_text_is_checked_as_it_stands_in_the_editor(document: Document) -> None:
    assert codes(document) == ["DL3008"]
    document.change("FROM debian:12\n", 2)
    assert codes(document) == []
    assert document.version == 2


def test_what_is_known_is_kept_until_the_text_changes(document: Document) -> None:
    before = document.now
    assert document.now is before
    document.change(TEXT, 2)
    assert document.now is not before


def test_a_new_settings_file_holds_at_once(document: Document, tmp_path: Path) -> None:
    assert codes(document) == ["DL3008"]
    near = tmp_path / "a" / ".dockfix.toml"
    near.write_text('select = ["DL3057"]\n')
    assert codes(document) == ["DL3057"]
    near.unlink()
    assert codes(document) == ["DL3008"]


def test_changed_settings_hold_at_once(document: Document, tmp_path: Path) -> None:
    assert codes(document) == ["DL3008"]
    (tmp_path / "dockfix.toml").write_text('extend = "parent.toml"\n')
    assert codes(document)[0] == ""
    (tmp_path / "parent.toml").write_text('select = ["DL3057"]\n')
    assert codes(document) == ["DL3057"]
    (tmp_path / "parent.toml").write_text("select = []\nignore = ['ALL']\n")
    assert codes(document) == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("dockfix.toml", "select = [", "not valid TOML"),
        ("dockfix.toml", 'select = ["DL9999"]', 'no rule is called "DL9999"'),
        ("pyproject.toml", "[tool.dockfix\n", "not valid TOML"),
        ("dockfix.toml", 'extend = "gone.toml"', "is no file"),
    ],
)
def test_wrong_settings_are_told_at_the_top_until_they_are_right(
    document: Document, tmp_path: Path, name: str, content: str, told: str
) -> None:
    near = tmp_path / "a" / name
    near.write_text(content)
    only = diagnostics(document.now)
    assert len(only) == 1
    assert told in only[0].message
    assert only[0].span == (0, 0)
    assert document.now.file.stages  # names, outline and the like still work
    near.write_text(
        "[tool.dockfix]\nselect = ['DL3057']" if name == "pyproject.toml" else "select = ['DL3057']"
    )
    assert codes(document) == ["DL3057"]


def test_a_rule_of_ones_own_is_read_again_when_it_changes(document: Document, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(PLUGIN)
    (tmp_path / "dockfix.toml").write_text('plugins = ["mine.py"]\nselect = ["XX0001"]\n')
    assert [each.message for each in diagnostics(document.now)] == ["MESSAGE"]
    (tmp_path / "mine.py").write_text(PLUGIN.replace("MESSAGE", "another message"))
    assert [each.message for each in diagnostics(document.now)] == ["another message"]
    (tmp_path / "mine.py").write_text("raise ValueError('broken')")
    assert "mine.py" in diagnostics(document.now)[0].message


def test_a_settings_file_may_be_named(tmp_path: Path) -> None:
    named = tmp_path / "named.toml"
    named.write_text("select = ['DL3008']")
    (tmp_path / "dockfix.toml").write_text("select = ['DL3057']")
    document = Document(Desk(Choices(config=named)), tmp_path / "Dockerfile", tmp_path, TEXT, 1)
    assert codes(document) == ["DL3008"]
    named.write_text("select = ['DL3002', 'DL3057']")
    assert codes(document) == ["DL3057"]


def test_settings_are_those_of_the_place_where_a_text_would_stand(tmp_path: Path) -> None:
    (tmp_path / "dockfix.toml").write_text(
        "select = ['DL3008']\n[per-file-ignores]\n'Dockerfile' = ['DL3008']"
    )
    assert codes(Document(Desk(Choices()), None, tmp_path, TEXT, 1)) == []
    assert codes(Document(Desk(Choices()), tmp_path / "x.Dockerfile", tmp_path, TEXT, 1)) == ["DL3008"]


def test_the_files_around_are_looked_at_again_when_asked(tmp_path: Path) -> None:
    (tmp_path / "dockfix.toml").write_text("select = ['CopyIgnoredFile']")
    document = Document(
        Desk(Choices()), tmp_path / "Dockerfile", tmp_path, "FROM debian:12\nCOPY secret /\n", 1
    )
    assert codes(document) == []
    (tmp_path / ".dockerignore").write_text("secret\n")
    document.look_again()
    assert codes(document) == ["CopyIgnoredFile"]


def test_a_change_within_the_same_second_is_seen(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "dockfix.toml"
    assert codes(document) == ["DL3008"]
    path.write_text('select = ["DL3057"]\n')
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    assert codes(document) == ["DL3057"]


def test_shellcheck_is_not_waited_for_at_a_key(shellcheck: str, tmp_path: Path) -> None:
    (tmp_path / "dockfix.toml").write_text('select = ["SC"]\n')
    text = "FROM debian:12\nRUN echo $x\n"
    document = Document(Desk(Choices()), tmp_path / "Dockerfile", tmp_path, text, 1)
    assert (codes(document), document.now.is_ready) == ([], False)
    document.now.begin()
    until = time.monotonic() + 30
    while not document.now.is_ready and time.monotonic() < until:
        time.sleep(0.01)
    assert document.now.is_ready
    document.now.complete()
    assert codes(document) == ["SC2086", "SC2154"]
    document.change(text + "RUN echo `date`\n", 2)
    # What it has said of a script before is still known.
    assert (codes(document), document.now.is_ready) == (["SC2086", "SC2154"], False)


def test_what_a_baseline_holds_back_is_not_shown_nor_fixed(tmp_path: Path) -> None:
    text = "FROM debian:12\nRUN apt-get install curl\nMAINTAINER me\n"
    (tmp_path / "Dockerfile").write_text(text)
    (tmp_path / "dockfix.toml").write_text('select = ["DL3014", "DL4000"]\nbaseline = "known.json"\n')
    document = Document(Desk(Choices()), tmp_path / "Dockerfile", tmp_path, text, 1)
    (missing,) = diagnostics(document.now)
    assert "there is no such baseline" in missing.message
    runner = Runner(Choices(), plan=Plan(heeds_baselines=False))
    recording = Recording(tmp_path / "known.json", runner.workspace.settings_for)
    assert [*recording.recorded(runner.reports([tmp_path / "Dockerfile"]))]
    recording.write()
    assert codes(document) == []
    document.change(text + "RUN apt-get install vim\n", 2)
    assert codes(document) == ["DL3014"]
    (edit,) = edits_of(document.now, Key("fix-all"))
    assert edit.text == "RUN apt-get install -y vim\n"
