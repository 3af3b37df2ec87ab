"""Which stages lack a label as hadolint sees it."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.model import File, Stage
from dockfix.presets.hadolint import image_name
from dockfix.syntax.nodes import Copy, Label


def stages_without_label(file: File, key: str) -> list[Stage]:
    """The stages that neither have the label `key` nor build on one that has it, in the order of the file.

    One that a later stage copies from is left out, and so is one that a stage without a name builds on, if
    that has the label.
    """
    good: list[Stage] = []
    bad: list[Stage] = []
    for stage in file.stages:
        inherits = any(each.name and each.name == image_name(stage) for each in good)
        (good if inherits else bad).append(stage)
        for name in _silenced(stage, key):
            bad = [each for each in bad if each.name != name]
        if any(_sets(each, key) for each in stage.instructions):
            good.append(stage)
            bad = [each for each in bad if each is not stage]
    return bad


def _silenced(stage: Stage, key: str) -> Iterator[str]:
    for instruction in stage.instructions:
        origin = instruction.flag("from") if isinstance(instruction, Copy) else None
        if origin and origin.value:
            yield origin.value
        if _sets(instruction, key):
            yield stage.name or image_name(stage)


def _sets(instruction: object, key: str) -> bool:
    return isinstance(instruction, Label) and any(pair.key == key for pair in instruction.pairs)
