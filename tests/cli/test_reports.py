"""Several reports of one run, and where they go."""

from __future__ import annotations

import json
import os
import re
import stat
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import ROOT
from dockfix.cli.app import app
from dockfix.reporters import dockfix_reporters
from dockfix.runner import Runner
from local_rules import PLUGIN, write_project
from reported import READERS, sarif

DOCKERFILE = "FROM foo\nRUN baz hmm\n"
REPORTER = """
def dockfix_reporters():
    def lines(run, output):
        for report in run:
            for finding in report.findings:
                rule = run.rule(report, finding)
                output.write(f"{report.path} {finding.code} {rule.__doc__}\\n")
    def wrong(run, output):
        raise ValueError("it broke")
    return {"lines": lines, "wrong": wrong}
"""
FORMATS = sorted(READERS)
DOCUMENTATION = (ROOT / "docs" / "formats.md").read_text()


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path, plugin=PLUGIN + REPORTER)
    Path("Dockerfile").write_text(DOCKERFILE)


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, arguments, stdin)


@pytest.mark.parametrize("name", FORMATS)
def test_findings_of_a_real_run(name: str) -> None:
    result = run("--format", name)
    assert (result.exit_code, result.stderr) == (1, "")
    assert READERS[name](result.stdout) == [(1, "XX0001"), (2, "XX0002"), (2, "XX0003")]


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_left_after_fixing(name: str) -> None:
    result = run("--fix", "--format", name)
    assert (result.exit_code, result.stderr) == (1, "")
    assert READERS[name](result.stdout) == [(2, "XX0002"), (2, "XX0003")]


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_is_not_there(name: str) -> None:
    result = run("gone", "--format", name)
    assert result.exit_code == 2
    assert result.stderr == "dockfix: gone: there is no such file or directory\n"
    assert READERS[name](result.stdout) == []
    assert ("no such file" in result.stdout) == (name not in ("gitlab", "sonarqube"))


@pytest.mark.parametrize("arguments", [(), ("--fix",), ("-j", "2", "gone", "."), ("--fail-on", "never")])
def test_several_reports_are_those_of_several_runs(arguments: tuple[str, ...]) -> None:
    for number in range(30):
        Path(f"Dockerfile.{number}").write_text(DOCKERFILE * 40)
    texts = {path: path.read_text() for path in Path().glob("Dockerfile*")}
    single = {}
    for name in ("text", *FORMATS):
        single[name] = run(*arguments, "--no-cache", "--format", name)
        for path, text in texts.items():
            path.write_text(text)
    options = [each for name in FORMATS for each in ("--format", f"{name}:{name}.out")]
    result = run(*arguments, "--no-cache", *options, "--format", "text")
    assert (result.stdout, result.stderr) == (single["text"].stdout, single["text"].stderr)
    assert {result.exit_code} == {each.exit_code for each in single.values()}
    for name in FORMATS:
        assert Path(f"{name}.out").read_bytes() == single[name].stdout_bytes


def test_edits_are_there_after_a_run_that_left_them_out() -> None:
    run()
    for _ in range(2):
        run("--format", "text", "--format", "sarif:x.sarif", "--format", "junit:x.xml")
        assert sarif(Path("x.sarif").read_text())["results"][0]["fixes"]
    assert run("--format", "text", "--format", "junit:x.xml").exit_code == 1


def test_sarif_describes_the_rules_that_found_something() -> None:
    for _ in range(2):  # the second time from the cache
        (rule, *_) = sarif(run("--format", "sarif").stdout)["tool"]["driver"]["rules"]
        assert rule["id"] == "XX0001" and rule["help"]["text"] == "Somebody says foo."
        assert rule["properties"]["tags"] == ["words"]


def test_the_plugin_that_may_have_brought_it_cannot_be_loaded() -> None:
    Path("broken.py").write_text("import nothing_here\n")
    Path("dockfix.toml").write_text('plugins = ["./broken.py"]\n')
    assert "or text; plugin " in (told := run("--format", "html").stderr)
    assert "broken.py: cannot be loaded: ModuleNotFoundError: No module named 'nothing_here'" in told


def test_where_reports_go() -> None:
    assert run("--format", "gnu:a:b").stdout == ""
    assert len(Path("a:b").read_text().splitlines()) == 3
    expected = run("--format", "gnu").stdout
    assert run("--format", "gnu:-").stdout == run("--format", "gnu", "-o", "-").stdout == expected
    assert run("--format", "gnu:/dev/stdout").exit_code == 1
    assert run("-o", "x", "--format", "json:y", "--format", "gnu").stdout == ""
    assert Path("x").read_text() == expected and json.loads(Path("y").read_text())["findings"]
    result = run("-", "--fix", "--format", "gnu:z", "--format", "text", stdin=DOCKERFILE)
    assert result.stdout == DOCKERFILE.replace("foo", "bar")
    assert result.stderr.endswith("left (1 fixable with --unsafe-fixes).\n")
    assert Path("z").read_text().startswith("-:2:5: note: ")
    assert run("--statistics", "--format", "json:y", "--format", "text:t").stdout == ""
    assert Path("t").read_text().endswith("1  XX0003  hums\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "sarfi:x"), 'there is no format "sarfi", did you mean `sarif`?'),
        (("--format", "line"), 'there is no format "line", did you mean `lines`?'),
        (("--format", "zzz"), 'there is no format "zzz", choose checkstyle, github,'),
        (("--format", ""), 'there is no format "", choose'),
        (("--format", "diff"), 'there is no format "diff"'),
        (("--format", ":x"), 'there is no format ""'),
        (("--format", "gnu:"), "--format gnu: names no file after the colon"),
        (
            ("--format", "gnu", "--format", "text"),
            "two reports, gnu and text, would go to standard output: name",
        ),
        (
            ("--format", "gnu", "--format", "text:-"),
            "two reports, gnu and text, would go to standard output: name",
        ),
        (
            ("--format", "gnu:x", "--format", "text:./x"),
            "two reports, gnu and text, would go to ./x: name a file",
        ),
        (
            ("--format", "gnu:x", "--format", "text", "-o", "x"),
            "two reports, gnu and text, would go to x: name",
        ),
        (
            ("--format", "gnu:x", "-o", "x"),
            "--output is for a format without a file of its own, and there is",
        ),
        (("-o", ""), "--output is empty: it names a file"),
        (("--format", "gnu:gone/x"), "gone/x: cannot be written: there is no directory gone"),
        (("--format", "gnu:."), ".: cannot be written: is a directory"),
        (("--format", "gnu:Dockerfile"), "Dockerfile is to be checked: a report would take its place"),
        (("-o", "link"), "link is to be checked: a report would take its place"),
        (("--diff", "--format", "gnu:x"), "--diff and --format exclude each other"),
    ],
)
def test_what_cannot_be(arguments: tuple[str, ...], message: str) -> None:
    Path("link").symlink_to("Dockerfile")
    before = {path.name for path in Path().iterdir()}
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"dockfix: {message}") and result.stderr.count("\n") == 1
    assert {path.name for path in Path().iterdir()} - {"__pycache__"} == before
    assert Path("Dockerfile").read_text() == DOCKERFILE


def test_a_format_of_a_plugin() -> None:
    result = run("--format", "lines", "--format", "json:x")
    assert result.stdout.splitlines()[0] == "Dockerfile XX0001 Somebody says foo."
    assert len(json.loads(Path("x").read_text())["findings"]) == 3
    assert "junit, lines, markdown" in " ".join(run("--help").stdout.split())
    assert "junit, lines, markdown" in run("--format", "zzz").stderr


def test_the_format_of_your_own_that_is_documented() -> None:
    (plugin,) = re.findall(r"^```python\n(.*?)^```$", DOCUMENTATION, re.MULTILINE | re.DOTALL)
    write_project(Path(), plugin=PLUGIN + plugin)
    result = run("--format", "csv")
    assert result.stdout == "Dockerfile,1,XX0001\nDockerfile,2,XX0002\nDockerfile,2,XX0003\n1 files,,\n"


def test_every_format_is_documented() -> None:
    assert {*re.findall(r"^\| `(\w+)` \|", DOCUMENTATION, re.MULTILINE)} == {*dockfix_reporters()}


def test_a_file_is_replaced_when_all_reports_are_written() -> None:
    Path("x").write_text("old")
    Path("x").chmod(0o640)
    assert run("--format", "gnu:x", "--format", "wrong:y").exit_code == 2
    assert Path("x").read_text() == "old" and not Path("y").exists()
    assert run("--format", "gnu:x").exit_code == 1
    assert Path("x").read_text().startswith("Dockerfile:1:6: ")
    assert stat.S_IMODE(Path("x").stat().st_mode) == 0o640
    assert not [*Path().glob(".dockfix-*")]


def test_a_link_is_followed_and_a_pipe_written_to() -> None:
    Path("real").write_text("old")
    Path("link").symlink_to("real")
    assert run("--format", "gnu:link").exit_code == 1
    assert Path("link").is_symlink() and Path("real").read_text().startswith("Dockerfile:1:6: ")
    os.mkfifo("pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(Path("pipe").read_bytes()))
    reader.start()
    assert run("--format", "gnu:pipe").exit_code == 1
    reader.join(10)
    assert got == [Path("real").read_bytes()]
    assert run("--format", "gnu:/dev/null").exit_code == 1


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ('{"text": print}', "the format text is there already, and this one is left out"),
        ('{"a:b": print}', "'a:b' is no name for a format: a colon in `--format NAME:FILE` begins the file"),
        ('{"a": 1}', "the format a is not a function but 1"),
        ("[1]", "`dockfix_reporters` fails: TypeError"),
    ],
)
def test_what_is_no_format(answer: str, message: str) -> None:
    write_project(Path(), plugin=f"{PLUGIN}\ndef dockfix_reporters():\n    return {answer}\n")
    result = run()
    assert result.exit_code == 2 and message in result.stderr
    assert result.stdout.startswith("Dockerfile:1:6: XX0001 ")


def test_only_formats_that_need_them_have_edits_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    class Seen(Runner):
        def __init__(self, *arguments: object, looks_at_edits: bool, **others: object) -> None:
            seen.append(looks_at_edits)
            super().__init__(*arguments, looks_at_edits=looks_at_edits, **others)  # type: ignore[arg-type]

    monkeypatch.setattr("dockfix.cli.checking.Runner", Seen)
    cheap = ("text", "gnu", "github", "gitlab", "junit", "checkstyle", "sonarqube", "markdown")
    for name in cheap:
        run("--format", name)
    assert seen == [False] * len(cheap)
    seen.clear()
    for name in ("json", "jsonl", "sarif", "lines"):
        run("--format", "text", "--format", f"{name}:x")
    assert seen == [True] * 4
