"""The JSON schema of settings: it is the published one, and takes what dockfix takes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator  # type: ignore[import-untyped]

from dockfix.config import forget, load
from dockfix.config_schema import schema
from dockfix.custom.definitions import KEYS as CUSTOM_KEYS
from dockfix.custom.definitions import SUBJECTS
from dockfix.plugins import Plugins
from dockfix.selection import Selection
from dockfix.setting_docs import CUSTOM_RULE_SETTINGS, RULE_SETTINGS, SETTINGS
from dockfix.setting_values import ConfigError

ROOT = Path(__file__).parent.parent
RULES = Plugins(installed=False).rules
SCHEMA = schema(RULES)
VALIDATOR = Draft7Validator(SCHEMA)


GOOD = """\
#:schema ./it.json
select = ["ALL", "dl30"]
fail-on = "warning"

[labels]
schema = "oci"

[rules.missing-yes]
fix = "never"

[rules.rule-of-a-plugin]
colour = "red"

[[rules.custom]]
code = "ACME001"
message = "write `npm ci`"
command = ["npm install"]
replace = "npm ci"
"""


def is_taken(text: str, path: Path) -> bool:
    """Whether dockfix takes a settings file."""
    path.write_text(text)
    forget()
    try:
        settings = load(path)
        Selection(Plugins((), settings.custom, installed=False).cards, settings)
    except ConfigError:
        return False
    return True


def is_valid(text: str) -> bool:
    valid: bool = VALIDATOR.is_valid(tomllib.loads(text))
    return valid


def test_the_published_one_is_made_of_the_code() -> None:
    Draft7Validator.check_schema(SCHEMA)
    published = json.loads((ROOT / "docs" / "dockfix.schema.json").read_text())
    assert published == SCHEMA, "dockfix schema --isolated > docs/dockfix.schema.json"


def test_what_the_documentation_shows_is_valid() -> None:
    shown = [GOOD, *(setting.example for setting in (*SETTINGS.values(), *RULE_SETTINGS.values()))]
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        shown += re.findall(r"^```toml\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    shown += [path.read_text() for path in (ROOT / "fixtures").glob("**/dockfix.toml")]
    shown += [path.read_text() for path in (ROOT / "src" / "dockfix" / "presets").glob("*.toml")]
    others = ("[tool.", "[project", "[language-server", "[[rule]]", "[[schemas]]")
    settings = [text for text in shown if not any(other in text for other in others)]
    assert len(settings) > 40
    for text in settings:
        assert is_valid(text), [error.message for error in VALIDATOR.iter_errors(tomllib.loads(text))]


@pytest.mark.parametrize(
    "text",
    [
        'sel = ["ALL"]',
        "ignore = [1]",
        'fail-on = "bad"',
        'unsafe-fixes = "yes"',
        '[rules.DL3059]\nleave-chained = "x"',
        "[rules.DL3059]\nleave-changed = true",
        "[rules.unmerged-runs]\nsavety = 1",
        '[labels]\nrequired = "version"',
        '[labels]\nschema = "oic"',
        '[rules.missing-yes]\nverbs = "install"',
        "[rules.missing-yes]\nverb = ['install']",
        '[rules]\nDL3059 = "never"',
        "[[rules.custom]]\ncode = 'A1'\nmessage = 'x'",
        "[[rules.custom]]\ncode = 'A1'\nmessage = 'x'\nlabel = 'a'\nimage = 'b'",
        "[[rules.custom]]\ncode = 'A1'\nmessage = 'x'\nlable = 'a'",
        "[[rules.custom]]\ncode = '1A'\nmessage = 'x'\nlabel = 'a'",
        "[[rules.custom]]\ncode = 'A1'\nname = 'No'\nmessage = 'x'\nlabel = 'a'",
        "[[rules.custom]]\ncode = 'A1'\nmessage = 'x'\nlabel = 'a'\nexcept = 'b'",
        "[[rules.custom]]\ncode = 'A1'\nmessage = 'x'\nlabel = 'a'\nfix = 'safe'",
        "[[rules.custom]]\ncode = 'A1'\nmessage = 'x'\nlabel = [' ']",
    ],
)
def test_what_dockfix_refuses_is_not_valid(text: str, tmp_path: Path) -> None:
    assert not is_taken(text, tmp_path / "dockfix.toml")
    assert not is_valid(text)


def test_every_key_of_a_rule_without_python_is_told() -> None:
    assert sorted(CUSTOM_RULE_SETTINGS) == sorted(CUSTOM_KEYS)


def program(name: str) -> str:
    """A program of this Python's environment, or the one on the PATH."""
    path = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return path or pytest.skip(f"needs {name}")


@pytest.mark.parametrize(
    ("command", "is_told"),
    [
        (("taplo", "lint"), '"oic" is not one of ["label-schema","oci","both"]'),
        (("tombi", "lint", "--offline"), 'one of ["label-schema", "oci", "both"], but found "oic"'),
    ],
)
def test_language_servers_understand_it(command: tuple[str, ...], is_told: str, tmp_path: Path) -> None:
    (tmp_path / "it.json").write_text(json.dumps(SCHEMA))
    (tmp_path / "right.toml").write_text(GOOD)
    (tmp_path / "wrong.toml").write_text(GOOD.replace('"oci"', '"oic"'))
    for name, status in (("right", 0), ("wrong", 1)):
        run = [program(command[0]), *command[1:], f"{name}.toml"]
        done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        said = re.sub(r"\x1b\[[\d;]*m", "", done.stdout + done.stderr)
        assert done.returncode == status, said
        assert (is_told in said) is (name == "wrong"), said


words = st.sampled_from(["ALL", "DL3008", "DL3", "packages", "unmerged-runs", "SC2086", "labels"])
patterns = st.sampled_from(["*", "a/", "!b"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "list of selectors": st.lists(words, max_size=2),
    "list of patterns": st.lists(patterns, max_size=2),
    "list of strings": st.just([]),
    "boolean": st.booleans(),
    "table of lists of selectors": st.dictionaries(patterns, st.lists(words, max_size=1), max_size=2),
}
others = st.one_of(st.integers(), st.floats(allow_nan=False), st.just([1]), st.just({"a": 1}), st.booleans())


def right(key: str) -> st.SearchStrategy[Any]:
    setting = SETTINGS[key]
    return st.sampled_from(setting.choices) if setting.choices else VALUES[setting.type]


KEYS = [key for key in SETTINGS if key not in ("extend", "rules", "baseline")]


@given(st.data(), st.lists(st.sampled_from(KEYS), unique=True, max_size=3), st.booleans())
def test_they_agree_on_plain_keys(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, keys: list[str], is_right: bool
) -> None:
    table = {key: data.draw(right(key)) for key in keys}
    if not is_right and keys:
        table[keys[0]] = data.draw(others)
    text = tomlkit.dumps(table)
    path = tmp_path_factory.getbasetemp() / "agreement.toml"
    assert is_taken(text, path) is is_valid(text), text


@given(st.data(), st.sampled_from([rule for rule in RULES if rule.options]), st.booleans())
def test_they_agree_on_options(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, rule: Any, by_name: bool
) -> None:
    option = data.draw(st.sampled_from(list(rule.options.values())))
    made: dict[type, Callable[[], st.SearchStrategy[Any]]] = {
        bool: st.booleans,
        int: st.integers,
        str: lambda: st.just(option.default),
        tuple: lambda: st.just(list(option.default)),
    }
    value = data.draw(st.one_of(made[type(option.default)](), others))
    text = tomlkit.dumps(
        {"rules": {rule.name if by_name else rule.code: {option.name.replace("_", "-"): value}}}
    )
    path = tmp_path_factory.getbasetemp() / "agreement.toml"
    if option.demand is None or not is_valid(text):
        assert is_taken(text, path) is is_valid(text), text


texts = st.sampled_from(
    ["", " ", "x", "a-b", "A1", "npm ci", "--fail", "USER 1", "USER", "safe", "style", "(", r"\1"]
)
anything = st.one_of(texts, st.lists(texts, max_size=2), st.booleans(), others, st.dates())
selectors = st.sampled_from(
    sorted(
        {word for rule in RULES for word in (rule.code, rule.name, rule.category, *rule.aliases, "ALL", "dl")}
    )
)
options = st.sampled_from(
    sorted({"severity", "fix", "x", *(name.replace("_", "-") for rule in RULES for name in rule.options)})
)
definitions = st.builds(
    lambda subject, key, value: {"code": "A1", "message": "x", subject: "USER", key: value},
    *(st.sampled_from(SUBJECTS), st.sampled_from(sorted(CUSTOM_KEYS)), anything),
)


@given(
    st.one_of(
        st.builds(lambda word, name, value: {word: {name: value}}, selectors, options, anything),
        st.builds(lambda definition: {"custom": [definition]}, definitions),
    )
)
def test_it_refuses_nothing_that_dockfix_takes(
    tmp_path_factory: pytest.TempPathFactory, rules: dict[str, object]
) -> None:
    text = tomlkit.dumps({"rules": rules})
    assert is_valid(text) or not is_taken(text, tmp_path_factory.getbasetemp() / "agreement.toml"), text
