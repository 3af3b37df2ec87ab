"""The rules of Acme: their own examples, and the cases in fixtures/."""

from __future__ import annotations

from dockfix.testing import RuleTests


class TestRules(RuleTests):
    """A test for each example and each case; see `pytest --dockfix-update`."""

    plugins = ("acme_dockfix",)
    fixtures = "../fixtures"
