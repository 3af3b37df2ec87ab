"""Flags that an instruction does not have, and values that a flag cannot take."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.build_args import defaults_for_from
from dockfix.rule import Finding, Rule, Severity
from dockfix.spelling import did_you_mean
from dockfix.syntax.expand import expand
from dockfix.syntax.flags import KINDS, Kind
from dockfix.syntax.nodes import Add, Flag, From, Healthcheck, Instruction, Word
from dockfix_rules.refused.flag_values import (
    FAULTS,
    HEALTHCHECK_NONE,
    OVERLOOKING,
    fault_of_checksum,
    fault_of_platform,
)
from dockfix_rules.refused.known_values import known_value, value_for_from

_SOURCE = "https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/parse.go"


def flags_of(instruction: Instruction) -> dict[str, Kind] | None:
    """The flags that an instruction can have; None for one whose flags BuildKit does not look at."""
    is_off = isinstance(instruction, Healthcheck) and instruction.type == HEALTHCHECK_NONE
    if not instruction.KEYWORD or instruction.KEYWORD in OVERLOOKING or is_off:
        return None
    return KINDS.get(instruction.KEYWORD, {})


class UnknownFlag(Rule):
    """The instruction has no such flag.

    Each instruction has flags of its own, in lower case; they stand before everything else. A flag of the
    command that RUN or CMD runs has to follow that command.

    ```dockerfile bad
    FROM debian:12
    COPY --form=build /app /app
    ```

    ```dockerfile good
    FROM debian:12
    COPY --from=build /app /app
    ```
    """

    code = "DF0003"
    name = "unknown-flag"
    severity = Severity.ERROR
    category = "syntax"
    needs = ("--",)
    source = _SOURCE

    def check_instruction(self, instruction: Instruction) -> Iterator[Finding]:
        """Report the flags that the instruction does not have."""
        known = flags_of(instruction) if instruction.flags else None
        if known is None:
            return
        for flag in instruction.flags:
            if flag.name not in known:
                hint = did_you_mean(f"--{flag.name}", [f"--{name}" for name in known])
                yield self.found(flag.span, f"{instruction.KEYWORD} has no flag `--{flag.name}`{hint}")


class InvalidFlag(Rule):
    """A flag has a value that it cannot take, has none, or is given twice.

    ```dockerfile bad
    FROM debian:12
    COPY --chmod=rwx app /usr/bin/
    HEALTHCHECK --interval=30 CMD ["check"]
    RUN --network=off make
    ```

    ```dockerfile good
    FROM debian:12
    COPY --chmod=755 app /usr/bin/
    HEALTHCHECK --interval=30s CMD ["check"]
    RUN --network=none make
    ```
    """

    code = "DF0004"
    name = "invalid-flag"
    severity = Severity.ERROR
    category = "syntax"
    needs = ("--",)
    source = _SOURCE

    def check_instruction(self, instruction: Instruction) -> Iterator[Finding]:
        """Report the flags that BuildKit refuses."""
        known = flags_of(instruction) if instruction.flags else None
        seen: set[str] = set()
        for flag in instruction.flags:
            kind = known.get(flag.name) if known else None
            if kind is None:
                continue
            fault = self._fault(instruction, flag, kind)
            if flag.name in seen and kind is not Kind.TEXTS:
                fault = "is given twice"
            seen.add(flag.name)
            if fault:
                yield self.found(flag.span, f"`--{flag.name}` {fault}")

    def _fault(self, instruction: Instruction, flag: Flag, kind: Kind) -> str:
        if kind is Kind.SWITCH:
            is_right = flag.value is None or flag.value.lower() in ("true", "false")
            return "" if is_right else f"is either `true` or `false`, not `{flag.value}`"
        if flag.value is None:
            return "needs a value"
        if isinstance(instruction, From):
            return self._fault_of_platform(flag.value)
        judge = FAULTS.get(flag.name)
        if not isinstance(instruction, Add):
            return judge(flag.value) if judge else ""
        value = known_value(self.file, instruction, flag.value)
        if not value:
            return ""  # none is given then
        if flag.name == "checksum":
            return fault_of_checksum(value, [self._known(word, instruction) for word in instruction.sources])
        return judge(value) if judge else ""

    def _known(self, word: Word, instruction: Instruction) -> str | None:
        return known_value(self.file, instruction, word.value)

    def _fault_of_platform(self, written: str) -> str:
        value = value_for_from(self.file, written)
        if value is None:  # as it is without build arguments
            expansion = expand(written, defaults_for_from(self.file), self.file.ast.escape)
            value = "" if expansion.unset or expansion.error else expansion.value
            return fault_of_platform(value) if value else ""
        return fault_of_platform(value) if written else ""
