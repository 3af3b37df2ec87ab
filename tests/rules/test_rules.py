"""Every built-in rule's docstring is its documentation, its examples and its fixtures are its tests."""

from __future__ import annotations

import pytest

from dockfix.plugins import Plugins
from dockfix.rule import Rule
from dockfix.testing import RuleTests


class TestRules(RuleTests):
    plugins = ("dockfix_rules",)
    fixtures = "../../fixtures"
    other_fixtures = ("notes",)


@pytest.mark.parametrize("rule", Plugins(installed=False).rules, ids=lambda rule: rule.code)
def test_the_source_is_named(rule: type[Rule]) -> None:
    assert rule.source.startswith("https://")
