"""The neighbouring RUNs of real Dockerfiles, as BuildKit's own parser sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import dockerfile

from dockfix.shell.dialect import DEFAULT_SHELL, Shell

_HEREDOC = re.compile(r"<<-?[\"']?\w")


class Group(NamedTuple):
    """The scripts of RUNs with the same flags and nothing between them, in shell form."""

    scripts: tuple[str, ...]
    shell: Shell


def run_groups(files: Iterable[bytes]) -> Iterator[Group]:
    """Every group of two or more RUNs in `files`; none of a file that BuildKit does not accept."""
    for data in files:
        try:
            commands = dockerfile.parse_string(data.decode("utf-8", "surrogateescape"))
        except dockerfile.GoParseError:
            continue
        for shell, scripts in _neighbours(commands):
            if len(scripts) > 1:
                yield Group(tuple(scripts), shell)


def _neighbours(commands: Iterable[dockerfile.Command]) -> Iterator[tuple[Shell, list[str]]]:
    shell, flags, scripts = DEFAULT_SHELL, None, list[str]()
    for command in commands:
        keyword = command.cmd.upper()
        is_script = keyword == "RUN" and not command.json and not _HEREDOC.match(command.value[0])
        if not is_script or command.flags != flags:
            yield shell, scripts
            scripts = []
        if is_script:
            scripts.append(command.value[0])
            flags = command.flags
        elif keyword == "FROM":
            shell = DEFAULT_SHELL
        elif keyword == "SHELL":
            shell = Shell(tuple(command.value))
    yield shell, scripts
