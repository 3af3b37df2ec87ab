from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.config import Settings, forget, load
from dockfix.custom.places import line_of
from dockfix.plugins import Plugins
from dockfix.rule import Safety, Severity
from dockfix.setting_values import ConfigError

GOOD = """\
[[rules.custom]]
code = "ACME001"
message = "no."
command = "npm install"
"""


def settings_of(text: str, name: str = "dockfix.toml") -> Settings:
    path = Path(name)
    path.write_text(text)
    forget()
    return load(path)


@pytest.fixture(autouse=True)
def _in_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_is_left_out() -> None:
    (definition,) = settings_of(GOOD).custom
    assert (definition.name, definition.severity, definition.category) == (
        "acme001",
        Severity.WARNING,
        "custom",
    )
    assert (definition.message, definition.fix, definition.command) == (
        "no",
        Safety.UNSAFE,
        (("npm", "install"),),
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('colour = "red"', "`rules.custom.colour` is no key of a rule"),
        ('severty = "error"', "`rules.custom.severty` is no key of a rule, did you mean `severity`?"),
        ('severity = "bad"', '`rules.custom.severity` is "bad": choose error, warning, info or style'),
        ("missing = 1", "`rules.custom.missing` is 1: it must be true or false"),
        ('image = "*"', "`rules.custom.image` is one subject too many"),
        ('except = "*"', "`rules.custom.except` is not for a rule about command: only for image"),
        ("without = []", "`rules.custom.without` is []: it must be a string or a list of them"),
        ('without = "f"', '`rules.custom.without` is "f": it must be flags such as --fail'),
        ("matches = '(a'", "`rules.custom.matches` is no regular expression: missing )"),
        ('name = "No Good"', '`rules.custom.name` is "No Good": it must be words in small letters'),
        ('fix = "safe"', "`rules.custom.fix` is for a rule with `replace` or `add`"),
        ('add = "--x"', "`rules.custom.add` is for a rule with `missing` or `without`"),
        ('without = "-f"\nadd = "--fail"', "`rules.custom.add` has none of the flags of `without`: -f"),
        ('replace = "npm install now"', "`rules.custom.replace` makes a command that is found again"),
        ("matches = 'a'\nreplace = '\\2'", "`rules.custom.replace` cannot replace what `matches` finds: "),
        ('without = "-f"\nadd = "-f"\nreplace = "x"', "`rules.custom.add` and `replace` exclude each other"),
        ('missing = true\nreplace = "x"', "`rules.custom.replace` and `missing` exclude each other"),
        ('missing = true\nadd = "RUN x"', "`rules.custom.add` cannot add a command: leave it out"),
    ],
)
def test_a_wrong_key_is_told_with_its_line(line: str, message: str) -> None:
    text = f"# rules of ours\n\n{GOOD}\n{GOOD.replace('1', '2')}# a comment\n{line}\n"
    with pytest.raises(ConfigError) as told:
        settings_of(text)
    place, _, said = str(told.value).partition(": ")
    assert said.startswith(message)
    key = message.split("`")[1].rpartition(".")[2]
    (number,) = [at for at, each in enumerate(text.splitlines(), 1) if each.startswith(f"{key} =")]
    assert place == f"dockfix.toml:{number}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[rules.custom]]\nmessage = "x"\nlabel = "a"\n', "dockfix.toml:1: `rules.custom` has no `code`"),
        ('[[rules.custom]]\ncode = "A1"\nlabel = "a"\n', "dockfix.toml:1: `rules.custom` has no `message`"),
        (
            '\n[[rules.custom]]\ncode = "A1"\nmessage = "x"\n',
            "dockfix.toml:2: `rules.custom` has no subject: instruction, command, image or label",
        ),
        (
            '[[rules.custom]]\ncode = "1A"\n',
            'dockfix.toml:2: `rules.custom.code` is "1A": it must be letters and digits such as ACME001',
        ),
        (
            '[[rules.custom]]\ncode = "A1"\nmessage = "{text} {who}"\nlabel = "a"\n',
            "dockfix.toml:3: `rules.custom.message` has {who}, which stands for nothing: there is {text}",
        ),
        (
            '[[rules.custom]]\ncode = "A1"\nmessage = "x"\ninstruction = "FORM"\n',
            "dockfix.toml:4: `rules.custom.instruction` names FORM, which is no instruction, did you mean `FROM`?",
        ),
        (
            '[[rules.custom]]\ncode = "A1"\nmessage = "x"\ninstruction = "USER root"\n',
            "dockfix.toml:4: `rules.custom.instruction` has root, which is no flag: what follows goes into `matches`",
        ),
        (
            '[[rules.custom]]\ncode = "A1"\nmessage = "x"\ninstruction = "RUN"\nreplace = "x"\n',
            "dockfix.toml:5: `rules.custom.replace` needs `matches`, which says what is replaced",
        ),
        (
            '[[rules.custom]]\ncode = "A1"\nmessage = "x"\nlabel = "a"\nmissing = true\nadd = "USER x"\n',
            "dockfix.toml:6: `rules.custom.add` must be an instruction LABEL",
        ),
        (
            f'{GOOD}{GOOD}name = "other"\n',
            "dockfix.toml:6: `rules.custom.code` is ACME001, as that of another rule above",
        ),
        (
            "[rules.custom]\nseverity = 1\n",
            "dockfix.toml: `rules.custom` must be a list of tables: write [[rules.custom]] above each rule",
        ),
    ],
)
def test_what_makes_no_rule(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as told:
        settings_of(text)
    assert str(told.value) == message


@pytest.mark.parametrize(
    ("key", "value", "other"),
    [
        ("code", "DL3008", "DL3008 (unpinned-apt)"),
        ("code", "SC2086", "SC"),
        ("name", "multiple-cmd", "DL4003"),
    ],
)
def test_what_another_rule_is_called_is_an_error_with_its_line(key: str, value: str, other: str) -> None:
    known = {card.code: card.name for card in Plugins(installed=False).cards}
    value = known["DL4003"] if key == "name" else value
    text = f'[[rules.custom]]\nmessage = "no"\nlabel = "a"\n{key} = "{value}"\n'
    settings = settings_of(text if key == "code" else text + 'code = "A1"\n')
    with pytest.raises(
        ConfigError,
        match=rf"^dockfix.toml:4: `rules.custom.{key}` is {value}, as that of the rule {other[:6].strip()}",
    ):
        Plugins(settings.plugins, settings.custom, installed=False)


def test_they_may_stand_in_pyproject() -> None:
    text = f"[project]\nname = 'x'\n{GOOD.replace('rules', 'tool.dockfix.rules')}name = 1\n"
    with pytest.raises(ConfigError, match=r"^pyproject.toml:7: `rules.custom.name` is 1"):
        settings_of(text, "pyproject.toml")
    (definition,) = settings_of(text.replace("name = 1", ""), "pyproject.toml").custom
    assert definition.code == "ACME001"


def test_a_list_of_inline_tables() -> None:
    text = """\
select = ["ALL"]
[rules]
DL3008 = { fix = "never" }
custom = [
    { code = "A1", message = "x", label = "a" },
    # another
    { code = "A2", message = "x", label = "a", fix = "no" },
]
"""
    with pytest.raises(ConfigError, match=r"^dockfix.toml:7: `rules.custom.fix` is \"no\""):
        settings_of(text)


def test_rules_of_a_parent_stay_and_one_with_the_same_code_is_replaced() -> None:
    Path("parent.toml").write_text(GOOD + GOOD.replace("001", "002"))
    settings = settings_of('extend = "parent.toml"\n' + GOOD.replace("002", "001").replace("no.", "never"))
    assert [(each.code, each.message) for each in settings.custom] == [
        ("ACME001", "never"),
        ("ACME002", "no"),
    ]


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12)
blanks = st.lists(st.sampled_from(["", "# custom", "  # [[rules.custom]]", "   "]), max_size=3)
tables = st.lists(
    st.tuples(st.sampled_from(["code", "message", "why", "label", "x y"]), texts, st.booleans(), blanks),
    min_size=1,
    max_size=4,
    unique_by=lambda row: row[0],
)


@given(st.lists(st.tuples(tables, blanks), min_size=1, max_size=3), st.booleans())
def test_every_line_is_found(
    rules: list[tuple[list[tuple[str, str, bool, list[str]]], list[str]]], has_head: bool
) -> None:
    lines = ["ignore = [", '  "DL3008",', "]"] if has_head else []
    places = []
    for number, (keys, before) in enumerate(rules):
        lines += before
        places.append((number, "", len(lines) + 1))
        lines.append("[[rules.custom]]")
        for key, text, is_long, blank in keys:
            lines += blank
            places.append((number, key, len(lines) + 1))
            shown = json.dumps(text, ensure_ascii=False)[1:-1]
            value = ['"""', shown, '"""'] if is_long else [f'"{shown}"']
            lines += [f"{json.dumps(key)} = {value[0]}", *value[1:]]
    path = Path("dockfix.toml")
    path.write_text("\n".join(lines) + "\n")
    for number, key, line in places:
        assert line_of(path, number, key) == line
