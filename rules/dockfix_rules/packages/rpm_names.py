"""How packages of RPM are named: `name-version-release`."""

from __future__ import annotations

import re

from dockfix.late_pattern import late_pattern

_PART = late_pattern(r"[\w.~^:+]*", re.ASCII)


def has_rpm_version(name: str) -> bool:
    """Whether what follows the first dash in `name` looks like a version: one part begins with a digit."""
    parts = name.split("-")[1:]
    return any(part[:1].isdigit() for part in parts) and all(_PART.fullmatch(part) for part in parts)
