"""docs/buildkit.md: its table says what the rules are, and its examples give their findings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT
from dockfix.engine import Engine
from dockfix.plugins import Plugins
from dockfix.rule import Safety
from dockfix.rule_card import RuleCard
from dockfix.selection import ActiveRule
from dockfix.source import Source
from peers.checks import CHECKS, IMPOSSIBLE, rules_of

TEXT = (ROOT / "docs" / "buildkit.md").read_text()
_ROW = re.compile(r"^\| (\w+) \| (.+?) \| (safe|unsafe|—) \| (.*) \|$", re.MULTILINE)
_SECTION = re.compile(r"^### (\w+)$(.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
_EXAMPLE = re.compile(r"```dockerfile (bad|good)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_REFUSED = re.compile(r"^\| (D[FL]\d+(?:, D[FL]\d+)*) \| ", re.MULTILINE)

TABLE = {check: (codes, fix, difference) for check, codes, fix, difference in _ROW.findall(TEXT)}
EXAMPLES = [
    pytest.param(check, kind, text, id=f"{check}-{kind}")
    for check, body in _SECTION.findall(TEXT)
    for kind, text in _EXAMPLE.findall(body)
]


def test_every_check_is_in_the_table_and_has_examples() -> None:
    assert set(TABLE) == {*CHECKS, *IMPOSSIBLE}
    kinds = [(example.values[0], example.values[1]) for example in EXAMPLES]
    assert sorted(kinds) == [(check, kind) for check in sorted(CHECKS) for kind in ("bad", "good")]


@pytest.mark.parametrize("check", CHECKS)
def test_a_row_says_which_rules_they_are_and_how_they_are_fixed(check: str) -> None:
    codes, fix, _ = TABLE[check]
    rules = rules_of(check)
    assert re.findall(r"`(\w+)`", codes) == sorted(rule.code for rule in rules)
    assert {Safety(fix) if fix != "—" else None} == {rule.fixes for rule in rules}


@pytest.mark.parametrize("check", IMPOSSIBLE)
def test_what_is_not_possible_has_no_rule_and_a_reason(check: str) -> None:
    codes, _, reason = TABLE[check]
    assert (codes, rules_of(check)) == ("—", [])
    assert reason


@pytest.mark.parametrize(("check", "kind", "text"), EXAMPLES)
def test_example(check: str, kind: str, text: str, tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("build/\n")
    engine = Engine([ActiveRule(RuleCard.of(rule), {}) for rule in rules_of(check)])
    result = engine.check(Source.from_text(text), tmp_path / "Dockerfile")
    assert bool(result.findings) is (kind == "bad")


def test_the_rules_of_what_is_refused_are_there() -> None:
    listed = {code for row in _REFUSED.findall(TEXT) for code in row.split(", ")}
    rules = {rule.code for rule in Plugins(installed=False).rules}
    assert listed <= rules
    assert {code for code in rules if code.startswith("DF00")} - listed == {"DF0017"}
