"""A shell script and its commands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from dockfix.late_pattern import late_pattern
from dockfix.shell.command import Command, Context, Redirect
from dockfix.shell.dialect import DEFAULT_SHELL, Shell
from dockfix.shell.nested import nested_script
from dockfix.shell.plain import plain_commands, plain_places
from dockfix.shell.words import Word
from dockfix.source import MappedText
from dockfix.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tree_sitter import Node

    from dockfix.shell.grammar import ShellTree
    from dockfix.shell.plain import Places

__all__ = ["Command", "Redirect", "Script", "Word"]

_MAX_DEPTH = 8
#: From what opens a heredoc to the end of its line.
_HEREDOC = late_pattern(r"(?<!<)<<(?!<).*")


class Script:
    """The text that a shell is given, and the commands in it. Nothing here ever raises.

    A command in exec form is a script too, one whose words are known: see `from_words`.
    """

    def __init__(
        self,
        mapped: MappedText,
        shell: Shell = DEFAULT_SHELL,
        owner: object = None,
        host: Command | None = None,
    ) -> None:
        """The script `mapped` for `shell`; `owner` is what it was found in, kept and never looked at."""
        self.text = mapped.text
        self.mapped = mapped
        self.shell = shell
        self.owner: Any = owner
        #: The command that has this script as an argument (`sh -c '…'`); None for one that is nobody's.
        self.host = host
        self.context = host.context if host else Context()
        self._depth: int = host.script._depth + 1 if host else 0
        self._places: list[tuple[int, int]] | None = None

    @classmethod
    def from_words(
        cls, words: Sequence[MappedText], shell: Shell = DEFAULT_SHELL, owner: object = None
    ) -> Script:
        """The command of an exec form; `words` are its strings, as they are once JSON's escapes are read.

        Its text is the words with a space between them, and no word of it is quoted.
        """
        script = cls(MappedText.concatenated(words, " "), shell, owner)
        script._places = []
        start = 0
        for word in words:
            script._places.append((start, start + len(word)))
            start += len(word) + 1
        return script

    def __repr__(self) -> str:
        return f"<Script {self.text!r}>"

    @property
    def is_exec_form(self) -> bool:
        """Whether no shell reads it: its words are given one by one."""
        return self._places is not None

    @cached_property
    def tree(self) -> ShellTree:
        """The syntax tree; in exec form, of something that no shell ever reads."""
        from dockfix.shell.grammar import ShellTree  # noqa: PLC0415 - most scripts do without

        return ShellTree(self.text)

    @cached_property
    def has_error(self) -> bool:
        """Whether some of it cannot be understood. What can be is still in `commands`."""
        if self.is_plain or self.is_exec_form or not self._is_read:
            return False
        return self.tree.root.has_error

    @property
    def is_plain(self) -> bool:
        """Whether it is nothing but commands of plain words, joined with `&&`."""
        return self._plain is not None

    @cached_property
    def _plain(self) -> Sequence[Places] | None:
        return plain_places(self.text) if self.shell.is_posix and not self.is_exec_form else None

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        """Every simple command, in the order in which they are written.

        Also those in substitutions and in all kinds of blocks. The commands of a script that is an
        argument come after the command that has it; their `script` is another one. None at all if the
        shell is not a POSIX one.
        """
        found: list[Command] = []
        for command in self.own_commands:
            found.append(command)
            nested = nested_script(command) if self._depth < _MAX_DEPTH else None
            if nested and nested.shell.is_posix:
                found += Script(nested.text, nested.shell, self.owner, command).commands
        return tuple(found)

    @cached_property
    def own_commands(self) -> list[Command]:
        """The simple commands without those of scripts that are arguments."""
        if self._places is not None:
            words = [Word(self, start, end, self.text[start:end]) for start, end in self._places]
            return [Command(self, words)] if words else []
        if not self._is_read:
            return []
        if self._plain is not None:
            return list(plain_commands(self, self._plain))
        from dockfix.shell.walk import read_commands  # noqa: PLC0415 - with the tree

        commands = read_commands(self)
        heredoc = _HEREDOC.search(self.text) if "<<" in self.text and self.has_error else None
        if heredoc:  # what comes after its line may be text, and be taken for commands
            commands = [command for command in commands if command.start < heredoc.end()]
        return commands

    @property
    def _is_read(self) -> bool:
        return self.shell.is_posix or self.is_exec_form

    def mentions(self, *names: str) -> bool:
        """Whether one of `names` is in the text at all, which is quick to tell."""
        return any(name in self.text for name in names)

    def last_command_in(self, node: Node) -> Command | None:
        """The last simple command in the statement `node` of the tree."""
        from dockfix.shell.walk import last_simple  # noqa: PLC0415 - with the tree

        last = last_simple(node)
        return self._by_node.get(last.id) if last else None

    def commands_in(self, node: Node) -> tuple[Command, ...]:
        """Every command in the statement `node` of the tree, without those of scripts in it."""
        places = range(node.start_byte, node.end_byte)
        return tuple([own for own in self.own_commands if own.node and own.node.start_byte in places])

    @cached_property
    def _by_node(self) -> dict[int, Command]:
        # find comes before what it runs, and is the one that the node stands for.
        return {own.node.id: own for own in reversed(self.own_commands) if own.node}

    def node_at(self, start: int) -> Node | None:
        """The node of the command that begins at `start`, if it is a plain one."""
        return self._plain_nodes.get(start)

    @cached_property
    def _plain_nodes(self) -> dict[int, Node | None]:
        from dockfix.shell.walk import read_commands  # noqa: PLC0415 - with the tree

        return {own.start: own.node for own in read_commands(self)} if self.is_plain else {}
