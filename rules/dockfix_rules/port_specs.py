"""What EXPOSE says: ports, their protocols, and what does not belong there."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.late_pattern import late_pattern
from dockfix.model import File
from dockfix.named_tuple import NamedTuple
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import Expose, Word

PROTOCOLS = ("tcp", "udp", "sctp")
#: The greatest port.
GREATEST = 65535
_SPECIAL = late_pattern(r"""[$'"\\`]""")


class PortSpec(NamedTuple):
    """`[ip:][host:]port[/protocol]`, taken apart; each part as written, empty where it is missing."""

    address: str
    host: str
    port: str
    protocol: str

    @classmethod
    def parse(cls, text: str) -> PortSpec:
        """Take a specification apart; nothing is judged."""
        *before, container = text.split(":")
        port, _, protocol = container.partition("/")
        return cls(":".join(before[:-1]), before[-1] if before else "", port, protocol)


class ExposedPort(NamedTuple):
    """A port of an EXPOSE: its word, that with variables replaced, and the parts of it."""

    word: Word
    text: str
    spec: PortSpec

    @property
    def is_literal(self) -> bool:
        """Whether the word is the value as it stands."""
        return self.word.value == self.text


def ports_of(file: File, expose: Expose) -> Iterator[ExposedPort]:
    """The ports of an EXPOSE; those that a variable without a value names are left out."""
    for word in expose.words:
        if not _SPECIAL.search(word.value):
            yield ExposedPort(word, word.value, PortSpec.parse(word.value))
            continue
        expansion = expand(word.value, file.environment(expose).variables, file.ast.escape)
        if not expansion.unset and not expansion.error:
            for text in expansion.value.split():
                yield ExposedPort(word, text, PortSpec.parse(text))
