"""Rebuild rules/dockfix_rules/cards.py, what is to be known of the built-in rules without importing them.

To be run when a rule is added or changes what is on its card: python tools/update_rule_cards.py
"""

from __future__ import annotations

from pathlib import Path
from pprint import pformat

import dockfix_rules
from dockfix.rule_card import RuleCard

CARDS = Path(__file__).resolve().parent.parent / "rules/dockfix_rules/cards.py"
HEAD = '''"""The cards of the rules; written by `tools/update_rule_cards.py`."""

# ruff: noqa: E501
# fmt: off

ROWS: tuple[tuple[object, ...], ...] = (
'''


def text() -> str:
    """The module as it has to be."""
    rows = sorted(RuleCard.of(rule).row for rule in dockfix_rules.dockfix_rules())
    return HEAD + "".join(f"    {pformat(row, width=1000, compact=True)},\n" for row in rows) + ")\n"


if __name__ == "__main__":
    CARDS.write_text(text(), "utf-8")
