"""The checks that a rule is put to; each runs by itself and raises `CheckError`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from dockfix.rule import Rule, Safety
from dockfix.rule_docs import summary
from dockfix.rule_faults import uncalled_checks, unread_attributes
from dockfix.selectors import KEBAB_CASE
from dockfix.source import Source
from dockfix.testing.display import drawn, numbered
from dockfix.testing.examples import Example, examples_of, settings_of, write_files_of
from dockfix.testing.failing import CheckError
from dockfix.testing.trial import Trial, Tried


class Check(Protocol):
    """Something that can be tried; `str` gives the name of its test."""

    def run(self, directory: Path, *, update: bool) -> Sequence[str]:
        """Try it, in an empty `directory`. Raises `CheckError`.

        With `update`, expected files are written instead of compared; gives back which.
        """


class DocumentationCheck(NamedTuple):
    """What a rule says of itself is whole."""

    tried: Tried

    def __str__(self) -> str:
        return f"{self.tried.card.code}-documentation"

    def run(self, directory: Path, *, update: bool) -> Sequence[str]:  # noqa: ARG002 - it needs neither
        """Look at what it is called, says, and shows."""
        faults = _faults(self.tried.rule)
        if faults:
            raise CheckError("\n".join(f"{self.tried}: {fault}" for fault in faults))
        return ()


class ExampleCheck(NamedTuple):
    """A bad example is found, a good one is not."""

    tried: Tried
    example: Example

    def __str__(self) -> str:
        return f"{self.tried.card.code}-{self.example}"

    def run(self, directory: Path, *, update: bool) -> Sequence[str]:  # noqa: ARG002 - nothing to update
        """Look for findings in it."""
        trial = _trial(self.tried, self.example, directory)
        found = trial.findings()
        if self.example.kind == "bad" and not found:
            raise CheckError(
                f"{self.tried} finds nothing in the bad example of its docstring, {trial.name}:\n\n"
                f"{numbered(trial.source)}"
            )
        if self.example.kind == "good" and found:
            told = "\n".join(drawn(trial.name, finding) for finding in found)
            raise CheckError(
                f"{self.tried} finds something in the good example of its docstring, {trial.name}:\n\n{told}"
            )
        return ()


class FixCheck(NamedTuple):
    """The fix of a bad example leaves nothing of what it is for."""

    tried: Tried
    example: Example

    def __str__(self) -> str:
        return f"{self.tried.card.code}-{self.example}-fix"

    def run(self, directory: Path, *, update: bool) -> Sequence[str]:  # noqa: ARG002 - nothing to update
        """Apply all fixes of it."""
        trial = _trial(self.tried, self.example, directory)
        found, fixed = trial.findings(), trial.fixed()
        declared = self.tried.rule.fixes
        safeties = {finding.fix.safety for finding in fixed.applied if finding.fix}
        if declared not in safeties and not (safeties and declared is Safety.SAFE):
            given = " and ".join(sorted(safeties)) or "none"
            raise CheckError(
                f"{self.tried}: the class says `fixes = Safety.{declared.name if declared else None}`, and of"
                f" what is found in {trial.name} the fix is {given}:\n\n{numbered(trial.source)}"
            )
        left = fixed.result.findings
        if len(left) > sum(finding.fix is None for finding in found):
            told = "\n".join(drawn(f"{trial.name} after its fix", finding) for finding in left)
            raise CheckError(f"{self.tried} is still found after its fix:\n\n{told}")
        return ()


def checks_of_examples(tried: Tried) -> list[Check]:
    """What the examples of a rule are put to."""
    checks: list[Check] = []
    for example in examples_of(tried.rule):
        checks.append(ExampleCheck(tried, example))
        if example.kind == "bad" and tried.rule.fixes:
            checks.append(FixCheck(tried, example))
    return checks


def _faults(rule: type[Rule]) -> list[str]:
    faults = []
    if not KEBAB_CASE.fullmatch(rule.name):
        faults.append(f"its name {rule.name!r} is not in kebab-case, such as `missing-user`")
    if not summary(rule).endswith("."):
        faults.append("its docstring does not begin with a sentence that ends with a full stop")
    kinds = {example.kind for example in examples_of(rule)}
    for kind in ("bad", "good"):
        if kind not in kinds:
            faults.append(f"its docstring has no {kind} example, a block of ```dockerfile {kind}")
    if rule.source and not rule.source.startswith(("https://", "http://")):
        faults.append(f"its source {rule.source!r} is not an address, such as https://example.com/")
    return faults + uncalled_checks(rule) + unread_attributes(rule)


def _trial(tried: Tried, example: Example, directory: Path) -> Trial:
    settings = settings_of(tried.rule)
    settings_file = directory / "dockfix.toml"
    if settings:
        settings_file.write_text(settings, "utf-8")
    write_files_of(tried.rule, directory)
    engine = tried.engine(settings_file if settings else None)
    source = Source.from_text(example.text)
    return Trial(tried, engine, source, directory / "Dockerfile", f"example {example.number}")
