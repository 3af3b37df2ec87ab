"""Files that are deleted in a later layer than the one that made them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from dockfix.late_pattern import late_pattern
from dockfix.model import File
from dockfix.rule import Finding, Fix, Rule, Safety, Severity
from dockfix.syntax.nodes import Add, Instruction, Run
from dockfix.typed import TYPE_CHECKING
from dockfix_rules.run_groups import groups, merges

if TYPE_CHECKING:
    from dockfix_rules.files.contents import LateDeletion

#: Something in each of the commands that delete files.
_DELETES = late_pattern(r"\brm\b|\bclean\b|\b(?:cc|purge)\b|-clean|\s-S\w*c")
#: RUNs further apart than this are left to DL3059: each fix looks at all that it joins.
_FAR = 20


class DeletedLater(Rule):
    """A file that is deleted in a later layer than the one that made it stays in the image.

    Every RUN, COPY and ADD is a layer, and a layer only adds to those below it: `rm` in a RUN of its own
    hides the file, but the image is as large as before, and the file can still be read out of it. What is
    to be gone must be deleted in the RUN that makes it.

    Found are caches of package managers, downloads, unpacked archives, clones, copies, and what COPY and
    ADD bring, where the text tells for certain which earlier instruction of the same stage, or of one that
    it builds on, has made what is deleted. Stages that do not ship, cache mounts, and files of a line of
    text (`echo … > file`) are left alone.

    The fix joins the RUNs from the one that makes the file to the one that deletes it, where they are
    neighbours and DL3059 could join them too. A file that COPY brings is better mounted by the RUN that
    needs it: `RUN --mount=type=bind,source=a.deb,target=/tmp/a.deb dpkg -i /tmp/a.deb`.

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update && apt-get install -y curl
    RUN rm -rf /var/lib/apt/lists/*
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update \\
        && apt-get install -y curl \\
        && rm -rf /var/lib/apt/lists/*
    ```

    ```dockerfile bad
    FROM debian:12
    WORKDIR /opt
    RUN curl -LO https://example.com/tool.tar.gz
    RUN tar xf tool.tar.gz && rm tool.tar.gz
    ```
    """

    code = "DF2001"
    name = "deleted-later"
    severity = Severity.INFO
    category = "layers"
    fixes = Safety.SAFE
    source = "https://docs.docker.com/build/building/best-practices/#apt-get"
    instructions = ("RUN",)

    def check_file(self, file: File) -> Iterator[Finding]:
        """Report what the stages that ship, each of which builds on the one before, delete too late."""
        instructions = _until_last_deletion(file)
        if not instructions:
            return
        from dockfix_rules.files.contents import LayerContents  # noqa: PLC0415 - heavy

        contents = LayerContents(file)
        for instruction in instructions:
            for late in contents.add(instruction):
                yield self._finding(instruction, late)

    def _finding(self, instruction: Instruction, late: LateDeletion) -> Finding:
        deleted, left = late
        place = deleted.place.span
        written = self.file.source.text[slice(*place)]
        what = f"`{deleted.cleaner}`" if deleted.cleaner else f"deleting `{written}`"
        line = self.file.source.line_of(left.span.start)
        message = f"{what} frees nothing of what `{left.maker}` left in the layer of line {line}"
        return self.found(place, message, self._fix(left.instruction, instruction))

    def _fix(self, maker: Instruction, deleter: Instruction) -> Fix | None:
        """Join all from `maker` to `deleter`, if they can be one."""
        group, first = self._places.get(id(maker), (None, 0))
        other, last = self._places.get(id(deleter), (None, 0))
        if group is None or group is not other or last - first > _FAR:
            return None
        joined = [*merges(self.file, group[first : last + 1])]
        return joined[0].fix if len(joined) == 1 else None

    @cached_property
    def _places(self) -> dict[int, tuple[list[Run], int]]:
        """For every RUN that stands with others, by its id: which they are, and where among them it is."""
        return {
            id(run): (group, position)
            for stage in self.file.stages
            for group in groups(self.file, stage)
            for position, run in enumerate(group)
        }


def _until_last_deletion(file: File) -> Sequence[Instruction]:
    """The instructions that make layers which ship, up to the last one that may delete something."""
    stages = [stage for stage in file.stages if stage.ships]
    layers = [each for stage in stages for each in stage.instructions if isinstance(each, Run | Add)]
    for at in range(len(layers) - 1, 0, -1):
        if isinstance(layers[at], Run) and _DELETES.search(file.source.text, *layers[at].span):
            return layers[: at + 1]
    return ()
