"""The fields of `--mount=` and `--device=`: one line of comma-separated values."""

from __future__ import annotations

from dockfix.late_pattern import late_pattern

_FIELD = late_pattern(r'(?:"((?:[^"]|"")*+)"|([^",]*+))(,|\Z)')


def fields_of(text: str) -> list[str] | None:
    """The fields without their quotes; None where a quote is out of place, or `text` is empty."""
    if not text:
        return None
    fields: list[str] = []
    at = 0
    while field := _FIELD.match(text, at):
        fields.append(field[2] if field[1] is None else field[1].replace('""', '"'))
        at = field.end()
        if not field[3]:
            return fields
    return None
