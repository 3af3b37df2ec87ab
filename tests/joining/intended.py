"""What safe fixes change in the calls that scripts make: the differences that they are there for.

A call is its words, the program's path first, with `\\037` between them. A script may be one of the words
(`sh -c 'apt-get install curl'`): blanks part words in it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_GAP = r"[\037 ]+"
#: A program's flags before its verb; `-o` has a value.
_FLAGS = rf"(?:{_GAP}(?:-o{_GAP}[^\037 ]+|-[^\037 ]*))*"
_END = r"(?=[\037\s;&|)'\"]|\Z)"
_ASKS = {
    "apt": "install|upgrade|dist-upgrade|full-upgrade|remove|purge|autoremove|build-dep",
    "yum": "install|groupinstall|localinstall|update|upgrade|remove|erase",
    "conda": "install|create|update|upgrade|remove|uninstall|clean|env remove",
}
_CLEANING = {
    "DL3009": r"rm -rf /var/lib/apt/lists/\*",
    "DL3032": "yum clean all",
    "DL3036": "zypper clean --all",
    "DL3040": "(?:dnf|microdnf) clean all",
}
#: Flags without a value, which may stand between a verb and what is added.
_PIP_FLAGS = "--upgrade|--user|--pre|--quiet|--no-deps|--ignore-installed|--force-reinstall|-[qvUI]+"
_APK_FLAGS = (
    "--allow-untrusted|--available|--force|--no-progress|--quiet|--update|--update-cache|--upgrade|-[quUvf]+"
)


class Change(NamedTuple):
    """What a call has after a fix, and what stood there before."""

    pattern: re.Pattern[str]
    before: str


def _added(flag: str, program: str, verb: str = "", flags: str = "") -> Change:
    """`flag` is new, after the program and its verb, with no other words between than `flags`."""
    verb = rf"{_FLAGS}{_GAP}(?:{verb.replace(' ', _GAP)})" if verb else ""
    flags = rf"(?:{_GAP}(?:{flags}))*" if flags else ""
    return Change(re.compile(rf"(\b(?:{program}){verb}{flags}){_GAP}{flag}{_END}"), r"\1")


def _called(program: str, verb: str, before: str) -> Change:
    """`program` with `verb` is called in place of what `before` says."""
    verb = verb.replace(" ", _GAP)
    return Change(re.compile(rf"\b{program}({_FLAGS}{_GAP}){verb}{_END}"), before)


def _cleaned(cleaning: str) -> Change:
    """`cleaning` ends a script that is a word."""
    return Change(re.compile(rf" && {cleaning}(?=\037|\Z)"), "")


def _call(words: str) -> re.Pattern[str]:
    """A call that is new, also by way of sudo."""
    return re.compile(r"(?:[^\037]*/)?(?:sudo\037)?" + words.replace(" ", "\037"))


#: By the codes of rules: what their fixes change in a call.
CHANGED = {
    "DF1001": [_added("-y", "apt", _ASKS["apt"])],
    "DF1002": [_added("-y", "aptitude", _ASKS["apt"])],
    "DF1003": [_added("--noconfirm", "pacman", "-[SUR][a-z]*")],
    "DF1004": [_added("-y", "conda", _ASKS["conda"])],
    "DF1005": [_added("-y", "mamba|micromamba", _ASKS["conda"])],
    "DF1006": [_added("-y", "add-apt-repository|apt-add-repository")],
    "DF1007": [_added("-y", r"pip[\d.]*", "uninstall")],
    # What is apt-get after the fix may be apt before.
    "DL3014": [_added("-y", "apt-get|apt", _ASKS["apt"])],
    "DL3019": [_added("--no-cache", "apk", "add|upgrade|update|del", _APK_FLAGS)],
    "DL3027": [
        _called("apt-get", "upgrade( -y)? --with-new-pkgs", r"apt\1upgrade\2"),
        _called("apt-get", "dist-upgrade", r"apt\1full-upgrade"),
        _called("apt-get", "(update|install|dist-upgrade|remove|purge|autoremove|clean)", r"apt\1\2"),
        _called("apt-cache", "(policy)", r"apt\1\2"),
    ],
    "DL3030": [_added("-y", "yum", _ASKS["yum"])],
    "DL3034": [_added("--non-interactive", "zypper")],
    "DL3038": [_added("-y", "dnf|microdnf", _ASKS["yum"])],
    "DL3042": [_added("--no-cache-dir", r"pip[\d.]*", "install", _PIP_FLAGS)],
    "DL3046": [_added("-l", "useradd")],
    "DL3047": [_added("(?:--progress=dot:giga|-q)", "wget")],
    **{code: [_cleaned(cleaning)] for code, cleaning in _CLEANING.items()},
}
#: By the codes of rules: the call that their fixes have a script end with.
ENDING = {code: _call(cleaning) for code, cleaning in _CLEANING.items()}
