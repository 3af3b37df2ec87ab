"""Ports that an image exposes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.nodes import Expose

_PORTS = re.compile(r"[\"']?(\d+)(?:-(\d+))?(?:/\w+)?[\"']?")
_GREATEST = 65535


class PortOutOfRange(Rule):
    """A port's number is greater than 65535.

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
            ports = _PORTS.fullmatch(word.value)
            greatest = max((int(port[-9:]) for port in ports.groups() if port), default=0) if ports else 0
            if greatest > _GREATEST:
                yield self.found(word.span, f"`{word.value}` is no port: the greatest is {_GREATEST}")
