"""EXPOSE with what is no port."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.nodes import Expose
from dockfix_rules.port_specs import GREATEST, PROTOCOLS, PortSpec, ports_of
from dockfix_rules.ports import is_out_of_range
from dockfix_rules.refused.go_values import is_integer


class InvalidPort(Rule):
    """EXPOSE names something that is not a port.

    A port is a number, or a range of them, with `/tcp`, `/udp` or `/sctp` behind it or nothing. Numbers that
    are too high are reported by DL3011.

    ```dockerfile bad
    FROM debian:12
    EXPOSE http 9000-8000 53/dns
    ```

    ```dockerfile good
    FROM debian:12
    EXPOSE 80 8000-9000 53/udp
    ```
    """

    code = "DF0011"
    name = "invalid-port"
    severity = Severity.ERROR
    category = "network"
    source = (
        "https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert_expose.go"
    )

    def check_expose(self, expose: Expose) -> Iterator[Finding]:
        """Report what BuildKit cannot read as a port."""
        for port in ports_of(self.file, expose):
            if (expose.parent and not port.is_literal) or is_out_of_range(port.word.value):
                continue
            fault = _fault_of(port.spec)
            if fault:
                yield self.found(port.word, f"`{port.text}` is not a port: {fault}")


def _fault_of(spec: PortSpec) -> str:
    if spec.protocol.lower() not in ("", *PROTOCOLS):
        return f"there is no protocol `{spec.protocol}`"
    if spec.address and not _is_address(spec.address):
        return f"`{spec.address}` is not an address"
    ports, host = _range(spec.port), _range(spec.host)
    if ports is None or (spec.host and host is None):
        wrong = spec.port if ports is None else spec.host
        return (
            f"`{wrong}` is not a number up to {GREATEST}, nor a range of them"
            if wrong
            else "there is no number"
        )
    if host and len(ports) > 1 and len(ports) != len(host):
        return f"`{spec.host}` and `{spec.port}` are not equally many"
    return ""


def _is_address(text: str) -> bool:
    from ipaddress import ip_address  # noqa: PLC0415 - 1.5 ms, and few ports have an address

    inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        ip_address(inner)
    except ValueError:
        return False
    return "%" not in inner


def _range(text: str) -> range | None:
    """The ports from the first to the last; None where `text` is neither one nor a range."""
    first, _, last = text.partition("-")
    ends = (first, last if last or text.endswith("-") else first)
    if not all(is_integer(end) for end in ends):
        return None
    start, end = map(int, ends)
    return range(start, end + 1) if 0 <= start <= end <= GREATEST else None
