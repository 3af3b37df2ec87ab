"""The working directory of an instruction, where every build has the same."""

from __future__ import annotations

from functools import lru_cache

from dockfix.model import File, Stage
from dockfix.syntax.nodes import Arg, Instruction, Workdir


def fixed_workdir(file: File, instruction: Instruction) -> str | None:
    """The directory that `instruction` works in; None where the base image or a build argument may say."""
    stage = file.stage_of(instruction)
    if stage is None or instruction.parent or _may_hang_on_arguments(stage):
        return None
    return file.environment(instruction).workdir


@lru_cache(maxsize=16)
def _may_hang_on_arguments(stage: Stage) -> bool:
    instructions = [each for part in (stage, *stage.bases()) for each in part.instructions]
    has_variable = any(isinstance(each, Workdir) and "$" in each.body.text for each in instructions)
    return has_variable and any(isinstance(each, Arg) for each in instructions)
