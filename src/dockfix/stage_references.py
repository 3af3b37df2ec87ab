"""Where instructions name a stage, or an image in its place: FROM, `COPY --from` and `RUN --mount=from=`."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.image import SCRATCH, ImageReference
from dockfix.model import File
from dockfix.named_tuple import NamedTuple
from dockfix.source import Span
from dockfix.syntax.csv_fields import fields_of
from dockfix.syntax.nodes import Copy, Flag, From, Instruction, Run


class Reference(NamedTuple):
    """A name as written, the instruction that writes it, and its place.

    `span` covers the name alone, or all of the flag where the name is not written in one piece.
    """

    name: str
    instruction: Instruction
    span: Span
    is_whole: bool


def references(file: File) -> Iterator[Reference]:
    """Every place of the file that may name a stage, ONBUILD's left out: they name those of another file."""
    for instruction in file.instructions:
        yield from references_of(file, instruction)


def references_of(file: File, instruction: Instruction) -> Iterator[Reference]:
    """The places of one instruction that may name a stage."""
    if isinstance(instruction, From) and instruction.image:
        image = instruction.image
        is_whole = file.source.text[image.span.start : image.span.end] == image.value
        yield Reference(image.value, instruction, image.span, is_whole)
    elif isinstance(instruction, Copy):
        for flag in instruction.flags:
            if flag.name == "from" and flag.value:
                yield _in_flag(file, instruction, flag, flag.value)
    elif isinstance(instruction, Run):
        for flag in instruction.flags:
            if flag.name == "mount":
                for field in fields_of(flag.value or "") or ():
                    key, _, name = field.partition("=")
                    if key.lower() == "from" and name:
                        yield _in_flag(file, instruction, flag, name)


def _in_flag(file: File, instruction: Instruction, flag: Flag, name: str) -> Reference:
    written = file.source.text[flag.span.start : flag.span.end]
    at = written.lower().find(f"from={name}".lower())
    if at < 0:
        return Reference(name, instruction, flag.span, is_whole=False)
    start = flag.span.start + at + len("from=")
    return Reference(name, instruction, Span(start, start + len(name)), is_whole=True)


def image_called(file: File, reference: Reference) -> ImageReference | None:
    """The image that `from=name` means; None for a stage, and for what only the build can tell."""
    name = reference.name
    if "$" in name or name.isdecimal() or file.stage_named(name):
        return None
    image = ImageReference.parse(name)
    if image and image.tag is None and reference.instruction.parent:
        return None  # ONBUILD: it may be a stage of the file that builds on this one
    return image if name != SCRATCH else None
