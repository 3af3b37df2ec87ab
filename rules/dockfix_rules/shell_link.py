"""A link in the place of the shell."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.shell.command import Command
from dockfix.shell.dialect import DEFAULT_SHELL
from dockfix.syntax.json_form import written_array
from dockfix.syntax.nodes import Run
from dockfix_rules.placing import cased

_SHELL = "/bin/sh"
_REMOVES = frozenset(["rm", "mv", "unlink"])
_SHELLS = frozenset(
    ["/bin/ash", "/bin/bash", "/bin/dash", "/bin/ksh", "/bin/zsh", "/usr/bin/bash", "/usr/bin/zsh"]
)


class ShellReplaced(Rule):
    """`/bin/sh` is replaced by a link: SHELL says what scripts are read by.

    Every program of the image that calls `sh` gets another one then, and an update of the package that owns
    it may put the old one back.

    The fix writes a SHELL where the link is all that the RUN makes, and no SHELL is set before. It is unsafe:
    programs go on with the image's own `sh`.

    ```dockerfile bad
    FROM debian:12
    RUN ln -sf /bin/bash /bin/sh
    ```

    ```dockerfile good
    FROM debian:12
    SHELL ["/bin/bash", "-c"]
    ```
    """

    code = "DL4005"
    name = "shell-replaced"
    severity = Severity.WARNING
    category = "shell"
    fixes = Safety.UNSAFE
    source = "https://docs.docker.com/reference/dockerfile/#shell"
    commands = ("ln",)

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report a link at the shell's place."""
        places = command.operands()[-1:] if not self.as_hadolint else command.arguments
        if any(word.value == _SHELL for word in places):
            message = "`/bin/sh` is replaced for all programs: set the SHELL instead"
            yield self.found(command.words[0], message, self._fix(command))

    def _fix(self, command: Command) -> Fix | None:
        run = self.file.instruction_of(command)
        operands = [word.value for word in command.operands()]
        if not isinstance(run, Run) or run.parent or run.inner_comments or operands[1:] != [_SHELL]:
            return None
        if operands[0] not in _SHELLS or self.file.environment(run).shell.argv != DEFAULT_SHELL.argv:
            return None
        others = [
            each for each in self.file.commands(run) if each is not command and each.node != command.node
        ]
        if any(each.name not in _REMOVES or not each.word(_SHELL) for each in others):
            return None
        text = f"{cased(self.file, 'SHELL', run)} {written_array([operands[0], '-c'])}"
        return Fix((Edit(run.span, text),), f"Set the SHELL to `{operands[0]}`", Safety.UNSAFE)
