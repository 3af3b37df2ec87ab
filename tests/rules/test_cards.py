from __future__ import annotations

import runpy

from conftest import ROOT
from dockfix.plugins import Plugins

TOOL = ROOT / "tools/update_rule_cards.py"


def test_the_cards_say_what_the_rules_say() -> None:
    written = (ROOT / "rules/dockfix_rules/cards.py").read_text()
    assert written == runpy.run_path(str(TOOL))["text"](), f"run {TOOL.relative_to(ROOT)}"


def test_a_card_leads_to_its_rule() -> None:
    for card in Plugins(installed=False).cards:
        assert card.rule.code == card.code
