"""Ports that an image exposes."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.late_pattern import late_pattern
from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.nodes import Expose
from dockfix_rules.port_specs import GREATEST

_PORTS = late_pattern(r"[\"']?(\d+)(?:-(\d+))?(?:/\w+)?[\"']?")


class PortOutOfRange(Rule):
    """A port's number is higher than 65535.

    There is no such port: TCP and UDP have 16 bits for the number.

    ```dockerfile bad
    FROM debian:12
    EXPOSE 80800
    ```

    ```dockerfile good
    FROM debian:12
    EXPOSE 8080
    ```
    """

    code = "DL3011"
    name = "port-out-of-range"
    severity = Severity.ERROR
    category = "network"
    source = "https://docs.docker.com/reference/dockerfile/#expose"

    def check_expose(self, expose: Expose) -> Iterator[Finding]:
        """Report the numbers that are no ports."""
        if self.as_hadolint and expose.parent:
            return
        for word in expose.words:
            if is_out_of_range(word.value):
                yield self.found(word.span, f"`{word.value}` is not a port: the highest is {GREATEST}")


def is_out_of_range(word: str) -> bool:
    """Whether `word` is a port, or a range of them, but for too great a number."""
    ports = _PORTS.fullmatch(word)
    return ports is not None and any(int(port[-9:]) > GREATEST for port in ports.groups() if port)
