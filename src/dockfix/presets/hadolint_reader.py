"""Where hadolint gives up on a file that BuildKit may well read.

hadolint has a grammar of its own: an instruction is what one of a few patterns covers, and has to end where a
line does. The patterns here cover the same, each from the keyword to the end of the instruction; only what
may go on over lines that no pattern can foresee, heredocs above all, is followed by hand.
"""

from __future__ import annotations

import re
from functools import cache

from dockfix.presets.hadolint_cursor import Cursor, GivesUpError
from dockfix.presets.hadolint_patterns import (
    ADD_FLAGS,
    COPY_FLAGS,
    HEALTH_FLAGS,
    MOUNT_FIELDS,
    NO_TARGET,
    SAME_FIELD,
    Patterns,
)


def unreadable_line(text: str, escape: str) -> int | None:
    """The line, counted from 1, at which hadolint gives up; None if it reads all of the file."""
    text = text.replace("\r\n", "\n")
    try:
        _Reader(text, _patterns(escape)).read()
    except GivesUpError as error:
        return text.count("\n", 0, error.offset) + 1
    return None


_patterns = cache(Patterns)


class _Reader(Cursor):
    """One pass over a file, as hadolint reads it."""

    def read(self) -> None:
        """Read all of the file; raises `GivesUpError`."""
        self.at = len(self.text) - len(self.text.lstrip(" \t\r\n"))
        while self.at < len(self.text):
            self._instruction()
            if self.at < len(self.text):
                self.need(self.patterns.end_of_line)

    def _instruction(self) -> None:
        if self.take(self.patterns.comment):
            return
        keyword = self.patterns.keyword.match(self.text, self.at)
        if not keyword:
            raise GivesUpError(self.at)
        self.at = keyword.end()
        self.blank()
        name = keyword[0].upper()
        if name == "ONBUILD":
            self._instruction()
        elif name in ("CMD", "ENTRYPOINT", "SHELL"):
            self._arguments()
        elif name == "RUN":
            self._run()
        elif name in ("ADD", "COPY"):
            self._copy(name)
        elif name in ("ENV", "LABEL"):
            self._pairs()
        elif name == "HEALTHCHECK":
            self._healthcheck()
        elif name == "FROM":
            self.need(self.patterns.base_image)
        elif name == "EXPOSE":
            self.take(self.patterns.ports)
        else:
            self.until_end_of_line()

    def _arguments(self) -> None:
        """A heredoc, the exec form, a line with a heredoc in it, or any other line."""
        if self.heredoc() or self.take(self.patterns.exec_form):
            return
        start = self.at
        self.take(self.patterns.until_heredoc)
        line_end = self.at
        if self.heredoc():
            return
        self.at = start
        try:
            self.until_end_of_line()
        except GivesUpError as error:
            raise GivesUpError(max(error.offset, line_end)) from error

    def _pairs(self) -> None:
        """`key=value` pairs; one without a sign takes the rest of the line for its value."""
        while True:
            self._value(self.patterns.key)
            if self.text.startswith("=", self.at):
                self.at += 1
                self._value(self.patterns.value)
            else:
                self.blank()
                self.until_end_of_line()
            if not self.take(self.patterns.blank) or self.is_at_end_of_line():
                return

    def _value(self, plain: re.Pattern[str]) -> None:
        """A key or a value: quoted and unquoted parts in any order."""
        while True:
            if self.take(self.patterns.string) or self.take(self.patterns.single):
                continue
            match = plain.match(self.text, self.at)
            if not match:
                break
            self.at = match.end()
            if self.patterns.only_breaks.fullmatch(match[0]):
                raise GivesUpError(self.at)
        unclosed = self.patterns.unclosed.match(self.text, self.at)
        if unclosed or self.text.startswith(self.patterns.escape, self.at):
            raise GivesUpError(unclosed.end() if unclosed else self.at)

    def _run(self) -> None:
        flag = self.patterns.run_flag.match(self.text, self.at)
        while flag:
            self.at = flag.end()
            if flag["name"] == "mount":
                self._mount()
            else:
                self.need(getattr(self.patterns, flag["name"]))
            self.blank()
            flag = self.patterns.run_flag.match(self.text, self.at)
            if not flag and self.text.startswith("--", self.at):
                raise GivesUpError(self.at)
        self._arguments()

    def _mount(self) -> None:
        """The fields of a mount: each once, known to its kind, and a target where that has to have one."""
        fields: list[str] = []
        kinds = []
        while True:
            match = self.patterns.mount_field.match(self.text, self.at)
            if not match:
                raise GivesUpError(self.at)
            self.at = match.end()
            if match["kind"]:
                kinds.append(match["kind"])
            else:
                field = match["key"] or match.lastgroup or ""
                fields.append(SAME_FIELD.get(field, field))
            if not self.text.startswith(",", self.at):
                break
            self.at += 1
        kind = kinds[0] if kinds else "bind"
        is_once_each = len(kinds) < 2 and len(set(fields)) == len(fields)
        is_complete = "target" in fields or kind in NO_TARGET
        if not is_once_each or not is_complete or not MOUNT_FIELDS[kind].issuperset(fields):
            raise GivesUpError(self.at)

    def _copy(self, name: str) -> None:
        self._flags(self.patterns.copy_flag, COPY_FLAGS if name == "COPY" else ADD_FLAGS)
        if name == "COPY" and self._heredoc_files():
            return
        if name == "ADD" and self.text.startswith("--", self.at):
            raise GivesUpError(self.at)
        start = self.at
        if self.take(self.patterns.file_strings):
            count = 1 + self.text.count(",", start, self.at)
        else:
            count = 0
            while self.take(self.patterns.file):
                count += 1
                if not self.take(self.patterns.blank):
                    break
        if count < 2:
            raise GivesUpError(self.at)

    def _flags(self, pattern: re.Pattern[str], known: frozenset[str]) -> int:
        """Go past flags, with a blank after each, and say how many; unknown and repeated ones are refused."""
        given: list[str] = []
        is_refused = False
        while True:
            flag = pattern.match(self.text, self.at)
            name = (flag["name"] or flag["short"]) if flag else ""
            if not flag or name not in known:
                flag = self.patterns.other_flag.match(self.text, self.at)
                if not flag:
                    break
                is_refused = True
            is_refused |= name in given and name != "exclude"
            self.at = flag.end()
            given.append(name)
            if not self.take(self.patterns.blank):
                break
        if is_refused:
            raise GivesUpError(self.at)
        return len(given)

    def _heredoc_files(self) -> bool:
        """The heredocs of a COPY, its target, and the lines of the last of them."""
        start = self.at
        last = None
        while (marker := self.heredoc_marker()) is not None:
            last = marker
            self.take(self.patterns.spaces)
        if last is not None:
            try:
                self.until_end_of_line()
            except GivesUpError:
                last = None
        if last is not None and self.heredoc_content(last):
            return True
        self.at = start
        return False

    def _healthcheck(self) -> None:
        count = self._flags(self.patterns.health_flag, HEALTH_FLAGS)
        if not count and self.text.startswith("NONE", self.at):
            self.at += len("NONE")
            return
        self.need(self.patterns.cmd)
        self.blank()
        self._arguments()
