"""The rule: what it finds, what settings and comments make of it, and when it starts nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dockfix.api import default_engine
from dockfix.cli.app import app
from dockfix.engine import Engine
from dockfix.plugins import Plugins
from dockfix.rule import Family
from dockfix.source import Source

Use = Callable[[Path | None], None]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--isolated"])


def codes(result: Result) -> list[tuple[int, str, str]]:
    assert result.exit_code in (0, 1), result.stderr
    found = json.loads(result.stdout)["findings"]
    return [(each["line"], each["code"], each["severity"]) for each in found]


@pytest.fixture
def dockerfile(tmp_path: Path) -> str:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM debian:12\nRUN echo `date` \\\n  $x\nRUN cd y; ls\n")
    return str(path)


def test_real_findings_at_their_places(shellcheck: str, dockerfile: str) -> None:
    result = run(dockerfile, "--select", "SC", "--format", "json")
    assert codes(result) == [
        (2, "SC2006", "style"),
        (2, "SC2046", "warning"),
        (3, "SC2086", "info"),
        (3, "SC2154", "warning"),
        (4, "SC2164", "warning"),
    ]
    finding = json.loads(result.stdout)["findings"][2]
    assert (finding["column"], finding["end_line"], finding["end_column"]) == (3, 3, 5)
    assert finding["name"] == "shellcheck-2086"
    assert finding["url"] == "https://www.shellcheck.net/wiki/SC2086"
    assert finding["message"] == "Double quote to prevent globbing and word splitting"
    assert finding["fix"]["safety"] == "unsafe"
    assert [edit["text"] for edit in finding["fix"]["edits"]] == ['"', '"']


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--select", "SC2086"], ["SC2086"]),
        (["--select", "sc2086,SC2164"], ["SC2086", "SC2164"]),
        (["--select", "SC21"], ["SC2154", "SC2164"]),
        (["--select", "SC2", "--ignore", "SC20"], ["SC2154", "SC2164"]),
        (["--select", "SC", "--ignore", "shellcheck"], []),
        (["--select", "shellcheck", "--ignore", "SC2006,SC2046,SC2086"], ["SC2154", "SC2164"]),
        (["--select", "shell", "--ignore", "DL3003,SC2006,SC2046,SC2086"], ["SC2154", "SC2164"]),
        (["--ignore", "ALL", "--extend-select", "SC2006"], ["SC2006"]),
        (["--ignore", "SC", "--extend-select", "SC2006", "--ignore", "DL,DF"], ["SC2006"]),
    ],
)
def test_selection(shellcheck: str, dockerfile: str, options: list[str], expected: list[str]) -> None:
    assert [code for _, code, _ in codes(run(dockerfile, *options, "--format", "json"))] == expected


def test_what_is_no_code_of_a_member_is_refused(dockerfile: str) -> None:
    for word in ("SC20860", "SCX", "SC2086x"):
        result = run(dockerfile, "--select", word)
        assert result.exit_code == 2
        assert f'no rule is called "{word}"' in result.stderr


def test_settings_of_members(shellcheck: str, dockerfile: str) -> None:
    directory = Path(dockerfile).parent
    settings = directory / "dockfix.toml"
    settings.write_text(
        'select = ["SC"]\nignore = ["SC2005"]\n[rules.SC2086]\nseverity = "error"\nfix = "never"\n'
        '[rules.SC20]\nseverity = "info"\n[per-file-ignores]\n"Dockerfile" = ["SC2154", "SC2164"]\n'
    )
    result = CliRunner().invoke(app, [str(directory), "--format", "json"])
    assert codes(result) == [(2, "SC2006", "info"), (2, "SC2046", "info"), (3, "SC2086", "error")]
    assert [bool(each["fix"]) for each in json.loads(result.stdout)["findings"]] == [True, False, False]


@pytest.mark.parametrize(
    "comment",
    [
        "# shellcheck disable=SC2086",
        "#shellcheck disable=SC2000-SC2100",
        "# shellcheck shell=sh disable=SC2046,SC2086 source=x",
        "# shellcheck disable=2086",
        "# shellcheck disable=all",
        "# hadolint ignore=SC2086",
        "# dockfix: ignore=SC",
        "# dockfix: ignore=shellcheck",
    ],
)
@pytest.mark.parametrize(
    "text",
    ["FROM a\nRUN b\n{}\nRUN c $x\n", "FROM a\nRUN b\nRUN c && \\\n  {}\n  d $x\n", "{}\nFROM a\nRUN c $x\n"],
)
def test_comments_that_ignore(shellcheck: str, tmp_path: Path, comment: str, text: str) -> None:
    if text.startswith("{}") and "shellcheck disable" not in comment:
        comment = comment.replace("ignore", "global ignore")
    path = tmp_path / "Dockerfile"
    path.write_text(text.format(comment))
    assert codes(run(str(path), "--select", "SC2086", "--format", "json")) == []
    path.write_text(text.format("# nothing"))
    assert [code for _, code, _ in codes(run(str(path), "--select", "SC2086", "--format", "json"))] == [
        "SC2086"
    ]


def test_a_comment_in_a_heredoc_is_shellchecks_own(shellcheck: str, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM a\nRUN <<E\n# shellcheck disable=SC2086\necho $x\necho $y\nE\n")
    assert codes(run(str(path), "--select", "SC2086", "--format", "json")) == [(5, "SC2086", "info")]


def test_blanks_that_indent_a_line_are_no_finding(shellcheck: str, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM a\nRUN echo a \\\n    b\nRUN echo a    b\n")
    assert codes(run(str(path), "--select", "SC", "--format", "json")) == [(4, "SC2291", "info")]


def test_many_files_go_to_few_processes(use: Use, fake: Path, log: Path, tmp_path: Path) -> None:
    use(fake)
    for number in range(20):
        directory = tmp_path / "files" / str(number)
        directory.mkdir(parents=True)
        (directory / "Dockerfile").write_text(f"FROM a\nRUN oops {number % 5}\nRUN same\n")
    assert len(codes(run(str(tmp_path / "files"), "--select", "SC", "--format", "json"))) == 20
    processes = [json.loads(line) for line in log.read_text().splitlines()]
    texts = [text for process in processes for text in process]
    assert len(texts) == len(set(texts)) == 6
    assert len(processes) < len(texts)


def test_a_failure_is_told_and_costs_nothing_else(use: Use, fake: Path, tmp_path: Path) -> None:
    use(fake)
    for name, command in (("a", "oops"), ("b", "crash"), ("c", "oops")):
        (tmp_path / f"{name}.Dockerfile").write_text(f"FROM debian:12\nRUN sudo {command}\n")
    paths = [str(tmp_path / f"{name}.Dockerfile") for name in "abc"]
    result = run(*paths, "--select", "SC,DL3004", "--format", "json")
    assert result.exit_code == 2
    found = [(Path(each["path"]).name[0], each["code"]) for each in json.loads(result.stdout)["findings"]]
    assert found == [("a", "DL3004"), ("a", "SC2000"), ("b", "DL3004"), ("c", "DL3004"), ("c", "SC2000")]
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"dockfix: {paths[1]}: the rule SC (shellcheck.py, line ")
    assert line.endswith(") failed: ShellCheckError: ShellCheck ended with status 3: it crashed")


def test_without_the_program_the_run_works_and_says_so_once(use: Use, tmp_path: Path) -> None:
    use(None)
    for name in "ab":
        (tmp_path / f"{name}.Dockerfile").write_text("FROM debian:12\nRUN echo $x\n")
    result = run(str(tmp_path), "-v", "--select", "SC", "--format", "json")
    assert codes(result) == []
    assert [line for line in result.stderr.splitlines() if "shellcheck" in line] == [
        "dockfix: shellcheck: not there, so its rules (SC) do not run: pip install dockfix[shellcheck]"
    ]
    assert "shellcheck" not in run(str(tmp_path), "--select", "SC", "--format", "json").stderr


def test_where_it_is_ignored_nothing_of_it_is_said_or_run(
    use: Use, fake: Path, log: Path, dockerfile: str
) -> None:
    use(fake)
    result = run(dockerfile, "-v", "--ignore", "SC", "--format", "json")
    assert "shellcheck" not in result.stderr
    assert not log.exists()


@pytest.mark.parametrize("options", [["--ignore", "SC"], ["--select", "DL"], []])
def test_nothing_of_it_is_imported_where_it_does_not_run(options: list[str], dockerfile: str) -> None:
    code = (
        "import sys, dockfix.programs\n"
        "dockfix.programs.find = lambda name: None\n"
        "from dockfix.cli import main\n"
        "try:\n    main()\nfinally:\n"
        "    print([name for name in sys.modules if name.startswith('dockfix.shellcheck')"
        " or name == 'subprocess'], file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", code, "--isolated", "-qq", *options, dockerfile]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (1, "[]")


def test_the_family_is_listed_and_its_members_are_explained() -> None:
    listed = [line for line in run_command("rules").stdout.splitlines() if "shellcheck" in line]
    assert [line.split()[:2] for line in listed] == [["SC", "shellcheck"]]
    explained = run_command("explain", "sc2086").stdout
    assert explained.startswith("SC2086 shellcheck-2086\n")
    assert "Severity  that of each finding\n" in explained
    assert "Fix       unsafe\n" in explained
    assert "https://www.shellcheck.net/wiki/SC2086" in explained
    assert run_command("explain", "SC20866").exit_code == 2


def run_command(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--isolated"])


def test_a_member_is_the_same_class_each_time() -> None:
    (family,) = (rule for rule in Plugins(installed=False).rules if issubclass(rule, Family))
    member = family.member(1017)
    assert member is family.member_named("sc1017")
    assert (member.code, member.name, member.category) == ("SC1017", "shellcheck-1017", "shell")
    assert [family.member_named(word) for word in ("SC", "SC101", "SC10170", "SC１０１７x", "DL3008")] == [
        None
    ] * 5


def test_what_breaks_in_a_preparation_is_told(engine_for: Callable[..., Engine]) -> None:
    (family,) = (rule for rule in Plugins(installed=False).rules if issubclass(rule, Family))

    class Broken(family):  # type: ignore[misc, valid-type]
        @classmethod
        def prepare(cls, files: object) -> None:
            raise RuntimeError("no\nway")

        def check_file(self, file: object) -> None:
            pass

    engine = engine_for(Broken)
    file = default_engine().parse(Source.from_text("FROM a\nRUN b\n"))
    engine.prepare([file])
    assert [each.message for each in engine.check_file(file).failures] == ["RuntimeError: no way"]
    assert engine.check_file(file).failures == ()
