"""Comments that ignore rules.

    # dockfix: ignore=DL3008,missing-yes -- a reason      for the instruction that follows
    # dockfix: stage ignore=DL3008                        for the stage whose FROM follows
    # dockfix: global ignore=DL3008                       for the whole file
    # hadolint ignore=DL3008                              likewise, and `stage` and `global`
    # check=skip=JSONArgsRecommended                      BuildKit's: for the file at its top, else as above
    # shellcheck disable=SC2086,SC3000-SC3060             ShellCheck's: for the file before its first
                                                          instruction, else as above

A comment before an instruction, or between its continuation lines, holds for all its lines. Words that
name no rule are no error: they may be for another tool.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import zip_longest

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.selectors import EVERYTHING, Named, specificity
from dockfix.syntax.nodes import From
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockfix.syntax.nodes import Comment, Dockerfile, Instruction

_PRAGMA = late_pattern(
    r"#+\s*(?:dockfix|hadolint)\b\s*:?\s*(?:(?P<reach>global|stage)\s+)?(?P<what>ignore|shell)\s*[=:]\s*(?P<value>.*)",
    re.I,
)
_WORD = r"\w+(?:-\w+)*"
_WORDS = late_pattern(rf"{_WORD}(?:\s*,\s*{_WORD})*")
# What BuildKit's parser takes for a directive, though it stands among the comments.
_CHECK = late_pattern(r"#\s*check\s*=\s*(?P<value>\S+)", re.I)
_SHELLCHECK = late_pattern(r"#\s*shellcheck\s(?:.*\s)?disable=(?P<value>\S+)")
_SHELLCHECK_CODES = late_pattern(r"(?:SC)?(?P<first>\d{4})(?:-(?:SC)?(?P<last>\d{4}))?")


class ShellHint(NamedTuple):
    """`# hadolint shell=…`: the shell that the instructions from `line` on run in."""

    line: int
    shell: str


class _Scope(NamedTuple):
    first_line: int
    last_line: int
    selectors: frozenset[str]


class Ignores:
    """What the comments of one file ignore, and where; nothing unless they are `heeded`."""

    def __init__(self, ast: Dockerfile, *, heeded: bool = True) -> None:
        everywhere: set[str] = set()
        shells: list[ShellHint] = []
        for directive in ast.directives:
            if directive.name == "check":
                everywhere |= _skipped(directive.value)
        for comment in (
            *ast.comments,
            *(inner for each in ast.instructions for inner in each.inner_comments),
        ):
            pragma = _PRAGMA.match(comment.text)
            if pragma and pragma["what"].lower() == "shell":
                shells.append(ShellHint(comment.line, pragma["value"].partition(" -- ")[0].strip()))
            elif pragma and _reach(pragma) == "global":
                everywhere |= _words(pragma["value"])
        for comment in ast.instructions[0].comments if ast.instructions else ():
            everywhere |= _disabled(comment)
        self._everywhere = frozenset(everywhere if heeded else ())
        self._scopes = tuple(_scopes(ast.instructions)) if heeded else ()
        self._stages = tuple(_stage_scopes(ast.instructions)) if heeded else ()
        #: The shells that comments tell, in order of their lines.
        self.shells = tuple(sorted(shells))

    def __bool__(self) -> bool:
        return bool(self._everywhere or self._scopes or self._stages)

    def shells_between(self, first: int, last: int) -> list[str]:
        """The shells that comments tell between two lines."""
        return [hint.shell for hint in self.shells if first < hint.line < last]

    def covers(self, rule: Named, place: Instruction | int) -> bool:
        """Whether findings of `rule` at `place`, an instruction or a line counted from 1, are ignored."""
        if not self:
            return False
        if _any_names(self._everywhere, rule):
            return True
        line = place if isinstance(place, int) else place.outermost.line
        scopes = (_scope_at(self._scopes, line), _scope_at(self._stages, line))
        return any(scope is not None and _any_names(scope.selectors, rule) for scope in scopes)

    def has_own(self, instruction: Instruction) -> bool:
        """Whether comments ignore anything at `instruction` in particular."""
        return _scope_at(self._scopes, instruction.outermost.line) is not None


def _scope_at(scopes: Sequence[_Scope], line: int) -> _Scope | None:
    index = bisect_right(scopes, line, key=lambda scope: scope.first_line) - 1
    return scopes[index] if index >= 0 and line <= scopes[index].last_line else None


def _reach(pragma: re.Match[str]) -> str:
    return (pragma["reach"] or "").lower()


def _scopes(instructions: Iterable[Instruction]) -> Iterable[_Scope]:
    for instruction in instructions:
        if instruction.comments or instruction.inner_comments:
            selectors = _skipped_before(instruction.comments)
            for comment in (*instruction.comments, *instruction.inner_comments):
                pragma = _PRAGMA.match(comment.text)
                if pragma and not pragma["reach"] and pragma["what"].lower() == "ignore":
                    selectors |= _words(pragma["value"])
                selectors |= _disabled(comment)
            if selectors:
                yield _Scope(instruction.line, instruction.end_line, frozenset(selectors))


def _stage_scopes(instructions: Sequence[Instruction]) -> Iterable[_Scope]:
    starts = [instruction for instruction in instructions if isinstance(instruction, From)]
    for start, following in zip_longest(starts, starts[1:]):
        selectors: set[str] = set()
        for comment in start.comments:
            pragma = _PRAGMA.match(comment.text)
            if pragma and _reach(pragma) == "stage":
                selectors |= _words(pragma["value"])
        if selectors:
            last_line = following.line - 1 if following else instructions[-1].end_line
            yield _Scope(start.line, last_line, frozenset(selectors))


def _skipped_before(comments: Iterable[Comment]) -> set[str]:
    """What BuildKit's comments before an instruction skip: the first counts, an empty one ends them."""
    check = None
    for comment in comments:
        check = None if comment.text.strip() == "#" else check or _CHECK.match(comment.text)
    return _skipped(check["value"]) if check else set()


def _skipped(options: str) -> set[str]:
    """The selectors of `skip=A,B;error=true`: BuildKit reads as far as the first space."""
    skipped: set[str] = set()
    for option in options.split(" ", 1)[0].split(";"):
        key, _, value = option.partition("=")
        if key.strip() == "skip":
            skipped |= {EVERYTHING} if value == "all" else set(filter(None, value.split(",")))
    return skipped


def _disabled(comment: Comment) -> set[str]:
    """The selectors of what a comment for ShellCheck disables: codes, ranges of them, or `all`."""
    directive = _SHELLCHECK.match(comment.text)
    disabled: set[str] = set()
    for word in directive["value"].split(",") if directive else ():
        codes = _SHELLCHECK_CODES.fullmatch(word)
        if codes:
            first, last = int(codes["first"]), int(codes["last"] or codes["first"])
            disabled.update(f"SC{number}" for number in range(first, last + 1))
        elif word == "all":
            disabled.add("SC")
    return disabled


def _words(value: str) -> set[str]:
    words = _WORDS.match(value)
    return {word.strip() for word in words[0].split(",")} if words else set()


def _any_names(selectors: Iterable[str], rule: Named) -> bool:
    return any(specificity(selector, rule) is not None for selector in selectors)
