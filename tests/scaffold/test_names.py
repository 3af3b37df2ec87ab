from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.plugins import Plugins
from dockfix.scaffold import ScaffoldError
from dockfix.scaffold.names import Name, category_of, code_of, name_of, rule_name

CARDS = Plugins(installed=False).cards


@pytest.mark.parametrize(
    ("word", "kebab", "module", "class_name"),
    [
        ("no-npm-install", "no-npm-install", "no_npm_install", "NoNpmInstall"),
        ("NoNpmInstall", "no-npm-install", "no_npm_install", "NoNpmInstall"),
        ("no_npm install", "no-npm-install", "no_npm_install", "NoNpmInstall"),
        ("HTTPSOnly2", "https-only2", "https_only2", "HttpsOnly2"),
        ("x", "x", "x", "X"),
        ("-a--b-", "a-b", "a_b", "AB"),
    ],
)
def test_spellings(word: str, kebab: str, module: str, class_name: str) -> None:
    name = name_of(word, "a rule")
    assert (name.kebab, name.module, name.class_name) == (kebab, module, class_name)


@given(st.text(st.characters(codec="utf-8"), max_size=70))
def test_whatever_is_typed_it_is_a_name_or_told(word: str) -> None:
    try:
        name = name_of(word, "a rule")
    except ScaffoldError as error:
        assert "\n" not in str(error)
    else:
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name.kebab)
        assert name.module.isidentifier()
        assert name.class_name.isidentifier()
        assert name_of(name.kebab, "a rule") == name


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("", "the name of a rule: take words of letters and digits"),
        ("1st", '"1st" cannot be the name of a rule'),
        ("../x", '"../x" cannot be'),
        ("é", '"é" cannot be'),
        ("x" * 61, "60 characters at most"),
        ("class", "`class` is a word of Python's own"),
        ("none", "`none` is a word of Python's own"),
        ("json", "`json` is a module of Python's own"),
        ("finding", "`Finding` is a class that rules are made with"),
        ("no-sudo-at-all", ""),
        ("apt-missing-yes", "`apt-missing-yes` names the rule DL3014 apt-missing-yes"),
        ("AptMissingYes", "`apt-missing-yes` names the rule DL3014"),
        ("missing-yes", "`missing-yes` names the rule"),
    ],
)
def test_rules(word: str, told: str) -> None:
    if not told:
        assert rule_name(word, CARDS) == Name(word)
        return
    with pytest.raises(ScaffoldError, match=re.escape(told)):
        rule_name(word, CARDS)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("DL3008", "DL3008 is the code of the rule DL3008 apt-unpinned"),
        ("dl3008", "dl3008 is the code of the rule DL3008"),
        ("SC2086", "SC2086 is the code of the rule SC shellcheck"),
        ("SC", 'the code "SC" is not letters and then digits, such as ACME001'),
        ("A/1", 'the code "A/1" is not'),
        ("001", 'the code "001" is not'),
    ],
)
def test_codes_that_cannot_be_taken(word: str, told: str) -> None:
    with pytest.raises(ScaffoldError, match=re.escape(told)):
        code_of(word, Name("local"), CARDS)


def test_codes() -> None:
    assert code_of("ACME7", Name("local"), CARDS) == "ACME7"
    assert code_of(None, Name("local"), CARDS) == "LOCAL001"
    assert code_of(None, Name("acme-web2"), CARDS) == "ACMEWEB001"
    # DL3000 to DL3002 are there.
    assert code_of(None, Name("dl3"), [card for card in CARDS if card.code != "DL001"]) == "DL001"


def test_the_next_code_is_free() -> None:
    class Card:
        code, name, aliases, is_family = "LOCAL001", "x", ("local002",), False

    assert code_of(None, Name("local"), [Card()]) == "LOCAL003"  # type: ignore[list-item]


def test_categories() -> None:
    assert category_of("House Rules") == Name("house-rules")
    for word in ("rules", "fail-on", "plugins"):
        with pytest.raises(ScaffoldError, match=f"`{word}` is a key of the settings"):
            category_of(word)
