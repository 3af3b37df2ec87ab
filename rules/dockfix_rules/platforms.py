"""`FROM --platform=`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from dockfix.build_args import global_args
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.source import Span
from dockfix.syntax.nodes import Flag, From

_TARGET = ("$TARGETPLATFORM", "${TARGETPLATFORM}")


def _without(flag: Flag, from_: From, title: str, safety: Safety) -> Fix | None:
    """The fix that removes the flag; None where a comment would go with it."""
    if not from_.image:
        return None
    starts = [other.span.start for other in from_.flags if other.span.start > flag.span.start]
    removed = Span(flag.span.start, min([*starts, from_.image.span.start]))
    if any(removed.start < comment.span.start < removed.end for comment in from_.inner_comments):
        return None
    return Fix((Edit(removed, ""),), title, safety)


class ConstantPlatform(Rule):
    """FROM with a constant `--platform` builds for that one, whatever the build is asked for.

    Whoever builds for another machine gets an image that says one thing and holds another. Leave the flag
    out, or take it from a variable such as `$BUILDPLATFORM`. A stage whose name tells the platform is meant
    to be for that one, and left alone.

    The fix removes the flag. It is unsafe: the build then is for the platform that it is asked for.

    ```dockerfile bad
    FROM --platform=linux/amd64 debian:12
    ```

    ```dockerfile good
    FROM debian:12
    ```
    """

    code = "DL3029"
    name = "constant-platform"
    severity = Severity.WARNING
    category = "images"
    aliases = ("FromPlatformFlagConstDisallowed",)
    fixes = Safety.UNSAFE
    needs = ("--",)
    source = "https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/"

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Report a platform that is written out."""
        flag = from_.flag("platform")
        if not flag or not flag.value:
            return
        if self.as_hadolint:
            is_found = "BUILDPLATFORM" not in flag.value and "TARGETPLATFORM" not in flag.value
        else:
            is_found = "$" not in flag.value and not _is_in_name(flag.value, from_)
        if is_found:
            message = f"the stage is for `{flag.value}`, whatever the build is asked for"
            fix = _without(flag, from_, "Remove `--platform`", Safety.UNSAFE)
            yield self.found(flag.span, message, fix)


class RedundantPlatform(Rule):
    """FROM with `--platform=$TARGETPLATFORM` says what is the default anyway.

    The platform that the build is asked for is the one that FROM takes. The fix removes the flag: it is safe.
    Where an ARG before the first FROM gives `TARGETPLATFORM` a value, it says something else, and is left
    alone.

    ```dockerfile bad
    FROM --platform=$TARGETPLATFORM debian:12
    ```

    ```dockerfile good
    FROM debian:12
    ```
    """

    code = "DL3065"
    name = "redundant-platform"
    severity = Severity.WARNING
    category = "images"
    aliases = ("RedundantTargetPlatform",)
    fixes = Safety.SAFE
    needs = ("--",)
    tags = ("unnecessary",)
    source = "https://docs.docker.com/reference/build-checks/redundant-target-platform/"

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Report the variable of the platform that is built for."""
        flag = from_.flag("platform")
        if flag and flag.value in _TARGET and (self.as_hadolint or not self._is_overridden):
            fix = _without(flag, from_, "Remove `--platform`", Safety.SAFE)
            yield self.found(flag.span, f"`{flag.value}` is what FROM takes anyway", fix)

    @cached_property
    def _is_overridden(self) -> bool:
        """Whether the file sets the variable, for builders that do not, or for all of them."""
        pairs = (pair for arg in global_args(self.file) for pair in arg.pairs)
        return any(pair.key == "TARGETPLATFORM" and pair.raw is not None for pair in pairs)


def _is_in_name(platform: str, from_: From) -> bool:
    """Whether the stage is named after the system or the architecture."""
    name = from_.stage_name.value.lower() if from_.stage_name else ""
    return any(part in name for part in platform.lower().split("/") if part)
