import re
from pathlib import Path
from typing import Any

import pytest

from dockfix.config import FixPolicy, Settings, load
from dockfix.model import File
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity, option
from dockfix.rule_card import RuleCard
from dockfix.selection import ActiveRule, Selection, apply_policy
from dockfix.setting_values import ConfigError
from dockfix.source import Source, Span
from dockfix.syntax.parser import parse


class AptYes(Rule):
    code = "DL3014"
    name = "apt-missing-yes"
    category = "packages"
    aliases = ("missing-yes",)


class PipYes(Rule):
    code = "DF0102"
    name = "pip-missing-yes"
    category = "packages"
    aliases = ("missing-yes",)


class Unpinned(Rule):
    code = "DL3008"
    name = "apt-unpinned"
    category = "packages"
    default = False


class Join(Rule):
    code = "DL3059"
    name = "unmerged-run"
    category = "layers"
    max_commands = option(2, "how many commands a RUN may have")
    shipped = option(False, "only what ships")


class Labels(Rule):
    code = "DF0501"
    name = "missing-labels"
    category = "labels"
    schema = option("label-schema", "which schema", lambda schema: "" if schema != "ocii" else "oci, say")
    required = option(("version",), "which labels")


class LabelUrl(Rule):
    code = "DL3052"
    name = "label-not-url"
    category = "labels"
    schema = option("label-schema", "which schema")
    scheme = option("https", "which scheme", choices=("https", "any"))


class StageCase(Rule):
    code = "StageNameCasing"
    name = "stage-not-lowercase"
    category = "stages"


RULES = tuple(map(RuleCard.of, (PipYes, Labels, AptYes, Unpinned, LabelUrl, Join, StageCase)))
DEFAULT = "DF0102 DF0501 DL3014 DL3052 DL3059 StageNameCasing"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings(text: str) -> Settings:
    path = Path.cwd() / "dockfix.toml"
    path.write_text(text)
    return load(path)


def codes(active: tuple[ActiveRule, ...]) -> str:
    return " ".join(each.card.code for each in active)


def selected(text: str, path: str = "Dockerfile", **options: Any) -> str:
    chosen = settings(text).with_command_line(**options)
    return codes(Selection(RULES, chosen).for_file(Path(path)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", DEFAULT),
        ('select = ["ALL"]', "DF0102 DF0501 DL3014 DL3008 DL3052 DL3059 StageNameCasing"),
        ('select = ["all"]', "DF0102 DF0501 DL3014 DL3008 DL3052 DL3059 StageNameCasing"),
        ('select = ["DL3008"]', "DL3008"),
        ('select = ["dl3008"]', "DL3008"),
        ('select = ["apt-unpinned"]', "DL3008"),
        ('select = ["DL"]', "DL3014 DL3008 DL3052 DL3059"),
        ('select = ["DL305"]', "DL3052 DL3059"),
        ('select = ["df"]', "DF0102 DF0501"),
        ('select = ["missing-yes"]', "DF0102 DL3014"),
        ('select = ["packages"]', "DF0102 DL3014 DL3008"),
        ('select = ["stagenamecasing"]', "StageNameCasing"),
        ('select = ["layers", "labels"]', "DF0501 DL3052 DL3059"),
        ('extend-select = ["DL3008"]', "DF0102 DF0501 DL3014 DL3008 DL3052 DL3059 StageNameCasing"),
        ('select = ["layers"]\nextend-select = ["DL3008"]', "DL3008 DL3059"),
        ('ignore = ["DL"]', "DF0102 DF0501 StageNameCasing"),
        ('ignore = ["ALL"]', ""),
        ('ignore = ["missing-yes", "layers"]', "DF0501 DL3052 StageNameCasing"),
        # The more specific wins.
        ('select = ["ALL"]\nignore = ["DL"]', "DF0102 DF0501 StageNameCasing"),
        ('select = ["DL3008"]\nignore = ["packages"]', "DL3008"),
        ('select = ["DL3008"]\nignore = ["ALL"]', "DL3008"),
        ('select = ["apt-unpinned", "DL"]\nignore = ["DL30"]', "DL3008"),
        ('select = ["DL30"]\nignore = ["DL3008"]', "DL3014 DL3052 DL3059"),
        ('select = ["DL301"]\nignore = ["DL3"]', "DL3014"),
        ('select = ["DL"]\nignore = ["packages"]', "DL3052 DL3059"),
        ('select = ["missing-yes"]\nignore = ["packages"]', "DF0102 DL3014"),
        ('select = ["missing-yes"]\nignore = ["DL3014"]', "DF0102"),
        ('select = ["DL3014"]\nignore = ["missing-yes"]', "DL3014"),
        ('ignore = ["packages"]\nextend-select = ["DL3008"]', "DF0501 DL3008 DL3052 DL3059 StageNameCasing"),
        # Ignoring wins between equals, however they are called.
        ('select = ["DL3008"]\nignore = ["DL3008"]', ""),
        ('select = ["DL3008", "DL3014"]\nignore = ["apt-unpinned"]', "DL3014"),
        ('select = ["packages"]\nignore = ["packages"]', ""),
    ],
)
def test_selectors(text: str, expected: str) -> None:
    assert selected(text) == expected


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ('select = ["layers"]\nextend-select = ["labels"]', {"select": ["DL3008"]}, "DL3008"),
        ('ignore = ["DL3008"]', {"select": ["apt-unpinned"]}, "DL3008"),
        ('ignore = ["DL3008"]', {"select": ["packages"]}, "DF0102 DL3014"),
        ('select = ["DL3008", "DL3014"]', {"ignore": ["apt-unpinned"]}, "DL3014"),
        ('select = ["DL3008"]', {"ignore": ["packages"]}, "DL3008"),
        ('ignore = ["labels"]', {"extend_select": ["labels"]}, DEFAULT),
        ("", {"select": ["DL3008", "DL3014"], "ignore": ["DL3008"]}, "DL3014"),
    ],
)
def test_the_command_line_wins_between_equals(text: str, options: dict[str, Any], expected: str) -> None:
    assert selected(text, **options) == expected


@pytest.mark.parametrize(
    ("patterns", "path", "expected"),
    [
        ('"test/**" = ["DL3059"]', "test/a/Dockerfile", "DL3014"),
        ('"test/**" = ["DL3059"]', "Dockerfile", "DL3014 DL3059"),
        ('"test/**" = ["DL3059"]', "a/test/Dockerfile", "DL3014 DL3059"),
        ('"test/" = ["ALL"]', "a/test/b/Dockerfile", ""),
        ('"*.dev" = ["packages"]', "a/Dockerfile.dev", "DL3059"),
        ('"*.dev" = ["packages"]\n"/a" = ["layers"]', "a/Dockerfile.dev", ""),
        ('"*.dev" = ["packages"]\n"/a" = ["layers"]', "a/Dockerfile", "DL3014"),
        ('"!src/" = ["layers"]', "src/Dockerfile", "DL3014 DL3059"),
        ('"!src/" = ["layers"]', "Dockerfile", "DL3014"),
        ('"Dockerfile" = ["unmerged-run"]', "Dockerfile", "DL3014"),
    ],
)
@pytest.mark.parametrize("absolute", [False, True])
def test_per_file_ignores(patterns: str, path: str, expected: str, absolute: bool) -> None:
    text = f'select = ["DL3014", "DL3059"]\n[per-file-ignores]\n{patterns}'
    assert selected(text, str(Path.cwd() / path) if absolute else path) == expected


def test_selections_are_kept_for_files_that_the_same_patterns_hold_for() -> None:
    selection = Selection(RULES, settings('[per-file-ignores]\n"a/" = ["DL"]'))
    assert selection.for_file(Path("a/x")) is selection.for_file(Path("a/y"))
    assert selection.for_file(Path("b/x")) is selection.for_file(Path("c"))
    assert selection.for_file(Path("b/x")) != selection.for_file(Path("a/x"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('select = ["DL3009"]', '`select`: no rule is called "DL3009", did you mean `DL30'),
        ('extend-select = ["x"]', '`extend-select`: no rule is called "x", see `dockfix rules`'),
        ('ignore = ["D"]', '`ignore`: no rule is called "D"'),
        ('ignore = ["Stage"]', '`ignore`: no rule is called "Stage"'),
        ('ignore = ["unmerged-runs"]', "did you mean `unmerged-run`?"),
        ('ignore = ["package"]', "did you mean `packages`?"),
        ('ignore = [""]', '`ignore`: no rule is called ""'),
        ('[per-file-ignores]\n"x" = ["nope"]', '`per-file-ignores."x"`: no rule is called "nope"'),
        ("[rules.DL3060]", '`rules.DL3060`: no rule is called "DL3060", did you mean `DL30'),
        ("[lables]", "`lables`: there is no such table, did you mean `labels`?"),
        ("[per-file-ignore]", "`per-file-ignore`: there is no such table, did you mean `per-file-ignores`?"),
        ("[Labels]", "`Labels`: there is no such table, did you mean `labels`?"),
        ("[DL3059]", "`DL3059`: there is no such table"),
        (
            "[rules.DL3059]\nmax_commands = 1",
            "`rules.DL3059.max_commands`: there is no such option, did you mean `max-commands`?",
        ),
        ('[rules.DL3059]\nsevrity = "info"', "did you mean `severity`?"),
        ("[rules.DL3014]\nschema = 'oci'", "`rules.DL3014.schema`: there is no such option"),
        ("[packages]\nschema = 'oci'", "`packages.schema`: there is no such option"),
        (
            '[rules.DL3059]\nmax-commands = "2"',
            '`rules.DL3059.max-commands` is "2": it must be a whole number',
        ),
        ("[rules.DL3059]\nmax-commands = true", "is true: it must be a whole number"),
        ("[rules.DL3059]\nmax-commands = 2.5", "is 2.5: it must be a whole number"),
        ("[rules.DL3059]\nshipped = 1", "`rules.DL3059.shipped` is 1: it must be true or false"),
        ("[labels]\nschema = 'ocii'", '`labels.schema` is "ocii": it must be oci, say'),
        ("[labels]\nscheme = 'ftp'", '`labels.scheme` is "ftp": it must be one of https, any'),
        ("[labels]\nscheme = 1", "`labels.scheme` is 1: it must be a string"),
        ("[labels]\nschema = ['oci']", '`labels.schema` is ["oci"]: it must be a string'),
        ("[labels]\nrequired = 'x'", '`labels.required` is "x": it must be a list of strings'),
        ("[labels]\nrequired = [1]", "`labels.required` is [1]: it must be a list of strings"),
        ("[labels.schema]\nx = 1", '`labels.schema` is {"x": 1}: it must be a string'),
    ],
)
def test_what_no_rule_knows_is_said_in_one_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=f"^dockfix.toml: .*{re.escape(message)}"):
        Selection(RULES, settings(text))


def test_the_command_line_is_blamed_for_its_own() -> None:
    with pytest.raises(ConfigError, match=r'^`--select`: no rule is called "DL3000"'):
        Selection(RULES, settings("").with_command_line(select=["DL3000"]))


def test_what_is_unknown_may_be_of_a_plugin_that_failed() -> None:
    text = 'extend-select = ["ACME1"]\n[rules.ACME1]\nx = 1\n[acme]\ny = 1\n[labels]\nz = 1'
    active = Selection(RULES, settings(text), complete=False).for_file(Path("Dockerfile"))
    assert codes(active) == DEFAULT
    with pytest.raises(ConfigError):
        Selection(RULES, settings(text))


FILE = File(parse(Source("FROM scratch\n")), None)


def made(text: str, rule: type[Rule]) -> Any:
    active = Selection(RULES, settings(text)).for_file(Path("Dockerfile"))
    return next(each for each in active if each.card.rule is rule).make(FILE)


def test_options_reach_the_rule_object_only() -> None:
    join = made('[rules.DL3059]\nmax-commands = 5\nshipped = true\nseverity = "error"', Join)
    assert (join.max_commands, join.shipped, join.severity) == (5, True, Severity.ERROR)
    assert (Join.max_commands, Join.shipped, Join.severity) == (2, False, Severity.WARNING)
    assert join.file is FILE
    assert join.found(Span(0, 1), "x").severity is Severity.ERROR


def test_a_category_table_sets_the_options_of_its_rules() -> None:
    text = '[labels]\nschema = "oci"\nrequired = ["a", "b"]\nseverity = "style"'
    assert (made(text, Labels).schema, made(text, Labels).required) == ("oci", ("a", "b"))
    assert made(text, LabelUrl).schema == "oci"
    assert not hasattr(made(text, LabelUrl), "required")
    assert made(text, LabelUrl).severity is Severity.STYLE


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ('[rules.DF0501]\nschema = "a"\n[labels]\nschema = "b"', "a"),
        ('[rules.missing-labels]\nschema = "a"\n[rules.DF]\nschema = "b"', "a"),
        ('[rules.DF0501]\nschema = "a"\n[rules.missing-labels]\nschema = "b"', "b"),
        ('[rules.ALL]\nschema = "a"\n[labels]\nrequired = []', "a"),
    ],
)
def test_the_more_specific_table_wins(text: str, schema: str) -> None:
    assert made(text, Labels).schema == schema


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("", None),
        ('[rules.DL3059]\nfix = "never"', "never"),
        ('[rules.DL3]\nfix = "unsafe"', "unsafe"),
        ('[rules.DL3059]\nfix = "safe"\n[layers]\nfix = "never"', "safe"),
    ],
)
def test_the_fix_policy(text: str, policy: FixPolicy | None) -> None:
    active = Selection(RULES, settings(text)).for_file(Path("Dockerfile"))
    assert next(each.fix for each in active if each.card.rule is Join) == policy


@pytest.mark.parametrize("declared", list(Safety))
@pytest.mark.parametrize(
    ("policy", "expected"),
    [(None, None), ("safe", Safety.SAFE), ("unsafe", Safety.UNSAFE)],
)
def test_a_policy_declares_fixes_anew(
    declared: Safety, policy: FixPolicy | None, expected: Safety | None
) -> None:
    fix = Fix((Edit(Span(0, 0), "x"),), "title", declared)
    finding = Finding(Join, Source("x"), Span(0, 1), "m", Severity.INFO, fix)
    assert apply_policy(finding, policy) == finding._replace(fix=fix._replace(safety=expected or declared))
    assert apply_policy(finding, "never") == finding._replace(fix=None)


@pytest.mark.parametrize("policy", [None, "never", "safe", "unsafe"])
def test_a_policy_makes_no_fix_where_there_is_none(policy: FixPolicy | None) -> None:
    finding = Finding(Join, Source("x"), Span(0, 1), "m", Severity.INFO)
    assert apply_policy(finding, policy) == finding
