"""What is in force at each instruction of a stage: SHELL, USER, WORKDIR, ENV and ARG.

A stage writes down its changes once, in a `History`; an `Environment` is a view of them at one place, so
that asking at every instruction of a long file stays cheap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from posixpath import join, normpath

from dockfix.named_tuple import NamedTuple
from dockfix.shell.dialect import DEFAULT_SHELL, Shell
from dockfix.syntax import nodes
from dockfix.syntax.expand import Expansion, expand, is_plain
from dockfix.typed import Generic, TypeVar

T = TypeVar("T")
#: A position after everything that a stage does.
_END = 1 << 62


class _Timeline(Generic[T]):
    """The values that one setting takes, each in force after the position that set it."""

    __slots__ = ("_positions", "_values")

    def __init__(self) -> None:
        self._positions: list[int] = []
        self._values: list[T] = []

    def set(self, position: int, value: T) -> None:
        self._positions.append(position)
        self._values.append(value)

    def at(self, position: int) -> T | None:
        index = bisect_left(self._positions, position) - 1
        return self._values[index] if index >= 0 else None

    def reaches(self, position: int) -> bool:
        """Whether anything is set before `position`."""
        return self._positions[0] < position


class Variables(Mapping[str, str]):
    """Names and values in force at one place; names that are declared without a value are left out."""

    __slots__ = ("_inherited", "_position", "_timelines")

    def __init__(
        self, timelines: dict[str, _Timeline[str | None]], position: int, inherited: Mapping[str, str]
    ) -> None:
        self._timelines = timelines
        self._position = position
        self._inherited = inherited

    def __getitem__(self, name: str) -> str:
        timeline = self._timelines.get(name)
        value = timeline.at(self._position) if timeline else None
        return self._inherited[name] if value is None else value

    def __iter__(self) -> Iterator[str]:
        own = [name for name, timeline in self._timelines.items() if timeline.at(self._position) is not None]
        yield from own
        yield from (name for name in self._inherited if name not in own)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Overlay(Mapping[str, str]):
    """Two sets of variables, the first before the second."""

    __slots__ = ("_lower", "_upper")

    def __init__(self, upper: Mapping[str, str], lower: Mapping[str, str]) -> None:
        self._upper = upper
        self._lower = lower

    def __getitem__(self, name: str) -> str:
        value = self._upper.get(name)
        return self._lower[name] if value is None else value

    def __iter__(self) -> Iterator[str]:
        yield from self._upper
        yield from (name for name in self._lower if name not in self._upper)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Inherited(NamedTuple):
    """What a stage begins with: what the one that it builds on ends with, or what an image has by default."""

    shell: Shell = DEFAULT_SHELL
    user: str | None = None
    workdir: str | None = None
    env: Mapping[str, str] = {}
    args: Mapping[str, str] = {}
    #: The names that ENV and ARG declare, with a value or without.
    declared: frozenset[str] = frozenset()


class Environment:
    """What is in force just before one instruction. Values are what the file alone tells: a build may
    override any ARG, and a base image from a registry brings settings that are not known here.
    """

    __slots__ = ("_history", "_position")

    def __init__(self, history: History, position: int) -> None:
        self._history = history
        self._position = position

    @property
    def shell(self) -> Shell:
        """The shell that shell forms run in."""
        return self._history.shells.at(self._position) or self._history.inherited.shell

    @property
    def user(self) -> str | None:
        """The user, None where only the base image says."""
        user = self._history.users.at(self._position)
        return self._history.inherited.user if user is None else user or None

    @property
    def workdir(self) -> str | None:
        """The working directory, None where only the base image says."""
        workdir = self._history.workdirs.at(self._position)
        return self._history.inherited.workdir if workdir is None else workdir or None

    @property
    def env(self) -> Mapping[str, str]:
        """ENV: names and expanded values."""
        return Variables(self._history.env, self._position, self._history.inherited.env)

    @property
    def args(self) -> Mapping[str, str]:
        """ARG: names and expanded defaults, of those that have one."""
        return Variables(self._history.args, self._position, self._history.inherited.args)

    @property
    def variables(self) -> Mapping[str, str]:
        """ENV and ARG together, as expansion sees them."""
        return _Overlay(self.env, self.args)

    def is_declared(self, name: str) -> bool:
        """Whether ENV or ARG declares `name`, with a value or without."""
        history = self._history
        for timelines in (history.env, history.args):
            if name in timelines and timelines[name].reaches(self._position):
                return True
        return name in history.inherited.declared

    def declared(self) -> Iterator[str]:
        """The names that ENV and ARG declare, with a value or without; some may come twice."""
        yield from self._history.inherited.declared
        for timelines in (self._history.env, self._history.args):
            # In the order of their first declarations: what comes first that is later ends it.
            for name, timeline in timelines.items():
                if not timeline.reaches(self._position):
                    break
                yield name

    def inherited(self) -> Inherited:
        """What a stage begins with that builds on this place, the end of another."""
        history = self._history
        return Inherited(
            self.shell,
            self.user,
            self.workdir,
            dict(self.env),
            dict(self.args),
            history.inherited.declared.union(history.env, history.args),
        )


class History:
    """What the instructions of one stage change, in order."""

    def __init__(self, inherited: Inherited, global_args: Mapping[str, str], escape: str) -> None:
        self.inherited = inherited
        self.shells: _Timeline[Shell] = _Timeline()
        # "" where only the base image, or the one who builds, knows.
        self.users: _Timeline[str] = _Timeline()
        self.workdirs: _Timeline[str] = _Timeline()
        self.env: dict[str, _Timeline[str | None]] = {}
        self.args: dict[str, _Timeline[str | None]] = {}
        self._global_args = global_args
        self._escape = escape

    def before(self, position: int) -> Environment:
        """What is in force before the instruction at `position`."""
        return Environment(self, position)

    def end(self) -> Environment:
        """What is in force after the last instruction."""
        return Environment(self, _END)

    def record(self, position: int, instruction: nodes.Instruction) -> None:
        """Write down what `instruction` changes for those after it."""
        if isinstance(instruction, nodes.Env | nodes.Arg):
            self._record_pairs(position, instruction)
        elif isinstance(instruction, nodes.Shell) and instruction.form == "exec" and instruction.value:
            self.shells.set(position, Shell(instruction.value))
        elif isinstance(instruction, nodes.User) and instruction.value:
            self.users.set(position, self._known(instruction.value[0], position))
        elif isinstance(instruction, nodes.Workdir) and instruction.value:
            self.workdirs.set(position, self._directory(instruction.value[0], position))

    def _record_pairs(self, position: int, instruction: nodes.Env | nodes.Arg) -> None:
        is_env = isinstance(instruction, nodes.Env)
        timelines = self.env if is_env else self.args
        own: dict[str, str] = {}
        for pair in instruction.pairs:
            if pair.raw is None:
                value = self._global_args.get(pair.key)
            else:
                value = self._expansion(pair.raw, position, own).value
            # A name of an ARG sees those before it in the line, one of an ENV does not.
            if not is_env and value is not None:
                own[pair.key] = value
            timelines.setdefault(pair.key, _Timeline()).set(position, value)

    def _directory(self, path: str, position: int) -> str:
        """The absolute path that WORKDIR sets; "" where it depends on what the base image sets."""
        known, before = self._known(path, position), self.before(position).workdir
        if not known or not (before or known.startswith("/")):
            return ""
        return normpath(join(before or "/", known))

    def _known(self, word: str, position: int) -> str:
        """`word` expanded; "" where a variable in it has no value."""
        expansion = self._expansion(word, position)
        return "" if expansion.unset or expansion.error else expansion.value

    def _expansion(self, word: str, position: int, own: Mapping[str, str] | None = None) -> Expansion:
        if is_plain(word, self._escape):  # most are, and need no view of the variables
            return Expansion(word)
        variables = self.before(position).variables
        return expand(word, _Overlay(own, variables) if own else variables, self._escape)
