"""Tests for rules: each docstring example and each case of a fixtures folder becomes a test of pytest's.

All that a rule's author writes is a class in a test module::

    from dockfix.testing import RuleTests


    class TestRules(RuleTests):
        plugins = ("acme_rules",)

What is tried, for every rule of the plugins:

- that it documents itself: a name in kebab-case, a first sentence, a bad and a good example;
- that it finds something in each bad example, and that its fix, if it has one, leaves nothing of that;
- that it is silent in each good example;
- that in each `fixtures/<CODE>/<case>/Dockerfile` it finds what `expected.json` beside it says, and that its
  fixes make it what `fixed.Dockerfile` says; a `dockfix.toml` there sets its options;
- everywhere, that its messages are well-formed, and that a fix breaks nothing and is done after one run.

`pytest --dockfix-update` writes what is found and made now to the expected files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import pytest

    from dockfix.testing.checks import Check


class RuleTests:
    """To be subclassed in a test module, as a class that pytest collects: `class TestRules(RuleTests)`."""

    #: The plugins whose rules are tried: names of modules, and paths of files relative to the test module.
    #: Where there are none, those of the nearest dockfix.toml or pyproject.toml, and the rules defined there.
    plugins: ClassVar[Sequence[str | Path]] = ()
    #: The folder of cases, relative to the test module.
    fixtures: ClassVar[str | Path] = "fixtures"
    #: The directories in `fixtures` that are called after no rule, and are not looked at.
    other_fixtures: ClassVar[Sequence[str]] = ()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Have `test_rule` run for every check; plugins that cannot be taken are told instead."""
        from dockfix.testing.gathering import gathered  # noqa: PLC0415 - pytest loads this package everywhere

        if "check" in metafunc.fixturenames:
            checks = gathered(self, metafunc.definition.path.parent)
            metafunc.parametrize("check", checks, ids=str)

    def test_rule(self, check: Check, tmp_path: Path, request: pytest.FixtureRequest) -> None:
        """One check of one rule."""
        from dockfix.testing.plugin import run  # noqa: PLC0415

        run(check, tmp_path, request)
