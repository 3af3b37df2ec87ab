"""Pipes whose failures nobody sees."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.late_pattern import late_pattern
from dockfix.model import Stage
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.shell.dialect import Shell
from dockfix.shell.flow import is_failure_ignored
from dockfix.shell.script import Command
from dockfix.source import Span
from dockfix.syntax import nodes
from dockfix.syntax.json_form import written_array
from dockfix.syntax.nodes import Instruction, Run
from dockfix_rules.base_system import family
from dockfix_rules.placing import above, cased

_SETS_PIPEFAIL = late_pattern(r"\bset\s[^;&|\n]*\bpipefail\b")
#: Programs that fail in no way that matters.
_SURE = frozenset([":", "echo", "printf", "true", "yes"])
_KNOW_PIPEFAIL = frozenset(["ash", "bash", "ksh", "zsh"])
_KNOW_PIPEFAIL_TO_HADOLINT = frozenset(["ash", "bash", "zsh"])
_NOT_POSIX_TO_HADOLINT = ("pwsh", "powershell", "cmd")


class PipeWithoutPipefail(Rule):
    """A pipe's status is that of its last command: where an earlier one fails, the build goes on.

    `curl … | tar x` unpacks nothing where the address is wrong, and the layer is made all the same. The
    shell's option `pipefail` has the pipe fail with any of its commands. dash, which is `sh` in Debian, has
    no such option: the SHELL has to be another one.

    A pipe out of `echo`, `printf` or `yes` is left alone, and so is one before `|| true`, and a script that
    sets the option itself.

    The fix writes a SHELL in front of the RUN: bash, or ash where the base image is built on busybox. There
    is none where the file does not tell which. It is unsafe: what had failed unseen ends the build now, and
    the scripts after it are read by another shell.

    ```dockerfile bad
    FROM debian:12
    RUN curl -L https://example.com/a.tar.gz | tar xz
    ```

    ```dockerfile good
    FROM debian:12
    SHELL ["/bin/bash", "-o", "pipefail", "-c"]
    RUN curl -L https://example.com/a.tar.gz | tar xz
    ```
    """

    code = "DL4006"
    name = "pipe-without-pipefail"
    severity = Severity.WARNING
    category = "shell"
    fixes = Safety.UNSAFE
    needs = ("|",)
    source = "https://docs.docker.com/build/building/best-practices/#using-pipes"
    instructions = ("RUN",)

    def check_stage(self, stage: Stage) -> Iterator[Finding]:
        """Report the RUNs with a pipe; the first of a stage that can be mended is."""
        is_told = mended = False
        for instruction in stage.instructions:
            if isinstance(instruction, nodes.Shell):
                is_told, mended = _is_told_to_hadolint(instruction), False
            run = _run_of(instruction)
            if run is None or (self.as_hadolint and (run.parent or is_told)):
                continue
            pipe = self._pipe(run)
            if pipe:
                is_own = pipe.script.host is None and not run.parent
                fix = self._fix(stage, run) if is_own and not mended else None
                mended = mended or fix is not None
                place = pipe.words[0] if pipe.words and not self.as_hadolint else run.keyword_span
                failure = f"a failure of `{pipe.name}`" if pipe.name else "a failure"
                yield self.found(place, f"{failure} in this pipe is not seen: set `pipefail`", fix)

    def _pipe(self, run: Run) -> Command | None:
        """The first command that feeds a pipe whose failure is not seen."""
        for command in self.file.commands(run):
            if command.context.feeds_pipe and (self.as_hadolint or _is_unseen(command)):
                return command
        return None

    def _fix(self, stage: Stage, run: Run) -> Fix | None:
        shell = self.file.environment(run).shell
        if "pipefail" in shell.options:
            return None
        if shell.name in _KNOW_PIPEFAIL:
            argv = (*shell.argv[:1], "-o", "pipefail", *shell.argv[1:])
        else:
            system = family(self.file, stage)
            if system is None or shell.argv != Shell().argv:
                return None
            argv = (system.shell, "-o", "pipefail", "-c")
        # A comment that tells the shell has to stand before the SHELL, or it would be told again.
        at = run.extent.start if self.file.ignores.shells else above(run)
        text = f"{cased(self.file, 'SHELL', run)} {written_array(argv)}{self.file.source.newline}"
        return Fix((Edit(Span(at, at), text),), f"Set `pipefail` for `{argv[0]}`", Safety.UNSAFE)


def _run_of(instruction: Instruction) -> Run | None:
    held = instruction.instruction if isinstance(instruction, nodes.Onbuild) else instruction
    return held if isinstance(held, Run) else None


def _is_unseen(command: Command) -> bool:
    script = command.script
    if "pipefail" in script.shell.options or _SETS_PIPEFAIL.search(script.text, 0, command.start):
        return False
    return command.name not in _SURE and not is_failure_ignored(command)


def _is_told_to_hadolint(shell: nodes.Shell) -> bool:
    """Whether hadolint takes a SHELL for one with the option, or for one that has no need of it."""
    words = " ".join(shell.value).split()
    if not words or words[0].startswith(_NOT_POSIX_TO_HADOLINT):
        return bool(words)
    name = words[0].rpartition("/")[2]
    has_option = any(word.startswith("-") and "o" in word[1:] for word in words[1:] if word[:2] != "--")
    return name in _KNOW_PIPEFAIL_TO_HADOLINT and has_option and "pipefail" in words
