import subprocess
import sys
from pathlib import Path

import pytest

from dockfix.config import Given, RuleSettings, Settings, find, load, settings_for
from dockfix.rule import Severity
from dockfix.setting_values import ConfigError


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, text: str | bytes) -> Path:
    path = Path.cwd() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def words(given: tuple[Given[str], ...]) -> list[str]:
    return [each.value for each in given]


def test_every_key() -> None:
    path = write(
        "dockfix.toml",
        """
        select = ["ALL"]
        extend-select = ["DF001"]
        ignore = ["DL3008", "style"]
        fail-on = "warning"
        unsafe-fixes = true
        plugins = ["./ci/docker_rules.py", "rules/", "/abs/own.py", "acme_rules", "own.py"]
        exclude = ["vendor/"]
        extend-exclude = ["*.old"]
        [rules.DL3059]
        severity = "style"
        fix = "never"
        max-commands = 2
        [labels]
        schema = "oci"
        required = ["version"]
        [per-file-ignores]
        "test/**" = ["DL3006"]
        """,
    )
    root = Path.cwd()
    assert load(path) == Settings(
        root=root.resolve(),
        path=path,
        select=(Given("ALL", "dockfix.toml: `select`"),),
        extend_select=(Given("DF001", "dockfix.toml: `extend-select`"),),
        ignore=(Given("DL3008", "dockfix.toml: `ignore`"), Given("style", "dockfix.toml: `ignore`")),
        fail_on=Severity.WARNING,
        unsafe_fixes=True,
        plugins=(
            root / "ci/docker_rules.py",
            root / "rules",
            Path("/abs/own.py"),
            "acme_rules",
            root / "own.py",
        ),
        exclude=("vendor/",),
        extend_exclude=("*.old",),
        rules={
            "DL3059": RuleSettings(
                "dockfix.toml: `rules.DL3059`",
                Severity.STYLE,
                "never",
                {"max-commands": Given(2, "dockfix.toml: `rules.DL3059.max-commands`")},
            )
        },
        tables={
            "labels": RuleSettings(
                "dockfix.toml: `labels`",
                options={
                    "schema": Given("oci", "dockfix.toml: `labels.schema`"),
                    "required": Given(["version"], "dockfix.toml: `labels.required`"),
                },
            )
        },
        per_file_ignores={"test/**": (Given("DL3006", 'dockfix.toml: `per-file-ignores."test/**"`'),)},
    )


def test_an_empty_file_gives_the_defaults() -> None:
    path = write("dockfix.toml", "")
    assert load(path) == Settings(root=Path.cwd().resolve(), path=path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("error", Severity.ERROR),
        ("warning", Severity.WARNING),
        ("info", Severity.INFO),
        ("style", Severity.STYLE),
        ("never", None),
    ],
)
def test_fail_on(name: str, expected: Severity | None) -> None:
    settings = load(write("dockfix.toml", f'fail-on = "{name}"'))
    assert settings.fail_on is expected
    assert Settings(root=Path.cwd()).with_command_line(fail_on=name).fail_on is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('fail-on = "warn"', '`fail-on` is "warn": choose error, warning, info, style or never'),
        ("fail-on = 3", "`fail-on` is 3: choose error, warning, info, style or never"),
        ('select = "DL"', '`select` is "DL": it must be a list of strings'),
        ("ignore = [1]", "`ignore` is [1]: it must be a list of strings"),
        ('unsafe-fixes = "yes"', '`unsafe-fixes` is "yes": it must be true or false'),
        ("plugins = {}", "`plugins` is {}: it must be a list of strings"),
        ("extend = []", "`extend` is []: it must be a string"),
        ("rules = 1", "`rules` is 1: it must be a table"),
        ("[rules]\nDL3059 = 1", "`rules.DL3059` is 1: it must be a table"),
        (
            '[rules.A]\nseverity = "bad"',
            '`rules.A.severity` is "bad": choose error, warning, info or style',
        ),
        ("[labels]\nseverity = 1", "`labels.severity` is 1: choose error, warning, info or style"),
        ("[rules.A]\nfix = true", "`rules.A.fix` is true: choose safe, unsafe or never"),
        (
            '[per-file-ignores]\n"a b" = "DL"',
            '`per-file-ignores."a b"` is "DL": it must be a list of strings',
        ),
        ("per-file-ignores = []", "`per-file-ignores` is []: it must be a table"),
        ('exclude = ["a", "[b"]', '`exclude` is "[b": it must be a pattern as in .gitignore'),
        ('[per-file-ignores]\n"!" = []', '`per-file-ignores` is "!": it must be a pattern as in .gitignore'),
        ('extend = "~nobody-at-all/x"', "`extend` names ~nobody-at-all/x, which is no file"),
        ("fail_on = 1", "there is no key `fail_on`, did you mean `fail-on`?"),
        ("Selct = []", "there is no key `Selct`, did you mean `select`?"),
        ("when = 1979-05-27", "there is no key `when`"),
        ("select = [\n", "not valid TOML: Invalid value (at end of document)"),
        ("a = 1\nb = = 2", "not valid TOML: Invalid value (at line 2, column 5)"),
        (b"a = 1\nb = '\xff'", "line 2 is not UTF-8"),
        ('extend = "none.toml"', "`extend` names none.toml, which is no file"),
        ('extend = "."', "`extend` names ., which is no file"),
        ('extend = "dockfix.toml"', "`extend` goes in a circle: dockfix.toml extends dockfix.toml"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(text: str | bytes, message: str) -> None:
    path = write("dockfix.toml", text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == f"dockfix.toml: {message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.dockfix]\nselct = []", "there is no key `selct`, did you mean `select`?"),
        ('[tool.dockfix]\nfail-on = "x"', '`fail-on` is "x": choose error, warning, info, style or never'),
        ("[tool]\ndockfix = 1", "`tool.dockfix` is 1: it must be a table"),
        ("dockfix = [", "not valid TOML: Invalid value (at end of document)"),
    ],
)
def test_errors_in_pyproject(text: str, message: str) -> None:
    write("pyproject.toml", text)
    with pytest.raises(ConfigError) as caught:
        settings_for(Path.cwd())
    assert str(caught.value) == f"pyproject.toml: {message}"


def test_a_file_that_is_missing() -> None:
    with pytest.raises(ConfigError, match=r"^none\.toml: cannot be read: No such file or directory$"):
        load(Path.cwd() / "none.toml")


def test_a_pyproject_without_the_table_is_no_settings_file() -> None:
    with pytest.raises(ConfigError, match=r"^pyproject\.toml: has no table \[tool\.dockfix\]$"):
        load(write("pyproject.toml", ""))


@pytest.mark.parametrize(
    ("files", "nearest"),
    [
        ({"dockfix.toml": ""}, "dockfix.toml"),
        ({".dockfix.toml": ""}, ".dockfix.toml"),
        ({"pyproject.toml": "[tool.dockfix]"}, "pyproject.toml"),
        ({"pyproject.toml": "tool.dockfix = {}"}, "pyproject.toml"),
        ({"pyproject.toml": "[tool.dockfix]", "dockfix.toml": ""}, "dockfix.toml"),
        ({"pyproject.toml": "[tool.dockfix]", ".dockfix.toml": ""}, ".dockfix.toml"),
        ({"dockfix.toml": "", ".dockfix.toml": ""}, "dockfix.toml"),
        ({"a/dockfix.toml": "", "dockfix.toml": ""}, "a/dockfix.toml"),
        ({"a/b/pyproject.toml": "[tool.dockfix]", "dockfix.toml": ""}, "a/b/pyproject.toml"),
        ({"a/b/pyproject.toml": "[project]\nname = 'dockfix'", "dockfix.toml": ""}, "dockfix.toml"),
        ({"a/b/pyproject.toml": "no [ toml", "dockfix.toml": ""}, "dockfix.toml"),
        ({"a/b/pyproject.toml": "tool = 'dockfix'", "dockfix.toml": ""}, "dockfix.toml"),
        ({"a/b/c/dockfix.toml": "", "a/dockfix.toml": ""}, "a/dockfix.toml"),
        ({"a/b/dockfix.toml/x": "", "dockfix.toml": ""}, "dockfix.toml"),
    ],
)
def test_the_nearest_file_holds(files: dict[str, str], nearest: str) -> None:
    (Path.cwd() / "a/b").mkdir(parents=True)
    for name, text in files.items():
        write(name, text)
    path = Path.cwd() / nearest
    assert find(Path.cwd() / "a/b") == path
    assert find(Path("a/../a/b")) == path
    assert settings_for(Path("a/b")).root == path.parent.resolve()


def test_without_a_file_the_defaults_hold() -> None:
    settings = settings_for(Path.cwd())
    assert settings.path is None
    assert settings._replace(root=Path()) == Settings(root=Path())


def test_the_root_of_a_linked_file_is_where_the_link_is() -> None:
    target = write("shared/common.toml", "")
    (Path.cwd() / "dockfix.toml").symlink_to(target)
    assert settings_for(Path.cwd()).root == Path.cwd().resolve()


def test_a_child_wins_over_its_parent() -> None:
    write(
        "base/pyproject.toml",
        """
        [tool.dockfix]
        select = ["DL"]
        extend-select = ["A"]
        ignore = ["DL3008"]
        fail-on = "error"
        unsafe-fixes = true
        plugins = ["own.py", "acme"]
        exclude = ["a"]
        extend-exclude = ["b"]
        labels = {schema = "oci", required = ["version"], severity = "info"}
        [tool.dockfix.rules]
        DL3059 = {severity = "style", fix = "unsafe", max-commands = 2, deep = true}
        DL1 = {fix = "never"}
        [tool.dockfix.per-file-ignores]
        x = ["DL1"]
        y = ["DL2"]
        """,
    )
    child = write(
        "project/dockfix.toml",
        """
        extend = "../base/pyproject.toml"
        extend-select = ["B", "A"]
        ignore = []
        fail-on = "style"
        plugins = ["acme", "own.py"]
        exclude = ["c"]
        extend-exclude = ["d"]
        [labels]
        schema = "both"
        [rules.DL3059]
        severity = "error"
        max-commands = 3
        [per-file-ignores]
        y = ["DL3"]
        """,
    )
    settings = load(child)
    assert words(settings.select) == ["DL"]
    assert settings.select[0].where == "base/pyproject.toml: `select`"
    assert words(settings.extend_select) == ["A", "B", "A"]
    assert settings.ignore == ()
    assert settings.fail_on is Severity.STYLE
    assert settings.unsafe_fixes
    assert settings.plugins == (Path.cwd() / "base/own.py", "acme", Path.cwd() / "project/own.py")
    assert settings.exclude == ("c",)
    assert settings.extend_exclude == ("b", "d")
    assert settings.root == (Path.cwd() / "project").resolve()
    assert {pattern: words(ignored) for pattern, ignored in settings.per_file_ignores.items()} == {
        "x": ["DL1"],
        "y": ["DL3"],
    }
    rule = settings.rules["DL3059"]
    assert (rule.severity, rule.fix) == (Severity.ERROR, "unsafe")
    assert rule.options == {
        "max-commands": Given(3, "project/dockfix.toml: `rules.DL3059.max-commands`"),
        "deep": Given(True, "base/pyproject.toml: `rules.DL3059.deep`"),
    }
    assert settings.rules["DL1"].fix == "never"
    labels = settings.tables["labels"]
    assert labels.severity is Severity.INFO
    assert {name: given.value for name, given in labels.options.items()} == {
        "schema": "both",
        "required": ["version"],
    }


def test_a_grandparent_counts_too() -> None:
    write("a.toml", 'fail-on = "error"\nunsafe-fixes = true')
    write("b.toml", 'extend = "a.toml"\nfail-on = "style"')
    settings = load(write("dockfix.toml", 'extend = "./b.toml"'))
    assert (settings.fail_on, settings.unsafe_fixes) == (Severity.STYLE, True)


def test_a_circle_of_parents() -> None:
    write("a.toml", 'extend = "dockfix.toml"')
    path = write("dockfix.toml", 'extend = "a.toml"')
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == (
        "dockfix.toml: `extend` goes in a circle: dockfix.toml extends a.toml extends dockfix.toml"
    )


def test_a_parent_may_be_in_the_home_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(Path.cwd() / "home"))
    write("home/shared.toml", "unsafe-fixes = true")
    assert load(write("dockfix.toml", 'extend = "~/shared.toml"')).unsafe_fixes


FILE = Settings(
    root=Path("/"),
    select=(Given("A", "f"),),
    extend_select=(Given("B", "f"),),
    ignore=(Given("C", "f"),),
    fail_on=Severity.ERROR,
)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, (["A"], ["B"], ["C"])),
        ({"select": ["X, Y", "Z"]}, (["X", "Y", "Z"], [], ["C"])),
        ({"select": ["X"], "extend_select": ["Y"]}, (["X"], ["Y"], ["C"])),
        ({"extend_select": ["X"], "ignore": ["Y,"]}, (["A"], ["B", "X"], ["C", "Y"])),
        ({"select": ["", ","]}, (["A"], ["B"], ["C"])),
    ],
)
def test_the_command_line(
    options: dict[str, list[str]], expected: tuple[list[str], list[str], list[str]]
) -> None:
    settings = FILE.with_command_line(
        select=options.get("select", ()),
        extend_select=options.get("extend_select", ()),
        ignore=options.get("ignore", ()),
    )
    assert (words(settings.select), words(settings.extend_select), words(settings.ignore)) == expected
    assert settings.fail_on is Severity.ERROR


def test_the_command_line_is_named_as_the_place() -> None:
    settings = FILE.with_command_line(ignore=["X"], unsafe_fixes=True)
    assert settings.ignore[1] == Given("X", "`--ignore`", on_command_line=True)
    assert settings.unsafe_fixes
    with pytest.raises(ConfigError, match=r'^`--fail-on` is "x": choose error, warning'):
        FILE.with_command_line(fail_on="x")


def test_without_settings_nothing_heavy_is_imported() -> None:
    write("pyproject.toml", "[project]\nname = 'x'")
    code = (
        "import sys; from pathlib import Path; from dockfix.config import settings_for; settings_for(Path());"
        "print({'tomllib', 'difflib', 'json', 'dataclasses', 'inspect', 'pathspec'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "set()\n"
