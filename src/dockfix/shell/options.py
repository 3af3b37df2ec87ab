"""Arguments read the way that most programs read theirs: flags, their values, and operands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.shell.words import Word

_CLUSTER = late_pattern(r"-[A-Za-z0-9]+(?==|$)")
_REPEATED = late_pattern(r"(.)\1+")


class Argument(NamedTuple):
    """One argument: an operand if `names` is empty, else a flag."""

    at: int
    word: Word
    #: What the flag may be called: `-yq` is "-yq", "-y" and "-q".
    names: tuple[str, ...] = ()
    #: The flag's value, as it is written where it needs an expansion.
    value: str | None = None


def read_arguments(
    words: Sequence[Word], value_flags: Collection[str] = (), start: int = 0
) -> Iterator[Argument]:
    """The arguments in `words` from `start` on; what follows one of `value_flags` is that flag's value.

    Everything after `--` is an operand; `--` itself is not given.
    """
    at, count, flags_end = start, len(words), False
    while at < count:
        word = words[at]
        text = word.head
        if flags_end or len(text) < 2 or text[0] != "-":
            yield Argument(at, word)
        elif text == "--" and word.value == text:
            flags_end = True
        else:
            names, value = _flag(word, text, value_flags)
            index = at
            if value is None and names[-1] in value_flags and at + 1 < count:
                at += 1
                value = words[at].literal
            yield Argument(index, word, names, value)
        at += 1


def _flag(word: Word, text: str, value_flags: Collection[str]) -> tuple[tuple[str, ...], str | None]:
    """What a flag may be called, and the value written together with it."""
    name, equals, _ = text.partition("=")
    if text.startswith("--") or name in value_flags:
        return (name,), _after(word, len(name) + 1) if equals else None
    for index in range(1, len(text)):
        if text[index] == "=":
            break
        flag = "-" + text[index]
        if flag in value_flags:
            rest = _after(word, index + 1)
            return (*_cluster(text[:index]), flag), rest or None
    return (*_cluster(name), name), _after(word, len(name) + 1) if equals else None


def _after(word: Word, length: int) -> str:
    """What the word says after its first `length` characters."""
    if word.value is not None:
        return word.value[length:]
    text = word.text.lstrip("\"'")  # `"--file=$NAME"`
    return text[length:] if len(text) == len(word.text) else text[length:].rstrip("\"'")


def _cluster(text: str) -> tuple[str, ...]:
    """The one-letter flags in `-yqq`: "-y", "-q", and "-qq" for the repeated one."""
    if not _CLUSTER.match(text):
        return ()
    repeated = ["-" + match[0] for match in _REPEATED.finditer(text, 1)]
    return (*(f"-{letter}" for letter in text[1:]), *repeated)
