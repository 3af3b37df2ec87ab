"""What ShellCheck is given for a script, and the way back to places in the Dockerfile.

The script is put as it is under a first line that names the shell, and a line that exports variables that
ENV and ARG declare: to ShellCheck they have values, of one word each. A heredoc with an interpreter line of
its own keeps that as its first line.

To export a variable takes ShellCheck as long as a command of the script does, so those are left out that
make no difference: which the script does not name, and which it cannot have meant by another name either.
Of a long script, ShellCheck is told not to follow the values of variables: that takes time and memory by the
square of its length, two GiB for 16,000 characters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from itertools import chain, islice

from dockfix.environment import Environment
from dockfix.model import File
from dockfix.once import once
from dockfix.presets import HADOLINT
from dockfix.shell.dialect import Shell
from dockfix.shell.script import Script
from dockfix.shellcheck.silence import is_silent_on
from dockfix.source import MappedText, Span
from dockfix.syntax.nodes import Arg, Cmd, Entrypoint, Env, Healthcheck, Instruction, Run

#: What BuildKit lets every RUN have without an ARG.
_PROXIES = frozenset(
    spelled(f"{name}_proxy") for name in ("http", "https", "ftp", "no") for spelled in (str.lower, str.upper)
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_REFERENCE = re.compile(rf"\$\{{?[#!]?({_NAME.pattern})")
#: The programs that ShellCheck has a dialect for, by the names of shells.
_PROGRAMS = {
    "sh": "/bin/sh",
    "ash": "/bin/busybox sh",
    "bash": "/bin/bash",
    "dash": "/bin/dash",
    "ksh": "/bin/ksh",
    "ksh93": "/bin/ksh",
    "lksh": "/bin/ksh",
    "mksh": "/bin/ksh",
}
#: The characters of the longest script in which ShellCheck follows the values of variables.
_LONGEST_FOLLOWED = 5_000
#: So many variables are told that a script does not name: all, but in files that nobody writes by hand.
_MOST_EXPORTED = 200
_FOLLOW_NO_VALUES = "# shellcheck extended-analysis=false\n"
_NOT_FOR_HADOLINT = ("cmd", "powershell", "pwsh")


class CheckedText:
    """A text for ShellCheck, `text`, that holds the script of `instruction`."""

    def __init__(self, instruction: Instruction, script: MappedText, before: str, at: int = 0) -> None:
        """`before` is put into the script at the index `at`, the start of a line of it."""
        self.instruction = instruction
        self.script = script
        self.text = f"{script.text[:at]}{before}{script.text[at:]}"
        self._before = range(at, at + len(before))
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def index(self, line: int, column: int) -> int | None:
        """The index in the script of a place in the text, both counted from 1; None before the script."""
        if line > len(self._line_starts):
            return len(self.script)
        start = self._line_starts[line - 1]
        if start in self._before:
            return None
        if start >= self._before.stop:
            start -= len(self._before)
        return min(start + column - 1, len(self.script))

    def span(self, line: int, column: int, end_line: int, end_column: int) -> Span | None:
        """The place in the Dockerfile of a place in the text; None before the script."""
        start, end = self.index(line, column), self.index(end_line, end_column)
        if start is None or end is None:
            return None
        return self.script.span(start, max(start, end))


@once
def texts_of(file: File) -> tuple[CheckedText, ...]:
    """The texts for all scripts of `file` whose shell ShellCheck knows, in their order.

    Under the preset of hadolint they are what hadolint gives it: the scripts of RUN alone, whatever their
    shell, heredocs without regard to their interpreter line.
    """
    text_of = _as_hadolint if file.preset == HADOLINT else _text_of
    triggers: defaultdict[int, set[str]] = defaultdict(set)
    found = []
    for instruction in file.ast.walk():
        stage = id(file.stage_of(instruction))
        if isinstance(instruction, Env | Arg) and instruction.parent:
            triggers[stage].update(pair.key for pair in instruction.pairs)
        elif isinstance(instruction, Run | Cmd | Entrypoint | Healthcheck):
            for script in file.scripts(instruction):
                names = triggers[stage] if instruction.parent else frozenset()
                is_for_a_shell = script.text and not script.is_exec_form
                text = text_of(file, instruction, script, names) if is_for_a_shell else None
                if text:
                    found.append(text)
    return tuple(found)


def _text_of(file: File, instruction: Instruction, script: Script, triggers: Set[str]) -> CheckedText | None:
    program = _PROGRAMS.get(script.shell.name)
    if program is None or is_silent_on(script.text):
        return None
    head = _head(_Names(triggers, file.environment(instruction)), script)
    if instruction.form == "heredoc" and Shell.from_shebang(script.text):
        end = script.text.find("\n") + 1 or len(script.text)
        return CheckedText(instruction, script.mapped, head, end)
    flag = " -e" if "e" in script.shell.options else ""
    return CheckedText(instruction, script.mapped, f"#!{program}{flag}\n{head}")


def _as_hadolint(
    file: File, instruction: Instruction, script: Script, triggers: Set[str]
) -> CheckedText | None:
    if not isinstance(instruction, Run) or script.shell.name in _NOT_FOR_HADOLINT:
        return None
    environment = file.environment(instruction)
    head = _head(_Names(triggers, None if instruction.parent else environment), script)
    return CheckedText(instruction, script.mapped, f"#!{environment.shell.argv[0]}\n{head}")


class _Names:
    """The names of the variables that a script has from outside, some of them twice."""

    def __init__(self, triggers: Set[str], environment: Environment | None) -> None:
        """`triggers` are those of ONBUILD; `environment` has all others, if they count."""
        self._triggers = triggers
        self._environment = environment

    def __contains__(self, name: str) -> bool:
        declares = self._environment and self._environment.is_declared(name)
        return name in _PROXIES or name in self._triggers or bool(declares)

    def __iter__(self) -> Iterator[str]:
        return chain(_PROXIES, self._triggers, self._environment.declared() if self._environment else ())


def _head(names: _Names, script: Script) -> str:
    """What stands before a script, under the line of its interpreter."""
    follows = len(script.text) <= _LONGEST_FOLLOWED
    return ("" if follows else _FOLLOW_NO_VALUES) + _exports(names, script)


def _exports(names: _Names, script: Script) -> str:
    """The line, if any, that exports those of the variables that make a difference."""
    exported = {name for name in set(_NAME.findall(script.text)) if name in names}
    if not exported.issuperset(_REFERENCE.findall(script.text)):
        # Of an unknown variable, ShellCheck says which of those it knows has a name like it.
        exported.update(filter(_NAME.fullmatch, islice(names, _MOST_EXPORTED)))
    return f"export {' '.join(f'{name}=1' for name in sorted(exported))}\n" if exported else ""
