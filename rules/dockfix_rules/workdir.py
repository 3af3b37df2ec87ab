"""Paths that depend on a working directory which the file does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import join, normpath

from dockfix.late_pattern import late_pattern
from dockfix.model import Stage
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.syntax.nodes import Copy, Instruction, Word, Workdir
from dockfix_rules.working_directory import fixed_workdir, may_be_root

# `$NAME` may hold an absolute path; a letter and a colon begin one on Windows.
_ABSOLUTE = late_pattern(r"[\"']*(?:/|\$|[A-Za-z]:|\\)")
_PLAIN = late_pattern(r"[\w./+@-]+", re.ASCII)


class RelativeWorkdir(Rule):
    """A relative WORKDIR depends on the one before it, or on the base image's.

    Whoever reads the file has to add the paths up, and where the base image sets the first of them, an update
    of that moves the application.

    The fix writes the absolute path. It is safe where the file says which directory is in force; where only
    the base image does, it takes `/` for it and is unsafe; where a build argument may, or the image is known
    to have another, as `php` is, there is none.

    ```dockerfile bad
    FROM debian:12
    WORKDIR app
    ```

    ```dockerfile good
    FROM debian:12
    WORKDIR /app
    ```
    """

    code = "DL3000"
    name = "relative-workdir"
    severity = Severity.ERROR
    category = "stages"
    aliases = ("WorkdirRelativePath",)
    fixes = Safety.SAFE
    source = "https://docs.docker.com/reference/build-checks/workdir-relative-path/"

    def check_workdir(self, workdir: Workdir) -> Iterator[Finding]:
        """Report a relative path."""
        if not workdir.words or (self.as_hadolint and workdir.parent):
            return
        path = workdir.words[0]
        if not _ABSOLUTE.match(path.value):
            yield self.found(path.span, f"the WORKDIR `{path.value}` is relative", self._fix(workdir))

    def _fix(self, workdir: Workdir) -> Fix | None:
        path = workdir.words[0]
        known = fixed_workdir(self.file, workdir)
        if known is None and self.file.is_preceded(workdir, Workdir):
            return None  # to what, only the base image or the command line knows
        if known is None and not may_be_root(self.file, workdir):
            return None
        if not _PLAIN.fullmatch(path.value) or not _PLAIN.fullmatch(known or "/"):
            return None
        absolute = normpath(join(known or "/", path.value))
        fix = Fix((Edit(path.span, absolute),), f"Write `{absolute}`")
        return fix if known else fix.unsafe()


class RelativeCopy(Rule):
    """COPY to a relative destination, with no WORKDIR that says where that is.

    The files go to wherever the base image happens to have its working directory, and elsewhere after an
    update of it. Set a WORKDIR, or write an absolute path. The fix takes `/` for the directory, which it is
    in most images, and is unsafe; for images that are known to have another, such as `php`, there is none.

    ```dockerfile bad
    FROM debian:12
    COPY app.py app/
    ```

    ```dockerfile good
    FROM debian:12
    COPY app.py /app/
    ```
    """

    code = "DL3045"
    name = "relative-copy"
    severity = Severity.WARNING
    category = "copy"
    fixes = Safety.UNSAFE
    source = "https://docs.docker.com/reference/dockerfile/#copy"
    instructions = ("COPY",)

    def check_stage(self, stage: Stage) -> Iterator[Finding]:
        """Report the COPYs before the first WORKDIR of a stage and of those that it builds on."""
        if self.as_hadolint and any(map(_has_workdir, self._bases_of_hadolint(stage))):
            return
        for instruction in stage.instructions:
            if self.file.is_preceded(instruction, Workdir):
                return
            yield from self._findings(instruction)

    def _bases_of_hadolint(self, stage: Stage) -> Iterator[Stage]:
        """It takes a stage without a name for what all on the same image build on."""
        for each in (stage, *stage.bases()):
            earlier = self.file.stages[: each.index]
            yield from (other for other in earlier if not other.name and other.base == each.base)

    def _findings(self, instruction: Instruction) -> Iterator[Finding]:
        destination = instruction.destination if isinstance(instruction, Copy) else None
        if destination and not _ABSOLUTE.match(destination.value):
            message = f"COPY to `{destination.value}`, which is relative, and no WORKDIR is set"
            fix = _from_root(instruction, destination) if may_be_root(self.file, instruction) else None
            yield self.found(destination.span, message, fix)


def _has_workdir(stage: Stage) -> bool:
    return any(isinstance(each, Workdir) for each in stage.instructions)


def _from_root(instruction: Instruction, path: Word) -> Fix | None:
    if not _PLAIN.fullmatch(path.value):
        return None
    # A slash at the end says that it is a directory, and so do `.` and `..`.
    slash = "/" if path.value.endswith(("/", ".")) else ""
    absolute = f"{normpath(f'/{path.value}').rstrip('/')}{slash}" or "/"
    written = f'"{absolute}"' if instruction.form == "exec" else absolute
    return Fix((Edit(path.span, written),), f"Write `{absolute}`", Safety.UNSAFE)
