"""What hadolint takes for a call of a program, and for a mount: the rules do so under its preset."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from dockfix.model import File, Stage
from dockfix.shell.command import Command
from dockfix.syntax.nodes import Run

_TARGETS = ("target", "dst", "destination")


def calls(command: Command, programs: str | Collection[str], *words: str) -> bool:
    """Whether `command` is one of `programs`, and one of `words` is anywhere among its arguments."""
    if isinstance(programs, str):
        programs = (programs,)
    return command.name in programs and any(word.value in words for word in command.arguments)


def flag_count(command: Command, name: str) -> int:
    """How often `name` is given: `--name`, or a letter of `-abc`, whatever the program makes of that."""
    count = 0
    for word in command.arguments:
        text = word.literal
        if text.startswith("--"):
            count += text[2:].partition("=")[0] == name
        elif text.startswith("-") and len(name) == 1:
            count += text[1:].count(name)
    return count


def has_flag(command: Command, *names: str) -> bool:
    """Whether one of `names` is given."""
    return any(flag_count(command, name) for name in names)


def is_cleaned(
    commands: Sequence[Command], fills: Callable[[Command], bool], cleans: Callable[[Command], bool]
) -> bool:
    """Whether the first command that `cleans` comes after the first that `fills`, if there is one."""
    filled = next((at for at, command in enumerate(commands) if fills(command)), None)
    cleaned = next((at for at, command in enumerate(commands) if cleans(command)), -1)
    return filled is None or filled < cleaned


def is_mounted(run: Run, part: str) -> bool:
    """Whether a cache or a tmpfs is mounted at a path that `part` is somewhere in."""
    for flag in run.flags:
        if flag.name == "mount" and flag.value:
            fields = dict(field.partition("=")[::2] for field in flag.value.split(","))
            target = next((fields[name] for name in _TARGETS if name in fields), "")
            if fields.get("type") in ("cache", "tmpfs") and part in target:
                return True
    return False


def is_used(file: File, stage: Stage | None) -> bool:
    """Whether `stage` is the last one, or written as the last one is, or another builds on its name."""
    if stage is None:
        return True
    from dockfix.presets.hadolint import image_name  # noqa: PLC0415 - for its preset alone

    is_named = any(image_name(other) == stage.name for other in file.stages)
    return is_named or _written(stage) == _written(file.stages[-1])


def _written(stage: Stage) -> tuple[str, str | None, str | None]:
    image = stage.from_.image.value if stage.from_.image else ""
    return image, stage.name, stage.from_.platform
