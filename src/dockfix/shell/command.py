"""One simple command of a script: its name, arguments, redirections and surroundings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dockfix.named_tuple import NamedTuple
from dockfix.shell.options import Argument, read_arguments
from dockfix.shell.prefixes import (
    WRAPPERS,
    Prefix,
    assigned_name,
    assigned_value,
    executed_by_find,
    program_name,
    unwrap,
)
from dockfix.shell.words import Word
from dockfix.source import Span
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from dockfix.shell.script import Script


_INVISIBLE = frozenset(["builtin", "busybox", "command", "exec"])


class Context(NamedTuple):
    """What surrounds a command."""

    #: What it reads through a pipe: a node of a script's tree.
    pipe: tuple[Script, Node] | None = None
    feeds_pipe: bool = False
    in_substitution: bool = False
    in_function: bool = False


class Redirect:
    """A redirection. `start` and `end` are offsets into the script's text, without a heredoc's body."""

    __slots__ = ("body_end", "body_start", "end", "fd", "operator", "script", "start", "target")

    def __init__(self, script: Script, operator: str, start: int, end: int) -> None:
        self.script = script
        self.operator = operator
        self.start = start
        self.end = end
        #: The file descriptor in front of the operator, if there is one.
        self.fd: int | None = None
        #: The file, file descriptor, here-string or heredoc delimiter; None for `>&-`.
        self.target: Word | None = None
        self.body_start = self.body_end = 0

    def __repr__(self) -> str:
        return f"<Redirect {self.operator} {self.target!r}>"

    @property
    def body(self) -> str:
        """The lines of a heredoc; "" for any other redirection."""
        return self.script.text[self.body_start : self.body_end]

    @property
    def span(self) -> Span:
        """Its place in the source."""
        return self.script.mapped.span(self.start, self.end)


class Command:
    """A simple command.

    `words` are its name and arguments, without the assignments and the programs in front that only run
    it, which are in `assignments` and `prefixes`. Its place is that of all of it, redirections included.
    """

    __slots__ = (
        "_node",
        "assignment_words",
        "context",
        "name",
        "prefixes",
        "redirects",
        "script",
        "words",
    )

    def __init__(  # noqa: PLR0913 - the parts of a command
        self,
        script: Script,
        words: Sequence[Word],
        *,
        assignment_words: Sequence[Word] = (),
        redirects: Sequence[Redirect] = (),
        context: Context = Context(),  # noqa: B008 - it is immutable
        node: Node | None = None,
    ) -> None:
        """A command of `script` that is written as these words, or is some of the words of one that is."""
        self.script = script
        #: The base name of the program; "" if that is not known before the script runs, or there is none.
        self.name: str = ""
        self.prefixes: tuple[Prefix, ...] = ()
        self.assignment_words = tuple(assignment_words)
        self.redirects = tuple(redirects)
        self.context = context
        self._node = node
        self.words = tuple(words)
        if words:
            self._unwrap()

    def _unwrap(self) -> None:
        self.name = program_name(self.words[0])
        if self.name in WRAPPERS:
            self.prefixes, assignments, self.words = unwrap(self.words)
            self.assignment_words += assignments
            self.name = program_name(self.words[0])

    def __repr__(self) -> str:
        return f"<Command {self.script.text[self.start : self.end]!r}>"

    @property
    def node(self) -> Node | None:
        """Its node in the script's tree; None in exec form."""
        if self._node is None:  # it was told without the tree
            self._node = self.script.node_at(self.start)
        return self._node

    @property
    def has_error(self) -> bool:
        """Whether a part of it cannot be read, such as a quote that is not closed."""
        return self.script.has_error and self.node is not None and self.node.has_error

    def as_written(self) -> Command:
        """The same command with the programs in front, `sudo` and the like, as a part of it.

        Its name is its first word as it is written, path and all; that of the next behind `command`,
        `builtin`, `exec` and `busybox`, as ShellCheck has it.
        """
        written = Command(
            self.script,
            (),
            assignment_words=self.assignment_words if not self.prefixes else (),
            redirects=self.redirects,
            context=self.context,
            node=self._node,
        )
        written.words = (*(word for prefix in self.prefixes for word in prefix.words), *self.words)
        names = [word.value or "" for word in written.words[:2]]
        is_invisible = len(names) > 1 and names[0] in _INVISIBLE and not names[1].startswith("-")
        written.name = names[is_invisible] if names else ""
        return written

    @property
    def arguments(self) -> tuple[Word, ...]:
        """The words after the name."""
        return self.words[1:]

    @property
    def assignments(self) -> dict[str, Word]:
        """The variables set for it, or by it if it has no name: what is given to each."""
        return {assigned_name(word): assigned_value(word) for word in self.assignment_words}

    @property
    def start(self) -> int:
        """The offset of its first character in the script's text."""
        return min([place.start for place in self._places()], default=0)

    @property
    def end(self) -> int:
        """The offset after its last character in the script's text."""
        return max([place.end for place in self._places()], default=0)

    def _places(self) -> list[Word | Redirect]:
        run_by = [word for prefix in self.prefixes for word in prefix.words]
        return [*self.assignment_words, *run_by, *self.words, *self.redirects]

    @property
    def span(self) -> Span:
        """Its place in the source."""
        return self.script.mapped.span(self.start, self.end)

    @property
    def piped_from(self) -> Command | None:
        """The command whose output it reads: the last one to the left of the nearest pipe around it."""
        if self.context.pipe is None:
            return None
        script, node = self.context.pipe
        return script.last_command_in(node)

    @property
    def pipe_sources(self) -> tuple[Command, ...]:
        """Every command to the left of the nearest pipe around it: all of them in `(sleep 5; echo y) | …`."""
        if self.context.pipe is None:
            return ()
        script, node = self.context.pipe
        return script.commands_in(node)

    @property
    def is_last_of_pipeline(self) -> bool:
        """Whether its output goes to no other command of the pipeline."""
        return not self.context.feeds_pipe

    @property
    def in_substitution(self) -> bool:
        """Whether it stands in `$( … )`, backquotes or `<( … )`."""
        return self.context.in_substitution

    @property
    def in_function(self) -> bool:
        """Whether it stands in a function's body."""
        return self.context.in_function

    def prefix(self, name: str) -> Prefix | None:
        """The prefix called `name` (`sudo`), if it is run by that."""
        return next((prefix for prefix in self.prefixes if prefix.name == name), None)

    def invokes(self, name: str | Collection[str], *verbs: str, value_flags: Collection[str] = ()) -> bool:
        """Whether it calls `name`, or one of them, and its first operand is one of `verbs`, if there are any.

        `value_flags` are the program's flags that take the next argument as their value.
        """
        if self.name != name if isinstance(name, str) else self.name not in name:
            return False
        if not verbs:
            return True
        verb = self.verb(value_flags)
        return verb is not None and verb.value in verbs

    def verb(self, value_flags: Collection[str] = ()) -> Word | None:
        """The first operand: `install` in `apt-get -y install`."""
        return next((argument.word for argument in self._arguments(value_flags) if not argument.names), None)

    def operands(self, value_flags: Collection[str] = ()) -> tuple[Word, ...]:
        """The arguments that are neither flags nor the values of `value_flags`."""
        return tuple([argument.word for argument in self._arguments(value_flags) if not argument.names])

    def has_flag(self, *flags: str, value_flags: Collection[str] = ()) -> bool:
        """Whether one of `flags` is among the arguments before `--`.

        `-y` is also seen in `-yq`, `-qq` in `-yqq`, and `--yes` in `--yes=true`.
        """
        return any(name in flags for argument in self._arguments(value_flags) for name in argument.names)

    def flag_value(self, *flags: str) -> str | None:
        """The value of the first of `flags` that has one: `-o X`, `-oX`, `--opt=X` or `--opt X`.

        As it is written where it needs an expansion.
        """
        for argument in self._arguments(flags):
            if argument.value is not None and not set(argument.names).isdisjoint(flags):
                return argument.value
        return None

    def word(self, text: str) -> Word | None:
        """The first argument that says `text`."""
        return next((word for word in self.arguments if word.value == text), None)

    def _arguments(self, value_flags: Collection[str]) -> Sequence[Argument]:
        return list(read_arguments(self.words, value_flags, 1))


def run_by_find(find: Command) -> Iterator[Command]:
    """The commands that a call of find runs, with `-exec` and the like; they are written where it is."""
    for start, end in executed_by_find(find.words):
        command = Command(find.script, find.words[start:end], context=find.context, node=find._node)
        command.prefixes = (*find.prefixes, Prefix("find", find.words[:start]), *command.prefixes)
        yield command
