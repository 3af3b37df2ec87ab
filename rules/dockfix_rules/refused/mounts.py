"""`RUN --mount=` with options that do not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import join, normpath

from dockfix.image import SCRATCH
from dockfix.late_pattern import late_pattern
from dockfix.numbers import number
from dockfix.rule import Finding, Rule, Severity
from dockfix.spelling import did_you_mean
from dockfix.syntax.csv_fields import fields_of
from dockfix.syntax.flags import MOUNT_TYPES
from dockfix.syntax.nodes import Run
from dockfix_rules.refused.go_values import is_boolean
from dockfix_rules.refused.known_values import known_value

_SHARING = ("shared", "private", "locked")
_NAMES = {"src": "source", "dst": "target", "destination": "target", "ro": "readonly", "rw": "readwrite"}
_KEYS = (*_NAMES, *_NAMES.values(), *"type from id sharing required size mode uid gid env".split())
_SWITCHES = ("readonly", "readwrite", "required")

_SIZE = late_pattern(
    r"\+?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)? ?(?:[kmgtp](?:i?b)?|b)?", re.ASCII | re.IGNORECASE
)
_NUMBER = late_pattern(r"\d+", re.ASCII)
_OCTAL = late_pattern(r"[0-7]+")
_GREATEST = 2**32 - 1

_VARIABLE = late_pattern(r"[^$]*\$.")
#: Which types can have an option that not all have.
_TYPES_WITH = {
    "required": ("secret", "ssh"),
    "size": ("tmpfs",),
    "mode": ("secret", "ssh", "cache"),
    "uid": ("secret", "ssh", "cache"),
    "gid": ("secret", "ssh", "cache"),
    "sharing": ("cache",),
}
#: Those that BuildKit looks at as it reads them: the type has to stand before.
_JUDGED_AT_ONCE = ("required", "size")


class InvalidMount(Rule):
    """A `--mount` has an option that it cannot have, or one with a wrong value.

    Which options there are depends on the type: `bind` (where none is given), `cache`, `tmpfs`, `secret` or
    `ssh`. `required` and `size` have to come after the type.

    ```dockerfile bad
    FROM debian:12
    RUN --mount=type=secret,id=token,from=build cat /run/secrets/token
    RUN --mount=type=cash,target=/var/cache make
    ```

    ```dockerfile good
    FROM debian:12
    RUN --mount=type=secret,id=token cat /run/secrets/token
    RUN --mount=type=cache,target=/var/cache make
    ```
    """

    code = "DF0005"
    name = "invalid-mount"
    severity = Severity.ERROR
    category = "syntax"
    needs = ("--",)
    source = (
        "https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/commands_runmount.go"
    )

    def check_run(self, run: Run) -> Iterator[Finding]:
        """Report the first fault of each mount."""
        for flag in run.flags:
            if flag.name == "mount" and flag.value is not None:
                mount = Mount(lambda text: known_value(self.file, run, text))
                fault = mount.fault_of(flag.value) or self._fault_of_place(run, mount)
                if fault:
                    yield self.found(flag.span, fault)

    def _fault_of_place(self, run: Run, mount: Mount) -> str:
        """A mount cannot lie over the whole file system."""
        target = mount.options.get("target", "")
        if mount.type not in ("bind", "cache", "tmpfs") or target is None:
            return ""
        if not target.startswith("/"):
            directory = self._directory(run)
            target = normpath(join(directory, target)) if directory else ""
        return "a mount at `/` would hide everything" if target == "/" else ""

    def _directory(self, run: Run) -> str | None:
        """The working directory, None where only the base image knows."""
        stage = self.file.stage_of(run)
        if run.parent or not stage:
            return None
        return self.file.environment(run).workdir or ("/" if stage.root_image == SCRATCH else None)


class Mount:
    """The options of one mount, as they are read from left to right.

    `value_of` gives what a text is with variables replaced, None where that is not known.
    """

    def __init__(self, value_of: Callable[[str], str | None]) -> None:
        self._value_of = value_of
        #: None where a variable without a value says.
        self.type: str | None = "bind"
        self.options: dict[str, str | None] = {}

    def fault_of(self, text: str) -> str:
        """What is wrong with the mount that `text` describes; empty if nothing is."""
        fields = fields_of(text)
        if fields is None:
            return f"the mount `{text}` has a quote in the wrong place" if text else "the mount is empty"
        pairs = [field.partition("=") for field in fields]
        for key, _, value in pairs:
            if key.lower() == "from" and _VARIABLE.match(value):
                return f"BuildKit replaces no variable in `from={value}`: give the image a stage of its own"
        faults = (self._read(key, value if equals else None) for key, equals, value in pairs)
        return next(filter(None, faults), "") or self._fault_of_all()

    def _read(self, written: str, text: str | None) -> str:
        key = _NAMES.get(written.lower(), written.lower())
        if key not in _KEYS:
            return f"a mount has no option `{written}`{did_you_mean(written, _KEYS)}"
        if text is None:
            if key not in _SWITCHES:
                return f"the option `{written}` of a mount needs a value"
            self.options[key] = "true"
            return self._fault_of_type(key) if key in _JUDGED_AT_ONCE else ""
        value = self._value_of(text)
        self.options[key] = value
        if key == "type":
            self.type = value.lower() if value is not None else None
        if value is None:
            return ""
        if key in _JUDGED_AT_ONCE and (fault := self._fault_of_type(key)):
            return fault
        return (
            "" if self._is_right(key, value) else f"`{written}={text}` is not a value that a mount can have"
        )

    def _is_right(self, key: str, value: str) -> bool:
        if key == "type":
            return value.lower() in MOUNT_TYPES
        if key == "sharing":
            return value.lower() in _SHARING
        if key in _SWITCHES:
            return is_boolean(value)
        if key == "size":
            return _SIZE.fullmatch(value) is not None
        if key == "mode":
            return _OCTAL.fullmatch(value) is not None and int(value, 8) <= _GREATEST
        if key in ("uid", "gid"):
            return _NUMBER.fullmatch(value) is not None and number(value) <= _GREATEST
        return True

    def _fault_of_type(self, key: str) -> str:
        if self.type is None or self.type in _TYPES_WITH[key]:
            return ""
        return f"a mount of the type `{self.type}` has no option `{key}`"

    def _fault_of_all(self) -> str:
        """What is wrong with the options taken together."""
        for key in ("mode", "uid", "gid", "sharing"):
            if self.options.get(key) and (fault := self._fault_of_type(key)):
                return fault
        if self.type == "ssh" and self.options.get("source"):
            return "a mount of the type `ssh` has no option `source`"
        return self._fault_of_secret() if self.type == "secret" else ""

    def _fault_of_secret(self) -> str:
        given = {key for key, value in self.options.items() if value != ""}
        known = {key for key, value in self.options.items() if value}
        if "from" in known:
            return "a mount of the type `secret` has no option `from`"
        if {"source", "id"} <= known:
            return "a secret is named by `id` or by `source`, not by both"
        return "" if given & {"source", "target", "id"} else "the mount names no secret: it needs an `id`"
