"""Sources of ADD and COPY that are not in the build context."""

from __future__ import annotations

import re

from dockfix.late_pattern import late_pattern

_SCP_STYLE = late_pattern(r"[\w-]+@[a-zA-Z0-9.-]+:.*", re.ASCII | re.DOTALL)
_GIT_URL = late_pattern(
    r"(?:git|ssh)://.*|https?://[^/?#]*/[^?#]*\.git(?:[?#].*)?", re.IGNORECASE | re.DOTALL
)


def is_git_repository(source: str) -> bool:
    """Whether BuildKit takes `source` for a repository to be cloned."""
    return bool(_GIT_URL.fullmatch(source) or _SCP_STYLE.fullmatch(source))


def is_http(source: str) -> bool:
    """Whether BuildKit takes `source` for a file to be downloaded."""
    return source.startswith(("http://", "https://")) and not is_git_repository(source)
