"""`dockfix new`: what it writes, what it leaves alone, and that it works as it stands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ci.schemas import check
from conftest import ROOT
from dockfix import config
from dockfix.cli.app import app
from interpreter import install, python

RULES = Path("docker_rules")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    config.forget()
    return CliRunner().invoke(app, ["new", *arguments])


def written(*arguments: str) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    return result.stdout


def refused(*arguments: str) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    return result.stderr


def files() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file() and path.suffix != ".pyc")


def is_clean(directory: Path) -> None:
    """Ruff with its default settings and with dockfix's own, and mypy, have nothing to say."""
    for settings in (["--isolated"], ["--config", str(ROOT / "pyproject.toml")]):
        python("ruff", "check", "--no-cache", *settings, ".", cwd=directory)
        python("ruff", "format", "--no-cache", "--check", *settings, ".", cwd=directory)
    python("mypy", "--strict", "--cache-dir", os.devnull, ".", cwd=directory)


class TestRule:
    def test_what_is_told(self) -> None:
        assert written("rule", "NoNpmInstall").splitlines() == [
            "docker_rules/no_npm_install.py is written: the rule LOCAL001 no-npm-install, an example to be made yours",
            "docker_rules/test_docker_rules.py is written: it tests it",
            "dockfix.toml is written: it names the rule",
            "",
            "Next:",
            "",
            "    pytest docker_rules",
            "    dockfix explain LOCAL001",
        ]
        assert files() == [
            "docker_rules/no_npm_install.py",
            "docker_rules/test_docker_rules.py",
            "dockfix.toml",
        ]

    def test_a_second_one(self) -> None:
        written("rule", "a-b")
        told = written("rule", "c-d", "--category", "house")
        assert "docker_rules/c_d.py is written: the rule HOUSE001 c-d" in told
        assert "docker_rules/test_docker_rules.py tests it\ndockfix.toml now names the rule\n" in told
        assert Path("dockfix.toml").read_text() == (
            'extend-exclude = ["/docker_rules/fixtures/"]\n'
            'plugins = ["./docker_rules/a_b.py", "./docker_rules/c_d.py"]\n'
        )
        assert "LOCAL002" in written("rule", "e-f")

    def test_settings_above_are_added_to(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = '[project]\nname = "x"\n\n[tool.dockfix]\n# ours\nfail-on = "error"\n'
        Path("pyproject.toml").write_text(text)
        Path("sub").mkdir()
        monkeypatch.chdir("sub")
        written("rule", "a-b", "--code", "ACME9")
        monkeypatch.chdir("..")
        assert Path("pyproject.toml").read_text() == f'{text}plugins = ["./docker_rules/a_b.py"]\n'
        assert 'code = "ACME9"' in (RULES / "a_b.py").read_text()

    def test_another_directory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        Path("dockfix.toml").touch()
        Path("sub").mkdir()
        monkeypatch.chdir("sub")
        written("rule", "a-b", "--directory", "../ci/rules")
        monkeypatch.chdir("..")
        assert files() == ["ci/rules/a_b.py", "ci/rules/test_docker_rules.py", "dockfix.toml"]
        assert Path("dockfix.toml").read_text() == 'plugins = ["./ci/rules/a_b.py"]\n'

    def test_tests_go_where_pytest_looks(self) -> None:
        Path("tests").mkdir()
        Path("pyproject.toml").write_text("[tool.pytest.ini_options]\ntestpaths = ['tests']\n")
        told = written("rule", "a-b")
        assert "tests/test_docker_rules.py is written: it tests it" in told
        assert "    pytest tests\n" in told
        assert "4 passed" in python("pytest", "-p", "no:cacheprovider")

    def test_a_selection_that_leaves_it_out(self) -> None:
        Path("dockfix.toml").write_text('select = ["DL"]\n')
        assert 'dockfix.toml leaves it out: add "LOCAL001" to its `extend-select`\n' in written("rule", "a-b")
        Path("dockfix.toml").write_text('select = ["DL", "LOCAL"]\nplugins = ["./docker_rules/a_b.py"]\n')
        assert "leaves it out" not in written("rule", "c-d")

    def test_it_runs(self) -> None:
        written("rule", "a-b")
        Path("Dockfile").touch()
        Path("Dockerfile").write_text("FROM node:22\nRUN npm install\nRUN npm install express\n")
        result = CliRunner().invoke(app, ["--select", "local", "--unsafe-fixes", "--fix", "Dockerfile"])
        assert result.exit_code == 0, result.output
        assert Path("Dockerfile").read_text() == "FROM node:22\nRUN npm ci\nRUN npm install express\n"

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["class"], "`class` is a word of Python's own"),
            (["DL3008"], "`dl3008` names the rule DL3008"),
            (["a-b", "--code", "DL3008"], "DL3008 is the code of the rule DL3008 apt-unpinned: take another"),
            (["a-b", "--category", "rules"], "`rules` is a key of the settings"),
            (["a-b", "--directory", "file"], "file/a_b.py: cannot be written: "),
            ([], "Missing argument 'NAME'."),
        ],
    )
    def test_what_cannot_be_begun(self, arguments: list[str], told: str) -> None:
        Path("file").touch()
        assert told in refused("rule", *arguments)
        assert files() == ["file"]

    @pytest.mark.parametrize("name", ["a_b.py", "test_docker_rules.py"])
    def test_nothing_is_overwritten(self, name: str) -> None:
        RULES.mkdir()
        (RULES / name).write_text("mine")
        result = run("rule", "a-b")
        assert (RULES / name).read_text() == "mine"
        if name == "a_b.py":
            assert result.stderr == "dockfix: docker_rules/a_b.py: exists already, and is left as it is\n"
            assert files() == ["docker_rules/a_b.py"]

    @pytest.mark.parametrize(
        ("name", "text", "told"),
        [
            ("dockfix.toml", "a = [\n", "dockfix.toml: not valid TOML: "),
            ("dockfix.toml", "plugins = 3\n", "dockfix.toml: `plugins` is 3: it must be a list of strings"),
            (
                ".hadolint.yaml",
                "ignored: []\n",
                ".hadolint.yaml is hadolint's, and names no rules: run `dockfix migrate`",
            ),
        ],
    )
    def test_settings_that_cannot_be_added_to(self, name: str, text: str, told: str) -> None:
        Path(name).write_text(text)
        assert told in refused("rule", "a-b")
        assert files() == [name]
        assert Path(name).read_text() == text

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_settings_that_cannot_be_written(self) -> None:
        Path("dockfix.toml").touch(0o444)
        assert "dockfix.toml: cannot be written: permission denied" in refused("rule", "a-b")
        assert files() == ["dockfix.toml"]

    def test_what_is_half_done_is_undone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("dockfix.scaffold.rule.files.replace", refuse)
        assert "no space" in refused("rule", "a-b").lower()
        assert files() == []
        assert not RULES.exists()

    def test_it_works_as_it_stands(self) -> None:
        written("rule", "no-npm-install-that-goes-by-quite-a-long-name-of-60-letters")
        is_clean(Path())
        assert "4 passed" in python("pytest", "-p", "no:cacheprovider", "docker_rules")


class TestPlugin:
    def test_what_is_told(self) -> None:
        told = written("plugin", "acme")
        assert [
            line.removesuffix(" is written") for line in sorted(told.splitlines()) if "written" in line
        ] == files()
        assert told.endswith(
            "\nNext:\n\n    pip install --editable './dockfix-acme[test]'\n"
            "    pytest dockfix-acme\n    dockfix explain ACME001\n"
        )
        assert all(file.startswith("dockfix-acme/") for file in files())

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["rules"], "`dockfix_rules` is a module of dockfix's own"),
            (["class"], "`class` is a word of Python's own"),
            (["9"], '"9" cannot be the name of a plugin'),
            (["dockfix-acme"], "dockfix-acme: exists already, and is left as it is"),
            (["a", "--code", "DL3008"], "DL3008 is the code of the rule DL3008"),
            (["a", "--directory", "file"], "file/dockfix-a/.github/workflows/test.yml: cannot be written: "),
        ],
    )
    def test_what_cannot_be_begun(self, arguments: list[str], told: str) -> None:
        Path("file").touch()
        Path("dockfix-acme").mkdir()
        assert told in refused("plugin", *arguments)
        assert files() == ["file"]

    def test_the_workflow_fits_its_schema(self) -> None:
        written("plugin", "acme")
        check("vendor.github-workflows", Path("dockfix-acme/.github/workflows/test.yml").read_text())

    def test_what_is_chosen(self) -> None:
        written(
            "plugin", "dockfix-House Rules", "--code", "HR7", "--category", "docker", "--directory", "sub"
        )
        package = Path("sub/dockfix-house-rules")
        rule = (package / "src/dockfix_house_rules/npm_install.py").read_text()
        assert 'code = "HR7"\n    name = "docker-npm-install"\n    category = "docker"\n' in rule
        assert (package / "fixtures/HR7/flags/expected.json").exists()
        assert "5 passed" in python("pytest", "-p", "no:cacheprovider", cwd=package, path="src")

    def test_it_works_as_it_stands(self) -> None:
        written("plugin", "acme")
        package = Path("dockfix-acme")
        is_clean(package)
        python("mypy", "--cache-dir", os.devnull, cwd=package)

    def test_it_is_installed_and_found(self) -> None:
        written("plugin", "acme")
        site = Path("site").absolute()
        install(Path("dockfix-acme"), site)
        assert (site / "dockfix_acme/py.typed").exists()
        Path("Dockerfile").write_text("FROM node:22\nRUN npm install\n")
        told = python("dockfix", "--select", "acme", "--fail-on", "never", path=str(site))
        assert "fixtures" not in told  # its cases are wrong on purpose
        assert "Dockerfile:2:5: ACME001 warning" in told
        package = Path("dockfix-acme")
        assert "5 passed" in python("pytest", "-p", "no:cacheprovider", cwd=package, path=str(site))
        update = python("pytest", "-p", "no:cacheprovider", "--dockfix-update", cwd=package, path=str(site))
        assert "nothing to write" in update


def test_which_is_meant() -> None:
    assert refused() == "dockfix: Missing command.\n"
    assert "No such command 'thing'" in refused("thing")
