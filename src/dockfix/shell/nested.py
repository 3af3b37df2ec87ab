"""Scripts inside of a script: what `sh -c '…'`, `su -c '…'`, `scl enable … '…'` and `eval '…'` run."""

from __future__ import annotations

from collections.abc import Sequence

from dockfix.named_tuple import NamedTuple
from dockfix.shell.command import Command
from dockfix.shell.dialect import DEFAULT_SHELL, POSIX_SHELLS, Shell, read_options
from dockfix.shell.options import read_arguments
from dockfix.shell.words import Word
from dockfix.source import MappedText

_BY_USER = frozenset({"su", "runuser"})
_BY_USER_VALUES = (
    "-s",
    "--shell",
    "-g",
    "--group",
    "-G",
    "--supp-group",
    "-u",
    "--user",
    "-w",
    "-c",
    "--command",
)


class Nested(NamedTuple):
    """A script's text inside of a command, and the shell that reads it."""

    text: MappedText
    shell: Shell


def nested_script(command: Command) -> Nested | None:
    """The script that an argument of `command` holds; None if there is none or it is not written out."""
    name = command.name
    if name in POSIX_SHELLS:
        return _of_shell(command)
    if name == "eval" and command.arguments:
        return _nested(command.arguments, command.script.shell)
    if name in _BY_USER:
        return _of_user(command)
    if name == "scl" and len(command.operands()) > 2 and command.word("--") is None:
        return _nested(command.words[-1:], DEFAULT_SHELL)  # scl enable NAME 'command'
    return None


def _of_shell(command: Command) -> Nested | None:
    values = [word.literal for word in command.words]
    options = read_options(values[1:])
    operand = 1 + options.operand
    shell = Shell(tuple(values[:operand]))
    if options.takes_script:
        return _nested(command.words[operand : operand + 1], shell)
    return _of_heredoc(command, shell) if operand == len(values) else None


def _of_heredoc(command: Command, shell: Shell) -> Nested | None:
    """What a shell reads from a heredoc that is taken as it is written."""
    for redirect in reversed(command.redirects):
        body, delimiter = redirect.body, redirect.target
        if body and delimiter and (delimiter.is_quoted or not any(mark in body for mark in "$`\\")):
            return Nested(command.script.mapped.slice(redirect.body_start, redirect.body_end), shell)
    return None


def _of_user(command: Command) -> Nested | None:
    for argument in read_arguments(command.words, _BY_USER_VALUES, 1):
        if argument.names and argument.names[-1] in ("-c", "--command") and argument.value is not None:
            following = command.words[argument.at + 1 : argument.at + 2]
            program = command.flag_value("-s", "--shell")
            return _nested(following, Shell((program, "-c")) if program else DEFAULT_SHELL)
    return None


def _nested(words: Sequence[Word], shell: Shell) -> Nested | None:
    texts = [text for word in words if (text := word.mapped) is not None]
    if not texts or len(texts) < len(words):
        return None
    return Nested(MappedText.concatenated(texts, " "), shell)
