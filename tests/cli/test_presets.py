"""`--preset hadolint`, and hadolint's own configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dockfix.cli.app import app

DOCKERFILE = """FROM debian:12
RUN echo one && \\
    apt-get install curl
RUN echo two
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text(DOCKERFILE)


def found(*arguments: str) -> list[tuple[int, str, str]]:
    result = CliRunner().invoke(app, [*arguments, "--format", "json"])
    return [(each["line"], each["code"], each["severity"]) for each in json.loads(result.stdout)["findings"]]


AS_HADOLINT = [
    (2, "DL3008", "warning"),
    (2, "DL3014", "warning"),
    (2, "DL3015", "info"),
]


def test_the_preset_prints_what_hadolint_prints() -> None:
    assert found("--preset", "hadolint") == AS_HADOLINT
    assert {(3, "DL3014", "warning"), (1, "DF3001", "style")} < set(found())


def test_a_configuration_may_name_it() -> None:
    Path("dockfix.toml").write_text('preset = "hadolint"\nignore = ["DL3015"]\n')
    assert found() == AS_HADOLINT[:2]


@pytest.mark.parametrize("name", [".hadolint.yaml", ".hadolint.yml"])
def test_the_configuration_of_hadolint_is_read(name: str) -> None:
    Path(name).write_text("ignored: [DL3008]\noverride: {error: [DL3014]}\n")
    codes = {code: severity for _, code, severity in found()}
    assert "DL3008" not in codes
    assert codes["DL3014"] == "error"
    assert "DF3001" in codes
    assert found("--preset", "hadolint") == [(2, "DL3014", "error"), AS_HADOLINT[2]]
    assert (3, "DL3008", "warning") in found("--isolated")


def test_a_configuration_of_dockfix_comes_before_it() -> None:
    Path(".hadolint.yaml").write_text("ignored: [DL3008]\n")
    Path("dockfix.toml").write_text('ignore = ["DL3014"]\n')
    codes = [code for _, code, _ in found()]
    assert "DL3008" in codes
    assert "DL3014" not in codes


def test_a_shell_that_a_comment_tells() -> None:
    text = "FROM debian:12\n{}RUN curl https://example.com | tar x\n"
    for comment, expected in (("", True), ("# hadolint shell=powershell\n", False)):
        Path("Dockerfile").write_text(text.format(comment))
        assert ("DL4006" in [code for _, code, _ in found()]) == expected


def test_an_unknown_preset_is_refused() -> None:
    result = CliRunner().invoke(app, ["--preset", "nonsense"])
    assert result.exit_code == 2
    assert "'nonsense' is not" in result.stderr
