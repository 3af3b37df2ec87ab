"""What values of labels may look like, by type. Every check takes time linear in the value's length."""

from __future__ import annotations

import re
from collections.abc import Callable

from dockfix import spdx

# Patterns are text: those that are met are compiled, and kept by `re`.
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MINUTE = "[0-9]{2}:[0-9]{2}"
_DATE_TIME = rf"({_DATE})[Tt]({_MINUTE}):([0-5][0-9]|60)(?:\.[0-9]+)?(?:[Zz]|([+-]{_MINUTE}))"
_NUMBER = r"(?:0|[1-9][0-9]*)"
_PRERELEASE = rf"(?:{_NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_BUILD = r"[0-9A-Za-z-]+"
_SEMVER = (
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_PRERELEASE}(?:\.{_PRERELEASE})*)?(?:\+{_BUILD}(?:\.{_BUILD})*)?"
)
_URL = r"""(?i:https?://[^/?#\s]|(?!https?:)[a-z][a-z0-9+.-]*:[^\s])[^\s<>"{}|\\^`]*"""
_SCP_LIKE = r"[A-Za-z0-9_.-]+@[A-Za-z0-9_.-]+:[^\s:]\S*"
# Abbreviated as git does by default, whole, or a SHA-256.
_GIT_HASH = r"[0-9A-Fa-f]{7,40}|[0-9A-Fa-f]{64}"
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ADDRESS = rf"""(?:{_ATOM}(?:\.{_ATOM})*|"[^"\\\s]*")@(?:{_ATOM}(?:\.{_ATOM})*|\[[^\]\[\\\s]+\])"""
_MAILBOX = rf"{_ADDRESS}|[^<>@,;:]*<{_ADDRESS}>\s*"


def is_date_time(text: str) -> bool:
    """Whether `text` is a date and time as RFC 3339 has them."""
    match = re.fullmatch(_DATE_TIME, text)
    if not match:
        return False
    from datetime import datetime  # noqa: PLC0415 - few labels are dates

    date, time, seconds, offset = match.groups()
    try:
        # Python knows no leap second.
        datetime.fromisoformat(f"{date}T{time}:{min(int(seconds), 59):02}{offset or '+00:00'}")
    except ValueError:
        return False
    return True


def _matching(*patterns: str) -> Callable[[str], bool]:
    return lambda text: any(re.fullmatch(pattern, text) for pattern in patterns)


#: The types of values, and what says whether a value is one.
VALIDATORS: dict[str, Callable[[str], bool]] = {
    "text": lambda _: True,
    "url": _matching(_URL),
    # A URL, or `user@host:path` as git takes it.
    "vcs-url": _matching(_URL, _SCP_LIKE),
    "rfc3339": is_date_time,
    "spdx": spdx.is_expression,
    "hash": _matching(_GIT_HASH),
    "semver": _matching(_SEMVER),
    "email": _matching(_MAILBOX),
}
