"""One file: run the rules on it.

An `Engine` is built once for a set of active rules; it knows beforehand which of their check methods are
to be called for which instruction and command. A rule that raises is named in a `Failure` and the others
go on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain
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

_Call = Callable[[Any], Iterable[Finding] | None]


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
        self._by_method: defaultdict[str, list[ActiveRule]] = defaultdict(list)
        #: Those that are many in one: they may begin early, and are asked when all others are done.
        self.families = [rule for rule in rules if rule.card.is_family]
        self._failures: list[Failure] = []
        for rule in rules:
            for method in rule.card.checks if not rule.card.is_family else ():
                self._by_method[method].append(rule)
        self._needing: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for rule in rules:
            if rule.card.needs:
                self._needing[rule.card.needs].append(rule.card.code)
        self._bits = {needs: 1 << at for at, needs in enumerate(self._needing)}
        #: The rules that have a check method of a name, and may find something in what is held.
        self.checks = cache(self._checks)
        self._any_command: list[ActiveRule] = []
        self._commands: defaultdict[str, list[ActiveRule]] = defaultdict(list)
        for rule in self._by_method["check_command"]:
            for name in rule.card.commands:
                self._commands[name].append(rule)
            if not rule.card.commands:
                self._any_command.append(rule)

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
        kept = [finding for finding in findings if not _is_ignored(file, finding)]
        if self._preset == HADOLINT:
            from dockfix.presets import hadolint  # noqa: PLC0415 - for those alone who ask for it

            kept = hadolint.reported(file, kept)
        kept.sort(key=lambda finding: (finding.span, finding.code))
        failures += self._failures
        self._failures.clear()
        return Result(file, tuple(kept), tuple(failures))

    def _checks(self, method: str, held: int) -> Sequence[ActiveRule]:
        return self._that_may_find(self._by_method.get(method, ()), held)

    def vain_on(self, file: File) -> set[str]:
        """The codes of the rules that can find nothing in `file`, as it lacks what they need."""
        held = self._held_by(file.written())
        vain = (codes for needs, codes in self._needing.items() if not held & self._bits[needs])
        return set(chain.from_iterable(vain))

    def held_by(self, instruction: Instruction, file: File) -> int:
        """Which of the things that rules need an instruction may hold: a bit for each."""
        return self._held_by(file.written(instruction))

    def _held_by(self, written: str | None) -> int:
        if written is None:
            return _ALL
        held, bit = 0, 1
        for needs in self._needing:
            for need in needs:
                if need in written:
                    held |= bit
                    break
            bit <<= 1
        return held

    def _that_may_find(self, rules: Iterable[ActiveRule], held: int) -> list[ActiveRule]:
        """Those of `rules` that have what they need among what is `held`."""
        return [rule for rule in rules if not rule.card.needs or held & self._bits[rule.card.needs]]

    @property
    def watches_commands(self) -> bool:
        """Whether any rule looks at commands."""
        return bool(self._commands or self._any_command)

    def command_checks(self, name: str, held: int) -> Sequence[ActiveRule]:
        """The rules that look at commands called `name`, and may find something in what has `held`."""
        return self._that_may_find(chain(self._any_command, self._commands.get(name, ())), held)


class _Check:
    """One check method of a rule, which is bound to the rule's object when it is first called."""

    __slots__ = ("call", "card", "method", "rule")

    def __init__(self, rule: ActiveRule, method: str) -> None:
        self.rule = rule
        self.card = rule.card
        self.method = method
        self.call: _Call | None = None


class _Run:
    """One file's run: makes each rule's object when it is first needed."""

    def __init__(self, engine: Engine, file: File) -> None:
        self._engine = engine
        self._file = file
        #: Rules that are not called, or no more.
        self._left_out = engine.vain_on(file)
        #: The checks for what holds some of what rules need: by the method, or the name of a command.
        self._checks = cache(lambda method, held: self._useful(engine.checks(method, held), method))
        self._command_checks = cache(
            lambda name, held: self._useful(engine.command_checks(name, held), "check_command")
        )
        #: All checks there are yet, by the rule's code and the method.
        self._made: dict[tuple[str, str], _Check] = {}
        self._objects: dict[str, Rule] = {}
        self._bound_ones: list[_Check] = []
        self._findings: list[Finding] = []
        self._failures: list[Failure] = []

    def run(self) -> tuple[list[Finding], list[Failure]]:
        file = self._file
        self._call_all(self._checks("check_file", _ALL), file)
        on_stages = self._checks("check_stage", _ALL)
        for stage in file.stages if on_stages else ():
            self._call_all(on_stages, stage)
        for instruction in file.ast.walk():
            held = self._engine.held_by(instruction, file)
            for check in self._checks("check_instruction", held):
                self._call(check, instruction)
            if isinstance(instruction, Run):
                self._check_run(instruction, held)
            else:
                for check in self._checks(f"check_{(instruction.KEYWORD or 'unknown').lower()}", held):
                    self._call(check, instruction)
        self._call_all(self._useful(self._engine.families, "check_file"), file)
        return self._findings, self._failures

    def _useful(self, rules: Iterable[ActiveRule], method: str) -> Sequence[_Check]:
        """The checks of this name of `rules`, without those that are left out."""
        return [self._check(rule, method) for rule in rules if rule.card.code not in self._left_out]

    def _check(self, rule: ActiveRule, method: str) -> _Check:
        key = (rule.card.code, method)
        check = self._made.get(key)
        if check is None:
            check = self._made[key] = _Check(rule, method)
        return check

    def _call_all(self, checks: Iterable[_Check], subject: Any) -> None:
        """Call those of `checks`, which look at the file or a stage, that the file has something for."""
        for check in checks:
            if _may_concern(self._file, check.card):
                self._call(check, subject)

    def _check_run(self, run: Run, held: int) -> None:
        names: set[str] | None = None
        for check in self._checks("check_run", held):
            if check.card.commands:
                if names is None:
                    names = {command.name for command in self._file.commands(run)}
                if names.isdisjoint(check.card.commands):
                    continue
            self._call(check, run)
        if self._engine.watches_commands:
            for command in self._file.commands(run):
                for check in self._command_checks(command.name, held):
                    self._call(check, command)

    def _call(self, check: _Check, subject: Any) -> None:
        try:
            call = check.call or self._bound(check)
            found = call(subject)
            if found is not None:
                for finding in found:
                    judged_one = _judged(finding, check.rule)
                    if judged_one:
                        self._findings.append(judged_one)
        except Exception as error:
            self._failures.append(_failure(check.rule, error))
            self._left_out.add(check.card.code)
            for bound in self._bound_ones:
                if bound.card is check.card:
                    bound.call = _nothing

    def _bound(self, check: _Check) -> _Call:
        """What `check` calls: a method of its rule's object, nothing where the rule has failed before."""
        code = check.card.code
        if code in self._left_out:
            return _nothing
        self._bound_ones.append(check)
        rule = self._objects.get(code)
        if rule is None:
            rule = self._objects[code] = check.rule.make(self._file)
        check.call = getattr(rule, check.method)
        return check.call


def _nothing(_: object) -> None:
    """The check of a rule that has failed."""


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
    return judged(finding, active)


def _is_ignored(file: File, finding: Finding) -> bool:
    if not file.ignores:
        return False
    start = finding.span.start
    return file.ignores.covers(finding.rule, file.instruction_at(start) or file.source.line_of(start))
