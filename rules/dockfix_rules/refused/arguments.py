"""Instructions with too few words, too many, or the wrong ones."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.heredocs import opening_of
from dockfix.syntax.json_form import is_array
from dockfix.syntax.nodes import (
    Add,
    Arg,
    Env,
    Expose,
    From,
    Healthcheck,
    Instruction,
    Label,
    Maintainer,
    Onbuild,
    Stopsignal,
    User,
    Volume,
    Workdir,
)
from dockfix_rules.refused.flag_values import HEALTHCHECK_NONE
from dockfix_rules.refused.known_values import known_value

_NEEDING_ONE = (Arg, Env, Expose, Label, Maintainer, Onbuild, Stopsignal, User, Workdir)


class WrongArguments(Rule):
    """The instruction has too few words, too many, or one that it cannot take.

    COPY and ADD need a source and a destination, FROM an image and perhaps `AS name`, HEALTHCHECK a command
    or `NONE`; most others need at least one word. No name may be empty.

    ```dockerfile bad
    FROM debian:12
    COPY app
    USER
    ```

    ```dockerfile good
    FROM debian:12
    COPY app /usr/bin/
    USER 1000
    ```
    """

    code = "DF0006"
    name = "wrong-arguments"
    severity = Severity.ERROR
    category = "syntax"
    source = "https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/parse.go"

    def check_instruction(self, instruction: Instruction) -> Iterator[Finding]:
        """Report what is missing, or too much."""
        if instruction.error:
            return
        if isinstance(instruction, _NEEDING_ONE) and not instruction.body.text:
            yield self.found(instruction.span, f"{instruction.KEYWORD} says nothing")
        elif isinstance(instruction, From):
            yield from self._check_from(instruction)
        elif isinstance(instruction, Add):
            yield from self._check_add(instruction)
        elif isinstance(instruction, Arg | Env | Label):
            yield from self._check_names(instruction)
        elif isinstance(instruction, Healthcheck):
            yield from self._check_healthcheck(instruction)
        elif isinstance(instruction, Volume):
            yield from self._check_volume(instruction)

    def _check_from(self, from_: From) -> Iterator[Finding]:
        if len(from_.words) != 1 and not from_.stage_name:
            yield self.found(from_, "FROM takes an image, or an image, `AS` and a name")

    def _check_add(self, add: Add) -> Iterator[Finding]:
        # What stands behind an array makes plain words of all of it.
        is_plain = add.form == "exec" and not is_array(add.body.text)
        count = len(add.body.text.split()) if is_plain else len(add.words)
        if count < 2:
            yield self.found(add, f"{add.KEYWORD} needs a source and a destination")
        elif add.words and opening_of(add.words[-1].value):
            yield self.found(add.words[-1], f"the destination of {add.KEYWORD} cannot be a heredoc")

    def _check_names(self, instruction: Arg | Env | Label) -> Iterator[Finding]:
        for pair in instruction.pairs:
            if not pair.raw_key:
                yield self.found(pair, f"{instruction.KEYWORD} needs a name before the `=`")

    def _check_healthcheck(self, healthcheck: Healthcheck) -> Iterator[Finding]:
        if healthcheck.type not in ("CMD", HEALTHCHECK_NONE):
            yield self.found(healthcheck, "HEALTHCHECK takes `CMD` and a command, or `NONE`")
        elif healthcheck.type == "CMD" and len(healthcheck.value) < 2:
            yield self.found(healthcheck, "HEALTHCHECK CMD has no command")
        elif healthcheck.type == HEALTHCHECK_NONE and len(healthcheck.value) > 1:
            yield self.found(healthcheck, "HEALTHCHECK NONE takes nothing more")

    def _check_volume(self, volume: Volume) -> Iterator[Finding]:
        if not volume.words:
            yield self.found(volume, "VOLUME names no directory")
        for word in volume.words:
            if not (word.value.strip() and known_value(self.file, volume, word.value) != ""):
                yield self.found(word, "the name of a VOLUME is empty")
