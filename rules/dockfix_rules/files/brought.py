"""The files that instructions bring by themselves: what COPY and ADD copy, and what is mounted for a RUN."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, join, normpath

from dockfix.model import File
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import Add, Instruction, Run
from dockfix_rules.files.made import Made

_TARGETS = ("target", "dst", "destination")
#: Mounts that are nowhere else than where they say, if they say so.
_ELSEWHERE = ("secret", "ssh")


def copied_by(file: File, instruction: Add) -> Iterator[Made]:
    """What COPY or ADD makes: whether a source is a file or a directory, only the build knows."""
    destination = instruction.destination
    if destination is None or instruction.error or instruction.heredocs:
        return
    target = _expanded(file, instruction, destination.value)
    if not target:
        return
    path = _placed(file, instruction, target)
    sources = [_expanded(file, instruction, word.value) for word in instruction.sources]
    names = [source and basename(source.partition("?")[0].rstrip("/")) for source in sources]
    yield Made(path, target.endswith(("/", "/.")) or target == "." or len(names) > 1 or names == ["."])
    for name in names:
        if name and name != "." and "*" not in name:
            yield Made(normpath(join(path, name)))


def mounts_of(file: File, run: Run) -> list[str] | None:
    """Where something else than the image's own files is while `run` runs; None if that is not known."""
    paths = []
    for flag in run.flags:
        if flag.name != "mount" or not flag.value:
            continue
        fields = dict(field.partition("=")[::2] for field in flag.value.split(","))
        target = next((fields[name] for name in _TARGETS if name in fields), None)
        if target is None and fields.get("type") in _ELSEWHERE:
            continue
        path = _expanded(file, run, target) if target else None
        if path is None:
            return None
        paths.append(_placed(file, run, path))
    return paths


def _expanded(file: File, instruction: Instruction, word: str) -> str | None:
    expansion = expand(word, file.environment(instruction).variables, file.ast.escape)
    return None if expansion.unset or expansion.error else expansion.value


def _placed(file: File, instruction: Instruction, path: str) -> str:
    return normpath(join(file.environment(instruction).workdir or "", path))
