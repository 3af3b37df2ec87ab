"""What an editor shows at places in the text: what is found, and what keeps dockfix from looking."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.lsp.documents import Snapshot
from dockfix.named_tuple import NamedTuple
from dockfix.rule import Severity
from dockfix.source import Span

_TOP = Span(0, 0)


class Diagnostic(NamedTuple):
    """One message at a place; `finding` is the index of the one that it tells of, None where it is none.

    `tags` are the rule's: "deprecated", "unnecessary".
    """

    span: Span
    severity: Severity
    message: str
    code: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    finding: int | None = None


def diagnostics(snapshot: Snapshot) -> list[Diagnostic]:
    """All that is to be shown, in the order of the places."""
    return [*_problems(snapshot), *findings(snapshot)]


def _problems(snapshot: Snapshot) -> Iterator[Diagnostic]:
    """What is wrong with the settings, with plugins, or with the text as a whole."""
    if snapshot.problem:
        yield Diagnostic(_TOP, Severity.ERROR, str(snapshot.problem))
    for problem in snapshot.plugin_problems:
        yield Diagnostic(_TOP, Severity.ERROR, str(problem))
    unreadable = snapshot.file.ast.unreadable
    # A text that is still empty is nobody's mistake.
    if unreadable and snapshot.source.text.strip():
        yield Diagnostic(unreadable.span, Severity.ERROR, unreadable.message)


def findings(snapshot: Snapshot) -> Iterator[Diagnostic]:
    """What the rules find; nothing in a text that is no Dockerfile at all."""
    result = snapshot.result
    if result is None or result.file.ast.unreadable:
        return
    for index, finding in enumerate(result.findings):
        rule = finding.rule
        yield Diagnostic(
            finding.span, finding.severity, finding.message, finding.code, rule.url(), rule.tags, index
        )
