from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dockfix.plugins import Plugins

RULE = '''
from dockfix import Rule

class {name}(Rule):
    """A rule for tests."""

    code = "{code}"
    name = "{code_name}"
    category = "tests"

    def check_run(self, run):
        yield self.found(run, "a RUN")
'''


def rule_text(name: str = "Runs", code: str = "XX001", code_name: str = "no-runs") -> str:
    return RULE.format(name=name, code=code, code_name=code_name)


def rule_with(attribute: str) -> str:
    return rule_text().replace('    category = "tests"', f'    category = "tests"\n    {attribute}')


def written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def problems_of(*files: Path) -> tuple[list[str], Plugins]:
    plugins = Plugins(files, installed=False)
    return [str(problem) for problem in plugins.problems], plugins


def test_builtin_rules_come_through_the_hook() -> None:
    rules = Plugins(installed=False).rules
    assert {"DF0001", "DL3059", "DL3014"} <= {rule.code for rule in rules}
    assert [rule.code for rule in rules] == sorted(rule.code for rule in rules)


def test_local_file(tmp_path: Path) -> None:
    problems, plugins = problems_of(written(tmp_path / "house.py", rule_text()))
    assert not problems
    assert "XX001" in {rule.code for rule in plugins.rules}


def test_local_file_with_a_hook_of_its_own(tmp_path: Path) -> None:
    text = (
        rule_text()
        + "\nclass Other(Runs):\n    'Not given.'\n    code = 'XX002'\n\ndef dockfix_rules():\n    return [Runs]\n"
    )
    problems, plugins = problems_of(written(tmp_path / "house.py", text))
    assert not problems
    assert [rule.code for rule in plugins.rules if rule.code.startswith("XX")] == ["XX001"]


BAD_FILES = [
    (
        "import no_such_module_anywhere",
        "cannot be loaded: ModuleNotFoundError: No module named 'no_such_module_anywhere'",
    ),
    ("x = (", "cannot be loaded: SyntaxError: '(' was never closed"),
    ("1 / 0", "cannot be loaded: ZeroDivisionError: division by zero (house.py, line 1)"),
    ("raise SystemExit(3)", "cannot be loaded: SystemExit: 3 (house.py, line 1)"),
    (
        "def dockfix_rules():\n    raise ValueError('no')",
        "`dockfix_rules` fails: ValueError: no (house.py, line 2)",
    ),
    ("def dockfix_rules():\n    return [3]", "3 is not a subclass of dockfix.Rule"),
    (
        "from dockfix import Rule\nclass R(Rule):\n    'D.'\n    code = 'X1'",
        "the rule R has no name and no category",
    ),
    (
        rule_with('commands = "npm"'),
        "the rule Runs: `commands = 'npm'` is a string: write `commands = ('npm',)`",
    ),
    (rule_with('severity = "error"'), "`severity = 'error'` is no Severity: write `Severity.WARNING`"),
    (rule_with('fixes = "safe"'), "`fixes = 'safe'` is no Safety: write `Safety.SAFE` or `Safety.UNSAFE`"),
    (rule_with("fixes = True"), "`fixes = True` is no Safety"),
    (
        rule_with('instructions = ("run",)'),
        "`instructions` has 'run', which no instruction is called, did you mean `RUN`?",
    ),
    (
        rule_with("most = __import__('dockfix').option(1.5, 'Most')"),
        "the option `most` has a float as its default",
    ),
    (
        rule_with("options = {'most': 3}"),
        "`options` is no attribute to set: write `most = option(default, help)`",
    ),
    (rule_text(code_name="no runs"), "`name = 'no runs'` is no word that could be selected"),
    (rule_with("code = 7"), "`code = 7` is no word that could be selected"),
    (rule_text(code="DL3014"), "the rule Runs has the code DL3014 of"),
    (
        rule_text(code_name="unmerged-runs"),
        "the rule Runs has the name unmerged-runs of UnmergedRuns (dockfix_rules)",
    ),
]


@pytest.mark.parametrize(("text", "problem"), BAD_FILES, ids=lambda text: text[:30])
def test_a_bad_plugin_is_named_and_the_others_are_loaded(tmp_path: Path, text: str, problem: str) -> None:
    bad = written(tmp_path / "house.py", text)
    good = written(tmp_path / "good.py", rule_text(name="Good", code="XX777", code_name="good"))
    problems, plugins = problems_of(bad, good)
    assert len(problems) == 1
    assert problems[0].startswith(f"plugin {bad}: ")
    assert problem in problems[0]
    assert "\n" not in problems[0]
    assert {"XX777", "DF0001"} <= {rule.code for rule in plugins.rules}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    problems, _ = problems_of(tmp_path / "none.py")
    assert problems == [
        f"plugin {tmp_path / 'none.py'}: cannot be loaded: FileNotFoundError: there is no such file"
    ]


def test_two_plugins_with_one_code(tmp_path: Path) -> None:
    first = written(tmp_path / "first.py", rule_text())
    second = written(tmp_path / "second.py", rule_text(name="Again", code_name="again"))
    problems, plugins = problems_of(first, second)
    assert problems == [
        f"plugin {second}: the rule Again has the code XX001 of Runs ({first}) and is left out"
    ]
    assert sum(rule.code == "XX001" for rule in plugins.rules) == 1


PYPROJECT = """
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "dockfix-house-rules"
version = "1.0"
[project.entry-points.dockfix]
house = "house_rules"
[tool.setuptools]
py-modules = ["house_rules"]
"""

PACKAGE = '''
from dockfix import Rule, Safety, Severity, hookimpl, insert_after, option, replace


class OurRegistry(Rule):
    """Images come from our registry."""

    code = "HOUSE1"
    name = "our-registry"
    severity = Severity.ERROR
    category = "house"
    registry = option("registry.example.com", "where images come from")

    def check_from(self, from_):
        if from_.image and not from_.image.value.startswith(self.registry):
            yield self.found(from_.image, f"`{from_.image.value}` is not from {self.registry}")


class NpmCi(Rule):
    """`npm ci` installs what the lock file says."""

    code = "HOUSE2"
    name = "npm-ci"
    category = "house"
    fixes = Safety.SAFE
    commands = ("npm",)

    def check_command(self, command):
        if command.invokes("npm", "install"):
            yield self.found(command, "`npm install` ignores the lock file", replace(command.word("install"), "ci"))


class NeedsUser(Rule):
    """A stage says who runs it."""

    code = "HOUSE3"
    name = "needs-user"
    category = "house"

    def check_stage(self, stage):
        if stage.is_final and self.file.final_environment(stage).user is None:
            yield self.found(stage, "no USER is set")


@hookimpl
def dockfix_rules():
    return [OurRegistry, NpmCi, NeedsUser]
'''


@pytest.fixture(scope="module")
def installed_package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plugin package of three rules, installed into a folder of its own."""
    project = tmp_path_factory.mktemp("project")
    (project / "pyproject.toml").write_text(PYPROJECT)
    (project / "house_rules.py").write_text(PACKAGE)
    target = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--target",
        str(target),
        str(project),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"pip cannot install a package here: {done.stderr[-300:]}")
    return target


def test_installed_package_works_like_built_in(installed_package: Path, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian:12.9\nRUN npm install\n")
    (tmp_path / "dockfix.toml").write_text(
        'select = ["house"]\n[rules.HOUSE1]\nseverity = "warning"\n[house]\nregistry = "r.example.org"\n'
    )

    def dockfix(*arguments: str) -> subprocess.CompletedProcess[str]:
        code = f"import sys; sys.path.insert(0, {str(installed_package)!r}); from dockfix.cli import main; main()"
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    found = dockfix("Dockerfile")
    assert found.returncode == 1, found.stderr
    assert "Dockerfile:1:6" in found.stdout
    assert "`debian:12.9` is not from r.example.org" in found.stdout
    assert {code for code in ("HOUSE1", "HOUSE2", "HOUSE3") if code in found.stdout} == {
        "HOUSE1",
        "HOUSE2",
        "HOUSE3",
    }
    assert "Images come from our registry." in dockfix("explain", "our-registry").stdout
    dockfix("--fix", "Dockerfile")
    assert (tmp_path / "Dockerfile").read_text() == "FROM debian:12.9\nRUN npm ci\n"
