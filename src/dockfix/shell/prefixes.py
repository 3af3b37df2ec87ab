"""The programs that run another program: `sudo`, `env`, `time`, …"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.shell.options import read_arguments
from dockfix.shell.words import Word
from dockfix.source import Span

ASSIGNMENT = late_pattern(r"([A-Za-z_]\w*)(?:\[[^]]*\])?\+?=", re.ASCII)
# Nothing that could close an expansion may follow the slash.
_KNOWN_BASENAME = late_pattern(r"/([\w.+-]+)\"?$")


class Wrapper(NamedTuple):
    """How a program takes the command that it runs."""

    #: Its flags that take a value.
    value_flags: frozenset[str] = frozenset()
    #: How many operands stand before the command.
    operands: int = 0
    #: Whether `NAME=value` may stand before the command.
    takes_assignments: bool = False
    #: Flags with which it runs no command.
    idle_flags: frozenset[str] = frozenset()
    #: The flag that the command follows, if only that makes it run one.
    command_flag: str = ""


def _wrapper(
    value_flags: str = "",
    operands: int = 0,
    *,
    assignments: bool = False,
    idle: str = "",
    command_flag: str = "",
) -> Wrapper:
    return Wrapper(
        frozenset(value_flags.split()), operands, assignments, frozenset(idle.split()), command_flag
    )


_PLAIN = _wrapper()
_PYTHON = _wrapper("-W -X -Q --check-hash-based-pycs", idle="-c", command_flag="-m")

WRAPPERS: dict[str, Wrapper] = {
    "sudo": _wrapper(
        "-u --user -g --group -h --host -p --prompt -C --close-from -D --chdir -R --chroot -r --role"
        " -t --type -T --command-timeout -U --other-user -a --auth-type -c --login-class",
        assignments=True,
        idle="-e --edit -l --list -v --validate -V --version -K --remove-timestamp --help",
    ),
    "doas": _wrapper("-u -C -a", idle="-L"),
    "env": _wrapper(
        "-u --unset -C --chdir -a --argv0", assignments=True, idle="-S --split-string --help --version"
    ),
    "exec": _wrapper("-a"),
    "time": _wrapper("-f --format -o --output"),
    "nice": _wrapper("-n --adjustment"),
    "ionice": _wrapper("-c --class -n --classdata", idle="-p --pid -P --pgid -u --uid"),
    "chrt": _wrapper("-T --sched-runtime -P --sched-period -D --sched-deadline", 1, idle="-p --pid -m --max"),
    "taskset": _wrapper(operands=1, idle="-p --pid"),
    "nohup": _PLAIN,
    "setsid": _PLAIN,
    "timeout": _wrapper("-k --kill-after -s --signal", 1),
    "stdbuf": _wrapper("-i --input -o --output -e --error"),
    "unbuffer": _PLAIN,
    "command": _wrapper(idle="-v -V"),
    "builtin": _PLAIN,
    "coproc": _PLAIN,
    "xargs": _wrapper(
        "-a --arg-file -d --delimiter -E -I -L --max-lines -n --max-args -P --max-procs -s --max-chars"
        " --process-slot-var"
    ),
    "chroot": _wrapper("--userspec --groups", 1),
    "gosu": _wrapper(operands=1),
    "su-exec": _wrapper(operands=1),
    "setpriv": _wrapper(
        "--reuid --regid --ruid --euid --rgid --egid --groups --inh-caps --ambient-caps --bounding-set"
        " --securebits --pdeathsig --selinux-label --apparmor-profile"
    ),
    "setarch": _wrapper(operands=1),
    "linux32": _PLAIN,
    "linux64": _PLAIN,
    "eatmydata": _PLAIN,
    "fakeroot": _wrapper("-l --lib -f --faked -s -i -b"),
    "xvfb-run": _wrapper("-n --server-num -s --server-args -e --error-file -f --auth-file -w --wait"),
    "dumb-init": _wrapper("-r --rewrite"),
    "tini": _wrapper("-p -e"),
    "catatonit": _PLAIN,
    "busybox": _wrapper(idle="--list --list-full --install --help"),
    **dict.fromkeys(("python", "python2", "python2.7", "python3", "pypy", "pypy3"), _PYTHON),
    **{f"python3.{minor}": _PYTHON for minor in range(3, 30)},
}

_FIND_ACTIONS = frozenset({"-exec", "-execdir", "-ok", "-okdir"})


class Prefix(NamedTuple):
    """A program that runs the rest of its command: its name, and its own words."""

    name: str
    words: tuple[Word, ...]

    @property
    def span(self) -> Span:
        """The place of its name in the source."""
        return self.words[0].span


class Unwrapped(NamedTuple):
    """A command without what runs it."""

    prefixes: tuple[Prefix, ...]
    assignments: tuple[Word, ...]
    words: tuple[Word, ...]


def program_name(word: Word) -> str:
    """The base name of the program that `word` calls; "" if it is not known before the script runs.

    It is known for `$VENV/bin/pip`.
    """
    value = word.value
    if value is None:
        match = _KNOWN_BASENAME.search(word.text)
        return match[1] if match else ""
    return (value.rpartition("/")[2] or value) if "/" in value else value


def unwrap(words: Sequence[Word]) -> Unwrapped:
    """Take the programs off the front of `words` that only run what follows them."""
    prefixes: list[Prefix] = []
    assignments: list[Word] = []
    at = 0
    while at < len(words):
        name = program_name(words[at])
        wrapper = WRAPPERS.get(name)
        inner = _inner_command(words, at, wrapper) if wrapper else None
        if wrapper is None or inner is None:
            break
        own = words[at:inner]
        if wrapper.takes_assignments:
            assignments += [word for word in own if assigned_name(word)]
        prefixes.append(Prefix(name, tuple(own)))
        at = inner
    return Unwrapped(tuple(prefixes), tuple(assignments), tuple(words[at:]))


def _inner_command(words: Sequence[Word], at: int, wrapper: Wrapper) -> int | None:
    """The index of the first word of what `words[at]` runs."""
    operands = wrapper.operands
    for argument in read_arguments(words, wrapper.value_flags, at + 1):
        if argument.names:
            if not wrapper.idle_flags.isdisjoint(argument.names):
                return None
            if wrapper.command_flag in argument.names:
                return argument.at + 1 if argument.at + 1 < len(words) else None
        elif wrapper.command_flag:
            return None
        elif argument.word.text == "-" or (wrapper.takes_assignments and assigned_name(argument.word)):
            continue
        elif operands:
            operands -= 1
        else:
            return argument.at
    return None


def executed_by_find(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where in `words`, a call of find, the commands start and end that it runs for what it finds."""
    start: int | None = None
    for index, word in enumerate(words):
        value = word.value
        if start is None:
            start = index + 1 if value in _FIND_ACTIONS else None
        elif value in (";", "+"):
            if start < index:
                yield start, index
            start = None


def assigned_name(word: Word) -> str:
    """The variable that `word` sets (`NAME=value`, quoted or not); "" if it sets none."""
    match = ASSIGNMENT.match(word.head)
    return match[1] if match else ""


def assigned_value(word: Word) -> Word:
    """The part of `word` after its `=`."""
    match = ASSIGNMENT.match(word.text)
    if match:
        return Word(word.script, word.start + match.end(), word.end)
    quoted = len(word.text) > 1 and word.text[0] == word.text[-1]  # `env "NAME=value"`
    start = word.start + word.text.index("=") + 1
    value = None if word.value is None else word.value.partition("=")[2]
    return Word(word.script, start, word.end - quoted, value)
