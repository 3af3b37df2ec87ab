"""Scripts of plain words joined with `&&`, as most are: what they say can be told without a grammar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dockfix.late_pattern import late_pattern
from dockfix.shell.builtins import RESERVED
from dockfix.shell.command import Command, run_by_find
from dockfix.shell.prefixes import ASSIGNMENT
from dockfix.shell.words import Word
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dockfix.shell.script import Script

# Nothing that has a meaning to a shell, but for wildcards, `~` and `=`.
_PLAIN = late_pattern(r"(?:[ \t%*+,\-./0-9:=?@A-Z\]^_a-z~]++|&&)*+")
_WORDS = late_pattern(r"&&|[^ \t&]++")

#: Where the words of a command begin and end.
Places = Sequence[tuple[int, int]]


def plain_places(text: str) -> Sequence[Places] | None:
    """The words of each command in a list of plain ones; None for any other script, also an empty one."""
    if not _PLAIN.fullmatch(text):
        return None
    commands: list[list[tuple[int, int]]] = [[]]
    for match in _WORDS.finditer(text):
        if match[0] == "&&":
            commands.append([])
        else:
            commands[-1].append(match.span())
    return commands if all(words and text[slice(*words[0])] not in RESERVED for words in commands) else None


def plain_commands(script: Script, commands: Sequence[Places]) -> Iterator[Command]:
    """The commands of `script`, whose words are at these places."""
    assigns = "=" in script.text
    for places in commands:
        words = [Word(script, start, end) for start, end in places]
        count = 0
        while assigns and count < len(words) and ASSIGNMENT.match(script.text, *places[count]):
            count += 1
        command = Command(script, words[count:], assignment_words=words[:count], context=script.context)
        yield command
        if command.name == "find":
            yield from run_by_find(command)
