"""STOPSIGNAL with what is no signal."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.late_pattern import late_pattern
from dockfix.rule import Finding, Rule, Severity
from dockfix.spelling import did_you_mean
from dockfix.syntax.nodes import Stopsignal
from dockfix_rules.refused.go_values import is_integer
from dockfix_rules.refused.known_values import known_value

_NAMES = frozenset(
    """ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS
    TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX""".split()
)
_REAL_TIME = late_pattern(r"RTMIN\+(?:[1-9]|1[0-5])|RTMAX-(?:[1-9]|1[0-4])")


class UnknownSignal(Rule):
    """STOPSIGNAL names something that is not a signal.

    A signal is a name, with SIG or without, or a number other than 0.

    ```dockerfile bad
    FROM debian:12
    STOPSIGNAL SIGTREM
    ```

    ```dockerfile good
    FROM debian:12
    STOPSIGNAL SIGTERM
    ```
    """

    code = "DF0012"
    name = "unknown-signal"
    severity = Severity.ERROR
    category = "stages"
    source = "https://docs.docker.com/reference/dockerfile/#stopsignal"

    def check_stopsignal(self, stopsignal: Stopsignal) -> Iterator[Finding]:
        """Report a word that is no signal."""
        for word in stopsignal.words:
            signal = known_value(self.file, stopsignal, word.value)
            if signal is not None and not _is_signal(signal):
                hint = did_you_mean(signal, [f"SIG{name}" for name in _NAMES])
                yield self.found(word, f"there is no signal `{signal}`{hint}")


def _is_signal(text: str) -> bool:
    if is_integer(text):
        return int(text) != 0
    name = text.upper().removeprefix("SIG")
    return name in _NAMES or _REAL_TIME.fullmatch(name) is not None
