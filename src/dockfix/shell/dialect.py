"""Which shell reads a script, and the options that it starts with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dockfix.named_tuple import NamedTuple

#: The shells whose scripts are read; the others' are left alone.
POSIX_SHELLS = frozenset(["ash", "bash", "dash", "ksh", "ksh93", "lksh", "mksh", "sh", "yash", "zsh"])
_OTHER_SHELLS = frozenset(["cmd", "csh", "fish", "powershell", "pwsh", "tcsh"])

# The letters of what `set -o` calls by a long name.
_LETTERS = {
    "allexport": "a",
    "braceexpand": "B",
    "errexit": "e",
    "errtrace": "E",
    "functrace": "T",
    "hashall": "h",
    "histexpand": "H",
    "interactive": "i",
    "keyword": "k",
    "login": "l",
    "monitor": "m",
    "noclobber": "C",
    "noexec": "n",
    "noglob": "f",
    "notify": "b",
    "nounset": "u",
    "onecmd": "t",
    "physical": "P",
    "privileged": "p",
    "restricted": "r",
    "verbose": "v",
    "xtrace": "x",
}
_LONG_WITH_VALUE = frozenset({"--rcfile", "--init-file"})


class Options(NamedTuple):
    """What the arguments of a shell, or of `set`, switch on."""

    #: Single letters where there is one ("e"), otherwise long names ("pipefail").
    names: frozenset[str]
    #: Names that are switched off (`+e`).
    off: frozenset[str]
    #: Whether the first operand is a script's text (`-c`).
    takes_script: bool
    #: The index of the first operand; the number of arguments if there is none.
    operand: int


def read_options(arguments: Sequence[str]) -> Options:
    """The options at the start of `arguments`, which are those of a shell or of `set`."""
    on: set[str] = set()
    off: set[str] = set()
    at = 0
    while at < len(arguments):
        argument = arguments[at]
        if len(argument) < 2 or argument[0] not in "-+":
            break
        at += 1
        if argument == "--":
            break
        if argument in _LONG_WITH_VALUE:
            at += 1
            continue
        if argument.startswith("--"):
            on.add(argument[2:])
            continue
        target, other = (on, off) if argument[0] == "-" else (off, on)
        for letter in argument[1:]:
            name = letter
            if letter in "oO":  # its value is the next argument that is still free
                name = arguments[at] if at < len(arguments) else ""
                at += 1
            name = _LETTERS.get(name, name)
            target.add(name)
            other.discard(name)
    names = frozenset(_LETTERS.get(name, name) for name in on) - {"c", ""}
    return Options(names, frozenset(off) - {""}, "c" in on, min(at, len(arguments)))


class Shell(NamedTuple):
    """The program that a script is given to, as SHELL names it."""

    argv: tuple[str, ...] = ("/bin/sh", "-c")

    @classmethod
    def from_shebang(cls, text: str) -> Shell | None:
        """The program that the first line of `text` asks for (`#!/bin/bash -e`); None if it asks for none."""
        if not text.startswith("#!"):
            return None
        return cls(tuple(text[2:].partition("\n")[0].split()) or ("/bin/sh",))

    @property
    def name(self) -> str:
        """Its base name, lower case and without `.exe`; that of the shell where another program starts it.

        `conda run -n env /bin/bash -c` is "bash".
        """
        return _program(self.argv)[1]

    @property
    def is_posix(self) -> bool:
        """Whether its scripts are those of a Bourne shell."""
        return self.name in POSIX_SHELLS

    @property
    def options(self) -> frozenset[str]:
        """What is in force from the start: letters ("e"), and long names that have none ("pipefail")."""
        return _options(self.argv)


DEFAULT_SHELL = Shell()
WINDOWS_SHELL = Shell(("cmd", "/S", "/C"))


def _basename(path: str) -> str:
    return path[max(path.rfind("/"), path.rfind("\\")) + 1 :]


@lru_cache(maxsize=256)
def _program(argv: tuple[str, ...]) -> tuple[int, str]:
    names = [_basename(word).lower().removesuffix(".exe") for word in argv]
    for index, name in reversed(list(enumerate(names))):
        if name in POSIX_SHELLS or name in _OTHER_SHELLS:
            return index, name
    return 0, names[0] if names else ""


@lru_cache(maxsize=256)
def _options(argv: tuple[str, ...]) -> frozenset[str]:
    index, name = _program(argv)
    return read_options(argv[index + 1 :]).names if name in POSIX_SHELLS else frozenset()
