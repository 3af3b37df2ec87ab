"""What a file means: stages and what each builds on, what is in force where, and the scripts in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path

from dockfix.environment import Environment, History, Inherited
from dockfix.ignores import Ignores
from dockfix.image import SCRATCH, ImageReference
from dockfix.numbers import number
from dockfix.once import once
from dockfix.presets import HADOLINT
from dockfix.scripts import scripts_of
from dockfix.selectors import Named
from dockfix.shell.dialect import DEFAULT_SHELL, WINDOWS_SHELL, Shell
from dockfix.source import Source, Span
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import Arg, Dockerfile, From, Instruction, Run
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dockfix.shell.script import Command, Script


class Stage:
    """One build stage: a FROM and the instructions up to the next."""

    def __init__(
        self, index: int, from_: From, image: str | None, base: Stage | ImageReference | None
    ) -> None:
        self.index = index
        self.from_ = from_
        #: What FROM names, variables replaced; None where a variable has no value.
        self.image = image
        #: The stage or the image that it builds on; None for `scratch` and for what is not known.
        self.base = base
        self.name = from_.stage_name.value if from_.stage_name else None
        self.instructions: list[Instruction] = []
        #: The first of those that it builds on, itself if it builds on none.
        self.root: Stage = base.root if isinstance(base, Stage) else self
        #: Whether it is the last one: the image that a build gives by default.
        self.is_final = False
        #: Whether its layers are in the final image.
        self.ships = False
        #: See `once`.
        self.answers: dict[Hashable, object] = {}

    @property
    def span(self) -> Span:
        """The place of its FROM."""
        return self.from_.span

    def bases(self) -> Iterator[Stage]:
        """The stages that it builds on, nearest first."""
        base = self.base
        while isinstance(base, Stage):
            yield base
            base = base.base

    @property
    def root_image(self) -> str | None:
        """The image that it and all its bases build on, as FROM names it; None if that is not known."""
        return self.root.image

    def __repr__(self) -> str:
        return f"<Stage {self.index} {self.name or ''}: {self.image}>"


class File:
    """A parsed Dockerfile and what it means; everything past the syntax tree is worked out when asked for."""

    def __init__(  # noqa: PLR0913 - a tree, and how it is looked at
        self,
        ast: Dockerfile,
        path: Path | None = None,
        preset: str = "",
        *,
        ignore_comments: bool = True,
        waits: bool = True,
        earlier: File | None = None,
    ) -> None:
        """The file at `path`; `earlier` is one that may share nodes with it, and so what is known of them."""
        self.ast = ast
        self.path = path
        #: The preset that the file is looked at under; "" for none.
        self.preset = preset
        #: Whether rules wait for other programs; where not, they say what is known by now.
        self.waits = waits
        #: What the file's comments ignore.
        self.ignores = Ignores(ast, heeded=ignore_comments)
        #: The scripts of an instruction by its id, and the shell in force there.
        self._scripts: dict[int, tuple[Shell, tuple[Script, ...]]] = {}
        self._earlier_scripts = earlier._scripts if earlier else {}
        self._commands: dict[int, tuple[Command, ...]] = {}
        #: See `once`.
        self.answers: dict[Hashable, object] = {}

    @property
    def source(self) -> Source:
        """The text that the file was parsed from."""
        return self.ast.source

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        """The instructions in order, those before the first FROM included."""
        return self.ast.instructions

    @cached_property
    def global_args(self) -> Mapping[str, str]:
        """The ARGs before the first FROM, with their defaults."""
        return self._global_history.end().args

    @cached_property
    def _global_history(self) -> History:
        history = History(Inherited(), {}, self.ast.escape)
        for position, instruction in enumerate(self.instructions):
            if isinstance(instruction, From):
                break
            if isinstance(instruction, Arg):
                history.record(position, instruction)
        return history

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The build stages."""
        stages: list[Stage] = []
        names: dict[str, Stage] = {}
        for instruction in self.instructions:
            if isinstance(instruction, From):
                stages.append(self._stage(len(stages), instruction, names))
                name = stages[-1].name
                if name:
                    names[name.lower()] = stages[-1]
            elif stages:
                stages[-1].instructions.append(instruction)
        if stages:
            final = stages[-1]
            final.is_final = True
            for stage in (final, *final.bases()):
                stage.ships = True
        return tuple(stages)

    def _stage(self, index: int, from_: From, names: dict[str, Stage]) -> Stage:
        image = self.expand_global(from_.image.value) if from_.image else None
        if image is None:
            return Stage(index, from_, None, None)
        return Stage(index, from_, image, names.get(image.lower()) or _image_reference(image))

    def expand_global(self, word: str) -> str | None:
        """`word` with the ARGs before the first FROM replaced; None where one has no value."""
        expansion = expand(word, self.global_args, self.ast.escape)
        return None if expansion.unset or expansion.error or not expansion.value else expansion.value

    def stage_named(self, name: str, before: Stage | None = None) -> Stage | None:
        """The stage that `--from=NAME` means: the last one of that name, or the one of that number.

        Only stages before `before` are looked at, if it is given.
        """
        count = before.index if before else len(self.stages)
        named = self._named.get(name.lower(), ())
        last = bisect_left(named, count) - 1
        if last >= 0:
            return self.stages[named[last]]
        return self.stages[number(name)] if name.isdecimal() and number(name) < count else None

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        """The places of the stages that have a name, by that in lower case."""
        named: dict[str, list[int]] = {}
        for stage in self.stages:
            if stage.name:
                named.setdefault(stage.name.lower(), []).append(stage.index)
        return named

    @cached_property
    def _places(self) -> dict[int, tuple[Stage | None, int]]:
        places: dict[int, tuple[Stage | None, int]] = {}
        stages = iter(self.stages)
        stage: Stage | None = None
        for position, instruction in enumerate(self.instructions):
            if isinstance(instruction, From):
                stage = next(stages)
            places[id(instruction)] = (stage, position)
        return places

    def stage_of(self, instruction: Instruction) -> Stage | None:
        """The stage that holds `instruction`; None before the first FROM."""
        return self._places[id(instruction.outermost)][0]

    @cached_property
    def _histories(self) -> dict[int, History]:
        histories: dict[int, History] = {}
        for stage in self.stages:
            base = histories[stage.base.index] if isinstance(stage.base, Stage) else None
            inherited = base.end().inherited() if base else Inherited(self._default_shell(stage))
            history = History(inherited, self.global_args, self.ast.escape)
            line = stage.from_.line
            for instruction in stage.instructions:
                position = self._places[id(instruction)][1]
                for shell in self.ignores.shells_between(line, instruction.line):
                    history.shells.set(position - 1, Shell((shell, "-c")))
                history.record(position, instruction)
                line = instruction.line
            histories[stage.index] = history
        return histories

    def _default_shell(self, stage: Stage) -> Shell:
        """The shell of an image that names none; hadolint takes all for Linux."""
        is_windows = isinstance(stage.base, ImageReference) and stage.base.is_windows
        return WINDOWS_SHELL if is_windows and self.preset != HADOLINT else DEFAULT_SHELL

    def environment(self, instruction: Instruction) -> Environment:
        """What is in force just before `instruction`."""
        stage, position = self._places[id(instruction.outermost)]
        history = self._histories[stage.index] if stage else self._global_history
        return history.before(position)

    def final_environment(self, stage: Stage) -> Environment:
        """What is in force after the last instruction of `stage`."""
        return self._histories[stage.index].end()

    def scripts(self, instruction: Instruction) -> tuple[Script, ...]:
        """The scripts that RUN, CMD, ENTRYPOINT or HEALTHCHECK hold, in whichever form."""
        known = self._scripts.get(id(instruction))
        if known is None:
            shell = self.environment(instruction).shell
            scripts = self._scripts_before(instruction, shell) or scripts_of(instruction, shell)
            known = self._scripts[id(instruction)] = shell, scripts
        return known[1]

    def _scripts_before(self, instruction: Instruction, shell: Shell) -> tuple[Script, ...]:
        """The scripts of `instruction` in an earlier file, if they are the same ones."""
        known_shell, scripts = self._earlier_scripts.get(id(instruction), (None, ()))
        is_same = scripts and scripts[0].owner is instruction and known_shell == shell
        return scripts if is_same else ()

    def commands(self, instruction: Instruction) -> Iterator[Command]:
        """Every command of every script of `instruction`, as the preset sees it."""
        known = self._commands.get(id(instruction))
        if known is None:
            known = self._commands[id(instruction)] = tuple(self._read_commands(instruction))
        return iter(known)

    def _read_commands(self, instruction: Instruction) -> Iterator[Command]:
        scripts = self.scripts(instruction)
        if self.preset == HADOLINT:
            from dockfix.presets import hadolint  # noqa: PLC0415 - for those alone who ask for it

            return chain.from_iterable(map(hadolint.commands, scripts))
        return chain.from_iterable([script.commands for script in scripts])

    def written(self, instruction: Instruction) -> str | None:
        """A text that holds all that may be part of `instruction`; None if that is not certain."""
        start, end = instruction.extent
        text = self.source.text[start:end]
        # JSON may spell its characters otherwise.
        if "\\u" in text:
            return None
        if "\n" not in text[:-1]:
            return text
        # Its lines may part what belongs together.
        flags = [flag.text for flag in instruction.flags]
        return "\n".join((text, instruction.keyword, *flags, instruction.body.text))

    @cached_property
    def keywords(self) -> frozenset[str]:
        """The kinds of instruction in it, also of those that ONBUILD holds."""
        return frozenset([instruction.KEYWORD for instruction in self.ast.walk()])

    @cached_property
    def command_names(self) -> frozenset[str]:
        """The names of the commands in its RUNs."""
        return frozenset([command.name for run in self.ast.find(Run) for command in self.commands(run)])

    def find_commands(
        self, name: str | Collection[str], *verbs: str, value_flags: Collection[str] = ()
    ) -> Iterator[Command]:
        """Every command of a RUN of which `Command.invokes` says yes to the same."""
        for run in self.ast.find(Run):
            for command in self.commands(run):
                if command.invokes(name, *verbs, value_flags=value_flags):
                    yield command

    def instruction_at(self, offset: int) -> Instruction | None:
        """The instruction in whose lines `offset` is, or the last one before it."""
        index = bisect_right(self.instructions, offset, key=lambda each: each.extent.start) - 1
        return self.instructions[index] if index >= 0 else None

    def instruction_after(self, instruction: Instruction) -> Instruction | None:
        """The instruction that follows `instruction` in its stage."""
        stage, position = self._places[id(instruction.outermost)]
        following = self.instructions[position + 1 : position + 2]
        return following[0] if following and self._places[id(following[0])][0] is stage else None

    def instructions_before(self, instruction: Instruction) -> list[Instruction]:
        """What is in force at `instruction` comes from these: of its stage, and of those it builds on."""
        stage, position = self._places[id(instruction.outermost)]
        if stage is None:
            return list(self.instructions[:position])
        own = stage.instructions[: max(position - self._places[id(stage.from_)][1] - 1, 0)]
        return [each for base in reversed([*stage.bases()]) for each in base.instructions] + own

    def is_preceded(self, instruction: Instruction, kind: type[Instruction]) -> bool:
        """Whether one of `kind` is among `instructions_before(instruction)`."""
        return self.is_behind(_first_places_of(self, kind), instruction)

    def is_behind(self, firsts: Sequence[int | None], instruction: Instruction) -> bool:
        """Whether `instruction` comes after the one of `first_places` that counts in its stage."""
        stage, position = self._places[id(instruction.outermost)]
        first = firsts[stage.index if stage else -1]
        return first is not None and first < position

    def first_places(self, is_wanted: Callable[[Instruction], bool]) -> Sequence[int | None]:
        """Where the first wanted instruction is in each stage or in what it builds on; last, before all."""
        own: dict[int, int] = {}
        for instruction in self.instructions:
            if is_wanted(instruction):
                stage, position = self._places[id(instruction)]
                own.setdefault(stage.index if stage else -1, position)
        firsts: list[int | None] = []
        for stage in self.stages:
            inherited = firsts[stage.base.index] if isinstance(stage.base, Stage) else None
            firsts.append(own.get(stage.index) if inherited is None else inherited)
        return [*firsts, own.get(-1)]

    def instruction_of(self, command: Command) -> Instruction:
        """The instruction that holds `command`."""
        owner = command.script.owner
        assert isinstance(owner, Instruction)
        return owner

    def image_under(self, command: Command) -> str:
        """The image that the stage of `command` builds on in the end, as FROM names it; "" if unknown."""
        stage = self.stage_of(self.instruction_of(command))
        return (stage.root_image if stage else None) or ""

    def is_ignored(self, rule: Named, instruction: Instruction) -> bool:
        """Whether an ignore comment silences `rule` at `instruction`."""
        return self.ignores.covers(rule, instruction)

    def has_ignores(self, instruction: Instruction) -> bool:
        """Whether comments ignore anything at this instruction in particular."""
        return self.ignores.has_own(instruction)


@once
def _first_places_of(file: File, kind: type[Instruction]) -> Sequence[int | None]:
    return file.first_places(lambda each: isinstance(each, kind))


def _image_reference(image: str) -> ImageReference | None:
    return None if image == SCRATCH else ImageReference.parse(image)
