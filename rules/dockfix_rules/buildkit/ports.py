"""Ports that EXPOSE writes in a way that BuildKit takes for now."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.rule import Finding, Rule, Safety, Severity, replace
from dockfix.syntax.nodes import Expose
from dockfix_rules.port_specs import PROTOCOLS, ports_of


class ExposeProtoCasing(Rule):
    """The protocol of a port is not in lower case.

    `80/TCP` and `80/tcp` are the same to BuildKit, which keeps it in lower case; whoever searches for one
    will miss the other. The fix writes it in lower case, and the image stays as it is.

    ```dockerfile bad
    FROM debian:12
    EXPOSE 53/UDP
    ```

    ```dockerfile good
    FROM debian:12
    EXPOSE 53/udp
    ```
    """

    code = "ExposeProtoCasing"
    name = "expose-proto-casing"
    severity = Severity.STYLE
    category = "style"
    fixes = Safety.SAFE
    source = "https://docs.docker.com/reference/build-checks/expose-proto-casing/"

    def check_expose(self, expose: Expose) -> Iterator[Finding]:
        """Report a protocol with capitals."""
        for port in ports_of(self.file, expose):
            protocol = port.spec.protocol
            if protocol != protocol.lower() and protocol.lower() in PROTOCOLS:
                lower = port.text.removesuffix(protocol) + protocol.lower()
                fix = replace(port.word, lower) if port.is_literal else None
                yield self.found(port.word, f"write the protocol of `{port.text}` in lower case", fix)


class ExposeInvalidFormat(Rule):
    """EXPOSE has an address or a port of the host in it.

    EXPOSE tells which ports the container listens on. Where they are found on the host is decided when it is
    started, with `docker run -p`. BuildKit leaves the rest out, and has announced that it will refuse it.

    The fix leaves it out too, so that the image stays as it is: `8080:80` has always exposed 80.

    ```dockerfile bad
    FROM debian:12
    EXPOSE 127.0.0.1:8080:80
    ```

    ```dockerfile good
    FROM debian:12
    EXPOSE 80
    ```
    """

    code = "ExposeInvalidFormat"
    name = "expose-invalid-format"
    severity = Severity.WARNING
    category = "network"
    fixes = Safety.SAFE
    source = "https://docs.docker.com/reference/build-checks/expose-invalid-format/"

    def check_expose(self, expose: Expose) -> Iterator[Finding]:
        """Report what stands before the container's port."""
        for port in ports_of(self.file, expose):
            if port.spec.address or port.spec.host:
                own = port.text.rpartition(":")[2]
                fix = replace(port.word, own) if port.is_literal and own else None
                yield self.found(port.word, f"`{port.text}` exposes `{own}`: leave the host's part out", fix)
