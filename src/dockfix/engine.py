"""One file: run the rules on it.

An `Engine` is built once for a set of active rules; it knows beforehand which of their check methods are
to be called for which instruction and command. A rule that raises is named in a `Failure` and the others
go on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, reduce
from itertools import chain
from operator import or_
from pathlib import Path

from dockfix.model import File
from dockfix.named_tuple import NamedTuple
from dockfix.presets import HADOLINT
from dockfix.rule import Finding, Rule
from dockfix.selection import ActiveRule, judged
from dockfix.selectors import Named
from dockfix.source import Source
from dockfix.syntax.nodes import Instruction, Run
from dockfix.syntax.parser import parse
from dockfix.typed import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from dockfix.rule import Family
    from dockfix.rule_card import RuleCard

#: Whatever a rule may need.
_ALL = -1


class Failure(NamedTuple):
    """A rule that broke down on a file; `place` is its module, or the line in it that raised `error`."""

    rule: Named
    place: str
    message: str
    error: Exception | None = None

    def __str__(self) -> str:
        return f"the rule {self.rule.code} ({self.place}) failed: {self.message}"


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
        self._by_method: defaultdict[str, list[_Check]] = defaultdict(list)
        #: Those that are many in one: they may begin early, and are asked when all others are done.
        self.families = [rule for rule in rules if rule.card.is_family]
        self._failures: list[Failure] = []
        for rule in rules:
            for method in rule.card.checks if not rule.card.is_family else ():
                self._by_method[method].append(_Check.of(rule, method))
        self._bits: dict[tuple[str, ...], int] = {}
        for rule in rules:
            if rule.card.needs:
                self._bits.setdefault(rule.card.needs, 1 << len(self._bits))
        self._any_command: list[_Check] = []
        self._commands: defaultdict[str, list[_Check]] = defaultdict(list)
        for check in self._by_method["check_command"]:
            for name in check.watched:
                self._commands[name].append(check)
            if not check.watched:
                self._any_command.append(check)
        self.checks = cache(self._checks)
        self._command_checks = cache(self._checks_of_command)

    @property
    def is_cacheable(self) -> bool:
        """Whether the same file gives the same findings as long as nothing changes that is known of."""
        return all(rule.card.cacheable for rule in self._rules)

    def check(
        self, source: Source, path: Path | None = None, *, waits: bool = True, earlier: File | None = None
    ) -> Result:
        """Parse `source` and run every rule; `path` says where it was read. Never raises.

        Without `waits`, what other programs have yet to find is left out. `earlier` is what was there before,
        and spares work.
        """
        file = self.parse(source, path, waits=waits, earlier=earlier)
        if waits:
            self.prepare([file])
        return self.check_file(file)

    def parse(
        self, source: Source, path: Path | None = None, *, waits: bool = True, earlier: File | None = None
    ) -> File:
        """What the rules are to look at; `path` says where `source` was read. Never raises."""
        return File(
            parse(source, earlier.ast if earlier else None),
            path,
            self._preset,
            ignore_comments=self._ignore_comments,
            waits=waits,
            earlier=earlier,
        )

    def prepare(self, files: Sequence[File]) -> None:
        """Let families begin what they can do for many files at once. Never raises."""
        for active in self.families:
            watched = [file for file in files if _may_concern(file, active.card)]
            if watched:
                try:
                    _family(active).prepare(watched)
                except Exception as error:
                    self._failures.append(_failure(active, error))

    def is_ready(self, file: File) -> bool:
        """Whether no family would have to wait for anything to check `file`. Never raises."""
        try:
            return all(_family(active).is_ready(file) for active in self._concerned(file))
        except Exception:
            return True  # it fails in the check again, and is told then

    def _concerned(self, file: File) -> list[ActiveRule]:
        return [active for active in self.families if _may_concern(file, active.card)]

    def finish(self) -> None:
        """End what has been begun by `prepare` for files that nobody has checked."""
        for active in self.families:
            if active.card.is_imported:
                _family(active).finish()

    def notes(self) -> tuple[str, ...]:
        """What families say of how they run here."""
        return tuple(filter(None, (_family(active).note() for active in self.families)))

    def check_file(self, file: File) -> Result:
        """Run every rule on `file`, which `parse` gave. Never raises."""
        findings, failures = _Run(self, file).run()
        kept = [each for each in findings if not _is_ignored(file, each)] if file.ignores else findings
        if self._preset == HADOLINT:
            from dockfix.presets import hadolint  # noqa: PLC0415 - for those alone who ask for it

            kept = hadolint.reported(file, kept)
        kept.sort(key=lambda finding: (finding.span, finding.code))
        failures += self._failures
        self._failures.clear()
        return Result(file, tuple(kept), tuple(failures))

    def held_by(self, instruction: Instruction, file: File) -> int:
        """Which of the things that rules need an instruction may hold: a bit for each."""
        written = file.written(instruction)
        if written is None:
            return _ALL
        held = 0
        for needs, bit in self._bits.items():
            for need in needs:
                if need in written:
                    held |= bit
                    break
        return held

    def _checks(self, method: str, held: int) -> Sequence[_Check]:
        """The checks of this name that may find something in what has `held`."""
        return self._that_may_find(self._by_method.get(method, ()), held)

    @property
    def watches_commands(self) -> bool:
        """Whether any rule looks at commands."""
        return bool(self._commands or self._any_command)

    def command_checks(self, name: str, held: int) -> Sequence[_Check]:
        """The checks of commands called `name` that may find something in what has `held`."""
        return self._command_checks(name if name in self._commands else "", held)

    def _checks_of_command(self, name: str, held: int) -> Sequence[_Check]:
        return self._that_may_find(chain(self._any_command, self._commands.get(name, ())), held)

    def family_checks(self, held: int) -> Sequence[_Check]:
        """The checks of families that may find something in what has `held`."""
        return self._that_may_find((_Check.of(family, "check_file") for family in self.families), held)

    def _that_may_find(self, checks: Iterable[_Check], held: int) -> Sequence[_Check]:
        """Those of `checks` whose rules have what they need among what is `held`."""
        return [
            check for check in checks if not check.rule.card.needs or held & self._bits[check.rule.card.needs]
        ]


class _Check(NamedTuple):
    """A check method of a rule with this code."""

    rule: ActiveRule
    code: str
    method: str
    #: The commands that the rule watches; none for all of them.
    watched: tuple[str, ...]

    @classmethod
    def of(cls, rule: ActiveRule, method: str) -> _Check:
        """The check `method` of `rule`."""
        return cls(rule, rule.card.code, method, rule.card.commands)


class _Run:
    """One file's run: makes each rule's object when it is first needed."""

    def __init__(self, engine: Engine, file: File) -> None:
        self._engine = engine
        self._file = file
        #: What checks the file, by the rule's code.
        self._objects: dict[str, Rule | _Failed] = {}
        self._findings: list[Finding] = []
        self._failures: list[Failure] = []

    def run(self) -> tuple[list[Finding], list[Failure]]:
        file, engine = self._file, self._engine
        instructions = [(each, engine.held_by(each, file)) for each in file.ast.walk()]
        held_by_any = reduce(or_, (held for _, held in instructions), 0)
        self._check_whole(engine.checks("check_file", held_by_any), [file])
        self._check_whole(engine.checks("check_stage", held_by_any), file.stages)
        for instruction, held in instructions:
            self._call(engine.checks("check_instruction", held), instruction)
            if isinstance(instruction, Run):
                self._check_run(instruction, held)
            else:
                kind = (instruction.KEYWORD or "unknown").lower()
                self._call(engine.checks(f"check_{kind}", held), instruction)
        self._check_whole(engine.family_checks(held_by_any), [file])
        return self._findings, self._failures

    def _check_whole(self, checks: Iterable[_Check], subjects: Iterable[Any]) -> None:
        """Call those of `checks`, which look at the file or its stages, that the file has something for."""
        concerned = [check for check in checks if _may_concern(self._file, check.rule.card)]
        for subject in subjects:
            self._call(concerned, subject)

    def _check_run(self, run: Run, held: int) -> None:
        checks = self._engine.checks("check_run", held)
        if any(check.watched for check in checks):
            names = {command.name for command in self._file.commands(run)}
            checks = [check for check in checks if not check.watched or not names.isdisjoint(check.watched)]
        self._call(checks, run)
        if self._engine.watches_commands:
            for command in self._file.commands(run):
                self._call(self._engine.command_checks(command.name, held), command)

    def _call(self, checks: Iterable[_Check], subject: Any) -> None:
        """Ask `checks` what they find in `subject`."""
        objects = self._objects
        for active, code, method, _ in checks:
            try:
                rule = objects.get(code)
                if rule is None:
                    rule = objects[code] = active.make(self._file)
                found = getattr(rule, method)(subject)
                if found is not None:
                    for finding in found:
                        judged_one = _judged(finding, active)
                        if judged_one:
                            self._findings.append(judged_one)
            except Exception as error:
                self._failures.append(_failure(active, error))
                objects[code] = _Failed()


class _Failed:
    """Stands for a rule that has failed, and finds nothing any more."""

    def __getattr__(self, method: str) -> Callable[[object], None]:
        return lambda _: None


def _may_concern(file: File, card: RuleCard) -> bool:
    """Whether `file` has any of what a rule watches."""
    if card.instructions and file.keywords.isdisjoint(card.instructions):
        return False
    return not card.commands or not file.command_names.isdisjoint(card.commands)


def _family(active: ActiveRule) -> type[Family]:
    return cast("type[Family]", active.card.rule)


def _failure(active: ActiveRule, error: Exception) -> Failure:
    text = " ".join(str(error).split())
    return Failure(active.card, _place(active.card.module, error), f"{type(error).__name__}: {text}", error)


def _place(module: str, error: Exception) -> str:
    """The last line of `module` on the way to where an error was raised; the module if there is none."""
    place, traceback = module, error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_globals.get("__name__") == module:
            place = f"{Path(frame.f_code.co_filename).name}, line {traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place


def _judged(finding: object, active: ActiveRule) -> Finding | None:
    """What a rule yielded, as settings have it, if they do. Raises TypeError if it is no finding."""
    if not isinstance(finding, Finding):
        if finding is active.card.rule:  # the first field of a Finding that was not yielded
            raise TypeError("it returns one Finding: yield it, or return a list")
        raise TypeError(f"it yields {finding!r}, which is no Finding: use `self.found`")
    return judged(finding, active) if active.judges else finding


def _is_ignored(file: File, finding: Finding) -> bool:
    start = finding.span.start
    return file.ignores.covers(finding.rule, file.instruction_at(start) or file.source.line_of(start))
