"""What a file looks like to hadolint: how it reads commands, and how it reports what it finds.

hadolint takes every script for one of bash, and a command for what its first word says: it does not look
through `sudo` or into `sh -c '…'`. It reports an instruction as a whole, once for each code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, product

from dockfix.late_pattern import late_pattern
from dockfix.shell.dialect import Shell
from dockfix.source import Span
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dockfix.model import File, Stage
    from dockfix.rule import Finding, Fix
    from dockfix.shell.script import Command, Script

# Syntax to ShellCheck, and no commands.
_CONDITIONS = ("[", "[[")
_UNREADABLE = "DL1000"
_REGISTRY = late_pattern(r"^[^.]+\.[^/]+/")
_BASH = Shell(("/bin/bash", "-c"))


def commands(script: Script) -> Iterator[Command]:
    """The commands of `script`, as they are written."""
    if not script.shell.is_posix and not script.is_exec_form:
        from dockfix.shell.script import Script  # noqa: PLC0415 - the shell layer is heavy, and this is rare

        script = Script(script.mapped, _BASH, script.owner)
    for command in script.commands:
        if command.script is script and not command.prefix("find") and command.name not in _CONDITIONS:
            yield command.as_written()


def reported(file: File, findings: Iterable[Finding]) -> list[Finding]:
    """`findings` as hadolint reports them: at the start of their instruction, one for each code there.

    The fixes of those that become one are applied together, as far as they do not touch each other. In a file
    that hadolint cannot read, nothing is found but that.
    """
    findings = list(findings)
    unreadable = [finding for finding in findings if finding.code == _UNREADABLE]
    if unreadable:
        return unreadable
    moved = sorted((_moved(file, finding) for finding in findings), key=_place)
    return [_one(list(same)) for _, same in groupby(moved, key=_place)]


def _place(finding: Finding) -> tuple[int, str]:
    return finding.span.start, finding.code


def _moved(file: File, finding: Finding) -> Finding:
    rule = finding.rule
    code = next((code for code in (rule.code, *rule.aliases) if code.startswith("DL")), rule.code)
    instruction = file.instruction_at(finding.span.start)
    is_inside = instruction is not None and finding.span.start < instruction.extent.end
    span = instruction.keyword_span if instruction and is_inside else finding.span
    return finding._replace(span=Span(span.start, span.end), alias="" if code == rule.code else code)


def _one(same: list[Finding]) -> Finding:
    first = next((finding for finding in same if finding.fix), same[0])
    return first._replace(fix=_together(finding.fix for finding in same)) if first.fix else first


def _together(fixes: Iterable[Fix | None]) -> Fix | None:
    whole: Fix | None = None
    for fix in fixes:
        if fix is None or (whole and (fix.safety is not whole.safety or _touch(whole, fix))):
            continue
        whole = fix if whole is None else whole._replace(edits=(*whole.edits, *fix.edits))
    return whole


def _touch(one: Fix, other: Fix) -> bool:
    pairs = product(one.edits, other.edits)
    return any(a.span.start <= b.span.end and b.span.start <= a.span.end for a, b in pairs)


def flags(command: Command) -> frozenset[str]:
    """The names of the flags of `command`: every letter after a dash, and what follows two dashes."""
    names: set[str] = set()
    for word in command.arguments:
        text = word.literal
        if text.startswith("--"):
            names.add(text[2:].partition("=")[0])
        elif text.startswith("-"):
            names.update(text[1:])
    return frozenset(names - {""})


def image_name(stage: Stage) -> str:
    """What FROM names, without registry, tag and digest."""
    image = stage.from_.image.value if stage.from_.image else ""
    return re.split("[:@]", _REGISTRY.sub("", image))[0]
