"""Several scripts, each meant for a shell of its own, as one script that does the same.

The least that keeps the meaning: scripts stand side by side, joined with ` && `, where nothing of one can
reach another; in braces where only the binding of ` && ` is at stake; in a subshell where the state of the
shell is. Scripts for which `-e` matters cannot stand before a ` && `, where the shell ignores it: from the
first of them on, the scripts follow each other under one `set -e`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from dockfix.named_tuple import NamedTuple
from dockfix.shell.dialect import Shell
from dockfix.shell.effects import effects
from dockfix.shell.facts import Effects
from dockfix.shell.script import Script
from dockfix.source import MappedText, encode

#: The shells whose ways are known, by running scripts in them.
_SHELLS = frozenset(["sh", "ash", "bash", "dash"])
# Options that a shell may be started with; another (a login shell) may do more than run its script.
_OPTIONS = frozenset(["B", "C", "E", "T", "e", "f", "h", "noprofile", "norc", "pipefail", "u", "v", "x"])
#: A script is one argument, and Linux allows 128 KiB for that.
_MAX_SIZE = 100_000
_TOO_LONG = "the script would be longer than a shell takes"
_WRAPPERS = len(" && {  ( ;  ) ; }")


class Part(NamedTuple):
    """How one script goes into the joined one: `glue`, `before`, its text from `start` to `end`, `after`."""

    #: The slice that is kept, in code points; what is cut off is blank space, a semicolon, a comment, or an
    #: opening `set -ex` that an earlier script has too.
    start: int
    end: int
    before: str = ""
    after: str = ""
    #: The comment that was cut off.
    comment: str = ""
    #: What stands between it and what comes before: " && " or "; ", nothing where nothing does.
    glue: str = ""


class Segment:
    """Neighbouring scripts, by the indexes of the `first` and the `last`, that become one.

    `reason` is why it does not go on from the segment before; "" for the first.
    """

    def __init__(self, first: int, texts: Sequence[str], reason: str, group: _Group | None = None) -> None:
        self.first = first
        self.last = first + len(texts) - 1
        self.reason = reason
        self._texts = texts
        self._group = group if len(texts) > 1 else None

    @property
    def last_kept(self) -> int:
        """The last script of which anything stays; the first, if nothing does of any."""
        return self.first + max(self._group.last, 0) if self._group else self.first

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """How each of the scripts goes in."""
        return self._group.parts() if self._group else (Part(0, len(self._texts[0])),)

    @cached_property
    def text(self) -> str:
        """The joined script."""
        return "".join(
            f"{part.glue}{part.before}{text[part.start : part.end]}{part.after}"
            for part, text in zip(self.parts, self._texts, strict=True)
        )


def join(scripts: Sequence[str | Script], shell: Shell) -> list[Segment]:
    """Divide `scripts`, in their order, into as few segments as certainly do the same, run one by one.

    They are for `shell`. A segment of a single script has it as it is.
    """
    parsed = [Script(MappedText(each), shell) if isinstance(each, str) else each for each in scripts]
    texts = [script.text for script in parsed]
    refusal = _refusal(shell)
    if refusal:
        return [Segment(at, [text], refusal if at else "") for at, text in enumerate(texts)]
    facts = [_facts(script) for script in parsed]
    segments, at = [], 0
    for group in _groups(facts, shell):
        count = len(group.facts)
        segments.append(Segment(at, texts[at : at + count], group.reason, group))
        at += count
    return segments


def _facts(script: Script) -> Effects:
    if len(script.text) <= _MAX_SIZE:
        return effects(script)
    found = Effects(script.text)
    found.apart = _TOO_LONG
    return found


def _refusal(shell: Shell) -> str:
    """Why nothing can be joined under `shell`."""
    name = shell.argv[0].rpartition("/")[2] if shell.argv else ""
    if name not in _SHELLS or not re.fullmatch(r"-\w*c", shell.argv[-1]):
        return f"`{' '.join(shell.argv)}` is no shell whose ways are certain"
    unknown = shell.options - _OPTIONS
    if unknown:
        return f"the shell's option `{min(unknown)}` makes every RUN start in its own way"
    return ""


def _groups(facts: Sequence[Effects], shell: Shell) -> list[_Group]:
    groups: list[_Group] = []
    for fact in facts:
        reason = groups[-1].refuses(fact) if groups else ""
        if reason or not groups:
            groups.append(_Group(shell, reason))
        groups[-1].add(fact)
    return groups


class _Group:
    """Scripts that go into one, and how they do."""

    def __init__(self, shell: Shell, reason: str) -> None:
        self.shell = shell
        self.reason = reason
        self.facts: list[Effects] = []
        self.size = 0
        #: The last script that is not empty.
        self.previous: Effects | None = None
        #: The index of the first script that runs under one `set -e` with all after it; -1 if there is none.
        self.chain = -1
        #: Whether anything stands before that one.
        self.is_chain_inner = False
        #: The options in force in the chain.
        self.options: frozenset[str] = shell.options
        self.count = 0

    # -- which scripts

    def refuses(self, fact: Effects) -> str:
        """Why `fact` cannot go on from what is here; "" if it can."""
        if self.size + _size(fact) > _MAX_SIZE:
            return _TOO_LONG
        previous = self.previous
        if previous is None or previous.apart or fact.apart or fact.is_empty:
            return (previous and previous.apart) or fact.apart
        return (
            previous.last
            or fact.first
            or self._refuses_errexit(previous, fact)
            or self._refuses_wrapper(previous, fact)
        )

    def _refuses_errexit(self, previous: Effects, fact: Effects) -> str:
        if self.chain < 0 and not previous.needs_errexit:
            return ""
        own = self.shell.options | previous.opening_options
        if self.chain < 0 and "e" not in own:
            doubt = "" if previous.errexit == "-e" else f"`{previous.errexit}` may switch on `-e`, which "
            return f"{doubt or '`-e` '}is ignored inside a `&&` list"
        options = self.options if self.chain >= 0 else own
        for option in sorted(options - self.shell.options - fact.opening_options):
            if fact.notices(option):
                flag = f"-{option}" if len(option) == 1 else f"-o {option}"
                return f"`set {flag}` from the script before would reach it"
        return ""

    def _refuses_wrapper(self, previous: Effects, fact: Effects) -> str:
        """A here-document must be the last thing of all."""
        if not fact.has_heredoc:
            return ""
        if self.chain >= 0 or previous.needs_errexit:
            is_wrapped = self.is_chain_inner if self.chain >= 0 else self.count > 1
        else:
            is_wrapped = fact.is_grouped or fact.opens_apart
        return "its here-document leaves no place for a brace after it" if is_wrapped else ""

    def add(self, fact: Effects) -> None:
        """Take `fact` in as the next script; `refuses` has agreed."""
        self.size += _size(fact)
        self.facts.append(fact)
        if fact.is_empty:
            return
        if self.previous is not None and self.chain < 0 and self.previous.needs_errexit:
            self.chain = self.facts.index(self.previous)
            self.is_chain_inner = self.count > 1
            self.options = self.shell.options | self.previous.opening_options
        self.previous = fact
        self.count += 1

    # -- how they go in

    @property
    def last(self) -> int:
        """The index of the last script that is not empty; -1 if all are."""
        return self.facts.index(self.previous) if self.previous is not None else -1

    def parts(self) -> tuple[Part, ...]:
        """A part for every script."""
        apart = self._apart()
        parts, in_force = [], frozenset[str]()
        seen = 0
        last = self.last
        for at, fact in enumerate(self.facts):
            if fact.is_empty:
                parts.append(Part(0, 0, ":" if last < 0 and at == 0 else "", "", fact.comment))
                continue
            if 0 <= self.chain <= at:
                part = self._chained(at, fact, at in apart, at == last)
            else:
                part = self._listed(fact, at in apart, seen == 0, in_force)
            if at not in apart:
                in_force = (in_force | fact.opening_options) - fact.options_off
            parts.append(part if seen else part._replace(glue=""))
            seen += 1
        return tuple(parts)

    def _listed(self, fact: Effects, apart: bool, first: bool, in_force: frozenset[str]) -> Part:
        """A script in a `&&` list."""
        is_cut = bool(fact.opening) and fact.opening_options <= in_force
        start = fact.body if is_cut else fact.start
        if apart:
            return _part(fact, start, "( ", " )")
        if fact.is_grouped or (fact.opens_apart and not first and not is_cut):
            return _part(fact, start, "{ ", _closing(fact))
        return _part(fact, start)

    def _chained(self, at: int, fact: Effects, apart: bool, last: bool) -> Part:
        """A script that follows another under `set -e`."""
        is_first = at == self.chain
        is_cut = bool(fact.opening) and fact.opening_options <= self.options and (apart or not is_first)
        start = fact.body if is_cut else fact.start
        before, after = ("( ", " )") if apart else ("", "")
        if is_first and is_cut:
            before = f"{fact.opening}; {before}"
        if is_first and self.is_chain_inner:
            before = "{ " + before
        if last and self.is_chain_inner:
            after += _closing(fact)
        return _part(fact, start, before, after, " && " if is_first else "; ")

    def _apart(self) -> set[int]:
        """Which scripts need a subshell: those that leave something behind which a later one can notice."""
        apart = _outdated(self.facts)
        later: _Later | None = None
        for at in range(len(self.facts) - 1, -1, -1):
            fact = self.facts[at]
            if fact.is_empty:
                continue
            if later is None:
                later = _Later()
            elif later.notices(fact, self._left(at, fact)) or self._is_uncaught(at, fact):
                apart.add(at)
            later.facts.append(fact)
        return apart

    def _left(self, at: int, fact: Effects) -> set[str]:
        """The options that `fact` leaves changed."""
        changed = fact.options_on | fact.options_off
        return changed - (self.options - fact.options_off) if 0 <= self.chain <= at else changed

    def _is_uncaught(self, at: int, fact: Effects) -> bool:
        """Whether `set -e` alone would go on after it has failed, or after it has been switched off."""
        return 0 <= self.chain <= at and (not fact.is_caught or "e" in fact.options_off)


class _Later:
    """What the scripts that come later in the same shell can notice; every one is asked only once."""

    def __init__(self) -> None:
        self.facts: list[Effects] = []
        self._names: set[str] = set()
        self._named = 0
        self._options: dict[str, int] = {}

    def notices(self, fact: Effects, options: set[str]) -> bool:
        """Whether one can notice what `fact` leaves behind, such as the `options` it changes."""
        if fact.state or fact.ending:
            return True
        if fact.names and not self._uses().isdisjoint(fact.names | {""}):
            return True
        return any(self._notices_option(option) for option in options)

    def _uses(self) -> set[str]:
        """The names that they mention; "" where they may use others too."""
        for fact in self.facts[self._named :]:
            self._names |= fact.mentioned
            if fact.looks_around:
                self._names.add("")
        self._named = len(self.facts)
        return self._names

    def _notices_option(self, option: str) -> bool:
        at = self._options.get(option, 0)
        while at < len(self.facts) and not self.facts[at].notices(option):
            at += 1
        self._options[option] = at
        return at < len(self.facts)


def _outdated(facts: Sequence[Effects]) -> set[int]:
    """Which scripts make the shell remember a program that may be replaced before a later script calls it."""
    callers = Counter(name for fact in facts for name in fact.calls)
    repeated = {name for name, count in callers.items() if count > 1}
    outdated = set[int]()
    if not repeated:
        return outdated
    called, replaced = set[str](), set[str]()
    for at in range(len(facts) - 1, -1, -1):
        fact = facts[at]
        own = repeated & fact.calls.keys()
        if any(
            fact.remembers(name) and (name in replaced or fact.may_replace(name, after_call=True))
            for name in own & called
        ):
            outdated.add(at)
        replaced |= {
            name
            for name in (called | own) - replaced
            if name in fact.text and fact.may_replace(name, before_call=name not in called)
        }
        called |= own
    return outdated


def _part(fact: Effects, start: int, before: str = "", after: str = "", glue: str = " && ") -> Part:
    return Part(start, fact.end, before, after, fact.comment, glue)


def _closing(fact: Effects) -> str:
    return " }" if fact.is_terminated else "; }"


def _size(fact: Effects) -> int:
    if fact.is_empty:
        return 0
    size = len(fact.text) if fact.text.isascii() else len(encode(fact.text))
    return size + len(fact.opening) + _WRAPPERS
