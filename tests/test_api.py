from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import dockfix


def test_every_public_name_is_there() -> None:
    for name in dockfix.__all__:
        assert getattr(dockfix, name) is not None


def test_the_list_of_what_is_public_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent.parent / "tools")
    public_api = importlib.import_module("public_api")
    assert public_api.TARGET.read_text().splitlines() == public_api.lines()


def test_lint_fix_and_parse_take_text_and_bytes() -> None:
    text = "FROM debian:12.1\nRUN apt-get install curl\n"
    for given in (text, text.encode()):
        assert "DL3014" in [finding.code for finding in dockfix.lint(given)]
        assert "apt-get install -y curl" in dockfix.fix(given).source.text
        assert [instruction.keyword for instruction in dockfix.parse(given).instructions] == ["FROM", "RUN"]


def test_a_finding_says_where_it_is() -> None:
    (finding,) = [
        finding
        for finding in dockfix.lint("\ufeffFROM debian:12.1\r\nRUN apt-get install cürl x\n")
        if finding.code == "DL3014"
    ]
    assert finding.start == (2, 5)
    assert finding.end == (2, 20)


def test_what_is_left_after_fixing() -> None:
    fixed = dockfix.fix("FROM debian\nRUN apt-get install -y curl=1\nRUN apt-get install curl=1\n")
    assert fixed.text.count("RUN") == 1
    assert {"DL3059", "DL3014"} <= {finding.code for finding in fixed.applied}
    assert "DL3006" in {finding.code for finding in fixed.findings}
    assert all(finding.source is fixed.source for finding in fixed.findings)
    assert dockfix.fix(fixed.source).text == fixed.text


def test_settings_are_respected(tmp_path: Path) -> None:
    (tmp_path / "dockfix.toml").write_text('select = ["DL3007"]\n[rules.DL3007]\nfix = "safe"\n')
    below = tmp_path / "below"
    below.mkdir()
    text = "FROM debian:latest\nRUN apt-get install curl\n"
    for place in (tmp_path / "dockfix.toml", str(below)):
        settings = dockfix.load_settings(place)
        assert [found.code for found in dockfix.lint(text, below / "Dockerfile", settings)] == ["DL3007"]
        assert dockfix.fix(text, str(below / "Dockerfile"), settings).text.startswith("FROM debian:1")


def test_settings_for_some_files_hold_for_the_path(tmp_path: Path) -> None:
    config = tmp_path / "dockfix.toml"
    config.write_text('select = ["DL3007"]\nper-file-ignores = {"old/*" = ["DL3007"]}\n')
    settings = dockfix.load_settings(config)
    text = "FROM debian:latest\n"
    assert dockfix.lint(text, tmp_path / "new/Dockerfile", settings)
    assert dockfix.lint(text, tmp_path / "old/Dockerfile", settings) == ()


def test_wrong_settings_are_an_error(tmp_path: Path) -> None:
    config = tmp_path / "dockfix.toml"
    for text, what in (
        ("select = 1\n", "select"),
        ('plugins = ["./none.py"]\n', "none.py"),
        ('select = ["NO1"]\n', "NO1"),
    ):
        config.write_text(text)
        with pytest.raises(dockfix.ConfigError, match=what):
            dockfix.lint("FROM a\n", settings=dockfix.load_settings(config))


BROKEN_RULE = """
from dockfix import Rule

class Broken(Rule):
    \"\"\"It breaks.\"\"\"

    code = "X1"
    name = "broken"
    category = "house"

    def check_file(self, file):
        raise ValueError("oh")
"""


def test_a_rule_that_fails_is_told_of_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(BROKEN_RULE)
    (tmp_path / "dockfix.toml").write_text('select = ["X1", "DL3007"]\nplugins = ["./broken.py"]\n')
    settings = dockfix.load_settings(tmp_path)
    with pytest.warns(RuntimeWarning, match=r"rule X1 .* failed: ValueError: oh"):
        (finding,) = dockfix.lint("FROM a:latest\n", settings=settings)
    assert finding.code == "DL3007"
    (failure,) = dockfix.fix("FROM a:latest\n", settings=settings).failures
    assert "X1" in str(failure)


def test_the_tree_is_queried_by_the_kind_of_an_instruction() -> None:
    tree = dockfix.parse("FROM a\nCOPY x y\nADD x y\nONBUILD RUN b\nRUN c\n")
    assert [run.line for run in tree.find(dockfix.nodes.Run)] == [4, 5]
    assert [type(add).__name__ for add in tree.find(dockfix.nodes.Add)] == ["Copy", "Add"]
    assert list(tree.find(dockfix.nodes.Label)) == []


def test_commands_are_found_by_their_names_and_verbs() -> None:
    text = (
        "FROM a\nRUN apt-get update && sudo apt-get -y install curl\nRUN sh -c 'apt install x'\nCMD apt x\n"
    )
    file = dockfix.File(dockfix.parse(text))
    assert len([*file.find_commands("apt-get")]) == 2
    (install,) = file.find_commands("apt-get", "install")
    assert file.instruction_of(install).line == 2
    assert len([*file.find_commands({"apt", "apt-get"}, "install", "update")]) == 3
    file = dockfix.File(dockfix.parse("FROM a\nRUN apt-get -t sid install x\n"))
    assert not [*file.find_commands("apt-get", "install")]
    assert len([*file.find_commands("apt-get", "install", value_flags=["-t"])]) == 1


def test_importing_it_imports_nothing_else() -> None:
    code = "import sys, dockfix; print([m for m in sys.modules if 'tree_sitter' in m or m.startswith('dockfix.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
