"""`ENV name value` and `LABEL name value`, without a sign between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.source import Span
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import Env, Label, Pair
from dockfix.syntax.words import split_words


class LegacyKeyValueFormat(Rule):
    """ENV or LABEL has a blank between name and value, where `=` belongs.

    In that old form all that follows the name is the value, blanks and further `=` included, so that
    `ENV A=1 B=2` and `ENV A 1 B 2` have little in common. Docker has deprecated it.

    The fix writes `name=value`, in double quotes where the value needs them. It is safe: the value stays what
    it is, with its variables, quotes and blanks. No fix is offered where that is not certain: for a
    name in quotes, for quotes inside `${…}`, and for comment lines between name and value or quotes in
    a value of several lines.

    ```dockerfile bad
    FROM debian:12
    ENV GREETING hello world
    LABEL team tools
    ```

    ```dockerfile good
    FROM debian:12
    ENV GREETING="hello world"
    LABEL team=tools
    ```
    """

    code = "LegacyKeyValueFormat"
    name = "legacy-key-value-format"
    severity = Severity.WARNING
    category = "style"
    fixes = Safety.SAFE
    tags = ("deprecated",)
    source = "https://docs.docker.com/reference/build-checks/legacy-key-value-format/"

    def check_env(self, env: Env) -> Iterator[Finding]:
        """Report an ENV in the old form."""
        yield from self._check(env)

    def check_label(self, label: Label) -> Iterator[Finding]:
        """Report a LABEL in the old form."""
        yield from self._check(label)

    def _check(self, node: Env | Label) -> Iterator[Finding]:
        for pair in node.pairs:
            if pair.legacy:
                message = f"`{node.keyword} {pair.raw_key} …` is the old form: put `=` after the name"
                yield self.found(pair, message, self._fix(node, pair))

    def _fix(self, node: Env | Label, pair: Pair) -> Fix | None:
        escape = self.file.ast.escape
        gap = Span(pair.key_span.end, pair.value_span.start)
        raw = pair.raw or ""
        if any(gap.start < comment.span.start < gap.end for comment in node.inner_comments):
            return None
        value = modern_value(pair.raw_key, raw, escape)
        if value is None:
            return None
        title = f"Write `{pair.raw_key}=…`"
        if value == raw:
            return Fix((Edit(gap, "="),), title)
        end = pair.value_span.end
        if value == f'"{raw}"':  # as it is, also over several lines
            return Fix((Edit(gap, '="'), Edit(Span(end, end), '"')), title)
        if self.file.source.text[pair.value_span.start : end] != raw:
            return None
        return Fix((Edit(Span(gap.start, end), f"={value}"),), title)


def modern_value(key: str, raw: str, escape: str) -> str | None:
    """What to write after `key=` for the value that `key raw` has; None where that is not certain."""
    special = re.compile(rf"""['"{re.escape(escape)}]""")
    if special.search(key) or expand(raw, {}, escape).error:
        return None
    if [word.value for word in split_words(f"{key}={raw}", escape)] == [f"{key}={raw}"]:
        return raw
    return _requoted(raw, re.escape(escape)) if special.search(raw) else f'"{raw}"'


def _requoted(raw: str, escape: str) -> str | None:
    """`raw`, which has quotes or escapes in it, all within one pair of double quotes."""
    if _is_tricky(raw, escape):
        return None
    pieces = re.compile(
        rf"""'(?P<single>[^']*)'|"(?P<double>(?:[^"{escape}]|{escape}.)*)"|{escape}(?P<escaped>.)"""
        rf"""|(?P<plain>[^'"{escape}]+)""",
        re.DOTALL,
    )
    parts: list[str] = []
    end = 0
    for piece in pieces.finditer(raw):
        if piece.start() != end:
            return None
        end = piece.end()
        literal = piece["escaped"] if piece["single"] is None else piece["single"]
        if literal is None:
            parts.append(piece["double"] or piece["plain"] or "")
        else:
            parts.append(re.sub(rf'(["${escape}])', rf"{escape}\1", literal))
    return f'"{"".join(parts)}"' if end == len(raw) else None


def _is_tricky(raw: str, escape: str) -> bool:
    """Whether other quotes could change what a `$` means: where one is at the end of a name, or in `${…}`."""
    glued = re.search(rf"""\$(?:['"]|\w+['"]+\w|\w*{escape})""", raw)
    return bool(glued) or "${" in re.sub(rf"""\$\{{[^'"{escape}{{}}]*\}}""", "", raw)
