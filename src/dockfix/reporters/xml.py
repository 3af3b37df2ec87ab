"""XML 1.0, written by hand: the formats that are in it have few elements."""

from __future__ import annotations

from collections.abc import Mapping

from dockfix.late_pattern import late_pattern
from dockfix.printable import escaped

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
# What is no character of XML 1.0: production [2] of https://www.w3.org/TR/xml/.
_FORBIDDEN = late_pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def start_tag(name: str, attributes: Mapping[str, object]) -> str:
    """The start tag of an element."""
    return f"<{name}{_attributes(attributes)}>"


def element(name: str, attributes: Mapping[str, object], content: str = "") -> str:
    """An element; `content` is XML already."""
    if not content:
        return f"<{name}{_attributes(attributes)}/>"
    return f"{start_tag(name, attributes)}{content}</{name}>"


def text(value: str) -> str:
    """`value` as the text of an element or attribute; what XML cannot hold becomes an escape like `\\x1b`."""
    return _FORBIDDEN.sub(escaped, value).translate(_REFERENCES)


def _attributes(attributes: Mapping[str, object]) -> str:
    return "".join(f' {name}="{text(str(value))}"' for name, value in attributes.items())
