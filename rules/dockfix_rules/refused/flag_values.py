"""What the values of flags can be: facts of BuildKit, as small functions.

A function that judges a value gives back what is wrong with it, to be read after the name of the flag; the
empty string if it is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dockfix.image import DIGEST
from dockfix.late_pattern import late_pattern
from dockfix.syntax.csv_fields import fields_of
from dockfix_rules.refused.go_values import is_boolean, is_integer
from dockfix_rules.refused.remote import is_git_repository, is_http

#: HEALTHCHECK of this type takes no command, and its flags are not looked at.
HEALTHCHECK_NONE = "NONE"
#: The instructions whose flags BuildKit does not look at.
OVERLOOKING = frozenset(("ARG", "STOPSIGNAL"))

_OCTAL = late_pattern(r"[0-7]{1,10}")
_GREATEST_MODE = 0o7777
_CLAUSE = r"[augo]*(?:[-+=][rstwXxugo]*)+"
_SYMBOLIC_MODE = late_pattern(rf"{_CLAUSE}(?:,{_CLAUSE})*")

_DURATION = late_pattern(r"([-+]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)")
_DURATION_PART = late_pattern(r"([\d.]+)(\D+)")
_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_SHORTEST = _NANOSECONDS["ms"]
_LONGEST = 2**63 - 1

_GREATEST_INTEGER = 2**31 - 1

_SYSTEM = late_pattern(r"([A-Za-z0-9_-]+)(?:\([A-Za-z0-9_.%-]*(?:\+[A-Za-z0-9_.%-]+)*\))?")
_ARCHITECTURE = late_pattern(r"[A-Za-z0-9_.-]+")
_SYSTEMS = frozenset(
    """aix android darwin dragonfly freebsd hurd illumos ios js linux macos nacl netbsd openbsd plan9 solaris
    windows zos""".split()
)
_ARCHITECTURES = frozenset(
    """386 aarch64 amd64 amd64p32 arm arm64 arm64be armbe armel armhf i386 loong64 mips mips64 mips64le
    mips64p32 mips64p32le mipsle ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm x86-64
    x86_64""".split()
)


def fault_of_mode(value: str) -> str:
    """Judge a `--chmod`: an octal number or the letters that chmod takes."""
    if _OCTAL.fullmatch(value):
        return "" if int(value, 8) <= _GREATEST_MODE else f"is at most 7777, not `{value}`"
    right = "an octal number such as `755` or a mode such as `u+x`"
    return "" if _SYMBOLIC_MODE.fullmatch(value) else f"is {right}, not `{value}`"


def fault_of_duration(value: str) -> str:
    """Judge a time: `30s`, `1m30s`; empty or zero for the default."""
    if not value:
        return ""
    duration = _DURATION.fullmatch(value)
    if not duration:
        return f"is a time with a unit, such as `30s`, not `{value}`"
    parts = _DURATION_PART.findall(duration[2])
    from decimal import Decimal  # noqa: PLC0415 - few flags are durations

    nanoseconds = int(sum(Decimal(number) * _NANOSECONDS[unit] for number, unit in parts))
    if nanoseconds > _LONGEST:
        return f"is far too long: `{value}`"
    if nanoseconds and (duration[1] == "-" or nanoseconds < _SHORTEST):
        return f"is at least one millisecond, not `{value}`"
    return ""


def fault_of_retries(value: str) -> str:
    """Judge a number of tries; empty for the default."""
    if not value or (is_integer(value) and 0 <= int(value) <= _GREATEST_INTEGER):
        return ""
    return f"is a number that is not negative, not `{value}`"


def _one_of(*values: str) -> Callable[[str], str]:
    allowed = ", ".join(f"`{value}`" for value in values)
    return lambda value: "" if value in values else f"is one of {allowed}, not `{value}`"


def fault_of_device(value: str) -> str:
    """Judge a `--device=name[,required]`."""
    fields = fields_of(value)
    if fields is None:
        return f"has a quote in the wrong place: `{value}`"
    named = False
    for field in fields:
        key, equals, value = field.partition("=")
        if key.lower() == "required":
            if equals and not is_boolean(value):
                return f"has `required` as either `true` or `false`, not `{value}`"
            continue
        if named and key.lower() == "name" and equals:
            return f"names two devices: `{value}`"
        if named:
            return f"takes a name and `required`, not `{field}`"
        named = True
    return ""


def fault_of_platform(value: str) -> str:
    """Judge a `--platform=os[/architecture[/variant]]`, variables replaced."""
    if not value:
        return "is empty"
    system, *others = value.split("/")
    match = _SYSTEM.fullmatch(system)
    if not match or len(others) > 2 or not all(_ARCHITECTURE.fullmatch(each) for each in others):
        return f"is a system and an architecture, such as `linux/arm64`, not `{value}`"
    if not others and match[1].lower() not in _SYSTEMS and system.lower() not in _ARCHITECTURES:
        return f"names neither a system nor an architecture that is known: `{value}`"
    return ""


def fault_of_checksum(value: str, sources: Sequence[str | None]) -> str:
    """Judge an ADD's `--checksum`; None is a source that is not known."""
    if len(sources) > 1:
        return "is for a single source"
    source = sources[0] if sources else None
    if source is None or is_git_repository(source) or source.startswith("github.com/"):
        return ""
    if not is_http(source):
        return f"is for a URL or a git repository, not for `{source}`"
    return "" if DIGEST.fullmatch(value) else f"is a digest `sha256:…`, not `{value}`"


#: What judges the value of a flag, variables replaced; a flag that is not here takes any.
FAULTS: dict[str, Callable[[str], str]] = {
    "chmod": fault_of_mode,
    "device": fault_of_device,
    "interval": fault_of_duration,
    "network": _one_of("default", "none", "host"),
    "retries": fault_of_retries,
    "security": _one_of("sandbox", "insecure"),
    "start-interval": fault_of_duration,
    "start-period": fault_of_duration,
    "timeout": fault_of_duration,
}
