"""What lies in the layers of an image, and which of it later instructions delete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dockfix.model import File
from dockfix.package_request import request_of
from dockfix.shell.command import Command
from dockfix.shell.flow import always_runs
from dockfix.syntax.nodes import Add, Instruction, Run
from dockfix_rules.files.brought import copied_by, mounts_of
from dockfix_rules.files.deleted import Deleted, deleted_by
from dockfix_rules.files.made import Made, made_by
from dockfix_rules.files.words import RunWords


class Left(NamedTuple):
    """Something that lies in a layer: what, and which words of which instruction made it."""

    made: Made
    instruction: Instruction
    maker: str
    line: int


class LateDeletion(NamedTuple):
    """A deletion, and the last thing that it hides in a layer below."""

    deleted: Deleted
    left: Left


class LayerContents:
    """What lies in the layers of an image; `add` is given its instructions in their order."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._left: list[Left] = []

    def add(self, instruction: Instruction) -> list[LateDeletion]:
        """Take `instruction` in; what it deletes for certain of what others have made, and not itself."""
        if isinstance(instruction, Run):
            mounts = mounts_of(self._file, instruction)
            return [] if mounts is None else [*self._add_run(instruction, mounts)]
        if isinstance(instruction, Add):
            keyword, line = instruction.KEYWORD, instruction.line
            copies = copied_by(self._file, instruction)
            self._left += [Left(made, instruction, keyword, line) for made in copies]
        return []

    def _add_run(self, run: Run, mounts: list[str]) -> Iterator[LateDeletion]:
        words = RunWords(self._file, run)
        for command in self._file.commands(run):
            words.follow(command)
            deletions, made = [*deleted_by(command, words)], [*made_by(command, words)]
            if not deletions and not made:
                continue
            is_certain = always_runs(command) and command.prefix("chroot") is None
            for deleted in deletions:
                # What is mounted hides the layers below.
                if not any(map(deleted.meets, mounts)):
                    hidden = self._hide(run, deleted)
                    if hidden and is_certain and not deleted.is_partial:
                        yield LateDeletion(deleted, hidden)
            if is_certain:
                self._keep(made, command, run, mounts)

    def _keep(self, made: list[Made], command: Command, run: Run, mounts: list[str]) -> None:
        line = self._file.source.line_of(command.span.start)
        for each in made:
            if not any(_is_below(each.path, mount) or _is_below(mount, each.path) for mount in mounts):
                self._left.append(Left(each, run, _called(command), line))

    def _hide(self, run: Run, deleted: Deleted) -> Left | None:
        """Forget what is gone; the last of it, if none was made by `run` itself."""
        gone = [left for left in self._left if deleted.takes(left.made)]
        self._left = [
            left
            for left in self._left
            if left not in gone and not (left.instruction is run and deleted.may_take(left.made))
        ]
        return gone[-1] if gone and all(left.instruction is not run for left in gone) else None


def _is_below(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}/")


def _called(command: Command) -> str:
    """What a command is, as people say it: `curl`, `git clone`, `apt-get update`."""
    request = request_of(command)
    if request:
        return request.written
    verb = command.verb(("-C", "-c")) if command.name == "git" else None
    return f"git {verb.text}" if verb else command.name
