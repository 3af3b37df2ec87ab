"""Dockerfiles before and after their safe fixes, as scripts to be run and compared.

Scripts and instructions are as BuildKit's own parser sees them, and what is in force at each as dockfix does.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

import dockerfile

from dockfix import fix
from dockfix.environment import Environment
from dockfix.model import File
from dockfix.shell.dialect import Shell
from dockfix.source import Source
from dockfix.syntax.heredocs import opening_of
from dockfix.syntax.parser import parse
from joining.referee import Case, Step

#: What a script can notice the place of, besides what is in force there.
_NOTICED = frozenset(["ADD", "COPY", "VOLUME"])


class Context(NamedTuple):
    """All that holds for scripts but their directory: those with the same may be joined."""

    stage: int
    #: How many instructions that a script can notice stand before.
    noticed: int
    is_trigger: bool
    flags: tuple[str, ...]
    shell: Shell
    user: str | None
    env: dict[str, str]
    args: dict[str, str]


class Group(NamedTuple):
    """Scripts with nothing between them that they could notice."""

    context: Context
    steps: tuple[Step, ...]


class Replay(NamedTuple):
    """What a Dockerfile does, as far as scripts have to do with it."""

    groups: list[Group]
    #: Every instruction that a script can notice, and where it works.
    noticed: list[tuple[Any, ...]]
    #: What the stages end with.
    ends: list[tuple[Any, ...]]


class Pair(NamedTuple):
    """A Dockerfile before and after its safe fixes."""

    before: Replay
    after: Replay
    #: The codes of the rules whose fixes were applied.
    codes: tuple[str, ...]

    @property
    def differences(self) -> Iterator[str]:
        """What is not the same even before a script has run."""
        contexts = [[group.context for group in replay.groups] for replay in (self.before, self.after)]
        for name, one, other in (
            ("what is in force", *contexts),
            ("instructions", self.before.noticed, self.after.noticed),
            ("what stages end with", self.before.ends, self.after.ends),
        ):
            if one != other:
                yield f"{name}: {one} {other}"

    @property
    def cases(self) -> Iterator[Case]:
        """The groups that the fixes have changed."""
        for one, other in zip(self.before.groups, self.after.groups, strict=True):
            if one.steps != other.steps:
                yield Case(one.steps, other.steps, one.context.shell, intended=self.codes)


def fixed(data: bytes) -> Pair | None:
    """`data` and what the safe fixes make of it; None if it stays, or if BuildKit does not accept it."""
    result = fix(data)
    if not result.applied:
        return None
    try:
        before = replay(data)
    except dockerfile.GoParseError:
        return None
    codes = sorted({finding.rule.code for finding in result.applied})
    return Pair(before, replay(result.source.to_bytes()), tuple(codes))


def replay(data: bytes) -> Replay:
    """What the Dockerfile `data` does; raises GoParseError where BuildKit does not accept it."""
    commands = dockerfile.parse_string(data.decode("utf-8", "surrogateescape"))
    file = File(parse(Source.from_bytes(data)))
    stage = 0
    noticed: list[tuple[Any, ...]] = []
    steps: list[tuple[Context, Step]] = []
    for command, instruction in zip(commands, file.instructions, strict=True):
        environment = file.environment(instruction)
        keyword = (command.sub_cmd or command.cmd).upper()
        # A stage's name is lower case after a fix, also where a flag names it.
        flags = tuple(flag.lower() for flag in command.flags)
        is_trigger = command.sub_cmd is not None
        if keyword == "FROM":
            stage += 1
        elif keyword == "RUN":
            context = _context(environment, stage, len(noticed), is_trigger, flags)
            steps.append((context, Step(_script(command), environment.workdir or "/")))
        elif is_trigger or keyword in _NOTICED:
            # The same is done by COPY as by an ADD that was in its place.
            what = "COPY" if keyword == "ADD" else keyword
            noticed.append((what, command.value, flags, environment.workdir))
    ends = [_in_force(file.final_environment(stage)) for stage in file.stages]
    groups = [
        Group(context, tuple(step for _, step in members))
        for context, members in groupby(steps, key=lambda pair: pair[0])
    ]
    return Replay(groups, noticed, ends)


def _context(
    environment: Environment, stage: int, noticed: int, is_trigger: bool, flags: tuple[str, ...]
) -> Context:
    return Context(
        stage,
        noticed,
        is_trigger,
        flags,
        environment.shell,
        environment.user,
        dict(environment.env),
        dict(environment.args),
    )


def _in_force(environment: Environment) -> tuple[Any, ...]:
    return (
        environment.shell,
        environment.user,
        environment.workdir,
        dict(environment.env),
        dict(environment.args),
    )


def _script(command: dockerfile.Command) -> str:
    """What the shell is given; of the exec form, what has a shell do the same."""
    if command.json:
        return shlex.join(command.value)
    text: str = command.value[0] if command.value else ""
    if command.heredocs and opening_of(text):
        return str(command.heredocs[0].content)
    return "\n".join([text, *(f"{each.content}{each.name}" for each in command.heredocs)])
