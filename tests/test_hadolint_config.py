from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from dockfix.config import find, load, settings_for
from dockfix.hadolint_config import settings_of
from dockfix.migration import migrated
from dockfix.rule import Severity
from dockfix.setting_values import ConfigError

FILE = Path(".hadolint.yaml")

KEYS: dict[str, dict[str, Any]] = {
    "": {},
    "ignored: [DL3008, SC2086]": {"ignore": ["DL3008", "SC2086"]},
    "ignored: [DL3005, DL3008]": {"ignore": ["DL3008"]},
    "ignored:": {},
    "override: {error: [DL3015], style: [DL3057, DL3059]}": {
        "rules": {
            "DL3015": {"severity": "error"},
            "DL3057": {"severity": "style"},
            "DL3059": {"severity": "style"},
        },
        "extend-select": ["DL3015", "DL3057", "DL3059"],
    },
    "override: {error:}": {"extend-select": [], "rules": {}},
    "trustedRegistries: [docker.io, '*.example.com']": {
        "rules": {"DL3026": {"trusted-registries": ["docker.io", "*.example.com"]}}
    },
    "strict-labels: true": {"labels": {"strict": True}},
    "disable-ignore-pragma: true": {"ignore-comments": False},
    "failure-threshold: warning": {"fail-on": "warning"},
    "failure-threshold: none": {"fail-on": "style"},
    "no-fail: true\nfailure-threshold: error": {"fail-on": "never"},
    "failure-threshold: error\nno-fail: true": {"fail-on": "never"},
    "no-fail: false": {},
    "format: tty\nno-color: true\nverbose: true\nformats: [json]": {},
}


@pytest.mark.parametrize("text", KEYS)
def test_key(text: str) -> None:
    assert settings_of(FILE, text.encode()) == KEYS[text]


def test_labels_and_their_types() -> None:
    labels = settings_of(FILE, b"label-schema: {com.example.a: hash, com.example.b: , com.example.c: text}")[
        "labels"
    ]
    assert labels["types"] == ["com.example.a=hash", "com.example.b=text", "com.example.c=text"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ignored: [DL3008", ", line 1: not valid YAML"),
        ("ignored: DL3008", '`ignored` is "DL3008": it must be a list of strings'),
        ("- DL3008", "it must be a mapping"),
        ("ignore: []", "hadolint has no key `ignore`, did you mean `ignored`?"),
        ("override: {fatal: [DL3008]}", '`override` is "fatal": choose error, warning, info or style'),
        ("label-schema: {a: number}", '`label-schema.a` is "number": choose text'),
        ("failure-threshold: bad", '`failure-threshold` is "bad": choose error'),
        ("no-fail: maybe", '`no-fail` is "maybe": it must be true or false'),
        ("\0", "not valid YAML"),
        ("a: " + "[" * 2000, "not valid YAML"),
        ("? [a]\n: b", "not valid YAML: found unhashable key"),
        ("!!python/object/apply:os.getcwd []", "not valid YAML"),
    ],
)
def test_what_is_wrong_is_told(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings_of(FILE, text.encode())
    assert str(caught.value).startswith(".hadolint.yaml")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(ConfigError, match="not valid YAML"):
        settings_of(FILE, b"ignored: [\xff]")


@pytest.mark.parametrize("name", [".hadolint.yaml", ".hadolint.yml"])
def test_it_holds_where_dockfix_has_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a" / name).write_text("ignored: [DL3059]\nfailure-threshold: error\n")
    assert find(inner) == tmp_path / "a" / name
    settings = settings_for(inner)
    assert [given.value for given in settings.ignore] == ["DL3059"]
    assert settings.fail_on is Severity.ERROR


def test_settings_of_dockfix_hold_instead(tmp_path: Path) -> None:
    inner = tmp_path / "a"
    inner.mkdir()
    (inner / ".hadolint.yaml").write_text("ignored: [DL3059]\n")
    (tmp_path / "dockfix.toml").write_text("")
    assert find(inner) == tmp_path / "dockfix.toml"


@pytest.mark.parametrize("text", [text for text in KEYS if "label" not in text])
def test_what_is_migrated_means_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "dockfix.toml").write_text(migrated(FILE, text.encode()))
    (tmp_path / "given.yaml").write_text(text)
    assert _plain(load(tmp_path / "dockfix.toml")) == _plain(load(tmp_path / "given.yaml"))


def _plain(settings: object) -> str:
    return str(settings).replace("dockfix.toml", "FILE").replace("given.yaml", "FILE")


def test_what_is_for_the_command_line_is_said() -> None:
    text = migrated(FILE, b"format: tty\nno-color: true\nverbose: false\n", "hadolint")
    assert tomllib.loads(text) == {"preset": "hadolint"}
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert comments[0] == "# From .hadolint.yaml."
    assert "--format" in comments[1]
    assert "--color" in comments[2]
    assert len(comments) == 3
