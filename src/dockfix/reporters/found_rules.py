"""The rules that found something in a run, for formats that describe them beside the findings."""

from __future__ import annotations

from inspect import cleandoc

from dockfix.report import FileReport, ReportedFinding, Run
from dockfix.rule import Rule, Severity
from dockfix.rule_docs import summary


class FoundRule:
    """A rule that found something under `code`, the `worst` of it, and what it says of itself.

    It is at `index` in the order of the rules, from 0.
    """

    def __init__(self, index: int, finding: ReportedFinding, rule: type[Rule] | None) -> None:
        self.index = index
        self.code = finding.code
        self.name = finding.name
        self.url = finding.url
        self.worst = finding.severity
        self._rule = rule

    @property
    def severity(self) -> Severity:
        """How bad it is, where settings say nothing else."""
        return self._rule.severity if self._rule and not self._rule.severity_varies else self.worst

    @property
    def category(self) -> str:
        """Its category, the empty string if the rule is not known any more."""
        return self._rule.category if self._rule else ""

    @property
    def summary(self) -> str:
        """What it finds, in a sentence without line breaks."""
        return summary(self._rule) if self._rule else self.name

    @property
    def documentation(self) -> str:
        """All that it says of itself, in Markdown."""
        return cleandoc(self._rule.__doc__ or "") if self._rule else self.name


class FoundRules:
    """The rules of a run in the order in which they first found something."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._by_code: dict[str, FoundRule] = {}

    def add(self, file: FileReport, finding: ReportedFinding) -> FoundRule:
        """The rule of one more finding."""
        code = finding.code
        if code not in self._by_code:
            self._by_code[code] = FoundRule(len(self._by_code), finding, self._run.rule(file, finding))
        rule = self._by_code[code]
        rule.worst = max(rule.worst, finding.severity)
        return rule

    def all(self) -> list[FoundRule]:
        """All of them, in that order."""
        return [*self._by_code.values()]
