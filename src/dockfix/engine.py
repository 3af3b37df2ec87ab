"""One file: run the rules on it.

An `Engine` is built once for a set of active rules; it knows beforehand which of their check methods are
to be called for which instruction and command. A rule that raises is named in a `Failure` and the others
go on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dockfix.model import File
from dockfix.presets import HADOLINT, hadolint
from dockfix.rule import Finding, Rule
from dockfix.selection import ActiveRule, apply_policy
from dockfix.source import Source
from dockfix.syntax.nodes import Run
from dockfix.syntax.parser import parse


class Failure(NamedTuple):
    """A rule that broke down on a file."""

    rule: type[Rule]
    message: str

    def __str__(self) -> str:
        return f"the rule {self.rule.code} ({self.rule.__module__}) failed: {self.message}"


class Result(NamedTuple):
    """What checking one file gave: `findings` in the order of their places."""

    file: File
    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...]


class Engine:
    """Checks files with a set of rules, as a preset would where one is named."""

    def __init__(
        self, rules: Sequence[ActiveRule], preset: str = "", *, ignore_comments: bool = True
    ) -> None:
        self._preset = preset
        self._ignore_comments = ignore_comments
        self._rules = rules
        self._file = [rule for rule in rules if _defines(rule, "check_file")]
        self._stage = [rule for rule in rules if _defines(rule, "check_stage")]
        self._instruction = [rule for rule in rules if _defines(rule, "check_instruction")]
        self._kinds: dict[str, list[tuple[ActiveRule, str]]] = {}
        self._any_command: list[ActiveRule] = []
        self._commands: defaultdict[str, list[ActiveRule]] = defaultdict(list)
        for rule in rules:
            if not _defines(rule, "check_command"):
                continue
            for name in rule.rule.commands:
                self._commands[name].append(rule)
            if not rule.rule.commands:
                self._any_command.append(rule)

    def check(self, source: Source, path: Path | None = None) -> Result:
        """Parse `source` and run every rule; `path` says where it was read. Never raises."""
        file = File(parse(source), path, self._preset, ignore_comments=self._ignore_comments)
        findings, failures = _Run(self, file).run()
        kept = [finding for finding in findings if not _is_ignored(file, finding)]
        if self._preset == HADOLINT:
            kept = hadolint.reported(file, kept)
        kept.sort(key=lambda finding: (finding.span, finding.code))
        return Result(file, tuple(kept), tuple(failures))

    def kind_checks(self, keyword: str) -> list[tuple[ActiveRule, str]]:
        """The rules that watch one kind of instruction, with the name of their method."""
        checks = self._kinds.get(keyword)
        if checks is None:
            method = f"check_{keyword.lower()}"
            checks = self._kinds[keyword] = [(rule, method) for rule in self._rules if _defines(rule, method)]
        return checks

    @property
    def file_checks(self) -> list[ActiveRule]:
        """The rules that look at a file as a whole."""
        return self._file

    @property
    def stage_checks(self) -> list[ActiveRule]:
        """The rules that look at stages."""
        return self._stage

    @property
    def instruction_checks(self) -> list[ActiveRule]:
        """The rules that look at every instruction."""
        return self._instruction

    @property
    def watches_commands(self) -> bool:
        """Whether any rule looks at commands."""
        return bool(self._commands or self._any_command)

    def command_checks(self, name: str) -> Iterable[ActiveRule]:
        """The rules that look at commands called `name`."""
        return (*self._any_command, *self._commands.get(name, ()))


class _Run:
    """One file's run: makes each rule's object when it is first needed."""

    def __init__(self, engine: Engine, file: File) -> None:
        self._engine = engine
        self._file = file
        self._objects: dict[type[Rule], Rule] = {}
        self._broken: set[type[Rule]] = set()
        self._findings: list[Finding] = []
        self._failures: list[Failure] = []

    def run(self) -> tuple[list[Finding], list[Failure]]:
        engine, file = self._engine, self._file
        for rule in engine.file_checks:
            self._call(rule, "check_file", file)
        if engine.stage_checks:
            for stage in file.stages:
                for rule in engine.stage_checks:
                    self._call(rule, "check_stage", stage)
        for instruction in file.ast.walk():
            for rule in engine.instruction_checks:
                self._call(rule, "check_instruction", instruction)
            for rule, method in engine.kind_checks(type(instruction).KEYWORD or "unknown"):
                self._call(rule, method, instruction)
            if isinstance(instruction, Run) and engine.watches_commands:
                self._check_commands(instruction)
        return self._findings, self._failures

    def _check_commands(self, run: Run) -> None:
        for command in self._file.commands(run):
            for rule in self._engine.command_checks(command.name):
                self._call(rule, "check_command", command)

    def _call(self, active: ActiveRule, method: str, subject: Any) -> None:
        rule_class = active.rule
        if rule_class in self._broken:
            return
        try:
            rule = self._objects.get(rule_class)
            if rule is None:
                rule = self._objects[rule_class] = active.make(self._file)
            check: Callable[[Any], Iterable[Finding] | None] = getattr(rule, method)
            found = check(subject)
            if found is not None:
                self._findings += [_judged(finding, active) for finding in found]
        except Exception as error:
            self._broken.add(rule_class)
            text = " ".join(str(error).split())
            self._failures.append(Failure(rule_class, f"{type(error).__name__}: {text}"))


def _judged(finding: object, active: ActiveRule) -> Finding:
    """What a rule yielded, under the policy for its fixes. Raises TypeError if it is no finding."""
    if not isinstance(finding, Finding):
        raise TypeError(f"it yields {finding!r}, which is no Finding: use `self.found`")
    return apply_policy(finding, active.fix)


def _defines(active: ActiveRule, method: str) -> bool:
    return hasattr(active.rule, method)


def _is_ignored(file: File, finding: Finding) -> bool:
    if not file.ignores:
        return False
    start = finding.span.start
    return file.ignores.covers(finding.rule, file.instruction_at(start) or file.source.line_of(start))
