"""The directory that each command of a script runs in."""

from __future__ import annotations

from collections.abc import Callable
from posixpath import join, normpath

from dockfix.shell.flow import always_runs, places
from dockfix.shell.words import Word
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from dockfix.shell.command import Command
    from dockfix.shell.script import Script

_OTHER_USER = frozenset(["su", "runuser"])


class Directories:
    """The directory that each command runs in; `follow` is given the commands in their order.

    `start` is where the script starts, and `say` gives the text of a word, None where that is not known.
    """

    def __init__(self, start: str, say: Callable[[Word], str | None]) -> None:
        self._start = start
        self._say = say
        self._known: dict[tuple[int, int], str | None] = {}

    def of(self, command: Command) -> str | None:
        """Where `command` runs; None where that is not known."""
        if not self._known and command.script.host is None:
            return self._start
        return self._known[self._shell_of(command)]

    def follow(self, command: Command) -> None:
        """Go where `command` goes, if it is one that changes the directory."""
        if command.name in ("cd", "pushd", "popd"):
            self._known[self._shell_of(command)] = self._destination(command)

    def _destination(self, command: Command) -> str | None:
        operands = command.operands()
        text = self._say(operands[0]) if len(operands) == 1 and command.name != "popd" else None
        start = self.of(command)
        if text is None or text == "-" or not always_runs(command):
            return None
        if text.startswith("/"):
            return normpath(text)
        return None if start is None else normpath(join(start, text))

    def _shell_of(self, command: Command) -> tuple[int, int]:
        script = command.script
        return self._shell(script, None if script.is_plain else command.node)

    def _shell(self, script: Script, node: Node | None) -> tuple[int, int]:
        """The shell, or the copy of one, that runs `node`; it starts where the one around it is."""
        copy = places(script)[node.id].copy if node else None
        key = (id(script), copy.id if copy else 0)
        if key not in self._known:
            if copy is not None:
                self._known[key] = self._known[self._shell(script, copy)]
            elif script.host is not None:
                self._known[key] = None if script.host.name in _OTHER_USER else self.of(script.host)
            else:
                self._known[key] = self._start
        return key
