"""The scripts that instructions hold: shell, exec and heredoc form become `Script`s."""

from __future__ import annotations

from dockfix.shell.dialect import Shell
from dockfix.shell.script import Script
from dockfix.source import MappedText
from dockfix.syntax.heredocs import opening_of
from dockfix.syntax.json_form import mapped_string, string_array
from dockfix.syntax.nodes import Cmd, Entrypoint, Healthcheck, Instruction, Run


def scripts_of(instruction: Instruction, shell: Shell) -> tuple[Script, ...]:
    """The scripts of a RUN, CMD, ENTRYPOINT or HEALTHCHECK; `shell` is what its shell form runs in."""
    if not isinstance(instruction, Run | Cmd | Entrypoint | Healthcheck) or not instruction.value:
        return ()
    body = instruction.script if isinstance(instruction, Healthcheck) else instruction.body
    if instruction.form == "exec":
        return (Script.from_words(_exec_words(body), shell, instruction),)
    if instruction.form == "heredoc":
        return _heredoc_scripts(instruction, shell)
    return (Script(body, shell, instruction),)


def _exec_words(body: MappedText) -> list[MappedText]:
    """The strings of a JSON form, each with the way back to the characters between its quotes."""
    return [mapped_string(string, body) for string in string_array(body.text) or ()]


def _heredoc_scripts(instruction: Instruction, shell: Shell) -> tuple[Script, ...]:
    heredocs = instruction.heredocs
    if len(heredocs) == 1 and opening_of(instruction.body.text):
        # Its lines are the script, run by their own interpreter if they name one.
        content = heredocs[0].content
        return (Script(content, Shell.from_shebang(content.text) or shell, instruction),)
    # BuildKit hands the command to the shell with its heredocs, which the shell then reads itself.
    lines = [heredoc.lines for heredoc in heredocs]
    return (Script(MappedText.concatenated([instruction.body, *lines], "\n"), shell, instruction),)
