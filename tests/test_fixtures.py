"""fixtures/<CODE>/<case>: a Dockerfile, what the rule finds in it, and the text after all its fixes.

A dockfix.toml beside it sets options of the rule.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dockfix.engine import Engine
from dockfix.fixer import fix
from dockfix.plugins import Plugins
from dockfix.rule import Finding, Safety
from dockfix.source import Source
from examples import attributes_from

FIXTURES = Path(__file__).parent.parent / "fixtures"
RULES = {rule.code: rule for rule in Plugins(installed=False).rules}
CASES = sorted(path.parent for path in FIXTURES.glob("*/*/expected.json") if path.parent.parent.name in RULES)


def described(source: Source, finding: Finding) -> dict[str, object]:
    start, end = source.position(finding.span.start), source.position(finding.span.end)
    return {
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "code": finding.code,
        "fix": finding.fix.safety.value if finding.fix else None,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_fixture(case: Path, engine_for: Callable[..., Engine]) -> None:
    settings = case / "dockfix.toml"
    attributes = attributes_from(settings.read_text()) if settings.exists() else {}
    engine = engine_for(RULES[case.parent.name], **attributes)
    source = Source.from_bytes((case / "Dockerfile").read_bytes())
    result = engine.check(source, case / "Dockerfile")
    assert not result.failures
    found = [described(source, finding) for finding in result.findings]
    expected = json.loads((case / "expected.json").read_text())
    assert found == expected["findings"]
    documented = RULES[case.parent.name].fixes
    for finding in result.findings:
        assert finding.fix is None or documented in (Safety.SAFE, finding.fix.safety)
    for finding, wanted in zip(result.findings, expected.get("messages", ()), strict=False):
        assert finding.message == wanted

    fixed = fix(source, engine, case / "Dockerfile", unsafe=True)
    assert not fixed.failures
    assert fixed.source.to_bytes() == (case / "fixed.Dockerfile").read_bytes()
    again = fix(fixed.source, engine, case / "Dockerfile", unsafe=True)
    assert not again.applied


def test_the_command_of_the_readme_runs_on_them() -> None:
    command = [sys.executable, "-m", "dockfix", "--fail-on", "never", "-q", "fixtures"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=FIXTURES.parent, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "fixtures/notes/centos/Dockerfile:3:1: DL3059" in done.stdout
