"""Which flags each instruction has, and how they are written: facts of BuildKit, as data."""

from __future__ import annotations

from enum import Enum, auto


class Kind(Enum):
    """How a flag is written: `--name[=true]`, `--name=text`, or that any number of times."""

    SWITCH = auto()
    TEXT = auto()
    TEXTS = auto()


#: The flags of the instructions that have any.
KINDS: dict[str, dict[str, Kind]] = {
    "ADD": {
        "chown": Kind.TEXT,
        "chmod": Kind.TEXT,
        "link": Kind.SWITCH,
        "keep-git-dir": Kind.SWITCH,
        "checksum": Kind.TEXT,
        "unpack": Kind.SWITCH,
        "exclude": Kind.TEXTS,
    },
    "COPY": {
        "chown": Kind.TEXT,
        "from": Kind.TEXT,
        "chmod": Kind.TEXT,
        "link": Kind.SWITCH,
        "exclude": Kind.TEXTS,
        "parents": Kind.SWITCH,
    },
    "FROM": {"platform": Kind.TEXT},
    "HEALTHCHECK": dict.fromkeys(
        ("interval", "timeout", "start-period", "start-interval", "retries"), Kind.TEXT
    ),
    "RUN": {"mount": Kind.TEXTS, "network": Kind.TEXT, "security": Kind.TEXT, "device": Kind.TEXTS},
}

#: The types of `RUN --mount`.
MOUNT_TYPES = ("bind", "cache", "secret", "ssh", "tmpfs")
