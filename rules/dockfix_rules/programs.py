"""Programs that have no place in a build, or need other flags there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from dockfix.late_pattern import late_pattern
from dockfix.presets import hadolint
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity, insert_after
from dockfix.shell import builtins
from dockfix.shell.command import Command
from dockfix.shell.prefixes import Prefix, assigned_name
from dockfix.source import Span
from dockfix_rules.base_system import is_root

_SENSELESS_TO_HADOLINT = frozenset("free kill mount ps service shutdown ssh top vim".split())
_SENSELESS = _SENSELESS_TO_HADOLINT | frozenset("emacs halt htop nano poweroff reboot vi".split())
#: Flags of sudo that mean nothing to root.
_OF_NO_EFFECT = frozenset(
    "-E --preserve-env -H --set-home -n --non-interactive -S --stdin -k --reset-timestamp".split()
)
_READS_PASSWORD = ("-S", "--stdin")
_USERADD_VALUES = frozenset(
    """-b --base-dir -c --comment -d --home-dir -e --expiredate -f --inactive -g --gid -G --groups -k --skel
    -K --key -p --password -R --root -P --prefix -s --shell -u --uid -Z --selinux-user""".split()
)
_LONG_NUMBER = 6
_PARAMETER = late_pattern(r"\$(\w+)")


class SenselessProgram(Rule):
    """A program that makes no sense in a build.

    There is no terminal for `vim` or `top`, no machine to shut down, and a service that is started ends with
    its RUN.

    ```dockerfile bad
    FROM debian:12
    RUN service nginx start
    ```

    ```dockerfile good
    FROM debian:12
    CMD ["nginx", "-g", "daemon off;"]
    ```
    """

    code = "DL3001"
    name = "senseless-program"
    severity = Severity.INFO
    category = "shell"
    source = "https://docs.docker.com/build/building/best-practices/#decouple-applications"
    commands = _SENSELESS

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report the program."""
        if not self.as_hadolint or command.name in _SENSELESS_TO_HADOLINT:
            yield self.found(command.words[0], f"`{command.name}` makes no sense in a build")


class Sudo(Rule):
    """`sudo` in a build, which mostly runs as root anyway.

    sudo is made for people at a terminal: it may ask, changes the environment, and may not pass signals on.
    Switch users with USER; where a program is to start as another user, `setpriv` or `gosu` do that.

    The fix takes `sudo` away where root is in force: USER says so, the image is an official one, or a package
    manager is called without sudo. It is unsafe: the command then sees the variables that sudo keeps from it.

    ```dockerfile bad
    FROM debian:12
    RUN sudo apt-get update
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update
    ```
    """

    code = "DL3004"
    name = "sudo"
    needs = ("sudo",)
    severity = Severity.ERROR
    category = "users"
    fixes = Safety.UNSAFE
    source = "https://docs.docker.com/build/building/best-practices/#user"

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report the call of sudo."""
        if self.as_hadolint:
            if command.name == "sudo":
                yield self.found(command.words[0], "`sudo` in a build")
            return
        prefix = command.prefix("sudo")
        if prefix:
            called = f"sudo {command.name}".rstrip()
            message = f"`{called}`: switch users with USER instead"
            yield self.found(prefix, message, self._fix(command, prefix))
        elif command.name == "sudo":
            yield self.found(command.words[0], "`sudo` in a build: switch users with USER instead")

    def _fix(self, command: Command, prefix: Prefix) -> Fix | None:
        """Take sudo and its flags away."""
        if command.script.is_exec_form or command.name in builtins.CHANGING:
            return None
        if not is_root(self.file, self.file.instruction_of(command)):
            return None
        own = prefix.words[1:]
        flags = [word for word in own if not assigned_name(word)]
        if any(word.value not in _OF_NO_EFFECT for word in flags):
            return None
        if any(word.value in _READS_PASSWORD for word in flags) and _has_input(command):
            return None  # which is a password, and the program would read it
        if len(flags) < len(own) and prefix is not command.prefixes[0]:
            return None  # what stands before it takes `NAME=value` for the program
        after = [
            word for each in command.prefixes for word in each.words if word.start > prefix.words[0].start
        ]
        kept = [word for word in (*after, *command.words) if word not in flags]
        span = Span(prefix.words[0].span.start, kept[0].span.start)
        return Fix((Edit(span, ""),), "Run it as root", Safety.UNSAFE)


def _has_input(command: Command) -> bool:
    return command.piped_from is not None or any(each.operator.startswith("<") for each in command.redirects)


class UseraddWithLog(Rule):
    """`useradd` with a high number and without `-l` makes a file as large as the number.

    Logins are logged by number, in a file with room for all numbers up to the user's: sparse on a disk, but
    hundreds of megabytes in a layer. The fix adds `-l` (`--no-log-init`). It is safe: nobody logs in.

    ```dockerfile bad
    FROM debian:12
    RUN useradd -u 1000000 app
    ```

    ```dockerfile good
    FROM debian:12
    RUN useradd -l -u 1000000 app
    ```
    """

    code = "DL3046"
    name = "useradd-with-log"
    severity = Severity.WARNING
    category = "users"
    fixes = Safety.SAFE
    source = "https://docs.docker.com/build/building/best-practices/#user"
    commands = ("useradd",)

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report a number of six digits or more."""
        if self.as_hadolint:
            is_found = _is_found_by_hadolint(command)
        else:
            number = command.flag_value("-u", "--uid") or ""
            is_found = number.isdecimal() and len(number) >= _LONG_NUMBER
            is_found &= not command.has_flag("-l", "--no-log-init", value_flags=_USERADD_VALUES)
        if is_found:
            fix = insert_after(command.words[0], " -l", "Add `-l`")
            yield self.found(
                command.words[0], "`useradd` without `-l` makes a huge log for a high number", fix
            )


def _is_found_by_hadolint(command: Command) -> bool:
    """Whether a word of six characters or more follows a flag with a `u`, and no flag has an `l`."""
    flags = hadolint.flags(command)
    if not flags.isdisjoint({"l", "no-log-init"}):
        return False
    words = [_PARAMETER.sub(r"${\1}", word.literal) for word in command.arguments]
    return any(len(value) >= _LONG_NUMBER and re.match(r"-[^-]*u", flag) for flag, value in pairwise(words))
