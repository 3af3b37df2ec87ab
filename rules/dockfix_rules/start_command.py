"""The command that a container starts with."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.late_pattern import late_pattern
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.shell import builtins
from dockfix.shell.script import Command
from dockfix.syntax.json_form import written_array
from dockfix.syntax.nodes import Cmd, Entrypoint, Healthcheck, Instruction, Shell
from dockfix_rules.exec_forms import is_broken_array

# A backslash in front of a letter is most often a path's, on Windows, where another shell reads the text.
_NEEDS_A_SHELL = late_pattern(r"[{~]|\\\w")


class ShellFormStart(Rule):
    """CMD or ENTRYPOINT in shell form: a shell is started, and only that starts the program.

    The shell is the first process of the container then, and hands no signals on: `docker stop` waits, and
    kills in the end. An ENTRYPOINT in shell form also takes no arguments, neither from CMD nor from `docker
    run`. Write a JSON array, or have a script end with `exec`.

    Where a SHELL stands before it, the shell is wanted, and it is not reported; nor is what was meant to be
    an array and is not one, which DF0017 reports. The fix writes the array for a single command that needs
    nothing of a shell. It is unsafe: a program that is the first process may have to do what the shell did,
    such as to answer signals. There is none for an ENTRYPOINT with a CMD in its stage, which would become its
    arguments.

    ```dockerfile bad
    FROM debian:12
    CMD nginx -g "daemon off;"
    ```

    ```dockerfile good
    FROM debian:12
    CMD ["nginx", "-g", "daemon off;"]
    ```
    """

    code = "DL3025"
    name = "shell-form-start"
    severity = Severity.WARNING
    category = "stages"
    aliases = ("JSONArgsRecommended",)
    fixes = Safety.UNSAFE
    source = "https://docs.docker.com/reference/build-checks/json-args-recommended/"

    def check_cmd(self, cmd: Cmd) -> Iterator[Finding]:
        """Report the shell form."""
        yield from self._findings(cmd)

    def check_entrypoint(self, entrypoint: Entrypoint) -> Iterator[Finding]:
        """Report the shell form."""
        yield from self._findings(entrypoint)

    def check_healthcheck(self, healthcheck: Healthcheck) -> Iterator[Finding]:
        """Report the shell form as hadolint does: a check is over soon, and a shell does no harm."""
        if self.as_hadolint:
            yield from self._findings(healthcheck)

    def _findings(self, instruction: Instruction) -> Iterator[Finding]:
        if instruction.form != "shell" or not self._is_watched(instruction):
            return
        message = f"{instruction.keyword} in shell form: signals reach the shell and not the program"
        yield self.found(instruction.keyword_span, message, self._fix(instruction))

    def _is_watched(self, instruction: Instruction) -> bool:
        if self.as_hadolint:
            return not instruction.parent
        if is_broken_array(instruction):
            return False  # the rule DF0017 says so
        return not self.file.is_preceded(instruction, Shell)

    def _fix(self, instruction: Instruction) -> Fix | None:
        if isinstance(instruction, Healthcheck) or instruction.inner_comments:
            return None
        if isinstance(instruction, Entrypoint) and self._has_cmd(instruction):
            return None
        (script,) = self.file.scripts(instruction)
        if script.has_error or len(script.commands) != 1:
            return None
        words = _words_without_shell(script.commands[0])
        if not words or script.text.strip() != script.text[script.commands[0].start : script.commands[0].end]:
            return None
        place = instruction.body.span(0, len(instruction.body))
        return Fix((Edit(place, written_array(words)),), "Write a JSON array", Safety.UNSAFE)

    def _has_cmd(self, instruction: Instruction) -> bool:
        stage = self.file.stage_of(instruction)
        return stage is not None and any(isinstance(each, Cmd) for each in stage.instructions)


def _words_without_shell(command: Command) -> list[str]:
    """The words of a command that needs no shell, without an `exec` in front; none if it needs one."""
    written = command.as_written()
    words = written.words
    if words and words[0].value == "exec":
        words = words[1:]
    if not words or written.redirects or written.assignment_words:
        return []
    if any(word.value is None or word.has_glob or _NEEDS_A_SHELL.search(word.text) for word in words):
        return []
    values = [word.value or "" for word in words]
    is_built_in = values[0] in builtins.BUILT_IN or values[0] in builtins.RESERVED
    return [] if is_built_in or values[0].startswith("-") else values
