"""The facts on one script that decide what becomes of it in a shell that it shares with others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from dockfix.late_pattern import late_pattern

_NAMES = late_pattern(r"[A-Za-z_]\w*")
_THROWN_AWAY = late_pattern(r"&?>\s*/dev/null\s+2>&1|(?:2|&)>>?\s*/dev/null|>&2")
_ERRORS = late_pattern(r"2>|&>|>&|\|&|\bexec\b|XTRACEFD|PS4")

# What a script holds that can notice a change of an option; one that is not here may be noticed by anything.
_NOTICING = {"u": "$", "pipefail": "|", "f": "*?[", "C": ">"}

# Around the name of a program that is a package, an archive, or a file that may be put somewhere in PATH.
_BEFORE = late_pattern(r"(?<![\w.$-])(?<!cache/)(?<!lib/)(?<!share/)(?<!etc/)(?<!log/)")
_AFTER = late_pattern(r"(?![\w$/])(?!-\D)(?!\.(?!tar|t[gbx]z|zip|deb|rpm|apk|git|whl|gem))")


class Effects:
    """What running a script does beside its work; `effects` fills it in.

    Every fact is certain: where the script leaves a doubt, it is the one that asks for more care.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        #: Why it cannot share a shell with any other script; "" if it can.
        self.apart = ""
        #: Why it cannot follow another script in its shell, and why no other can follow it.
        self.first = self.last = ""

        #: Where its commands start and end, without blank space, comments and semicolons around them.
        self.start = self.end = 0
        #: The comment after its last command.
        self.comment = ""
        #: The `set -ex` that it opens with, the options which that switches on, and where the rest starts.
        self.opening = ""
        self.opening_options: frozenset[str] = frozenset()
        self.body = 0
        #: Whether a `&&` in front of that rest, or after it, binds only a part of it.
        self.is_grouped = False
        #: Whether it ends in a `&`, which no semicolon can follow.
        self.is_terminated = False
        #: Whether it holds a here-document.
        self.has_heredoc = False

        #: What switches `-e` on, or may; "" if it is off all the time.
        self.errexit = ""
        #: Whether it does something else under `-e`.
        self.errexit_matters = False
        #: Whether a failure of its last command stops a shell that has `-e`.
        self.is_caught = True

        #: Options that it leaves switched on, or off, unlike they were.
        self.options_on: set[str] = set()
        self.options_off: set[str] = set()
        #: The word that changes its shell in a way that anything may notice; "" if there is none.
        self.state = ""
        #: The command that ends its shell.
        self.ending = ""
        #: Variables and functions that it sets in its shell, and that no program can see.
        self.names: set[str] = set()
        #: Whether it may use variables and functions that it does not mention.
        self.looks_around = False
        #: The programs that it calls by name: where each call stands, and whether its shell remembers it.
        self.calls: dict[str, list[tuple[int, bool]]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to run."""
        return self.start == self.end and not self.apart

    @property
    def opens_apart(self) -> bool:
        """Whether a semicolon stands between the opening and the rest."""
        return bool(self.opening) and self.text[: self.body].rstrip().endswith(";")

    @property
    def needs_errexit(self) -> bool:
        """Whether it would do something else where `-e` is ignored."""
        return bool(self.errexit) and self.errexit_matters

    @cached_property
    def mentioned(self) -> frozenset[str]:
        """All names in it, of whatever kind."""
        return frozenset(_NAMES.findall(self.text))

    def remembers(self, name: str) -> bool:
        """Whether its shell knows afterwards where the program `name` is."""
        return any(is_remembered for _, is_remembered in self.calls[name])

    def may_replace(self, name: str, *, after_call: bool = False, before_call: bool = False) -> bool:
        """Whether it names the program other than by calling it, and so may install another one.

        Only after its own first call of it, or before its last one, if that is asked for.
        """
        calls = {start for start, _ in self.calls.get(name, ())}
        if self.text.count(name) == len(calls):
            return False
        first = min(calls) if after_call else -1
        last = max(calls, default=-1) if before_call else len(self.text)
        return any(first < start < last and start not in calls for start in _mentions(self.text, name))

    def notices(self, option: str) -> bool:
        """Whether it may do something else when `option` is changed."""
        if "$-" in self.text or "${-" in self.text:
            return True
        if option == "e":
            return self.errexit_matters
        if option in ("x", "v"):
            return bool(_ERRORS.search(_THROWN_AWAY.sub("", self.text)))  # that is where the trace goes
        characters = _NOTICING.get(option)
        return characters is None or any(character in self.text for character in characters)


def _mentions(text: str, name: str) -> Iterator[int]:
    """Where `text` names the program `name`, or something that may bring it."""
    at = text.find(name)
    while at >= 0:
        if _BEFORE.match(text, at) and _AFTER.match(text, at + len(name)):
            yield at
        at = text.find(name, at + 1)
