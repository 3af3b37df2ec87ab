from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dockfix.cli.app import app
from dockfix.engine import Engine
from dockfix.runner import Runner
from local_rules import PLUGIN, write_project

DOCKERFILE = "FROM foo\nRUN baz hmm\n"
FIXED = "FROM bar\nRUN baz hmm\n"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path)
    Path("Dockerfile").write_text(DOCKERFILE)


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, arguments, stdin)


def found(*arguments: str, stdin: str | bytes | None = None) -> dict[str, Any]:
    result = run(*arguments, "--format", "json", stdin=stdin)
    data: dict[str, Any] = json.loads(result.stdout)
    return data


def codes(*arguments: str) -> list[str]:
    return [finding["code"] for finding in found(*arguments)["findings"]]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        (".",),
        ("check",),
        ("check", "Dockerfile"),
        ("Dockerfile",),
        ("--fail-on", "style", "."),
        (".", "--fail-on=style"),
        ("--", "Dockerfile"),
    ],
)
def test_check_is_the_default_command(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stdout.startswith("Dockerfile:1:6: XX0001 warning  `foo` is said  [fixable]\n")
    assert result.stdout.endswith(
        "\nFound 3 problems in 1 file (1 fixable with --fix, 1 more with --unsafe-fixes).\n"
    )
    assert result.stderr == ""


def test_a_path_called_like_a_command() -> None:
    Path("ast").write_text("FROM hmm\n")
    assert codes("./ast") == ["XX0003"]
    assert run("-q", "--", "ast").stdout.startswith("ast:1:6: XX0003 error")


def test_fix() -> None:
    result = run("--fix")
    assert Path("Dockerfile").read_text() == FIXED
    assert result.exit_code == 1
    assert result.stdout.endswith("Fixed 1 problem in 1 file, 2 left (1 fixable with --unsafe-fixes).\n")
    result = run("--fix", "--unsafe-fixes", "--ignore", "hums")
    assert Path("Dockerfile").read_text() == "FROM bar\nRUN qux hmm\n"
    assert (result.exit_code, result.stdout) == (0, "Fixed 1 problem in 1 file, none left.\n")
    assert run("--fix", "--ignore", "hums").stdout == "No problems in 1 file.\n"


def test_unsafe_fixes_alone_change_nothing() -> None:
    assert found()["summary"] == {"files": 1, "findings": 3, "fixable": 1, "fixed": 0}
    assert found("--unsafe-fixes")["summary"] == {"files": 1, "findings": 3, "fixable": 2, "fixed": 0}
    assert Path("Dockerfile").read_text() == DOCKERFILE


def test_json_after_fixing() -> None:
    data = found("--fix")
    assert data["summary"] == {"files": 1, "findings": 2, "fixable": 0, "fixed": 1}
    assert [finding["line"] for finding in data["findings"]] == [2, 2]


@pytest.mark.parametrize("options", [(), ("--fix",)])
def test_diff(options: tuple[str, ...]) -> None:
    result = run("--diff", *options)
    change = "@@ -1,2 +1,2 @@\n-FROM foo\n+FROM bar\n RUN baz hmm\n"
    assert result.stdout == f"--- Dockerfile\n+++ Dockerfile\n{change}"
    assert result.stderr == "Would fix 1 problem in 1 file, 2 left (1 fixable with --unsafe-fixes).\n"
    assert result.exit_code == 1
    assert Path("Dockerfile").read_text() == DOCKERFILE


@pytest.mark.parametrize(
    ("text", "options", "status"),
    [
        ("FROM bar\n", (), 0),
        ("FROM foo\n", ("--fail-on", "never"), 1),
        ("FROM baz\n", (), 0),
        ("FROM baz\n", ("--unsafe-fixes",), 1),
        ("FROM hmm\n", (), 1),
        ("FROM hmm\n", ("--fail-on", "never"), 0),
    ],
)
def test_the_exit_status_of_a_diff(text: str, options: tuple[str, ...], status: int) -> None:
    Path("Dockerfile").write_text(text)
    result = run("--diff", "-q", *options)
    assert result.exit_code == status
    assert result.stderr == ""
    assert bool(result.stdout) == (status == 1 and "hmm" not in text)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--select", "XX0001,hums"), ["XX0001", "XX0003"]),
        (("--select", "XX0001", "--select", "XX0002"), ["XX0001", "XX0002"]),
        (("--ignore", "XX0001, XX0002"), ["XX0003"]),
        (("--ignore", "noise", "--ignore", "XX0001"), ["XX0002"]),
        (("--select", "XX0001", "--extend-select", "XX0002"), ["XX0001", "XX0002"]),
        (("--select", "ALL", "--ignore", "images,labels,words,stages"), []),
        (("--isolated", "--select", "DL3006"), ["DL3006"]),
    ],
)
def test_which_rules_run(options: tuple[str, ...], expected: list[str]) -> None:
    assert codes(*options) == expected


def test_settings_that_are_named() -> None:
    Path("sub").mkdir()
    Path("sub/mine.toml").write_text('plugins = ["../rules.py"]\nselect = ["XX0003"]\nfail-on = "never"')
    assert codes("--config", "sub/mine.toml") == ["XX0003"]
    assert run("--config", "sub/mine.toml").exit_code == 0
    assert run("--config", "sub/mine.toml", "--fail-on", "style").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--nonsense",), "No such option"),
        (("--fail-on", "nonsense"), "Invalid value for '--fail-on': 'nonsense' is not one of"),
        (("--format", "jsn"), 'there is no format "jsn", did you mean `json`?'),
        (
            ("--format", "zzz"),
            'there is no format "zzz", choose checkstyle, github, gitlab, gnu, json, jsonl, junit, markdown, sarif, sonarqube or text',
        ),
        (("--config", "gone.toml"), "gone.toml: cannot be read: No such file or directory"),
        (("--config", "dockfix.toml", "--isolated"), "--config and --isolated exclude each other"),
        (("--diff", "--format", "json"), "--diff and --format exclude each other"),
        (("--stdin-filename", "x"), "--stdin-filename is for standard input: give - as the path"),
        (("",), "a path is empty"),
        (("--select", "zzz"), '--select: no rule is called "zzz", see `dockfix rules`'),
        (("-o", "gone/report"), "gone/report: cannot be written: there is no directory gone"),
        (("-o", "."), ".: cannot be written: is a directory"),
        (("gone",), "gone: there is no such file or directory"),
        (("explain",), "Missing argument 'CODE'."),
        (("explain", "says-fo"), 'no rule is called "says-fo", did you mean `says-foo`?'),
        (("explain", "zzz"), 'no rule is called "zzz", see `dockfix rules`'),
        (("explain", "words"), 'no rule is called "words"'),
        (("rules", "--config", "gone.toml"), "gone.toml: cannot be read"),
        (("rules", "--format", "x"), "Invalid value for '--format'"),
        (("ast",), "Missing argument 'FILE'."),
        (("ast", "gone"), "gone: there is no such file or directory"),
        (("ast", "."), ".: is a directory, not a file"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"dockfix: {message}")
    assert result.stderr.count("\n") == 1
    assert Path("Dockerfile").read_text() == DOCKERFILE


def test_errors_are_told_on_both_ways_and_the_others_are_checked() -> None:
    Path("Dockerfile.empty").touch()
    result = run("gone", ".", "--format", "json")
    data = json.loads(result.stdout)
    assert result.exit_code == 2
    assert result.stderr == (
        "dockfix: gone: there is no such file or directory\n"
        "dockfix: Dockerfile.empty:1: there is no instruction in the file\n"
    )
    assert data["errors"] == [
        {"path": "gone", "message": "there is no such file or directory"},
        {"path": "Dockerfile.empty", "message": "line 1: there is no instruction in the file"},
    ]
    assert data["summary"]["files"] == 1 and data["summary"]["findings"] == 3


def test_settings_of_this_directory_may_be_wrong_for_files_elsewhere() -> None:
    for name in ("a", "b"):
        Path(name).mkdir()
    Path("a/dockfix.toml").write_text("nonsense = 1")
    write_project(Path("b"))
    Path("b/Dockerfile").write_text(DOCKERFILE)
    result = subprocess.run(
        [sys.executable, "-m", "dockfix", "../b", "."], cwd="a", capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert "../b/Dockerfile:1:6: XX0001" in result.stdout
    assert result.stderr == "dockfix: dockfix.toml: there is no key `nonsense`\n"


def test_a_missing_plugin() -> None:
    Path("dockfix.toml").write_text('plugins = ["gone.py"]\nselect = ["DL3006"]')
    for command in ((), ("rules",), ("explain", "DL3006")):
        result = run(*command)
        assert result.exit_code == 2
        assert "DL3006" in result.stdout
        assert result.stderr == (
            f"dockfix: plugin {Path('gone.py').absolute()}: cannot be loaded: "
            "FileNotFoundError: there is no such file\n"
        )
    assert found()["errors"][0]["path"] == str(Path("gone.py").absolute())


REPORTER = """
def dockfix_reporters():
    def lines(run, output):
        for report in run:
            output.write(f"{report.path} {len(report.findings)}\\n")
        output.write(f"{run.summary.files}\\n")

    def wrong(run, output):
        list(run)
        raise ValueError("it broke")

    def hasty(run, output):
        next(iter(run))

    return {"lines": lines, "wrong": wrong, "hasty": hasty}
"""


def test_a_format_from_a_plugin() -> None:
    write_project(Path(), plugin=PLUGIN + REPORTER)
    result = run("--format", "lines", "--statistics")
    assert result.stdout == "Dockerfile 3\n1\n"
    assert result.stderr == "1  XX0001  says-foo\n1  XX0002  says-baz\n1  XX0003  hums\n"
    result = run("--format", "wrong")
    assert result.exit_code == 2
    assert result.stderr == "dockfix: the format wrong failed: ValueError: it broke\n"


def test_a_format_that_stops_early_stops_nothing_else() -> None:
    write_project(Path(), plugin=PLUGIN + REPORTER)
    Path("Dockerfile.b").write_text(DOCKERFILE)
    assert run("--fix", "--format", "hasty").exit_code == 1
    assert Path("Dockerfile.b").read_text() == FIXED


def test_statistics_quiet_and_verbose() -> None:
    statistics = "1  XX0001  says-foo\n1  XX0002  says-baz\n1  XX0003  hums\n"
    assert run("--statistics").stdout == run().stdout + statistics
    assert run("--statistics", "-q").stdout == run("-q").stdout + statistics
    assert run().stdout.startswith(run("-q").stdout) and "Found" not in run("-q").stdout
    assert run("-qq", "--statistics").output == ""
    assert run("-qq").exit_code == 1
    assert found("-qq") == found()
    assert found("--statistics") == found()
    result = run("-v")
    assert result.stdout == run().stdout
    assert result.stderr == (
        f"dockfix: settings: {Path('dockfix.toml').absolute()}\n"
        f"dockfix: plugins: dockfix_rules, dockfix.reporters, {Path('rules.py').absolute()}\n"
        "dockfix: Dockerfile: checked\n"
    )


def test_the_report_may_go_to_a_file() -> None:
    report = run("--format", "json").stdout
    result = run("--format", "json", "-o", "report.json")
    assert (result.output, result.exit_code) == ("", 1)
    assert Path("report.json").read_text() == report
    assert run("-o", "report.txt", "--statistics").output == ""
    assert Path("report.txt").read_text().endswith("1  XX0003  hums\n")
    assert run("--diff", "-o", "x.diff").stdout == ""
    assert Path("x.diff").read_text().startswith("--- Dockerfile\n")


@pytest.mark.parametrize(
    ("arguments", "path"),
    [((), "-"), (("--stdin-filename", "a/x.dockerfile"), "a/x.dockerfile"), (("Dockerfile",), "-")],
)
def test_standard_input(arguments: tuple[str, ...], path: str) -> None:
    data = found("-", *arguments, stdin=DOCKERFILE)
    assert [finding["path"] for finding in data["findings"][:3]] == [path] * 3
    assert data["summary"]["files"] == 1 + ("Dockerfile" in arguments)


def test_settings_for_standard_input() -> None:
    Path("a").mkdir()
    Path("a/dockfix.toml").write_text('plugins = ["../rules.py"]\nselect = ["XX0003"]')
    data = found("-", "--stdin-filename", "a/Dockerfile", stdin=DOCKERFILE)
    assert [finding["code"] for finding in data["findings"]] == ["XX0003"]


@pytest.mark.parametrize(
    ("given", "written", "status"),
    [
        (b"FROM foo\n", b"FROM bar\n", 0),
        (b"\xef\xbb\xbfFROM foo\r\nRUN \xff", b"\xef\xbb\xbfFROM bar\r\nRUN \xff", 0),
        (b"FROM bar", b"FROM bar", 0),
        (b"FROM hmm\n", b"FROM hmm\n", 1),
        (b"", b"", 2),
        (b"# foo\r\n", b"# foo\r\n", 2),
        (b"FROM foo\n\0", b"FROM foo\n\0", 2),
        (b"FROM foo\nRUN crash\n", b"FROM bar\nRUN crash\n", 2),
    ],
)
@pytest.mark.parametrize("options", [(), ("--format", "json"), ("--statistics", "-v"), ("Dockerfile",)])
def test_fixing_standard_input(given: bytes, written: bytes, status: int, options: tuple[str, ...]) -> None:
    result = run("--fix", "-", *options, stdin=given)
    assert result.stdout_bytes == written
    assert result.exit_code == (max(status, 1) if "Dockerfile" in options else status)
    assert result.stderr
    if "json" in options:
        json.loads("".join(line for line in result.stderr.splitlines() if not line.startswith("dockfix:")))


def test_the_report_on_fixed_standard_input_may_go_to_a_file() -> None:
    result = run("--fix", "-", "-o", "report", stdin="FROM foo\n")
    assert (result.stdout, result.stderr) == ("FROM bar\n", "")
    assert Path("report").read_text() == "Fixed 1 problem in 1 file, none left.\n"


def test_a_diff_of_standard_input() -> None:
    result = run("--diff", "-", "--stdin-filename", "a/Dockerfile", "-q", stdin="FROM foo\n")
    assert result.stdout == "--- a/Dockerfile\n+++ a/Dockerfile\n@@ -1 +1 @@\n-FROM foo\n+FROM bar\n"
    assert not Path("a").exists()


def test_no_dockerfile() -> None:
    Path("Dockerfile").unlink()
    result = run()
    assert (result.exit_code, result.stdout, result.stderr) == (0, "No Dockerfile was found.\n", "")
    assert found()["summary"] == {"files": 0, "findings": 0, "fixable": 0, "fixed": 0}


def test_names_that_steer_a_terminal() -> None:
    Path("Dockerfile").unlink()
    Path("Dockerfile.\x1b[31m\n\udcff").write_text(DOCKERFILE)
    Path("Dockerfile.x\x1b").touch()
    result = run("-v")
    assert "Dockerfile.\\x1b[31m\\x0a\\xff:1:6: XX0001" in result.stdout
    assert "\x1b" not in result.output
    assert "dockfix: Dockerfile.x\\x1b:1: there is no instruction" in result.stderr
    assert found()["findings"][0]["path"] == "Dockerfile.\x1b[31m\n\ufffd"
    assert b"--- Dockerfile.\x1b[31m\n\xff\n" in run("--diff").stdout_bytes


def test_an_error_of_dockfix_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out\nof order")

    monkeypatch.setattr(Runner, "targets", fail)
    result = run()
    assert result.exit_code == 2
    assert result.stderr == "dockfix: internal error: RuntimeError: out of order: please report it\n"
    monkeypatch.setenv("DOCKFIX_DEBUG", "1")
    assert isinstance(run().exception, RuntimeError)


def test_ctrl_c_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Engine, "check_file", interrupt)
    result = run()
    assert (result.exit_code, result.stdout.strip(), result.stderr.strip()) == (130, "", "")
