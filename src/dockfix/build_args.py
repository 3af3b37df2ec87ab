"""The ARGs that FROM can use: those before the first FROM, and those that every build brings."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.model import File
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import Arg, From

#: What BuildKit sets by itself, with the values of a build on and for the commonest platform. FROM can use
#: these; a stage has to declare them first.
PLATFORM_ARGS = {
    "BUILDPLATFORM": "linux/amd64",
    "BUILDOS": "linux",
    "BUILDOSVERSION": "",
    "BUILDARCH": "amd64",
    "BUILDVARIANT": "",
    "TARGETPLATFORM": "linux/amd64",
    "TARGETOS": "linux",
    "TARGETOSVERSION": "",
    "TARGETARCH": "amd64",
    "TARGETVARIANT": "",
    "TARGETSTAGE": "default",
}


def global_args(file: File) -> Iterator[Arg]:
    """The ARG instructions before the first FROM."""
    for instruction in file.instructions:
        if isinstance(instruction, From):
            return
        if isinstance(instruction, Arg):
            yield instruction


def names_for_from(file: File) -> set[str]:
    """The names that a FROM of `file` can use, with a value or without."""
    return {*PLATFORM_ARGS, *(pair.key for arg in global_args(file) for pair in arg.pairs)}


def defaults_for_from(file: File) -> dict[str, str]:
    """What FROM sees where the command line sets nothing."""
    values = dict(PLATFORM_ARGS)
    for arg in global_args(file):
        for pair in arg.pairs:
            if pair.raw is not None:
                values[pair.key] = expand(pair.raw, values, file.ast.escape).value
    return values
