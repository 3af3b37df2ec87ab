"""Every rule's docstring is its documentation, and its examples are its tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dockfix.engine import Engine
from dockfix.fixer import fix
from dockfix.plugins import Plugins
from dockfix.rule import Rule, Safety
from dockfix.source import Source
from examples import Example, attributes_of, examples_of, path_for

RULES = Plugins(installed=False).rules
EXAMPLES = [example for rule in RULES for example in examples_of(rule)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_documents_itself(rule: type[Rule]) -> None:
    kinds = {example.kind for example in examples_of(rule)}
    assert kinds == {"bad", "good"}
    assert rule.name == rule.name.lower().replace("_", "-")
    assert rule.source.startswith("https://")
    summary = (rule.__doc__ or "").strip().splitlines()[0]
    assert summary.endswith(".")


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_example(example: Example, engine_for: Callable[..., Engine], tmp_path: Path) -> None:
    engine = engine_for(example.rule, **attributes_of(example.rule))
    result = engine.check(Source.from_text(example.text), path_for(example.rule, tmp_path))
    assert not result.failures
    assert bool(result.findings) is (example.kind == "bad")
    for finding in result.findings:
        assert finding.message
        assert not finding.message.endswith(".")


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.rule.fixes and e.kind == "bad"], ids=str)
def test_fix_of_example(example: Example, engine_for: Callable[..., Engine]) -> None:
    engine = engine_for(example.rule, **attributes_of(example.rule))
    fixed = fix(Source.from_text(example.text), engine, unsafe=True)
    assert not fixed.failures
    assert fixed.applied
    assert all(finding.fix is None for finding in fixed.result.findings)
    safeties = {finding.fix.safety for finding in fixed.applied if finding.fix}
    assert example.rule.fixes in safeties or example.rule.fixes is Safety.SAFE
