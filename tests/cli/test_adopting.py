"""Adopting dockfix in an old repository, as a user does: baselines, ignore comments, new lines only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dockfix.cli.app import app
from local_rules import write_project

OLD = "FROM foo\nRUN baz hmm\n"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_project(tmp_path)
    Path("Dockerfile").write_text(OLD)


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, arguments, stdin)


def found(*arguments: str, stdin: str | bytes | None = None) -> list[tuple[int, str]]:
    data = told(*arguments, stdin=stdin)
    return [(finding["line"], finding["code"]) for finding in data["findings"]]


def told(*arguments: str, stdin: str | bytes | None = None) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(run(*arguments, "--format", "json", stdin=stdin).stdout)
    return data


def entries(path: str = "base.json") -> list[tuple[str, str]]:
    return [(each["path"], each["code"]) for each in json.loads(Path(path).read_text())["findings"]]


def record(*arguments: str) -> Result:
    result = run("--baseline", "base.json", *arguments)
    assert result.exit_code == 0, result.stderr
    return result


def git(*arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], check=True)


def commit() -> None:
    if not Path(".git").exists():
        git("init", "-q")
    git("add", "Dockerfile")
    git("commit", "-q", "-m", "x")


# --- baselines


def test_a_baseline_that_is_not_there_is_recorded() -> None:
    result = record()
    assert result.stdout == "No new problems in 1 file. The baseline holds 3 back.\n"
    assert result.stderr == "dockfix: base.json: holds 3 findings back from now on\n"
    assert entries() == [("Dockerfile", "XX0001"), ("Dockerfile", "XX0002"), ("Dockerfile", "XX0003")]
    lines = Path("base.json").read_text().splitlines()
    assert lines[0] == '{"version": 1, "findings": [' and lines[-1] == "]}" and len(lines) == 5
    result = run("--baseline", "base.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "No new problems in 1 file. The baseline holds 3 back.\n"


@pytest.mark.parametrize(
    "text",
    [
        "# a comment\n\n" + OLD,
        "FROM\tfoo\r\n\r\nRUN baz \\\r\n # why\r\n\r\n hmm\r\n",
        "\ufeff# escape=`\nFROM foo\n  RUN `\n baz `\n    hmm",
        "ARG a\nFROM foo\nWORKDIR /a\nRUN baz hmm\nUSER b\n",
    ],
)
def test_what_moves_or_is_laid_out_anew_is_not_new(text: str) -> None:
    record()
    Path("Dockerfile").write_bytes(text.encode())
    assert told("--baseline", "base.json")["summary"] == {
        **{"files": 1, "findings": 0, "fixable": 0, "fixed": 0},
        "held_back": 3,
    }
    Path("Dockerfile").write_bytes((text + "\nRUN foo").encode())
    result = run("--baseline", "base.json")
    assert result.exit_code == 1
    assert result.stdout.endswith(
        "\nFound 1 new problem in 1 file (1 fixable with --fix). The baseline holds 3 back.\n"
    )


def test_an_instruction_that_changes_has_all_its_findings() -> None:
    record()
    Path("Dockerfile").write_text("FROM foo\nRUN baz hmm 2\n")
    data = told("--baseline", "base.json")
    assert [each["code"] for each in data["findings"]] == ["XX0002", "XX0003"]
    assert (data["summary"]["held_back"], data["summary"]["obsolete"]) == (1, 2)


def test_the_same_twice_is_counted() -> None:
    record()
    Path("Dockerfile").write_text(OLD + "RUN baz hmm\n")
    assert found("--baseline", "base.json") == [(3, "XX0002"), (3, "XX0003")]
    record("--update-baseline")
    assert found("--baseline", "base.json") == []
    Path("Dockerfile").write_text(OLD)
    assert told("--baseline", "base.json")["summary"]["obsolete"] == 2
    assert run("--baseline", "base.json").stdout.endswith(
        "The baseline holds 3 back and has 2 obsolete entries.\n"
    )
    assert "obsolete" not in run("--baseline", "base.json", "--select", "XX0001").stdout


def test_the_severity_of_what_is_held_back_does_not_count() -> None:
    record()
    assert run("--baseline", "base.json", "--fail-on", "style").exit_code == 0
    Path("Dockerfile").write_text(OLD + "RUN baz\n")
    assert run("--baseline", "base.json", "--fail-on", "error").exit_code == 0
    assert run("--baseline", "base.json", "--fail-on", "style").exit_code == 1


def test_a_repository_that_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "old" / "sub"
    project.mkdir(parents=True)
    write_project(tmp_path / "old")
    (project / "Dockerfile").write_text(OLD)
    monkeypatch.chdir(tmp_path / "old")
    Path("ci").mkdir()
    assert run("--baseline", "ci/base.json", ".").exit_code == 0
    assert entries("ci/base.json")[0] == ("../sub/Dockerfile", "XX0001")
    Path(tmp_path / "old").rename(tmp_path / "new")
    monkeypatch.chdir(tmp_path / "new" / "sub")
    assert told("--baseline", "../ci/base.json", "Dockerfile")["summary"]["held_back"] == 3
    (tmp_path / "link").symlink_to(tmp_path / "new")
    path = str(tmp_path / "link" / "sub" / "Dockerfile")
    assert told("--baseline", str(tmp_path / "link/ci/base.json"), path)["summary"]["held_back"] == 3


def test_a_baseline_in_the_settings() -> None:
    settings = Path("dockfix.toml")
    settings.write_text('baseline = "ci/base.json"\n' + settings.read_text())
    result = run()
    assert result.exit_code == 2
    path = Path("ci/base.json")
    assert result.stderr == f"dockfix: {path}: there is no such baseline: record it with --update-baseline\n"
    path.parent.mkdir()
    assert run("--update-baseline").exit_code == 0
    assert run().exit_code == run("check", ".").exit_code == 0
    assert found("--config", "dockfix.toml") == []
    assert len(found("--isolated", "--select", "DL3006")) == 1
    Path("sub").mkdir()
    Path("sub/Dockerfile").write_text("FROM foo\n")
    Path("sub/dockfix.toml").write_text('extend = "../dockfix.toml"\n')
    assert [each["path"] for each in told()["findings"]] == ["sub/Dockerfile"]


def test_a_part_of_the_files_is_recorded_anew() -> None:
    for name in ("a", "b", "c"):
        Path(f"{name}.Dockerfile").write_text("FROM foo\n")
    Path("Dockerfile").unlink()
    record()
    Path("a.Dockerfile").write_text("RUN baz\n")
    Path("b.Dockerfile").write_text("FROM bar\n")
    Path("c.Dockerfile").unlink()
    record("--update-baseline", "a.Dockerfile")
    assert entries() == [("a.Dockerfile", "XX0002"), ("b.Dockerfile", "XX0001")]
    record("--update-baseline")
    assert entries() == [("a.Dockerfile", "XX0002")]
    before = Path("base.json").stat().st_mtime_ns, Path("base.json").read_bytes()
    record("--update-baseline")
    assert (Path("base.json").stat().st_mtime_ns, Path("base.json").read_bytes()) == before


def test_what_is_held_back_is_not_fixed() -> None:
    record()
    Path("Dockerfile").write_text(OLD + "RUN foo baz\n")
    result = run("--baseline", "base.json", "--fix", "--unsafe-fixes")
    assert Path("Dockerfile").read_text() == OLD + "RUN bar qux\n"
    assert result.exit_code == 0
    assert result.stdout == "Fixed 2 problems in 1 file, none left. The baseline holds 3 back.\n"


def test_what_is_left_after_fixing_is_recorded() -> None:
    result = record("--fix")
    assert Path("Dockerfile").read_text() == "FROM bar\nRUN baz hmm\n"
    assert entries() == [("Dockerfile", "XX0002"), ("Dockerfile", "XX0003")]
    assert result.stdout == "Fixed 1 problem in 1 file, none left. The baseline holds 2 back.\n"


def test_standard_input() -> None:
    record()
    options = ("--baseline", "base.json", "-", "--stdin-filename", "Dockerfile")
    assert found(*options, stdin="\n" + OLD + "RUN foo\n") == [(4, "XX0001")]
    assert len(found("--baseline", "base.json", "-", stdin=OLD)) == 3
    result = run("--fix", *options, stdin=OLD + "RUN foo\n")
    assert result.stdout == OLD + "RUN bar\n"
    assert run("--baseline", "stdin.json", "-", stdin=OLD).exit_code == 0
    assert entries("stdin.json")[0] == ("-", "XX0001")
    assert found("--baseline", "stdin.json", "-", stdin=OLD + "RUN foo\n") == [(3, "XX0001")]


def test_the_cache_holds_what_the_baseline_does() -> None:
    record()
    assert found("--baseline", "base.json") == []
    assert found() == [(1, "XX0001"), (2, "XX0002"), (2, "XX0003")]
    Path("base.json").unlink()
    record("--no-cache")
    assert found("--baseline", "base.json") == found("--baseline", "base.json", "--no-cache") == []
    commit()
    assert found("--diff-base", "HEAD") == []
    assert len(found()) == 3


def test_several_processes() -> None:
    for number in range(200):
        Path(f"{number}.Dockerfile").write_text(f"FROM foo\nRUN baz {number}\n")
    Path("Dockerfile").unlink()
    record("--no-cache", "-j2")
    one = Path("base.json").read_bytes()
    for number in range(0, 200, 2):
        Path(f"{number}.Dockerfile").write_text(f"FROM bar\nRUN baz {number} foo\n")
    alone, together = (
        run("--no-cache", "--format", "json", "--baseline", "base.json", "-j", jobs).stdout for jobs in "12"
    )
    assert alone == together
    summary = json.loads(alone)["summary"]
    assert (summary["findings"], summary["held_back"], summary["obsolete"]) == (200, 200, 200)
    assert Path("base.json").read_bytes() == one
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "x")
    Path("7.Dockerfile").write_text("FROM foo\nRUN baz 7\nRUN foo\n")
    options = ("--no-cache", "--fix", "--diff-base", "HEAD", "-j2")
    assert run(*options).stdout == "Fixed 1 problem in 1 file, none left.\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no baseline: Expecting value"),
        ("{", "is no baseline: Expecting property name"),
        ("[]", "is no baseline: it has no list of findings"),
        ('{"version": 2, "findings": []}', "is no baseline: its version is 2, not 1"),
        ('{"version": 1, "findings": [3]}', "is no baseline: its finding 1 lacks one of path, code, fingerprint"),
        ('{"version": 1, "findings": [{"path": "a"}]}', "is no baseline: its finding 1 lacks one of path"),
        ("[" * 100_000, "is no baseline: "),
        ("<<<<<<< HEAD\n", "is no baseline: Expecting value"),
        ("\ufeff\udcff", "is no baseline: "),
    ],
)  # fmt: skip
def test_a_broken_baseline(text: str, message: str) -> None:
    Path("base.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    result = run("--baseline", "base.json")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"dockfix: base.json: {message}")
    assert result.stderr.endswith(": mend it, or record it anew with --update-baseline\n")
    assert result.stderr.count("\n") == 1
    record("--update-baseline")
    assert run("--baseline", "base.json").exit_code == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--update-baseline",), "--update-baseline: which one? name it with --baseline, or"),
        (("--baseline", ""), "--baseline is empty"),
        (("--baseline", "x", "--diff"), "a baseline is of all that is found, and written: record it without --diff"),
        (("--baseline", "x", "--diff-base", "HEAD"), "a baseline is of all that is found, and written"),
        (("--baseline", "no/such/x"), "no/such/x: cannot be written: no such file or directory"),
        (("--baseline", "."), ".: is a directory, not a file"),
        (("--reason", "x"), "--reason is for --add-ignores"),
        (("--add-ignores", "--reason", "a\nb"), "--reason is more than one line of text"),
        (("--diff-base", "HEAD"), "--diff-base: "),
        (("--diff-base", "HEAD", "-"), "--diff-base compares with a file: name it with --stdin-filename"),
    ],
)  # fmt: skip
def test_what_cannot_be(options: tuple[str, ...], message: str) -> None:
    result = run(*options, stdin="FROM foo\n")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"dockfix: {message}")
    assert result.stderr.count("\n") == 1
    assert Path("Dockerfile").read_text() == OLD
    assert not Path("x").exists()


def test_a_file_that_could_not_be_checked_keeps_its_entries() -> None:
    record()
    before = entries()
    Path("Dockerfile").write_bytes(b"")
    result = run("--baseline", "base.json", "--update-baseline")
    assert (result.exit_code, entries()) == (2, before)


# --- ignore comments


def test_comments_are_written_once() -> None:
    result = run("--add-ignores")
    assert (result.exit_code, result.stdout) == (0, "Ignored 3 problems in 1 file, none left.\n")
    text = Path("Dockerfile").read_text()
    assert text == (
        "# dockfix: ignore=XX0001 -- by --add-ignores, to be reviewed\nFROM foo\n"
        "# dockfix: ignore=XX0002,XX0003 -- by --add-ignores, to be reviewed\nRUN baz hmm\n"
    )
    assert run("--add-ignores").stdout == "No problems in 1 file.\n"
    assert Path("Dockerfile").read_text() == text
    assert found() == []


def test_what_can_be_fixed_is_not_ignored() -> None:
    options = ("--fix", "--add-ignores", "--reason", "legacy")
    expected = "FROM bar\n# dockfix: ignore=XX0002,XX0003 -- legacy\nRUN baz hmm\n"
    result = run(*options, "--diff")
    assert result.exit_code == 1
    assert result.stderr == "Would fix 1 and ignore 2 problems in 1 file, none left.\n"
    assert "-FROM foo\n+FROM bar\n+# dockfix: ignore=XX0002,XX0003 -- legacy\n" in result.stdout
    assert Path("Dockerfile").read_text() == OLD
    result = run(*options, "-", stdin=OLD)
    assert result.stdout == expected
    assert result.stderr == "Fixed 1 and ignored 2 problems in 1 file, none left.\n"
    assert told(*options)["summary"] == {"files": 1, "findings": 0, "fixable": 0, "fixed": 1, "ignored": 2}
    assert Path("Dockerfile").read_text() == expected


def test_the_diff_of_comments_alone() -> None:
    result = run("--add-ignores", "--diff", "--reason", "")
    assert result.stdout == (
        "--- Dockerfile\n+++ Dockerfile\n@@ -1,2 +1,4 @@\n+# dockfix: ignore=XX0001\n FROM foo\n"
        "+# dockfix: ignore=XX0002,XX0003\n RUN baz hmm\n"
    )
    assert result.stderr == "Would ignore 3 problems in 1 file, none left.\n"


def test_what_is_held_back_is_not_ignored() -> None:
    record()
    Path("Dockerfile").write_text(OLD + "RUN foo\n")
    run("--baseline", "base.json", "--add-ignores", "--reason", "x")
    assert Path("Dockerfile").read_text() == OLD + "# dockfix: ignore=XX0001 -- x\nRUN foo\n"


def test_where_comments_are_not_heeded() -> None:
    settings = Path("dockfix.toml")
    settings.write_text("ignore-comments = false\n" + settings.read_text())
    result = run("--add-ignores")
    assert result.exit_code == 2
    assert result.stderr == (
        "dockfix: --add-ignores: comments ignore nothing here: `ignore-comments` is false\n"
    )
    assert Path("Dockerfile").read_text() == OLD


def test_comments_from_the_cache() -> None:
    assert len(found()) == 3
    assert run("--add-ignores").exit_code == 0
    assert found() == found("--no-cache") == []


# --- lines that are new


def test_only_new_lines() -> None:
    commit()
    assert run("--diff-base", "HEAD").exit_code == 0
    Path("Dockerfile").write_text("FROM foo\nRUN baz \\\n  hmm\n\nRUN foo\n")
    assert found("--diff-base", "HEAD") == [(2, "XX0002"), (3, "XX0003"), (5, "XX0001")]
    Path("new.Dockerfile").write_text(OLD)
    assert len(found("--diff-base", "HEAD")) == 6
    result = run("--diff-base", "HEAD", "Dockerfile")
    assert result.exit_code == 1 and "Found 3 problems in 1 file" in result.stdout


def test_only_new_lines_are_fixed() -> None:
    commit()
    Path("Dockerfile").write_text(OLD + "RUN foo\n")
    result = run("--diff-base", "HEAD", "--fix")
    assert Path("Dockerfile").read_text() == OLD + "RUN bar\n"
    assert (result.exit_code, result.stdout) == (0, "Fixed 1 problem in 1 file, none left.\n")


def test_standard_input_is_compared_with_the_file_at_the_revision() -> None:
    commit()
    Path("Dockerfile").write_text("nonsense")
    options = ("--diff-base", "HEAD", "-", "--stdin-filename", "Dockerfile")
    assert found(*options, stdin=OLD + "RUN foo\n") == [(3, "XX0001")]
    assert run("--add-ignores", "--reason", "x", *options, stdin=OLD + "RUN foo\n").stdout == (
        OLD + "# dockfix: ignore=XX0001 -- x\nRUN foo\n"
    )


def test_files_of_no_repository_do_not_stop_the_others(tmp_path: Path) -> None:
    Path("sub").mkdir()
    os.chdir("sub")
    Path("Dockerfile").write_text(OLD)
    commit()
    Path("Dockerfile").write_text(OLD + "RUN foo\n")
    os.chdir(tmp_path)
    result = run("--diff-base", "HEAD", "--format", "json")
    assert result.exit_code == 2
    assert result.stderr == f"dockfix: --diff-base: {tmp_path.resolve()} is in no git repository\n"
    assert [(each["path"], each["line"]) for each in json.loads(result.stdout)["findings"]] == [
        ("sub/Dockerfile", 3)
    ]


def test_an_unknown_revision_is_told_once() -> None:
    Path("a.Dockerfile").write_text(OLD)
    commit()
    for revision in ("nonsense", "--output=x"):
        result = run(f"--diff-base={revision}")
        assert result.exit_code == 2
        assert result.stderr.count("\n") == 1
        assert f'has no revision "{revision}"' in result.stderr
    assert not Path("x").exists()


# --- what it costs


def modules(*arguments: str) -> set[str]:
    """The modules of dockfix that a run imports."""
    code = f"import sys; sys.argv[1:] = {arguments!r}; from dockfix.cli import main\ntry: main()\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_nothing_is_imported_where_no_option_is_used() -> None:
    rare = {
        f"dockfix.{name}"
        for name in ("baseline", "changed_lines", "fingerprints", "git", "ignoring", "narrowing")
    }
    assert not rare & modules("--no-cache")
    assert rare - modules("--no-cache", "--diff-base", "HEAD") == {"dockfix.ignoring"}
    assert rare & modules("--no-cache", "--add-ignores") == {"dockfix.ignoring"}
