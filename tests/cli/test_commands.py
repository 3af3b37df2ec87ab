from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dockfix.cli.app import app
from dockfix.plugins import Plugins
from local_rules import PLUGIN, write_project

COMMANDS = ("check", "explain", "rules", "ast", "migrate", "clean", "lsp")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, arguments, stdin)


def test_version() -> None:
    result = run("--version")
    assert (result.exit_code, result.output) == (0, "dockfix 0.1.0\n")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(option: str) -> None:
    result = run(option)
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: dockfix [COMMAND] [OPTIONS] [PATH]...\n")
    for word in (*COMMANDS, "--fix", "--fail-on", "--version"):
        assert f" {word}" in result.stdout
    for command in COMMANDS:
        result = run(command, option)
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Usage: dockfix {command} ")


def test_explain_says_all_of_a_rule() -> None:
    result = run("explain", "DL3014")
    assert result.exit_code == 0
    (rule,) = (rule for rule in Plugins().rules if rule.code == "DL3014")
    head, _, rest = result.stdout.partition("\n\n")
    assert head == "DL3014 apt-missing-yes"
    for fact in ("Severity  warning", "Category  packages", "Fix       safe", f"Online    {rule.url()}"):
        assert f"{fact}\n" in rest
    assert f"Source    {rule.source}\n" in rest
    assert "```dockerfile bad\nFROM " in rest
    for option in rule.options.values():
        assert f"  {option.name.replace('_', '-')} = " in rest and option.help in rest


@pytest.mark.parametrize("word", ["XX0003", "xx0003", "hums", "Hums", "noise"])
def test_explain_takes_every_name_of_a_rule(word: str) -> None:
    write_project(Path())
    result = run("explain", word)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "XX0003 hums\n\n"
        "Severity  error\nCategory  words\nFix       none\nDefault   on\nAliases   noise\n\n"
        "Somebody hums, and nobody knows what to do about it.\n"
    )


def test_an_alias_may_name_a_family() -> None:
    write_project(Path(), plugin=PLUGIN.replace("Severity.STYLE", 'Severity.STYLE; aliases = ("noise",)'))
    result = run("explain", "noise")
    assert [line for line in result.stdout.splitlines() if line.startswith("XX")] == [
        "XX0002 says-baz",
        "XX0003 hums",
    ]


def test_options_are_shown_with_their_defaults() -> None:
    plugin = """
from dockfix import Rule, option
class Long(Rule):
    '''It is long.

    Very

      long.
    '''
    code, name, category, default = "XX1", "long", "words", False
    most_lines = option(3, "How many")
    words = option(("a", "b"), "Which")
"""
    write_project(Path(), plugin=plugin)
    told = run("explain", "XX1").stdout
    assert "Default   off: it runs only where it is selected\n" in told
    assert told.endswith(
        "It is long.\n\nVery\n\n  long.\n\nOptions\n"
        '  most-lines = 3\n      How many\n  words = ["a", "b"]\n      Which\n'
    )


def test_rules() -> None:
    write_project(Path())
    lines = run("rules").stdout.splitlines()
    assert lines[0].split() == ["Code", "Name", "Severity", "Category", "Fix"]
    assert [line.split()[0] for line in lines[1:]] == sorted(line.split()[0] for line in lines[1:])
    rows = {line.split()[0]: line.split() for line in lines[1:]}
    assert rows["XX0001"] == ["XX0001", "says-foo", "warning", "words", "safe"]
    assert rows["XX0003"] == ["XX0003", "hums", "error", "words", "-"]
    assert "DL3014" in rows
    assert "XX0001" not in run("rules", "--isolated").stdout


def test_rules_as_json() -> None:
    write_project(Path())
    data = json.loads(run("rules", "--format", "json").stdout)
    assert data["version"] == 1
    rules = {rule["code"]: rule for rule in data["rules"]}
    assert rules["XX0003"] == {
        "code": "XX0003",
        "name": "hums",
        "severity": "error",
        "category": "words",
        "fix": None,
        "default": True,
        "aliases": ["noise"],
        "options": {},
        "summary": "Somebody hums, and nobody knows what to do about it.",
        "source": "",
        "url": "",
    }
    assert rules["DL3014"]["fix"] == "safe"
    assert rules["DL3014"]["options"]["verbs"]["default"] == []


def test_colours() -> None:
    assert "\x1b[1mCode" in run("rules", "--color", "always").stdout
    assert "\x1b[1mDL3014" in run("explain", "DL3014", "--color", "always").stdout
    assert "\x1b" not in run("rules").stdout


DOCKERFILE = b"FROM a\nRUN \xff <<E\nE\nENV b\n"


@pytest.mark.parametrize("arguments", [("Dockerfile",), ("-",)])
def test_ast(arguments: tuple[str, ...]) -> None:
    Path("Dockerfile").write_bytes(DOCKERFILE)
    result = run("ast", *arguments, stdin=DOCKERFILE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("FROM  (line 1, words)\n  value  a\nRUN  (lines 2-3, heredoc)\n")
    result = run("ast", "--format", "json", *arguments, stdin=DOCKERFILE)
    data = json.loads(result.stdout_bytes.decode("utf-8", "strict"))
    assert [instruction["keyword"] for instruction in data["instructions"]] == ["FROM", "RUN", "ENV"]
    assert data["instructions"][1]["value"] == ["\ufffd <<E"]
    assert result.exit_code == 0


@pytest.mark.parametrize("data", [b"", b"\0", b"FROM a\n\0", b"# x", b"nonsense\n", b"\xff" * 70_000])
def test_ast_of_what_is_no_dockerfile(data: bytes) -> None:
    for form in ("json", "text"):
        result = run("ast", "-", "--format", form, stdin=data)
        assert (result.exit_code, result.stderr) == (0, "")
    assert "instructions" in json.loads(run("ast", "-", "--format", "json", stdin=data).stdout)
