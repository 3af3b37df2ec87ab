"""Where COPY puts its files."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.image import SCRATCH, ImageReference
from dockfix.rule import Finding, Rule, Severity
from dockfix.stage_references import references_of
from dockfix.syntax.nodes import Copy

_QUOTES = "\"'"
#: Images that are no systems, and made to be copied over one.
_MADE_TO_COPY = ("tonistiigi/xx",)


class CopyIntoNoDirectory(Rule):
    """COPY of several files to a destination that is no directory by its name.

    Several files can only go into a directory, and a destination is one if it ends with `/`; some builders
    refuse any other.

    ```dockerfile bad
    FROM debian:12
    COPY a.conf b.conf /etc/app
    ```

    ```dockerfile good
    FROM debian:12
    COPY a.conf b.conf /etc/app/
    ```
    """

    code = "DL3021"
    name = "copy-into-no-directory"
    severity = Severity.ERROR
    category = "copy"
    source = "https://docs.docker.com/reference/dockerfile/#copy"

    def check_copy(self, copy: Copy) -> Iterator[Finding]:
        """Report a destination without a slash at its end."""
        if not copy.destination or len(copy.sources) < 2 or (self.as_hadolint and copy.parent):
            return
        written = copy.destination.value.strip(_QUOTES)
        if written.endswith("/"):
            return
        if self.as_hadolint or not self._may_be_directory(written):
            message = f"COPY of {len(copy.sources)} files to `{written}`, which does not end with `/`"
            yield self.found(copy.destination.span, message)

    def _may_be_directory(self, destination: str) -> bool:
        name = destination.rpartition("/")[2]
        # Files for Windows set another escape, so that they can write its paths.
        ends_as_on_windows = name.endswith("\\") and self.file.ast.escape != "\\"
        return name in (".", "..") or "$" in name or ends_as_on_windows


class WholeFilesystemCopied(Rule):
    """COPY of everything from another stage or image puts its whole system into this one.

    Two systems lie over each other then, with the files of the first hidden and none gone. Begin the stage
    with the other one instead, `FROM build`, or copy what is needed. A stage that is built on `scratch` is no
    system, and may well be copied as a whole; so may `tonistiigi/xx`, which is made for it.

    ```dockerfile bad
    FROM debian:12 AS build
    RUN make install

    FROM debian:12
    COPY --from=build / /
    ```

    ```dockerfile good
    FROM debian:12 AS build
    RUN make install

    FROM debian:12
    COPY --from=build /usr/local /usr/local
    ```
    """

    code = "DL3067"
    name = "whole-filesystem-copied"
    severity = Severity.WARNING
    category = "copy"
    source = "https://docs.docker.com/build/building/multi-stage/"

    def check_copy(self, copy: Copy) -> Iterator[Finding]:
        """Report a COPY of `/` to `/`."""
        origin = copy.flag("from")
        if not origin or not copy.destination or copy.destination.value.strip(_QUOTES) != "/":
            return
        if self.as_hadolint and copy.parent:
            return
        root = next((word for word in copy.sources if word.value.strip(_QUOTES) == "/"), None)
        if root and (self.as_hadolint or not (self._is_new_system(copy) or self._is_no_system(copy))):
            yield self.found(root.span, f"all of `{origin.value}` is copied over this stage's own system")

    def _is_new_system(self, copy: Copy) -> bool:
        """Whether the stage is empty before: to flatten an image is what this is for."""
        stage = self.file.stage_of(copy)
        return stage is not None and stage.image == SCRATCH

    def _is_no_system(self, copy: Copy) -> bool:
        """Whether what is copied holds some files only: it is made from nothing."""
        for reference in references_of(self.file, copy):
            stage = self.file.stage_named(reference.name, self.file.stage_of(copy))
            image = ImageReference.parse((stage.root_image if stage else reference.name) or "")
            if (stage and stage.root_image == SCRATCH) or (image and image.familiar_name in _MADE_TO_COPY):
                return True
        return False
