"""SPDX licence expressions, such as `Apache-2.0 OR MIT`.

The identifiers are data/spdx.json, from SPDX's licence list; tools/update_spdx.py rebuilds it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data") / "spdx.json"
_TOKEN = re.compile(r"[()]|[^\s()]+")
_OPERATORS = ("AND", "OR", "and", "or")
_REFERENCE = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+", re.IGNORECASE)


@cache
def _identifiers(kind: str) -> frozenset[str]:
    """The identifiers of `licenses` or `exceptions`, in lower case."""
    import json  # noqa: PLC0415 - few files have a licence to check

    return frozenset(identifier.lower() for identifier in json.loads(_DATA.read_bytes())[kind])


def is_expression(text: str) -> bool:
    """Whether `text` is an expression of known identifiers, in any letter case; deprecated ones are known."""
    depth = 0
    previous = "("  # what an expression may begin after
    for token in _TOKEN.findall(text):
        kind = _kind(token, previous)
        if kind not in _FOLLOWING[previous]:
            return False
        depth += {"(": 1, ")": -1}.get(kind, 0)
        if depth < 0:
            return False
        previous = kind
    return depth == 0 and previous in _ENDS


#: What may come after what; `license` and `exception` are identifiers.
_FOLLOWING = {
    "(": ("(", "license"),
    "operator": ("(", "license"),
    "license": ("with", "operator", ")"),
    "with": ("exception",),
    "exception": ("operator", ")"),
    ")": ("operator", ")"),
}
_ENDS = ("license", "exception", ")")


def _kind(token: str, previous: str) -> str:
    if token in ("(", ")"):
        return token
    if token in _OPERATORS:
        return "operator"
    if token in ("WITH", "with"):
        return "with"
    if previous == "with":
        return "exception" if token.lower() in _identifiers("exceptions") else ""
    return "license" if _is_license(token) else ""


def _is_license(token: str) -> bool:
    known = _identifiers("licenses")
    name = token.lower()
    return name in known or name.removesuffix("+") in known or _REFERENCE.fullmatch(token) is not None
