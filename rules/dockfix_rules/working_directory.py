"""The working directory of an instruction, where every build has the same."""

from __future__ import annotations

from dockfix.model import File
from dockfix.syntax.nodes import Arg, Instruction, Workdir


def fixed_workdir(file: File, instruction: Instruction) -> str | None:
    """The directory that `instruction` works in; None where the base image or a build argument may say."""
    stage = file.stage_of(instruction)
    if stage is None or instruction.parent:
        return None
    earlier = [each for base in stage.bases() for each in base.instructions]
    earlier += [each for each in stage.instructions if each.span.start < instruction.span.start]
    has_variable = any(isinstance(each, Workdir) and "$" in each.body.text for each in earlier)
    if has_variable and any(isinstance(each, Arg) for each in earlier):
        return None
    return file.environment(instruction).workdir
