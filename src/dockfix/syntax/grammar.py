"""Logical line -> node: keyword, flags, JSON form, words, key=value pairs.

Each function is the counterpart of one of BuildKit's line parsers; what BuildKit refuses becomes the
node's `error`, and its value is then what could be read.
"""

from __future__ import annotations

from collections.abc import Callable

from dockfix.late_pattern import late_pattern
from dockfix.source import MappedText, Span
from dockfix.syntax import nodes
from dockfix.syntax.json_form import NotStringsError, string_array
from dockfix.syntax.lexer import SPACES
from dockfix.syntax.nodes import Flag, Instruction, Pair, Problem, Word
from dockfix.syntax.words import split_words, unquote
from dockfix.typed import cast

_BLANKS = late_pattern(r"[\t\v\f\r ]+")
#: No build allows one ONBUILD in another; deeper than this, what they hold is not read.
_DEEPEST = 20
_NOT_BLANKS = late_pattern(r"[^\t\v\f\r ]+")


def parse_line(text: MappedText, escape: str, depth: int = 0) -> Instruction:
    """Read one logical line, `depth` ONBUILDs deep.

    `extent`, lines, comments and heredocs of the node are left to the caller.
    """
    line = text.text
    start = len(line) - len(line.lstrip(SPACES))
    end = max(len(line.rstrip(SPACES)), start)
    blank = _BLANKS.search(line, start, end)
    keyword_end = blank.start() if blank else end
    keyword = line[start:keyword_end]
    kind = _KINDS.get(keyword.upper(), nodes.Unknown)
    flags, body_start = _flags(text, blank.end(), end, escape) if blank else ((), end)
    while body_start < end and line[body_start] in SPACES:
        body_start += 1
    body = text.slice(body_start, end)
    node = kind(keyword.upper(), text.span(start, keyword_end), text.span(start, end), body)
    node.flags = flags
    _PARSERS[kind](node, escape)
    if isinstance(node, nodes.Onbuild) and body.text and depth < _DEEPEST:
        _hold(node, parse_line(body, escape, depth + 1))
    return node


def _flags(text: MappedText, start: int, end: int, escape: str) -> tuple[tuple[Flag, ...], int]:
    """The flags from `start` on, and where the rest begins."""
    line = text.text
    if "--" not in line:  # most have none
        return (), start
    flags: list[Flag] = []
    at = start
    while True:
        while at < end and line[at] in SPACES:
            at += 1
        if not line.startswith("--", at, end):
            return tuple(flags), at
        word_start = at
        value, at = _flag_word(line, at, end, escape)
        if value == "--":
            return tuple(flags), at
        flags.append(Flag(value, text.span(word_start, at)))


def _flag_word(line: str, at: int, end: int, escape: str) -> tuple[str, int]:
    """A flag's text without quotes and escapes, and where it ends."""
    result: list[str] = []
    quote = ""
    while at < end:
        character = line[at]
        if not quote and character in SPACES:
            break
        if character == quote:
            quote = ""
        elif not quote and character in "'\"":
            quote = character
        elif character == escape:
            at += 1
            result.append(line[at : min(at + 1, end)])
        else:
            result.append(character)
        at += 1
    return "".join(result), min(at, end)


def _parse_shell_or_exec(node: Instruction, _escape: str) -> None:
    if not _parse_json(node, node.body) and node.body.text:
        node.form = "shell"
        node.value = (node.body.text,)


def _parse_words_or_exec(node: Instruction, escape: str) -> None:
    if not _parse_json(node, node.body):
        _parse_words(node, escape)


def _parse_json(node: Instruction, body: MappedText) -> bool:
    """Read `body` as a JSON array of strings; False if it is none."""
    try:
        strings = string_array(body.text)
    except NotStringsError as error:
        node.error = Problem(str(error), body.span(0, len(body)))
        strings = []
    if strings is None:
        return False
    node.form = "exec"
    node.words = tuple(Word(string.value, body.span(string.start, string.end)) for string in strings)
    node.value = tuple(word.value for word in node.words)
    return True


def _parse_words(node: Instruction, _escape: str) -> None:
    body = node.body
    node.words = tuple(
        Word(match.group(), body.span(match.start(), match.end()))
        for match in _NOT_BLANKS.finditer(body.text)
    )
    node.value = tuple(word.value for word in node.words)


def _parse_string(node: Instruction, _escape: str) -> None:
    body = node.body
    if body.text:
        node.words = (Word(body.text, body.span(0, len(body))),)
        node.value = (body.text,)


def _parse_pairs(node: Instruction, escape: str) -> None:
    node = cast("nodes.Env | nodes.Label", node)
    body = node.body
    words = split_words(body.text, escape)
    if words and "=" not in words[0].value:
        _parse_legacy_pair(node, escape)
        return
    for word in words:
        if "=" not in word.value:
            message = f"`{word.value}` has no `=`: it has to be name=value"
            node.error = node.error or Problem(message, body.span(word.start, word.end))
            continue
        node.pairs += (_pair(body, word.value, word.start, word.end, escape),)
    node.value = tuple(text for pair in node.pairs for text in (pair.raw_key, pair.raw or ""))


def _parse_legacy_pair(node: nodes.Env | nodes.Label, escape: str) -> None:
    body = node.body
    parts = _BLANKS.split(body.text, maxsplit=1)
    if len(parts) < 2:
        node.error = Problem(f"{node.keyword} needs a name and a value", body.span(0, len(body)))
        return
    key, value = parts
    start = len(body) - len(value)
    spans = body.span(0, len(key)), body.span(start, len(body))
    node.pairs = (Pair(unquote(key, escape), key, value, unquote(value, escape), *spans, legacy=True),)
    node.value = (key, value)


def _parse_arg(node: Instruction, escape: str) -> None:
    node = cast(nodes.Arg, node)
    body = node.body
    words = split_words(body.text, escape)
    node.words = tuple(Word(word.value, body.span(word.start, word.end)) for word in words)
    node.value = tuple(word.value for word in words)
    node.pairs = tuple(_pair(body, word.value, word.start, word.end, escape) for word in words)


def _pair(body: MappedText, text: str, start: int, end: int, escape: str) -> Pair:
    key, equals, raw = text.partition("=")
    after_key = start + len(key)
    value_span = body.span(after_key + len(equals), end) if raw else _empty(body, after_key + len(equals))
    key_span = body.span(start, after_key)
    if not equals:
        return Pair(unquote(key, escape), key, None, None, key_span, value_span)
    return Pair(unquote(key, escape), key, raw, unquote(raw, escape), key_span, value_span)


def _empty(body: MappedText, at: int) -> Span:
    end = body.end_offset(at)
    return Span(end, end)


def _parse_healthcheck(node: Instruction, _escape: str) -> None:
    node = cast(nodes.Healthcheck, node)
    body = node.body
    text = body.text
    length = next((at for at, character in enumerate(text) if character in SPACES), len(text))
    if not length:
        return
    start = len(text) - len(text[length:].lstrip(SPACES))
    node.type = text[:length].upper()
    node.script = body.slice(start, len(text))
    if not _parse_json(node, node.script) and node.script.text:
        node.form = "shell"
        node.value = (node.script.text,)
    node.value = (text[:length], *node.value)


def _hold(node: nodes.Onbuild, inner: Instruction) -> None:
    """Put what an ONBUILD holds into it."""
    inner.parent = node
    node.instruction = inner
    node.form = inner.form
    node.error = inner.error
    # BuildKit's value of a nested ONBUILD has the third instruction as a child, not as a text.
    node.value = ("",) if isinstance(inner, nodes.Onbuild) and inner.instruction else inner.value


def _parse_onbuild(_node: Instruction, _escape: str) -> None:
    """What it holds is a line of its own, which `parse_line` reads."""


def _parse_unknown(node: Instruction, _escape: str) -> None:
    node.value = ("",)


_Kind = type[Instruction]
_PARSERS: dict[_Kind, Callable[[Instruction, str], None]] = {
    nodes.Add: _parse_words_or_exec,
    nodes.Arg: _parse_arg,
    nodes.Cmd: _parse_shell_or_exec,
    nodes.Copy: _parse_words_or_exec,
    nodes.Entrypoint: _parse_shell_or_exec,
    nodes.Env: _parse_pairs,
    nodes.Expose: _parse_words,
    nodes.From: _parse_words,
    nodes.Healthcheck: _parse_healthcheck,
    nodes.Label: _parse_pairs,
    nodes.Maintainer: _parse_string,
    nodes.Onbuild: _parse_onbuild,
    nodes.Run: _parse_shell_or_exec,
    nodes.Shell: _parse_shell_or_exec,
    nodes.Stopsignal: _parse_string,
    nodes.User: _parse_string,
    nodes.Volume: _parse_words_or_exec,
    nodes.Workdir: _parse_string,
    nodes.Unknown: _parse_unknown,
}
_KINDS: dict[str, _Kind] = {kind.KEYWORD: kind for kind in _PARSERS if kind is not nodes.Unknown}
#: Every instruction's keyword.
KEYWORDS = tuple(_KINDS)
