"""Text that may be shown: whatever bytes a file holds, they neither break nor steer a terminal."""

from __future__ import annotations

import re

from dockfix.late_pattern import late_pattern

# Controls, what reorders or hides text, what ends a line for some readers, and lone surrogates.
_UNSAFE = late_pattern(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SURROGATE = late_pattern("[\ud800-\udfff]")


def printable(text: str) -> str:
    """`text` in one line, with an escape such as `\\x1b` for everything that is not to be printed."""
    return text if text.isprintable() else _UNSAFE.sub(escaped, text)


def printable_lines(text: str) -> str:
    """`text` likewise, but with its lines and tabs."""
    return "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))


def without_surrogates(text: str) -> str:
    """`text` with U+FFFD for every byte that is not UTF-8, as Go writes it."""
    return _SURROGATE.sub("\ufffd", text)


def is_text(text: str) -> bool:
    """Whether `text` holds characters only, and no byte that is not UTF-8."""
    return text.isascii() or not _SURROGATE.search(text)


def escaped(match: re.Match[str]) -> str:
    """The escape for a character that matched: `\\u200b`, or `\\xff` for a byte that is not UTF-8."""
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
