"""What is told of a key of a settings file is what the key does."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockfix.config import KEYS, Settings, forget, load
from dockfix.plugins import Plugins
from dockfix.selection import Selection
from dockfix.setting_docs import RULE_SETTINGS, SETTINGS
from dockfix.setting_values import ConfigError

TABLE = "[rules.DL3059]\n"
EXAMPLES = [
    *(setting.example for setting in SETTINGS.values()),
    *(setting.example for setting in RULE_SETTINGS.values()),
]
CHOICES = [
    *((key, setting.choices) for key, setting in SETTINGS.items() if setting.choices),
    *((TABLE + key, setting.choices) for key, setting in RULE_SETTINGS.items()),
]


@pytest.fixture(autouse=True)
def _below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dockfix.toml").write_text("")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")


def loaded(text: str) -> Settings:
    path = Path("dockfix.toml").absolute()
    path.write_text(text)
    forget()
    return load(path)


def test_every_key_is_told() -> None:
    assert sorted(SETTINGS) == sorted(KEYS)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_are_settings(example: str) -> None:
    settings = loaded(example)
    assert settings != loaded("") or example.startswith("extend =")
    Selection(Plugins(installed=False).cards, settings)


@pytest.mark.parametrize("key", [key for key in SETTINGS if not SETTINGS[key].default.startswith("(")])
def test_defaults_change_nothing(key: str) -> None:
    assert loaded(f"{key} = {SETTINGS[key].default}") == loaded("")


@pytest.mark.parametrize(("key", "choices"), CHOICES)
def test_choices_are_all_that_there_are(key: str, choices: tuple[str, ...]) -> None:
    assert len({str(loaded(f'{key} = "{choice}"')) for choice in choices}) == len(choices)
    with pytest.raises(ConfigError, match=rf"choose ({', '.join(choices[:-1])} or )?{choices[-1]}$"):
        loaded(f'{key} = "other"')


@pytest.mark.parametrize("key", SETTINGS)
def test_types(key: str) -> None:
    kind = SETTINGS[key].type
    values = {"boolean": "true", "string": '"x"', "list": '["x"]', "table": "{ x = {} }"}
    right = {
        word: value
        for word, value in values.items()
        if kind.startswith(word) and not SETTINGS[key].choices and key not in ("extend", "per-file-ignores")
    }
    for value in right.values():
        loaded(f"{key} = {value}")
    for value in (value for word, value in values.items() if not kind.startswith(word)):
        with pytest.raises(ConfigError, match=key):
            loaded(f"{key} = {value}")
