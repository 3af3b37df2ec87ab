"""Texts with marks: `│` is a cursor, `‹…›` are places."""

from __future__ import annotations

from pathlib import Path

from dockfix.lsp.documents import Desk, Document, Snapshot
from dockfix.rule import Edit
from dockfix.source import Span
from dockfix.workspace import Choices

CURSOR = "│"


def at_cursor(text: str) -> tuple[str, int]:
    """The text without its cursor, and where that is."""
    before, after = text.split(CURSOR)
    return before + after, len(before)


def with_places(text: str) -> tuple[str, list[Span]]:
    """The text without its marks, and the places that they enclose."""
    result, spans = "", []
    for part in text.split("‹"):
        inner, closed, rest = part.partition("›")
        if closed:
            spans.append(Span(len(result), len(result) + len(inner)))
        result += inner + rest
    return result, spans


def snapshot(text: str, directory: Path = Path("/nowhere"), *, settings: str | None = None) -> Snapshot:
    """What is known of a text; without settings, no file is looked for."""
    if settings is not None:
        (directory / "dockfix.toml").write_text(settings)
    desk = Desk(Choices(isolated=settings is None))
    return Document(desk, directory / "Dockerfile", directory, text, 1).now


def applied(text: str, edits: list[Edit] | tuple[Edit, ...]) -> str:
    """The text after edits."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
