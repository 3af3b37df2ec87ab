"""The edit that has a script clean up after itself."""

from __future__ import annotations

from dockfix.late_pattern import late_pattern
from dockfix.model import File
from dockfix.rule import Edit
from dockfix.shell.command import Command
from dockfix.shell.ending import place_at_end
from dockfix.shell.flow import always_runs
from dockfix.source import Span

#: What runs a command as another user, and has to run what cleans up after it too.
_AS_ROOT = frozenset(["sudo", "doas"])
#: What runs a command as it is.
_PLAIN = frozenset(["command", "eatmydata", "env", "exec", "ionice", "nice", "stdbuf", "time", "timeout"])
#: The ways to part the lines of a script: `&&` starts a line, or ends one.
_LEADING = late_pattern(r"\n([ \t]+)&&")
_TRAILING = late_pattern(r"&&[ \t]*[\\`][ \t]*\r?\n([ \t]*)(?=\S)")
_INDENT = "    "


def clean_up(file: File, command: Command, cleaning: str) -> Edit | None:
    """Run `cleaning` at the end of the script that `command` is in; None where that cannot be."""
    runner = _runner(command)
    # A program may be there only where it is asked for; files can be deleted that are not there.
    if runner is None or not (cleaning.startswith("rm ") or always_runs(command)):
        return None
    script = command.script
    end = place_at_end(script)
    if end is None:
        return None
    place = script.mapped.end_offset(end)
    glue = _glue(file, command) if script.host is None else " && "
    return Edit(Span(place, place), f"{glue}{runner}{cleaning}")


def _runner(command: Command) -> str | None:
    """What has to stand before a command that undoes what `command` does; None if that is not known."""
    names = [prefix.name for prefix in command.prefixes]
    if not _AS_ROOT.union(_PLAIN).issuperset(names):
        return None
    return "".join(f"{name} " for name in names if name in _AS_ROOT)


def _glue(file: File, command: Command) -> str:
    """What stands before one more command: a line break, where the script has its commands on lines."""
    run = file.instruction_of(command)
    text = file.source.text[slice(*run.span)]
    if run.form != "shell" or "\n" not in text:
        return " && "
    line_end = f"{file.ast.escape}{file.source.newline}"
    leading, trailing = _LEADING.findall(text), _TRAILING.findall(text)
    if trailing and not leading:
        return f" && {line_end}{trailing[-1]}"
    return f" {line_end}{leading[-1] if leading else _INDENT}&& "
