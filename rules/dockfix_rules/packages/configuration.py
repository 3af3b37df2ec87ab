"""Configuration of package managers: what the file writes into it, and what variables may hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from dockfix.late_pattern import late_pattern
from dockfix.model import File, Stage
from dockfix.package_request import Request
from dockfix.packages import Setting
from dockfix.shell.command import Command
from dockfix.syntax.nodes import Add, Instruction, Run

_NAME = late_pattern(r"\w+")


class Configuration:
    """Whether the line that a setting stands for is written before a command runs."""

    def __init__(self, file: File, setting: Setting, *, trusts_copies: bool = False) -> None:
        """With `trusts_copies` a file that COPY or ADD brings has the line if it may hold it."""
        self._file = file
        self._setting = setting
        self._trusts_copies = trusts_copies

    def is_set_for(self, command: Command) -> bool:
        """Whether the stage of `command`, or one that it builds on, has written the line before."""
        instruction = self._file.instruction_of(command)
        stage = self._file.stage_of(instruction)
        written = self._written[stage.index] if stage else None
        if written is None:
            return False
        if written < instruction.outermost.span.start:
            return True
        return self._setting.is_written_by(text_before(self._file, command))

    @cached_property
    def _written(self) -> list[int | None]:
        """For each stage, where the line is first written, in it or in its bases."""
        stages = self._file.stages
        if not self._is_written_in(self._file.source.text):
            return [None] * len(stages)
        places: list[int | None] = []
        for stage in stages:
            inherited = places[stage.base.index] if isinstance(stage.base, Stage) else None
            places.append(self._first_writer(stage) if inherited is None else inherited)
        return places

    def _is_written_in(self, text: str) -> bool:
        return self._setting.is_held_by(text) if self._trusts_copies else self._setting.is_written_by(text)

    def _first_writer(self, stage: Stage) -> int | None:
        for instruction in stage.instructions:
            if self._writes(instruction):
                return instruction.span.start
        return None

    def _writes(self, instruction: Instruction) -> bool:
        text = self._file.source.text[slice(*instruction.span)]
        if isinstance(instruction, Add) and self._trusts_copies:
            return self._setting.is_held_by(text)
        return isinstance(instruction, Run | Add) and self._setting.is_written_by(text)


def text_before(file: File, command: Command) -> str:
    """What the instruction of `command` says before it, as it stands in the file."""
    return file.source.text[file.instruction_of(command).span.start : command.span.start]


def may_hold(file: File, request: Request, is_in: Callable[[str], bool]) -> bool:
    """Whether a parameter in the place of flags may hold what `is_in` looks for: one that is unknown may."""
    instruction = file.instruction_of(request.command)
    values = [_value_of(file, word.text, instruction) for word in request.unknown]
    return any(value is None or is_in(value) for value in values)


def _value_of(file: File, parameter: str, instruction: Instruction) -> str | None:
    """The value of `parameter`, a `$NAME` in a script of `instruction`; None if it is not known."""
    match = _NAME.search(parameter)
    if match is None:
        return None
    name = match[0]
    for command in file.commands(instruction):
        assigned = None if command.name else command.assignments.get(name)
        if assigned:
            return assigned.value
    return file.environment(instruction).variables.get(name)
