"""The JSON form of an instruction: an array of strings, with the place of each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.source import MappedText
from dockfix.syntax.lexer import SPACES

_STRING = late_pattern(r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+)"')
_SEPARATOR = late_pattern(r"[ \t\r\n]*(,|\])[ \t\r\n]*")
_OPENING = late_pattern(r"\[[ \t\r\n]*(\]?)")
_CHARACTER = late_pattern(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
_LONE_SURROGATES = late_pattern("[\ud800-\udfff]")


class NotStringsError(ValueError):
    """A JSON array that holds something else than strings: BuildKit refuses it."""


class JsonString(NamedTuple):
    """One element: its value, and where it is written, quotes included."""

    value: str
    start: int
    end: int


def string_array(text: str) -> list[JsonString] | None:
    """The elements of the JSON array of strings that `text` begins with, None if it is no such array.

    What follows the array is not looked at, as in BuildKit up to 0.12. Raises `NotStringsError`.
    """
    at = len(text) - len(text.lstrip(SPACES))
    opening = _OPENING.match(text, at)
    if not opening:
        return None
    start, at = at, opening.end()
    strings: list[JsonString] = []
    if opening[1]:
        return strings
    while True:
        string = _STRING.match(text, at)
        separator = string and _SEPARATOR.match(text, string.end())
        if not string or not separator:
            _refuse_other_arrays(text[start:])
            return None
        strings.append(JsonString(_decode(string), string.start(), string.end()))
        if separator[1] == "]":
            return strings
        at = separator.end()


def is_array(text: str) -> bool:
    """Whether today's BuildKit takes all of `text` for a JSON array of strings."""
    if not text.lstrip().startswith("["):
        return False
    import json  # noqa: PLC0415 - few files need it

    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def written_array(strings: Sequence[str]) -> str:
    """The JSON array of `strings`, as an instruction holds it."""
    import json  # noqa: PLC0415 - only fixes write one

    return json.dumps(strings, ensure_ascii=False)


def mapped_string(string: JsonString, body: MappedText) -> MappedText:
    """The value of an element of `body`'s array, with the place of each of its characters."""
    start, end = string.start + 1, string.end - 1
    if len(string.value) == end - start:
        return body.slice(start, end)
    pieces = [
        (index, match.start(), match.end() - match.start())
        for index, match in enumerate(_CHARACTER.finditer(body.text, start, end))
    ]
    return MappedText(string.value, pieces).within(body)


def _decode(string: re.Match[str]) -> str:
    value = string[1]
    if "\\" in value:
        import json  # noqa: PLC0415 - escapes are rare

        value = json.loads(string.group())
    # Go's decoder puts a replacement character where there is no valid one.
    return _LONE_SURROGATES.sub("\ufffd", value)


def _refuse_other_arrays(text: str) -> None:
    """Raise `NotStringsError` if `text` is JSON, an array of other things than strings."""
    import json  # noqa: PLC0415

    try:
        json.JSONDecoder(parse_constant=_refuse_constant).raw_decode(text)
    except (ValueError, RecursionError):
        return
    raise NotStringsError("a JSON array has to hold strings only")


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
