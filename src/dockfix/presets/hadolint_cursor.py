"""A place in a file as hadolint reads it, and the ways to go on from there that every instruction takes."""

from __future__ import annotations

import re

from dockfix.presets.hadolint_patterns import Patterns


class GivesUpError(Exception):
    """hadolint cannot go on at an offset."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Cursor:
    """Goes through a text; raises `GivesUpError` where hadolint would."""

    def __init__(self, text: str, patterns: Patterns) -> None:
        self.text = text
        self.patterns = patterns
        self.at = 0

    def take(self, pattern: re.Pattern[str]) -> bool:
        """Go past what `pattern` matches here."""
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match is not None

    def need(self, pattern: re.Pattern[str]) -> None:
        """Go past what `pattern` matches here, which has to be something."""
        if not self.take(pattern):
            raise GivesUpError(self.at)

    def blank(self) -> None:
        """Go past blanks, of which there has to be one; a continuation alone is none."""
        if not self.take(self.patterns.blank):
            self.take(self.patterns.maybe_blank)
            raise GivesUpError(self.at)

    def until_end_of_line(self) -> None:
        """Go to the end of the line, continuations included, past at least one character."""
        start = self.at
        self.take(self.patterns.until_end_of_line)
        is_empty = self.patterns.only_breaks.fullmatch(self.text, start, self.at) is not None
        if is_empty or self.text.startswith(self.patterns.escape, self.at):
            raise GivesUpError(self.at)

    def is_at_end_of_line(self) -> bool:
        """Whether the line ends here, or the text."""
        return self.at >= len(self.text) or self.text[self.at] == "\n"

    def heredoc(self) -> bool:
        """Go past a heredoc that opens here, to the line after its end; False, and nowhere, without one."""
        start = self.at
        marker = self.heredoc_marker()
        if marker is not None and self.heredoc_content(marker):
            return True
        self.at = start
        return False

    def heredoc_marker(self) -> str | None:
        """The end mark of a heredoc that opens here, and what it is redirected to; None without one."""
        opening = self.patterns.heredoc.match(self.text, self.at)
        if not opening:
            return None
        self.at = opening.end()
        if self.take(self.patterns.redirection):
            try:
                self.until_end_of_line()
            except GivesUpError:
                return None
        marker = opening["quoted"] or opening["plain"]
        return marker[1:-1] if opening["quoted"] else marker

    def heredoc_content(self, marker: str) -> bool:
        """Go past the lines of a heredoc; a line that only begins like its end mark spoils it."""
        text = self.text
        if text.startswith(marker, self.at):
            self.at += len(marker)
            if self.is_at_end_of_line():
                self.at += 1
                return True
        end = text.find(f"\n{marker}", self.at)
        if end < 0:
            return False
        self.at = end + 1 + len(marker)
        if not self.is_at_end_of_line():
            return False
        self.at += 1
        return True
