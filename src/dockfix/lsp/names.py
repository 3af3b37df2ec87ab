"""The names in a file: stages, build arguments and environment variables, and every place that writes one.

What a place means is what a build would make of it there: the rules of scope are those of
`dockfix.environment` and `dockfix.model`. A stage builds on what its base stage ends with; ENV wins over
ARG; an ARG of one name is one build argument, wherever it is declared. What a container runs later sees no
ARG, nor does an ONBUILD.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from dockfix.lsp.variable_uses import Use, uses_in
from dockfix.model import File, Stage
from dockfix.named_tuple import NamedTuple
from dockfix.source import Span
from dockfix.stage_references import references
from dockfix.syntax.nodes import Arg, Cmd, Entrypoint, Env, From, Healthcheck, Instruction, Onbuild
from dockfix.typed import Literal

_RUN_LATER = (Cmd, Entrypoint, Healthcheck)

Kind = Literal["stage", "arg", "env"]


class Symbol(NamedTuple):
    """What a name means: `number` is a stage's index, or tells one ENV from others of the same name."""

    kind: Kind
    name: str
    number: int = 0


class Occurrence(NamedTuple):
    """A place that means a symbol; `declaration` is the place of the one in force, perhaps itself.

    `is_written` says that the name itself is what stands there, and not a number, a variable or the like.
    """

    span: Span
    symbol: Symbol
    instruction: Instruction
    declaration: Span
    is_written: bool = True

    @property
    def declares(self) -> bool:
        """Whether it is a declaration."""
        return self.span == self.declaration


class Names:
    """The names of one file."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._seen: set[str] = set()

    @cached_property
    def occurrences(self) -> Sequence[Occurrence]:
        """Every place that means something, in order."""
        return sorted({*self._stages(), *self._variables()}, key=lambda each: each.span)

    @property
    def variables(self) -> set[str]:
        """The names of all variables, also of those that nothing in the file declares."""
        _ = self.occurrences  # finds them
        return self._seen

    def at(self, offset: int) -> Occurrence | None:
        """What the name at `offset`, or just before it, means: the smallest place of all there are."""
        index = bisect_right(self.occurrences, offset, key=lambda each: each.span.start)
        around = [each for each in self.occurrences[:index] if each.span.end >= offset]
        return min(around, key=lambda each: each.span.end - each.span.start, default=None)

    def of(self, symbol: Symbol) -> list[Occurrence]:
        """Every place that means `symbol`, in order."""
        return [each for each in self.occurrences if each.symbol == symbol]

    def _stages(self) -> Iterator[Occurrence]:
        for stage in self._file.stages:
            place = _declaration(stage)
            yield Occurrence(place, _symbol(stage), stage.from_, place, stage.name is not None)
        for reference in references(self._file):
            meant = self._meant(reference.instruction, reference.name)
            if meant is not None:
                written = self._file.source.text[slice(*reference.span)]
                is_written = meant.name is not None and written.lower() == meant.name.lower()
                yield Occurrence(
                    reference.span, _symbol(meant), reference.instruction, _declaration(meant), is_written
                )

    def _meant(self, instruction: Instruction, name: str) -> Stage | None:
        own = self._file.stage_of(instruction)
        if isinstance(instruction, From):
            return own.base if own and isinstance(own.base, Stage) else None
        return self._file.stage_named(name, before=own)

    def _variables(self) -> Iterator[Occurrence]:
        scopes: dict[int, _Scope] = {}
        scope = top = _Scope({}, {}, {})
        for instruction in self._file.instructions:
            if isinstance(instruction, From):
                yield from self._used(instruction, top)
                stage = self._file.stage_of(instruction)
                base = stage.base if stage else None
                scope = scopes[base.index].copy() if isinstance(base, Stage) else _Scope({}, {}, top.groups)
                if stage:
                    scopes[stage.index] = scope
            else:
                yield from self._used(instruction, scope)
                yield from self._declared(instruction, scope)

    def _used(self, instruction: Instruction, scope: _Scope) -> Iterator[Occurrence]:
        inner: Instruction | None = instruction
        while isinstance(inner, Onbuild):
            inner = inner.instruction
        if inner is None:
            return
        sees_args = inner is instruction and not isinstance(inner, _RUN_LATER)
        for use in uses_in(self._file, inner):
            self._seen.add(use.name)
            meaning = scope.env.get(use.name)
            if meaning is None and sees_args:
                place = _before_in(inner, use) or scope.args.get(use.name)
                meaning = (Symbol("arg", use.name), place) if place else None
            if meaning:
                symbol, declaration = meaning
                yield Occurrence(use.span, symbol, inner, declaration, use.is_written)

    def _declared(self, instruction: Instruction, scope: _Scope) -> Iterator[Occurrence]:
        for pair in instruction.pairs if isinstance(instruction, Arg | Env) else ():
            name, place = pair.key, pair.key_span
            is_written = self._file.source.text[slice(*place)] == name
            if isinstance(instruction, Arg):
                symbol = Symbol("arg", name)
                scope.args[name] = place
            else:
                symbol = scope.env[name][0] if name in scope.env else scope.new_symbol(name)
                scope.env[name] = symbol, place
            self._seen.add(name)
            yield Occurrence(place, symbol, instruction, place, is_written)


class _Scope(NamedTuple):
    """The variables in force, each with the place that declared it last.

    `groups` counts the variables of each name that have nothing to do with each other, in the whole file.
    """

    env: dict[str, tuple[Symbol, Span]]
    args: dict[str, Span]
    groups: dict[str, int]

    def copy(self) -> _Scope:
        return self._replace(env=dict(self.env), args=dict(self.args))

    def new_symbol(self, name: str) -> Symbol:
        self.groups[name] = self.groups.get(name, 0) + 1
        return Symbol("env", name, self.groups[name])


def _before_in(instruction: Instruction, use: Use) -> Span | None:
    """The place of the name in the same ARG that a use in it sees: one before it in the line."""
    pairs = instruction.pairs if isinstance(instruction, Arg) else ()
    before = [pair for pair in pairs if pair.key == use.name and pair.span.end <= use.span.start]
    return before[-1].key_span if before else None


def _symbol(stage: Stage) -> Symbol:
    return Symbol("stage", stage.name or str(stage.index), stage.index)


def _declaration(stage: Stage) -> Span:
    """The place of a stage's name, or of the FROM of one that has none."""
    word = stage.from_.stage_name
    return word.span if word else stage.from_.keyword_span
