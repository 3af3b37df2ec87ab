"""`dockfix.testing` as the author of a rule meets it: pytest is run on rules that are right, and wrong."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import import_module

import pytest

from conftest import ROOT
from dockfix import config
from dockfix.api import lint

# The modules that the inner runs use are loaded once, here.
import_module("dockfix.testing.gathering")
lint("FROM a\nRUN b\n")

_ALONE = ("-p", "no:cacheprovider", "-p", "dockfix.testing.plugin")
RULE = '''
from dockfix import Edit, Fix, Rule, Safety, replace


class NpmInstall(Rule):
    """`npm install` may install other versions than the lock file names.

    ```dockerfile bad
    FROM node:22
    RUN npm install
    ```

    ```dockerfile good
    FROM node:22
    RUN npm ci
    ```
    """

    code = "ACME001"
    name = "npm-install"
    category = "acme"
    commands = ("npm",)
    fixes = Safety.UNSAFE

    def check_command(self, command):
        verb = command.verb()
        if verb and verb.value == "install":
            yield self.found(command, "`npm install` ignores the lock file", self.mended(verb))

    def mended(self, verb):
        return replace(verb, "ci").unsafe()
'''
TESTS = "from dockfix.testing import RuleTests\n\nclass TestRules(RuleTests):\n    pass\n"
CASE = "fixtures/ACME001/flags"


class House:
    """A project with a rule of its own, tests of that, and perhaps a case."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self.root = pytester.path
        self.write("dockfix.toml", 'plugins = ["./rules.py"]\n')
        self.write("test_house_rules.py", TESTS)
        self.write("rules.py", RULE)

    def write(self, name: str, text: str) -> None:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode()

    def rule(self, *changes: tuple[str, str]) -> None:
        """Have the rule with some of its text changed."""
        text = RULE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        self.write("rules.py", text)

    def test(self, *arguments: str) -> pytest.RunResult:
        config.forget()
        return self._pytester.runpytest_inprocess(*_ALONE, *arguments)

    def failures(self, count: int = 1, *arguments: str) -> str:
        """What is told of all that fails, of which there is as much as `count` says."""
        result = self.test(*arguments)
        result.assert_outcomes(failed=count, passed=result.parseoutcomes().get("passed", 0))
        told = result.stdout.str().partition("= FAILURES =")[2].partition("short test summary")[0]
        assert "Traceback" not in told or "rules.py" in told
        return told


@pytest.fixture
def house(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> House:
    # Other plugins would take more time than the tests.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return House(pytester)


def test_a_rule_that_is_right(house: House) -> None:
    result = house.test("-v")
    result.assert_outcomes(passed=4)
    tests = re.findall(r"test_house_rules.py::TestRules::test_rule\[(.*)\] PASSED", result.stdout.str())
    assert tests == ["ACME001-documentation", "ACME001-bad-1", "ACME001-bad-1-fix", "ACME001-good-2"]


def test_a_file_and_a_module_that_the_class_names(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.write("dockfix.toml", "")
    house.write("sub/acme_rules_of_a_test.py", RULE.replace("ACME001", "ACME002").replace("npm-", "pnpm-"))
    monkeypatch.syspath_prepend(house.root / "sub")
    house.write(
        "test_house_rules.py",
        "from pathlib import Path\n"
        + TESTS.replace("pass", "plugins = (Path('rules.py'), 'acme_rules_of_a_test')"),
    )
    house.test().assert_outcomes(passed=8)


def test_rules_that_settings_define(house: House) -> None:
    rule = """
    [[rules.custom]]
    code = "ACME7"
    message = "`npm install` may change the lock file"
    command = "npm install"
    replace = "npm ci"
    bad = "FROM node:22\\nRUN npm install"
    good = "FROM node:22\\nRUN npm ci"
    """
    house.write("dockfix.toml", rule)
    house.write("fixtures/ACME7/a/Dockerfile", "FROM node:22\nRUN npm install -g npm\n")
    house.test("--dockfix-update").assert_outcomes(passed=4)
    assert house.read("fixtures/ACME7/a/fixed.Dockerfile") == "FROM node:22\nRUN npm ci -g npm\n"
    house.write("dockfix.toml", rule.replace("RUN npm ci", "RUN npm install"))
    assert "ACME7" in house.failures()


def test_a_bad_example_that_is_not_found(house: House) -> None:
    house.rule(('"install":', '"instal":'))
    told = house.failures(2)
    assert "ACME001 npm-install finds nothing in the bad example of its docstring, example 1:" in told
    assert "     2 | RUN npm install\n" in told
    assert "of what is found in example 1 the fix is none" in told


def test_a_good_example_that_is_found(house: House) -> None:
    house.rule(
        ('== "install"', 'in ("install", "ci")'), ('return replace(verb, "ci").unsafe()', "return None")
    )
    told = house.failures(2)
    assert "finds something in the good example of its docstring, example 2:" in told
    place = "example 2:2:5: ACME001  `npm install` ignores the lock file\n"
    assert f"{place}     2 | RUN npm ci\n       |     ^^^^^^\n" in told


def test_a_fix_that_comes_to_no_end(house: House) -> None:
    house.rule(('replace(verb, "ci")', 'replace(verb, "install --force")'))
    told = house.failures()
    assert "ACME001 npm-install: its fix comes to no end" in told
    assert "RUN npm install --force --force --force" in told


def test_a_fix_that_mends_nothing(house: House) -> None:
    house.rule(
        ('verb.value == "install":', 'verb.value in ("install", "i"):'),
        ("self.mended(verb))", 'self.mended(verb) if verb.value == "install" else None)'),
        ('replace(verb, "ci")', 'replace(verb, "i")'),
    )
    told = house.failures()
    assert "ACME001 npm-install is still found after its fix:" in told
    assert "example 1 after its fix:2:5: ACME001" in told


def test_a_fix_that_breaks_the_file(house: House) -> None:
    house.rule(('replace(verb, "ci")', 'replace(verb, "ci\\nci")'))
    assert "the rule ACME001 (rules.py" not in house.failures()
    told = house.failures()
    assert "the rule ACME001 (dockfix_local_" in told
    assert "its fix “npm-install” breaks the file and is left out" in told


def test_a_fix_that_the_class_does_not_declare(house: House) -> None:
    house.rule(("fixes = Safety.UNSAFE", "fixes = None"))
    assert "it has a fix that is unsafe, but the class says `fixes = None`" in house.failures()


def test_an_unsafe_fix_that_the_class_declares_and_nobody_sees(house: House) -> None:
    house.rule((".unsafe()", ""))
    told = house.failures(2)
    assert "it has a fix that is safe, but the class says `fixes = Safety.UNSAFE`" in told


def test_a_rule_that_raises_is_shown_with_its_own_lines(house: House) -> None:
    house.rule(("verb = command.verb()", "verb = command.verbs()"))
    told = house.failures(3)
    assert "failed: AttributeError: 'Command' object has no attribute 'verbs'" in told
    assert "    verb = command.verbs()\n" in told
    assert "engine.py" not in told


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"npm-install"', '"npm_install"', "its name 'npm_install' is not in kebab-case"),
        ("names.\n", "names\n", "its docstring does not begin with a sentence that ends with a full stop"),
        ("dockerfile good", "dockerfile", "its docstring has no good example, a block of ```dockerfile good"),
        ("    fixes =", "    source = 'a book'\n    fixes =", "its source 'a book' is not an address"),
        (
            "def mended",
            "def check_comand(self): ...\n    def mended",
            "`check_comand`, did you mean `check_command`?",
        ),
        (
            "    fixes =",
            '    command = ("npm",)\n    fixes =',
            "nothing reads `command`, did you mean `commands`?",
        ),
    ],
    ids=lambda text: text[:12],
)
def test_what_a_rule_says_of_itself(house: House, old: str, new: str, fault: str) -> None:
    house.rule((old, new))
    assert f"{fault}" in house.failures(1, "-k", "documentation")


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ('""', "its message is empty"),
        ('"two\\nlines"', "its message has several lines: 'two\\nlines'"),
        ('"It is bad."', "its message ends with a full stop: 'It is bad.'"),
    ],
)
def test_messages(house: House, message: str, fault: str) -> None:
    house.rule(('"`npm install` ignores the lock file"', message))
    assert fault in house.failures(1, "-k", "bad-1 and not fix")


def test_settings_and_files_in_a_docstring(house: House) -> None:
    house.rule(
        (
            "    ```dockerfile bad",
            "    ```toml\n    [acme]\n    program = 'yarn'\n    ```\n\n    ```dockerfile bad",
        ),
        ("RUN npm install", "RUN yarn install"),
        ('    commands = ("npm",)\n', '    program = option("npm", "The program")\n'),
        ("import Edit", "import option, Edit"),
        ('if verb and verb.value == "install":', 'if command.invokes(self.program, "install"):'),
    )
    house.test().assert_outcomes(passed=4)
    house.write("rules.py", house.read("rules.py").replace("program = 'yarn'", "programs = 'yarn'"))
    assert "`acme.programs`: there is no such option, did you mean `program`?" in house.failures(3)


class TestPluginsThatCannotBeTaken:
    @pytest.mark.parametrize(
        ("file", "text", "told"),
        [
            ("rules.py", "import nothing_like_it", "cannot be loaded: ModuleNotFoundError"),
            (
                "rules.py",
                RULE.replace('("npm",)', '"npm"'),
                "`commands = 'npm'` is a string: write `commands = ('npm',)`",
            ),
            ("rules.py", "", "there is no rule in rules.py"),
            ("dockfix.toml", "", "the class names no `plugins`, and dockfix.toml has none"),
            (
                "dockfix.toml",
                "plugin = []",
                "dockfix.toml: there is no key `plugin`, did you mean `plugins`?",
            ),
            (
                "test_house_rules.py",
                TESTS.replace("pass", "plugins = 'rules.py'"),
                "`plugins = 'rules.py'` is a string",
            ),
            (
                "test_house_rules.py",
                TESTS.replace("pass", "fixtures = 'cases'"),
                "there is no directory cases of cases",
            ),
            (
                "fixtures/ACM001/a/Dockerfile",
                "FROM a\n",
                "no rule here has the code ACM001, did you mean `ACME001`?",
            ),
        ],
        ids=lambda text: text[:20],
    )
    def test_they_are_told_without_a_traceback(self, house: House, file: str, text: str, told: str) -> None:
        house.write(file, text)
        result = house.test()
        result.assert_outcomes(errors=1)
        assert told in result.stdout.str()
        assert "Traceback" not in result.stdout.str()


def test_directories_that_are_no_cases(house: House) -> None:
    house.write("fixtures/notes/a/Dockerfile", "FROM a\n")
    house.write("test_house_rules.py", TESTS.replace("pass", "other_fixtures = ['notes']"))
    house.test().assert_outcomes(passed=4)


class TestCases:
    @pytest.fixture
    def house(self, house: House) -> House:
        house.write(f"{CASE}/Dockerfile", "FROM node:22\r\nRUN npm --silent install\r\nRUN npm ci\r\n")
        return house

    def test_a_dockerfile_alone_is_given_the_rest(self, house: House) -> None:
        assert f"there is no {CASE}/expected.json. If that is right, run pytest with" in house.failures()
        result = house.test("--dockfix-update")
        result.assert_outcomes(passed=5)
        result.stdout.fnmatch_lines(
            ["*= dockfix =*", f"wrote {CASE}/expected.json", f"wrote {CASE}/fixed.Dockerfile"]
        )
        assert json.loads(house.read(f"{CASE}/expected.json")) == {
            "findings": [
                {"line": 2, "column": 5, "end_line": 2, "end_column": 25, "code": "ACME001", "fix": "unsafe"}
            ],
            "messages": ["`npm install` ignores the lock file"],
        }
        assert house.read(f"{CASE}/fixed.Dockerfile") == (
            "FROM node:22\r\nRUN npm --silent ci\r\nRUN npm ci\r\n"
        )
        house.test().assert_outcomes(passed=5)

    def test_nothing_is_written_twice(self, house: House) -> None:
        house.test("--dockfix-update")
        spaced = house.read(f"{CASE}/expected.json").replace('"findings": [', '"findings":   [')
        house.write(f"{CASE}/expected.json", spaced)
        result = house.test("--dockfix-update")
        result.stdout.fnmatch_lines(["nothing to write: all expected files are as they should be"])
        assert house.read(f"{CASE}/expected.json") == spaced

    def test_processes_side_by_side_tell_what_they_write(self, house: House) -> None:
        result = house.test("--dockfix-update", "-p", "xdist", "-n", "2")
        result.stdout.fnmatch_lines([f"wrote {CASE}/expected.json", f"wrote {CASE}/fixed.Dockerfile"])

    def test_nothing_is_written_unasked(self, house: House) -> None:
        house.failures()
        assert [file.name for file in (house.root / CASE).iterdir()] == ["Dockerfile"]

    def test_nothing_is_found(self, house: House) -> None:
        house.write(f"{CASE}/Dockerfile", "FROM node:22\n")
        house.test("--dockfix-update")
        assert house.read(f"{CASE}/expected.json") == '{"findings": []}\n'
        house.test().assert_outcomes(passed=5)

    def test_other_findings(self, house: House) -> None:
        house.test("--dockfix-update")
        expected = (
            house.read(f"{CASE}/expected.json").replace('"line": 2', '"line": 9').replace("ignores", "minds")
        )
        house.write(f"{CASE}/expected.json", expected)
        told = house.failures()
        assert "ACME001 npm-install finds other things than expected.json says (- expected, + found):" in told
        assert (
            f"- {CASE}/Dockerfile:9:5: ACME001  `npm install` minds the lock file  [unsafe fix]\n"
            "-    (there is no line 9)\n" in told
        )
        assert (
            f"+ {CASE}/Dockerfile:2:5: ACME001  `npm install` ignores the lock file  [unsafe fix]\n"
            "+      2 | RUN npm --silent install\n"
            "+        |     ^^^^^^^^^^^^^^^^^^^^\n" in told
        )
        assert "run pytest with --dockfix-update" in told

    def test_messages_need_not_be_there_but_have_to_be_right(self, house: House) -> None:
        house.test("--dockfix-update")
        expected = json.loads(house.read(f"{CASE}/expected.json"))
        house.write(f"{CASE}/expected.json", json.dumps({"findings": expected["findings"]}))
        house.test().assert_outcomes(passed=5)
        house.write(f"{CASE}/expected.json", json.dumps({**expected, "messages": ["another"]}))
        told = house.failures()
        assert f"- {CASE}/Dockerfile:2:5: ACME001  another" in told
        assert f"+ {CASE}/Dockerfile:2:5: ACME001  `npm install` ignores" in told

    def test_another_text(self, house: House) -> None:
        house.test("--dockfix-update")
        house.write(f"{CASE}/fixed.Dockerfile", "FROM node:22\r\nRUN npm --silent add\r\nRUN npm ci\n")
        told = house.failures()
        assert "makes another text than fixed.Dockerfile says (- expected, + made):" in told
        assert f"--- {CASE}/fixed.Dockerfile\n" in told
        assert "-RUN npm --silent add\\x0d\n" in told
        assert "+RUN npm --silent ci\\x0d\n" in told
        assert "-RUN npm ci\n" in told

    @pytest.mark.parametrize("text", ["{", "[]", '{"findings": [{"line": 1}]}', '{"findings": 3}', "\xff"])
    def test_an_expected_file_that_cannot_be_understood(self, house: House, text: str) -> None:
        house.test("--dockfix-update")
        house.write(f"{CASE}/expected.json", text)
        assert f"{CASE}/expected.json cannot be understood:" in house.failures()
        house.test("--dockfix-update").assert_outcomes(passed=5)
        house.test().assert_outcomes(passed=5)

    def test_settings(self, house: House) -> None:
        house.write(f"{CASE}/dockfix.toml", '[rules.ACME001]\nfix = "never"\n')
        house.test("--dockfix-update")
        assert '"fix": null' in house.read(f"{CASE}/expected.json")
        house.write(f"{CASE}/dockfix.toml", "[rules.ACME001]\nfiks = 1\n")
        assert f"{CASE}/dockfix.toml: `rules.ACME001.fiks`: there is no such option" in house.failures()

    def test_the_dockerfile_is_missing(self, house: House) -> None:
        house.test("--dockfix-update")
        (house.root / CASE / "Dockerfile").unlink()
        assert f"{CASE}/Dockerfile cannot be read: No such file or directory" in house.failures()

    def test_a_fix_that_breaks_the_file_is_not_written(self, house: House) -> None:
        house.rule(('replace(verb, "ci")', 'replace(verb, "ci\\nci")'))
        assert "breaks the file" in house.failures(2, "--dockfix-update")
        assert not (house.root / CASE / "fixed.Dockerfile").exists()


def test_a_project_without_rules_pays_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_it():
            loaded = [name for name in sys.modules if name.startswith("dockfix")]
            assert sorted(loaded) == ["dockfix", "dockfix.testing", "dockfix.testing.plugin"]
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_pytest_is_no_dependency_of_dockfix() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [re.split("[>=]", each)[0] for each in project["dependencies"]]
    assert "click" in names
    assert "pytest" not in names
