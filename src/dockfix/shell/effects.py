"""What running a script leaves behind in its shell, and how it ends.

Facts only, for one script at a time. What follows from them for several scripts in one shell is `join`'s
business.
"""

from __future__ import annotations

from dockfix.late_pattern import late_pattern
from dockfix.shell.dialect import Shell, read_options
from dockfix.shell.facts import Effects
from dockfix.shell.outliving import outliving
from dockfix.shell.statements import Place, Reader, read_tree
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dockfix.shell.script import Script

_CONTROL = late_pattern(r"[\0\r\v\f]")
_OPENING = late_pattern(
    r"\s*(set(?:\s+-(?:[Eeuxv]+|[Eeuxv]*o\s+(?:pipefail|errexit|nounset|xtrace)))+)"
    r"\s*(&&|;(?!;))\s*(?=[^\s;&|#])",
    needs=("set",),
)
# Assignments within an expansion, in arithmetic, or of a file descriptor.
_HIDDEN_ASSIGNMENT = late_pattern(
    r"\$\{\w+(?:\[[^]]*\])?:?=|(?:\(\(|\$\[)[^)\]]{0,500}(?:\+\+|--|[^=!<>]=(?!=))|\{\w+\}[<>]"
)
_OF_ITS_SHELL = ("BASH", "SECONDS", "LINENO", "SHLVL")
_VARIABLE_OF_ITS_SHELL = late_pattern(
    r"\b(?:SECONDS|LINENO|BASHPID|SHLVL|BASH_(?:SUBSHELL|EXECUTION_STRING|LINENO|COMMAND|ARG[CV]))\b"
)
_KILLS_ITSELF = late_pattern(r"\bkill\b[^;&|]{0,500}\$(?:\$|\{\$)")


def effects(script: Script) -> Effects:
    """The facts on a script that a POSIX shell runs; never raises."""
    text, shell = script.text, script.shell
    options = shell.options
    found = Effects(text)
    found.last = outliving(text, shell)
    found.errexit = "-e" if "e" in options else ""
    reader = Reader(found, is_bash=shell.name == "bash")
    if script.is_plain:
        _read_plain(reader, text)
    else:
        _read_text(found, shell)
        if not found.apart:
            _read_opening(found)
            read_tree(reader, script.tree)
    found.options_on -= options
    if found.options_off:
        found.options_off &= options | found.opening_options | found.options_on
    return found


def _read_plain(reader: Reader, text: str) -> None:
    """Read a list of plain commands."""
    found = reader.found
    commands = text.split("&&")
    found.start = found.body = len(text) - len(text.lstrip(" \t"))
    found.end = len(text.rstrip(" \t"))
    found.is_caught = len(commands) == 1
    _read_opening(found)
    place = Place.MAIN | Place.TOP | Place.REMEMBERED
    at = 0
    for number, command in enumerate(commands):
        is_tested = number + 1 < len(commands)
        reader.command(command.split(), at, at + len(command), place | Place.TESTED if is_tested else place)
        at += len(command) + 2


def _read_opening(found: Effects) -> None:
    match = _OPENING.match(found.text)
    if match:
        found.opening = match[1]
        found.opening_options = read_options(match[1].split()[1:]).names
        found.body = match.end()


def _read_text(found: Effects, shell: Shell) -> None:
    """What a script's text tells without its structure."""
    text = found.text
    if _CONTROL.search(text):
        found.apart = "it holds a control character"
    if any(name in text for name in _OF_ITS_SHELL) and (match := _VARIABLE_OF_ITS_SHELL.search(text)):
        found.apart = f"`${match[0]}` depends on the shell that it is in"
    if "kill" in text and _KILLS_ITSELF.search(text):
        found.apart = "`kill $$` ends the shell"
    if ("((" in text or "{" in text or "$[" in text) and _HIDDEN_ASSIGNMENT.search(text):
        found.state = "="
    if "${!" in text:
        found.looks_around = True
    if ">(" in text:
        found.last = found.last or "`>( … )` leaves a process running, and that ends with its RUN"
    if "&>" in text and shell.name != "bash":
        found.is_grouped = True
        found.last = found.last or "`&>` means something else where `sh` is not bash"
