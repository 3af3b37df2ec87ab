"""The code blocks of the documentation: of README.md, of docs/ and of the pages that are generated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from markdown_it import MarkdownIt

from conftest import ROOT

_MARKDOWN = MarkdownIt()


class Block(NamedTuple):
    """A block: the page and the line that it begins on, its language, what stands behind that, its text."""

    page: str
    line: int
    language: str
    info: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}-{self.language}"


def written_pages() -> dict[str, str]:
    """The pages that people write, by their paths."""
    paths = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}


def blocks_of(page: str, text: str) -> Iterator[Block]:
    """The blocks of a page; what is indented and has no language is for a shell."""
    for token in _MARKDOWN.parse(text):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "fence":
            language, _, info = token.info.strip().partition(" ")
            yield Block(page, line, language, info, token.content)
        elif token.type == "code_block":
            yield Block(page, line, "sh", "", token.content)


def mentions_of(text: str) -> list[str]:
    """What stands between backticks in the prose of a page."""
    inline = (child for token in _MARKDOWN.parse(text) for child in token.children or ())
    return [child.content for child in inline if child.type == "code_inline"]
