"""Which packages hadolint sees in a command, and which of them have a version for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import dropwhile, takewhile

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.packages import PackageManager
from dockfix.shell.command import Command
from dockfix_rules.packages.rpm_names import has_rpm_version

_PARAMETER = late_pattern(r"\$(\w+)")
_VCS = late_pattern(r"(?:git|svn|hg|bzr)(?:\+[a-z-]+)?")


def has_unpinned(manager: PackageManager, command: Command, declared: Iterable[str]) -> bool:
    """Whether hadolint sees a package without a version in `command`."""
    reading = _READINGS[manager.name]
    words = [_PARAMETER.sub(r"${\1}", word.literal) for word in command.arguments]
    if not reading.applies(command.name, words):
        return False
    variables = [f"${{{name}}}" for name in declared]
    for name in reading.packages(words):
        # Of the managers, only these two may have their version from a variable.
        if "$" in name and manager.name in ("yum", "dnf") and "-" in name:
            if not any(variable in name for variable in variables):
                return True
        elif not reading.is_pinned(name):
            return True
    return False


class _Reading(NamedTuple):
    """How a command of one manager is read."""

    applies: Callable[[str, Sequence[str]], bool]
    packages: Callable[[Sequence[str]], Iterable[str]]
    is_pinned: Callable[[str], bool]


def _operands(words: Sequence[str], value_flags: str = "") -> Iterator[str]:
    """The words that are no flags, nor the values of `value_flags`, which are named without dashes."""
    with_value = frozenset(value_flags.split())
    is_value = False
    for word in words:
        names = _flag_names(word)
        if not is_value and not names:
            yield word
        is_value = not with_value.isdisjoint(names) and "=" not in word


def _flag_names(word: str) -> frozenset[str]:
    if word in ("-", "--") or not word.startswith("-"):
        return frozenset()
    return frozenset([word[2:].partition("=")[0]]) if word.startswith("--") else frozenset(word[1:])


def _without(words: Iterable[str], *verbs: str) -> list[str]:
    return [word for word in words if word not in verbs]


def _after_install(words: Iterable[str]) -> list[str]:
    rest = list(dropwhile(lambda word: word != "install", words))
    return list(dropwhile(lambda word: word == "install", rest))


def _has(*verbs: str) -> Callable[[str, Sequence[str]], bool]:
    return lambda _, words: not set(verbs).isdisjoint(words)


_PIP_VALUES = """abi b build e editable extra-index-url f find-links i index-url implementation no-binary
    only-binary platform prefix progress-bar proxy python python-version root root-user-action src t target
    trusted-host upgrade-strategy"""


def _is_pip_install(name: str, words: Sequence[str]) -> bool:
    names = {flag for word in words for flag in _flag_names(word)}
    if not names.isdisjoint({"c", "constraint"}) or not {"-r", "--requirement", "."}.isdisjoint(words):
        return False
    if name.startswith("pip"):
        return not name.startswith("pipenv") and "install" in words
    return name.startswith("python") and "-m pip install" in " ".join(words)


def _is_pip_pinned(name: str) -> bool:
    is_vcs = _VCS.match(name) is not None
    if is_vcs and "@" in name:
        return True
    if any(sign in name for sign in ("==", ">", "<", "!=", ">=", "~=")) or name.endswith((".whl", ".tar.gz")):
        return True
    return not is_vcs and "/" in name


def _is_npm_pinned(name: str) -> bool:
    if name.startswith(("git://", "git+ssh://", "git+http://", "git+https://")):
        return "#" in name
    if name.endswith((".tar", ".tar.gz", ".tgz")) or name.startswith(("/", "./", "../", "~/")):
        return True
    rest = name[1:].partition("@")[1] if name.startswith("@") else name
    return "@" in rest


def _npm_packages(words: Sequence[str]) -> list[str]:
    operands = list(_operands(words, "loglevel registry"))
    return _after_install(operands) if operands[:1] == ["install"] else []


def _gems(words: Sequence[str]) -> Iterator[str]:
    is_value = False
    for word in takewhile(lambda word: word != "--", words):
        if is_value:
            is_value = False
        elif word.startswith("-"):
            is_value = True
        elif word not in ("install", "i"):
            yield word


def _is_gem_install(_: str, words: Sequence[str]) -> bool:
    versions = any(word in ("-v", "--version") or word.startswith("--version=") for word in words)
    return not versions and not {"install", "i"}.isdisjoint(words)


def _is_rpm_pinned(name: str) -> bool:
    return "-" in name and (name.endswith(".rpm") or has_rpm_version(name))


def _rpm_packages(words: Sequence[str]) -> list[str]:
    operands = _without(_operands(words), "install", "module")
    if "module" in words:
        return [f"-{name}" if ":" not in name else "pinned-1" for name in operands]
    return operands


def _go_packages(words: Sequence[str]) -> list[str]:
    operands = list(_operands(words))
    if "run" in words:
        return [word for word in operands[:2] if word != "run"]
    return _without(operands, "install", "get", "tool")


def _is_go_pinned(name: str) -> bool:
    is_local = name.startswith((".", "/"))
    return is_local or ("@" in name and not name.endswith(("@latest", "@none")))


_READINGS = {
    "apt-get": _Reading(
        lambda name, words: name == "apt-get" and "install" in words,
        lambda words: _without(_operands(words, "t target-release"), "install"),
        lambda name: "=" in name or "/" in name or name.endswith(".deb"),
    ),
    "pip": _Reading(
        _is_pip_install, lambda words: _after_install(_operands(words, _PIP_VALUES)), _is_pip_pinned
    ),
    "npm": _Reading(_has("install"), _npm_packages, _is_npm_pinned),
    "apk": _Reading(
        _has("add"),
        lambda words: _without(_operands(words, "t virtual repository X"), "add"),
        lambda name: any(sign in name for sign in "=~><") or name.endswith(".apk"),
    ),
    "gem": _Reading(_is_gem_install, _gems, lambda name: ":" in name),
    "yum": _Reading(_has("install"), _rpm_packages, _is_rpm_pinned),
    "dnf": _Reading(
        lambda _, words: "install" in words and "group" not in words, _rpm_packages, _is_rpm_pinned
    ),
    "zypper": _Reading(
        _has("install", "in"),
        lambda words: _without(_operands(words), "install", "in"),
        lambda name: any(sign in name for sign in "=><") or name.endswith(".rpm"),
    ),
    "go": _Reading(_has("install", "get", "run"), _go_packages, _is_go_pinned),
}
