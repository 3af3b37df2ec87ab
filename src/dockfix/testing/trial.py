"""A Dockerfile that one rule alone looks at: what it finds, and what its fixes make of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from dockfix.config import Given, Settings, load
from dockfix.engine import Engine
from dockfix.fixer import MOST_ROUNDS, Fixed
from dockfix.fixer import fix as fix_source
from dockfix.rule import Finding, Rule, Safety
from dockfix.rule_card import RuleCard
from dockfix.selection import Selection
from dockfix.setting_values import ConfigError
from dockfix.source import Source
from dockfix.testing.display import drawn
from dockfix.testing.failing import CheckError, demand_no


class Tried(NamedTuple):
    """A rule that is tried, and the cards of all that there are: settings may name them."""

    card: RuleCard
    cards: Sequence[RuleCard]

    @property
    def rule(self) -> type[Rule]:
        """The rule itself."""
        return self.card.rule

    def __str__(self) -> str:
        return f"{self.card.code} {self.card.name}"

    def engine(self, settings_file: Path | None) -> Engine:
        """One that runs this rule alone, under the settings of a file if there is one."""
        try:
            settings = load(settings_file) if settings_file else Settings(Path())
            active = Selection(self.cards, settings._replace(select=(Given(self.card.code, ""),)))
        except ConfigError as error:
            raise CheckError(str(error)) from error
        rules = [each for each in active.for_file(Path("Dockerfile")) if each.card.code == self.card.code]
        return Engine(rules, settings.preset, ignore_comments=settings.ignore_comments)


class Trial:
    """`tried` looks at `source`, which stands at `path` and is called `name` in messages."""

    def __init__(self, tried: Tried, engine: Engine, source: Source, path: Path, name: str) -> None:
        self.tried = tried
        self.source = source
        self.name = name
        self._engine = engine
        self._path = path

    def findings(self) -> tuple[Finding, ...]:
        """What is found, all of it well-formed. Raises `CheckError`."""
        result = self._engine.check(self.source, self._path)
        demand_no(result.failures)
        for finding in result.findings:
            fault = _message_fault(finding.message) or _fix_fault(finding, self.tried.rule)
            if fault:
                raise CheckError(f"{self.tried}: {fault}\n\n{drawn(self.name, finding)}")
        return result.findings

    def fixed(self) -> Fixed:
        """What all fixes make of it, which another run leaves as it is. Raises `CheckError`."""
        done = fix_source(self.source, self._engine, self._path, unsafe=True)
        demand_no(done.failures)
        unfinished = next((finding for finding in done.result.findings if finding.fix), None)
        if unfinished:
            raise CheckError(
                f"{self.tried}: its fix comes to no end: after {MOST_ROUNDS} rounds there is still something"
                f" to fix in {self.name}\n\n{drawn(self.name, unfinished)}"
            )
        again = fix_source(done.source, self._engine, self._path, unsafe=True)
        if again.applied:
            raise CheckError(f"{self.tried}: a second run fixes again what it has made of {self.name}")
        return done


def _message_fault(message: str) -> str:
    if not message.strip():
        return "its message is empty"
    if "\n" in message:
        return f"its message has several lines: {message!r}"
    return f"its message ends with a full stop: {message!r}" if message.endswith(".") else ""


def _fix_fault(finding: Finding, rule: type[Rule]) -> str:
    """What is wrong with a fix that the class does not speak of."""
    if finding.fix is None or rule.fixes in (Safety.SAFE, finding.fix.safety):
        return ""
    declared = f"Safety.{rule.fixes.name}" if rule.fixes else "None"
    return f"it has a fix that is {finding.fix.safety}, but the class says `fixes = {declared}`"
