from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dockfix.cli.app import app


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_the_file_is_written_beside_it() -> None:
    Path("sub").mkdir()
    Path("sub/.hadolint.yaml").write_text("ignored: [DL3059]\n")
    result = run("migrate", "sub/.hadolint.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "sub/dockfix.toml" in result.stdout
    assert 'ignore = ["DL3059"]' in Path("sub/dockfix.toml").read_text()


def test_the_one_of_this_directory_is_taken_and_nothing_is_overwritten() -> None:
    Path(".hadolint.yml").write_text("ignored: [DL3059]\n")
    assert run("migrate").exit_code == 0
    before = Path("dockfix.toml").read_text()
    Path(".hadolint.yml").write_text("ignored: []\n")
    result = run("migrate")
    assert result.exit_code == 2
    assert result.stderr == "dockfix: dockfix.toml: exists already, and is left as it is\n"
    assert Path("dockfix.toml").read_text() == before


def test_standard_output_and_the_preset() -> None:
    Path(".hadolint.yaml").write_text("ignored: [DL3059]\n")
    result = run("migrate", "-o", "-", "--preset", "hadolint")
    assert result.stdout.splitlines()[1:] == ['preset = "hadolint"', 'ignore = ["DL3059"]']
    assert not Path("dockfix.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "there is no .hadolint.yaml or .hadolint.yml here: name the FILE"),
        (["none.yaml"], "none.yaml: there is no such file or directory"),
        (["."], ".: is a directory, not a file"),
        (["bad.yaml"], "bad.yaml, line 1: not valid YAML: "),
        (["good.yaml", "-o", "none/x.toml"], "none/x.toml: cannot be written: no such file or directory"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(arguments: list[str], message: str) -> None:
    Path("bad.yaml").write_text("a: b: c\n")
    Path("good.yaml").write_text("")
    result = run("migrate", *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"dockfix: {message}")
    assert result.stderr.count("\n") == 1
