"""What lies in the layers of an image, and which of it later instructions delete."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.model import File
from dockfix.named_tuple import NamedTuple
from dockfix.package_request import request_of
from dockfix.shell.command import Command
from dockfix.shell.flow import always_runs
from dockfix.source import Span
from dockfix.syntax.nodes import Add, Instruction, Run
from dockfix_rules.files.brought import copied_by, mounts_of
from dockfix_rules.files.deleted import Deleted, deleted_by
from dockfix_rules.files.made import Made, made_by
from dockfix_rules.files.words import RunWords

#: How much is remembered of the layers, the latest of it: every deletion looks at all of that.
_MOST = 300


class Left(NamedTuple):
    """Something that lies in a layer: what, and which command of which instruction has made it."""

    made: Made
    instruction: Instruction
    #: None where the instruction itself has made it.
    command: Command | None = None

    @property
    def maker(self) -> str:
        """What made it, as people say it: `COPY`, `curl`, `git clone`, `apt-get update`."""
        if self.command is None:
            return self.instruction.KEYWORD
        request = request_of(self.command)
        if request:
            return request.written
        verb = self.command.verb(("-C", "-c")) if self.command.name == "git" else None
        return f"git {verb.text}" if verb else self.command.name

    @property
    def span(self) -> Span:
        """The place of what made it."""
        return self.instruction.span if self.command is None else self.command.span

    @property
    def is_certain(self) -> bool:
        """Whether every build makes it."""
        return self.command is None or _is_certain(self.command)


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
        del self._left[:-_MOST]
        if isinstance(instruction, Run):
            mounts = mounts_of(self._file, instruction)
            return [] if mounts is None else [*self._add_run(instruction, mounts)]
        if isinstance(instruction, Add):
            self._left += [Left(made, instruction) for made in copied_by(self._file, instruction)]
        return []

    def _add_run(self, run: Run, mounts: list[str]) -> Iterator[LateDeletion]:
        words = RunWords(self._file, run)
        for command in self._file.commands(run):
            words.follow(command)
            for deleted in deleted_by(command, words) if self._left else ():
                # What is mounted hides the layers below.
                if not any(map(deleted.meets, mounts)):
                    hidden = self._hide(run, deleted)
                    if hidden and not deleted.is_partial and _is_certain(command):
                        yield LateDeletion(deleted, hidden)
            for made in made_by(command, words):
                if not any(_is_below(made.path, mount) or _is_below(mount, made.path) for mount in mounts):
                    self._left.append(Left(made, run, command))

    def _hide(self, run: Run, deleted: Deleted) -> Left | None:
        """Forget what is gone; the last of it that is certain, if `run` itself has made none of it."""
        gone = [left for left in self._left if deleted.takes(left.made)]
        self._left = [
            left
            for left in self._left
            if left not in gone and not (left.instruction is run and deleted.may_take(left.made))
        ]
        if any(left.instruction is run for left in gone):
            return None
        return next((left for left in reversed(gone) if left.is_certain), None)


def _is_certain(command: Command) -> bool:
    """Whether `command` always runs, and in the image's own directories."""
    return always_runs(command) and command.prefix("chroot") is None


def _is_below(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}/")
