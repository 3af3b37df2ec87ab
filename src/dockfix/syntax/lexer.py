"""BuildKit's word lexer: quotes, escapes, `$VAR` and `${VAR…}`, and the `<<` that may open a heredoc.

It follows `frontend/dockerfile/shell/lex.go` of BuildKit, including what it refuses: a word that BuildKit
cannot expand raises `ExpansionError` here. Times are linear in the length of the word.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping
from functools import cache

from dockfix.late_pattern import late_pattern

#: What Go's `unicode.IsSpace` calls a space.
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)
_SPACE_SET = frozenset(SPACES)
_SPECIAL_PARAMETERS = frozenset("@*#?-$!0")
_DIGITS = late_pattern(r"\d+")
_NAME = late_pattern(r"\w+")
#: Trying a pattern takes quadratic time in the length of the value.
_LONGEST_FOR_PATTERNS = 256
_PLAIN = late_pattern(r"[^\\`'\"$<\s\x85\xa0]+")
_PLAIN_QUOTED = late_pattern(r'[^"$\\`]+')


class ExpansionError(ValueError):
    """A word that BuildKit cannot expand; the message says why."""


class WordLexer:
    """One pass over one text.

    `variables` are the values in force. With `keep_unset`, a variable without a value stays as it is
    written. `raw` keeps quotes and escapes in the result.
    """

    def __init__(
        self,
        text: str,
        variables: Mapping[str, str],
        *,
        escape: str = "\\",
        keep_unset: bool = False,
        raw: bool = False,
    ) -> None:
        self._text = text
        self._at = 0
        self._variables = variables
        self._escape = escape
        self._keep_unset = keep_unset
        self._raw_quotes = raw
        self._raw_escapes = raw
        #: The variables that have no value where one is needed.
        self.unset: list[str] = []

    def expand(self) -> str:
        """The whole text, expanded and without its quotes; raises `ExpansionError`."""
        return self._until("", self._raw_escapes)[0]

    def words(self) -> list[str]:
        """The text's words, split after expansion; raises `ExpansionError`."""
        return self._until("", self._raw_escapes)[1]

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        character = self._text[self._at : self._at + 1]
        self._at += 1
        return character

    def _until(self, stop: str, raw_escapes: bool) -> tuple[str, list[str]]:
        outer_escapes, self._raw_escapes = self._raw_escapes, raw_escapes
        result: list[str] = []
        words = _Words()
        while character := self._peek():
            if character == stop:
                self._at += 1
                break
            piece, splits = self._piece(character, stop)
            result.append(piece)
            words.add(piece, splits)
        else:
            if stop:
                raise ExpansionError(f"no `{stop}` closes the expansion")
        self._raw_escapes = outer_escapes
        return "".join(result), words.finish()

    def _piece(self, character: str, stop: str) -> tuple[str, bool]:
        """The next piece of the result, before `stop`, and whether blanks in it end a word."""
        if character == "$":
            return self._dollar(), True
        if character == "'":
            return self._single_quoted(), False
        if character == '"':
            return self._double_quoted(), False
        if character == "<":
            return self._possible_heredoc(), False
        if character == self._escape:
            self._at += 1
            return (character if self._raw_escapes else "") + self._next(), False
        plain = _PLAIN.match(self._text, self._at)
        if plain and (not stop or stop not in plain.group()):
            self._at = plain.end()
            return plain.group(), False
        return self._next(), True

    def _single_quoted(self) -> str:
        end = self._text.find("'", self._at + 1)
        if end < 0:
            raise ExpansionError("a single quote is not closed")
        quoted = self._text[self._at : end + 1]
        self._at = end + 1
        return quoted if self._raw_quotes else quoted[1:-1]

    def _double_quoted(self) -> str:
        quote = self._next()
        result = [quote] if self._raw_quotes else []
        while character := self._peek():
            if plain := _PLAIN_QUOTED.match(self._text, self._at):
                self._at = plain.end()
                result.append(plain.group())
                continue
            if character == '"':
                self._at += 1
                result.append(quote if self._raw_quotes else "")
                return "".join(result)
            if character == "$":
                result.append(self._dollar())
                continue
            self._at += 1
            if character != self._escape:
                result.append(character)
                continue
            if self._raw_escapes:
                result.append(character)
            following = self._peek()
            if following and following in ('"', "$", self._escape):
                self._at += 1
                result.append(following)
            elif following:
                result.append(character)
        raise ExpansionError("a double quote is not closed")

    def _possible_heredoc(self) -> str:
        self._at += 1
        if self._peek() != "<":
            return "<"
        start = self._at
        self._at += 1
        while self._peek() in (" ", "\t", "\r") and self._peek():
            self._at += 1
        return "<" + self._text[start : self._at]

    def _name(self) -> str:
        match = _DIGITS.match(self._text, self._at)
        if not match:
            if self._peek() in _SPECIAL_PARAMETERS:
                return self._next()
            match = _NAME.match(self._text, self._at)
        if not match:
            return ""
        self._at = match.end()
        return match.group()

    def _value(self, name: str) -> str | None:
        value = self._variables.get(name)
        if value is None and name not in self.unset:
            self.unset.append(name)
        return value

    def _dollar(self) -> str:
        self._at += 1
        if self._peek() != "{":
            name = self._name()
            if not name:
                return "$"
            value = self._value(name)
            if value is None:
                return "$" + name if self._keep_unset else ""
            return value
        self._at += 1
        if self._peek() in ("", "{", "}", ":"):
            raise ExpansionError("`${` is not followed by a name")
        return self._braced(self._name())

    def _braced(self, name: str) -> str:
        operator = self._next()
        if operator == "}":
            value = self._value(name)
            if value is None:
                return f"${{{name}}}" if self._keep_unset else ""
            return value
        if operator == "/":
            return self._substitution(name)
        colon = operator == ":"
        if colon:
            operator = self._next()
        if operator not in ("+", "-", "?", "#", "%") or (colon and operator in "#%"):
            raise ExpansionError(
                f"`${{{name}{':' if colon else ''}{operator}` is not an expansion that BuildKit knows"
            )
        word, _ = self._until("}", operator in "#%")
        # `-` and `+` say what there is to be where there is no value.
        value = self._variables.get(name) if operator in "-+" else self._value(name)
        if value is None and self._keep_unset:
            return f"${{{name}{':' if colon else ''}{operator}{word}}}"
        return self._modified(name, value, operator, word, colon)

    def _modified(self, name: str, value: str | None, operator: str, word: str, colon: bool) -> str:
        missing = value is None or (colon and not value)
        if operator == "-":
            return word if missing else value or ""
        if operator == "+":
            return "" if missing else word
        if operator == "?":
            if missing:
                raise ExpansionError(f"`{name}` has to be set: {word or 'it has no value'}")
            return value or ""
        longest = word.startswith(operator)
        trim = _trim_end if operator == "%" else _trim_start
        return trim(_short(value), _glob(word.removeprefix(operator)), longest)

    def _substitution(self, name: str) -> str:
        every = self._peek() == "/"
        self._at += every
        pattern, _ = self._until("/", True)
        replacement, _ = self._until("}", True)
        value = self._value(name)
        if value is None and self._keep_unset:
            return f"${{{name}/{pattern}/{replacement}}}"
        return _substitute(_short(value), _glob(pattern), replacement, every)


class DocumentLexer(WordLexer):
    """A pass over the lines of a heredoc, in which quotes are characters as any other."""

    def _piece(self, character: str, stop: str) -> tuple[str, bool]:
        return (self._next(), True) if character in ("'", '"') else super()._piece(character, stop)


def _short(value: str | None) -> str:
    """The value, if patterns can be tried on it in no time."""
    if value is not None and len(value) > _LONGEST_FOR_PATTERNS:
        raise ExpansionError(f"a value of {len(value)} characters is too long for a pattern")
    return value or ""


class _Words:
    """Collects words: blanks end one only where they come unquoted."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._current: list[str] = []

    def add(self, piece: str, splits: bool) -> None:
        if not splits or not _SPACE_SET.intersection(piece):
            self._current.append(piece)
            return
        for character in piece:
            if character in _SPACE_SET:
                self._end()
            else:
                self._current.append(character)

    def _end(self) -> None:
        word = "".join(self._current)
        if word:
            self._words.append(word)
        self._current = []

    def finish(self) -> list[str]:
        self._end()
        return self._words


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """A shell pattern (`*`, `?`, backslash escapes; brackets mean themselves) as a regular expression."""
    result = []
    characters = iter(pattern)
    for character in characters:
        if character in "*?":
            result.append(character)
            continue
        literal = next(characters, "\\") if character == "\\" else character
        result.append(f"[{literal}]" if literal in "*?[" else literal)
    # fnmatch writes expressions that match in linear time.
    return re.compile(fnmatch.translate("".join(result)))


def _trim_start(value: str, glob: re.Pattern[str], longest: bool) -> str:
    for end in _lengths(len(value), longest):
        if glob.match(value[:end]):
            return value[end:]
    return value


def _trim_end(value: str, glob: re.Pattern[str], longest: bool) -> str:
    for length in _lengths(len(value), longest):
        start = len(value) - length
        if glob.match(value[start:]):
            return value[:start]
    return value


def _substitute(value: str, glob: re.Pattern[str], replacement: str, every: bool) -> str:
    result = []
    at = 0
    while at <= len(value):
        length = next((n for n in _lengths(len(value) - at, True) if n and glob.match(value[at : at + n])), 0)
        if length:
            result.append(replacement)
            at += length
            if not every:
                break
        else:
            result.append(value[at : at + 1])
            at += 1
    return "".join(result) + value[at:]


def _lengths(most: int, longest: bool) -> range:
    return range(most, -1, -1) if longest else range(most + 1)
