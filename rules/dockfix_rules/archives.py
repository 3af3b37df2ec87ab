"""Archives that are copied, and then unpacked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockfix.late_pattern import late_pattern
from dockfix.model import Stage
from dockfix.rule import Finding, Rule, Severity
from dockfix.shell.command import Command
from dockfix.syntax.nodes import Copy, Run, Word

#: What ADD unpacks: a compressed file that is no tar it copies as it is, and other archives too.
_TAR = late_pattern(r"\.(?:tar(?:\.(?:gz|bz2|xz|zst))?|tgz|tbz2?|tb2|txz|tzst)$")
#: The names that hadolint takes for archives.
ARCHIVE = late_pattern(r"\.(?:tar|t[bglpx]z|tbz2|tb2|tZ|Z|bz2|gz|lz|lzma|xz)$")
_UNPACKERS = frozenset("unzip gunzip bunzip2 unlzma unxz zgz uncompress zcat gzcat".split())


class CopiedArchive(Rule):
    """An archive is copied into the image and unpacked there: ADD does both at once.

    The archive stays in the layer of the COPY, whatever is done with it later. ADD unpacks what is in the
    build context into the image, and no copy of the archive is left. It unpacks only tars: a `.zip` or a
    `.sql.gz` has to be copied.

    ```dockerfile bad
    FROM debian:12
    COPY app.tar.gz /tmp/
    RUN tar -xzf /tmp/app.tar.gz -C /opt
    ```

    ```dockerfile good
    FROM debian:12
    ADD app.tar.gz /opt/
    ```
    """

    code = "DL3010"
    name = "copied-archive"
    severity = Severity.INFO
    category = "copy"
    instructions = ("COPY",)
    source = "https://docs.docker.com/reference/dockerfile/#add"

    def check_stage(self, stage: Stage) -> Iterator[Finding]:
        """Report the COPYs of archives that a later RUN of the stage unpacks."""
        if self.as_hadolint and not stage.is_final:
            return
        copied: dict[str, Word] = {}
        archive = ARCHIVE if self.as_hadolint else _TAR
        for instruction in stage.instructions:
            if isinstance(instruction, Copy) and not instruction.flag("from"):
                copied |= _archives(instruction, archive)
            elif isinstance(instruction, Run) and copied:
                for command in self.file.commands(instruction):
                    for name in self._unpacked(command):
                        if name in copied:
                            yield self.found(copied.pop(name).span, f"`{name}` is copied, and unpacked later")

    def _unpacked(self, command: Command) -> Iterator[str]:
        if command.name in _UNPACKERS or (command.name == "tar" and self._extracts(command)):
            for word in command.arguments:
                if not word.literal.startswith("-"):
                    yield _basename(word.literal)

    def _extracts(self, command: Command) -> bool:
        words = [word.literal for word in command.arguments]
        if any(word in ("--extract", "--get") or (word[:1] == "-" and "x" in word) for word in words):
            return True
        return not self.as_hadolint and bool(words) and re.fullmatch(r"\w*x\w*", words[0]) is not None


def _archives(copy: Copy, archive: re.Pattern[str]) -> dict[str, Word]:
    """The archives that a COPY brings, by the names that they have in the image."""
    destination = copy.destination
    if destination and archive.search(destination.value.strip("\"'")):
        return {_basename(destination.value): destination}
    return {_basename(word.value): word for word in copy.sources if archive.search(word.value.strip("\"'"))}


def _basename(path: str) -> str:
    return re.split(r"[/\\]", path.strip("\"'"))[-1]
