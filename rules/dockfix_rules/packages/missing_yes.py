"""Package managers that ask before they act, in a build where nobody answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from dockfix.named_tuple import NamedTuple
from dockfix.package_request import Request, request_of, says_yes
from dockfix.packages import (
    ADD_APT_REPOSITORY,
    APT,
    APT_GET,
    APTITUDE,
    CONDA,
    DNF,
    MAMBA,
    PACMAN,
    PIP,
    YUM,
    ZYPPER,
    PackageManager,
    Yes,
    is_exported,
    is_on,
)
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity, option
from dockfix.shell.command import Command
from dockfix.shell.flow import is_fatal
from dockfix.source import Span
from dockfix.syntax.nodes import Instruction
from dockfix.typed import ClassVar
from dockfix_rules.packages.as_hadolint import calls, flag_count, has_flag
from dockfix_rules.packages.configuration import Configuration, may_hold, text_before


class Sight(NamedTuple):
    """What hadolint looks at: programs, words that are verbs to it, and flags that answer."""

    programs: tuple[str, ...]
    verbs: tuple[str, ...]
    flags: tuple[str, ...]


class MissingYes(Rule):
    """What the rules about missing answers share: each of them names its manager.

    A request is answered by a flag, by what is piped into it, by a variable, or by configuration that the
    stage, or one that it builds on, wrote before. A parameter that may hold the flag counts as an answer.
    """

    manager: ClassVar[PackageManager]
    #: Whether it does nothing, and fails, where nobody answers.
    aborts: ClassVar[bool] = True
    #: Of no programs, for what only dockfix knows.
    sight: ClassVar[Sight] = Sight((), (), ())

    category = "packages"
    aliases = ("missing-yes",)
    fixes = Safety.SAFE

    verbs: tuple[str, ...] = option((), "The verbs to look at, such as `install`; empty for all that ask")

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report a request that stops to ask."""
        request = request_of(command)
        yes = self.manager.yes
        if request and yes and self._is_found(request, yes):
            message = (
                f"`{request.name}` may stop to ask, and in a build nobody answers: `{yes.flag}` is missing"
            )
            yield self.found(request.place, message, self._fix(request, yes))

    def _fix(self, request: Request, yes: Yes) -> Fix:
        fix = _answer(request, yes)
        # What the build has gone on without would be done now.
        return fix.unsafe() if self.aborts and not is_fatal(request.command) else fix

    def _is_found(self, request: Request, yes: Yes) -> bool:
        if self.as_hadolint and self.sight.programs:
            return self._is_found_by_hadolint(request.command)
        return self._stops(request, yes)

    def _is_found_by_hadolint(self, command: Command) -> bool:
        """Whether hadolint finds the verb and none of the flags."""
        programs, verbs, flags = self.sight
        return calls(command, programs, *verbs) and not has_flag(command, *flags)

    def _stops(self, request: Request, yes: Yes) -> bool:
        if not request.asks or not self._is_watched(request) or _reads_input(request.command):
            return False
        if yes.too_old and re.search(yes.too_old, self.file.image_under(request.command)):
            return False
        return not self._is_answered(request, yes)

    def _is_watched(self, request: Request) -> bool:
        return not self.verbs or request.verb.name in self.verbs

    def _is_answered(self, request: Request, yes: Yes) -> bool:
        command = request.command
        instruction = self.file.instruction_of(command)
        return (
            self._has_variable(command, instruction, yes)
            or (self._configuration is not None and self._configuration.is_set_for(command))
            or may_hold(self.file, request, lambda value: says_yes(value, yes))
        )

    def _has_variable(self, command: Command, instruction: Instruction, yes: Yes) -> bool:
        """Whether an environment variable answers: set by ENV or ARG, before the command, or exported."""
        if not yes.variables:
            return False
        known = self.file.environment(instruction).variables
        given = command.assignments
        values = [given[name].literal if name in given else known.get(name, "") for name in yes.variables]
        if any(is_on(value) for value in values):
            return True
        return self._exports and is_exported(yes.variables, text_before(self.file, command))

    @cached_property
    def _exports(self) -> bool:
        """Whether any script of the file exports a variable that answers: most do not."""
        yes = self.manager.yes
        return yes is not None and is_exported(yes.variables, self.file.source.text)

    @cached_property
    def _configuration(self) -> Configuration | None:
        setting = self.manager.yes.setting if self.manager.yes else None
        return Configuration(self.file, setting) if setting else None


def _reads_input(command: Command) -> bool:
    """Whether something that may be the answer comes through a pipe or a redirection."""
    for redirect in command.redirects:
        if redirect.operator.startswith("<"):
            return redirect.target is not None and redirect.target.value != "/dev/null"
    return command.piped_from is not None and command.prefix("xargs") is None


def _answer(request: Request, yes: Yes) -> Fix:
    """Put the flag next to the verb; in exec form as a string of its own."""
    is_exec_form = request.command.script.is_exec_form
    flag = f'"{yes.flag}"' if is_exec_form else yes.flag
    separator, quote = (", ", 1) if is_exec_form else (" ", 0)
    if yes.before_verb:
        place, text = request.verb_words[0].span.start - quote, f"{flag}{separator}"
    else:
        place, text = request.verb_words[-1].span.end + quote, f"{separator}{flag}"
    return Fix((Edit(Span(place, place), text),), f"Answer with `{yes.flag}`")


class AptMissingYes(MissingYes):
    """`apt-get install` without `-y` asks whether to go on.

    A build has no terminal: apt-get takes the end of its input for no, and aborts. All verbs that change what
    is installed ask, `upgrade` and `remove` as well as `install`. `-qq` answers too, and so does
    `APT::Get::Assume-Yes` in apt.conf; `DEBIAN_FRONTEND=noninteractive` only answers what packages ask.

    The fix adds `-y`. It is safe where the build ends with the abort. Where the script goes on
    after it, as with `|| true`, it is unsafe: what was left undone so far is done then.

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update && apt-get install curl
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update && apt-get install -y curl
    ```
    """

    code = "DL3014"
    name = "apt-missing-yes"
    source = "https://manpages.debian.org/stable/apt/apt-get.8.en.html"
    manager = APT_GET
    sight = Sight(("apt-get",), ("install",), ("y", "yes", "qq", "assume-yes"))
    commands = APT_GET.commands

    def _is_found_by_hadolint(self, command: Command) -> bool:
        is_quiet = 2 in (flag_count(command, "q"), flag_count(command, "quiet")) or command.word("-q=2")
        return not is_quiet and super()._is_found_by_hadolint(command)


class YumMissingYes(MissingYes):
    """`yum install` without `-y` asks whether to go on.

    A build has no terminal: yum takes the end of its input for no, and aborts. All verbs that change what is
    installed ask. `assumeyes=1` in yum.conf answers for all of them.

    The fix adds `-y`. It is safe where the build ends with the abort. Where the script goes on
    after it, as with `|| true`, it is unsafe: what was left undone so far is done then.

    ```dockerfile bad
    FROM centos:7
    RUN yum install httpd
    ```

    ```dockerfile good
    FROM centos:7
    RUN yum install -y httpd
    ```
    """

    code = "DL3030"
    name = "yum-missing-yes"
    source = "https://man7.org/linux/man-pages/man8/yum.8.html"
    manager = YUM
    sight = Sight(("yum",), ("install", "groupinstall", "localinstall"), ("y", "assumeyes"))
    commands = YUM.commands


class ZypperMissingYes(MissingYes):
    """`zypper install` without `--non-interactive` asks whether to go on.

    A build has no terminal, and zypper gives up where it cannot ask. `--non-interactive` (`-n`) stands before
    the verb; most verbs also take `-y` after them, where `-n` means something else.

    The fix adds `--non-interactive`. It is safe where the build ends with the abort. Where the script goes on
    after it, as with `|| true`, it is unsafe: what was left undone so far is done then.

    ```dockerfile bad
    FROM opensuse/leap:15.6
    RUN zypper install httpd
    ```

    ```dockerfile good
    FROM opensuse/leap:15.6
    RUN zypper --non-interactive install httpd
    ```
    """

    code = "DL3034"
    name = "zypper-missing-yes"
    source = "https://en.opensuse.org/SDB:Zypper_manual"
    manager = ZYPPER
    sight = Sight(
        ("zypper",),
        ("install", "in", "remove", "rm", "source-install", "si", "patch"),
        ("non-interactive", "n", "no-confirm", "y"),
    )
    commands = ZYPPER.commands


class DnfMissingYes(MissingYes):
    """`dnf install` without `-y` asks whether to go on; so does microdnf in its current versions.

    A build has no terminal: dnf takes the end of its input for no, and aborts. All verbs that change what is
    installed ask. `assumeyes=True` in dnf.conf answers for all of them.

    The fix adds `-y`. It is safe where the build ends with the abort. Where the script goes on
    after it, as with `|| true`, it is unsafe: what was left undone so far is done then.

    ```dockerfile bad
    FROM fedora:44
    RUN dnf install httpd
    ```

    ```dockerfile good
    FROM fedora:44
    RUN dnf install -y httpd
    ```
    """

    code = "DL3038"
    name = "dnf-missing-yes"
    source = "https://dnf.readthedocs.io/en/latest/command_ref.html"
    manager = DNF
    sight = Sight(("dnf", "microdnf"), ("install", "groupinstall", "localinstall"), ("y", "assumeyes"))
    commands = DNF.commands


class AptCliMissingYes(MissingYes):
    """`apt install` without `-y` asks whether to go on.

    A build has no terminal: apt takes the end of its input for no, and aborts. It is meant for people at a
    terminal anyway; in a build, `apt-get` is the one whose behaviour does not change.

    The fix adds `-y`. It is safe where the build ends with the abort. Where the script goes on
    after it, as with `|| true`, it is unsafe: what was left undone so far is done then.

    ```dockerfile bad
    FROM debian:12
    RUN apt update && apt install curl
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt update && apt install -y curl
    ```
    """

    code = "DF1001"
    name = "apt-cli-missing-yes"
    source = "https://manpages.debian.org/stable/apt/apt.8.en.html"
    manager = APT
    commands = APT.commands


class AptitudeMissingYes(MissingYes):
    """`aptitude install` without `-y` asks whether to go on.

    A build has no terminal, and aptitude gives up where it cannot ask. Unlike apt-get it does not take `-qq`
    for an answer.

    The fix adds `-y`. It is safe where the build ends with the abort. Where the script goes on
    after it, as with `|| true`, it is unsafe: what was left undone so far is done then.

    ```dockerfile bad
    FROM debian:12
    RUN aptitude install curl
    ```

    ```dockerfile good
    FROM debian:12
    RUN aptitude install -y curl
    ```
    """

    code = "DF1002"
    name = "aptitude-missing-yes"
    source = "https://manpages.debian.org/stable/aptitude/aptitude.8.en.html"
    manager = APTITUDE
    commands = APTITUDE.commands


class PacmanMissingYes(MissingYes):
    """`pacman -S` without `--noconfirm` asks whether to go on; so do yay and paru.

    A build has no terminal: pacman takes the end of its input for no, and aborts. `-S`, `-U` and `-R` ask,
    also with other letters (`-Syu`); those that only show something (`-Ss`, `-Q`) do not.

    The fix adds `--noconfirm`. It is safe where the build ends with the abort. Where the script goes on
    after it, as with `|| true`, it is unsafe: what was left undone so far is done then.

    ```dockerfile bad
    FROM archlinux:base-20260816.0.574111
    RUN pacman -Syu curl
    ```

    ```dockerfile good
    FROM archlinux:base-20260816.0.574111
    RUN pacman -Syu --noconfirm curl
    ```
    """

    code = "DF1003"
    name = "pacman-missing-yes"
    source = "https://man.archlinux.org/man/pacman.8"
    manager = PACMAN
    commands = PACMAN.commands


class CondaMissingYes(MissingYes):
    """`conda install` without `-y` asks whether to go on.

    Where its input has ended, conda takes what it proposes for the answer; where it has not, as under
    `docker run -it`, it waits. `-y` says what is meant, and so does `always_yes` in .condarc or
    `CONDA_ALWAYS_YES`.

    ```dockerfile bad
    FROM continuumio/miniconda3:25.3.1-1
    RUN conda install numpy
    ```

    ```dockerfile good
    FROM continuumio/miniconda3:25.3.1-1
    RUN conda install -y numpy
    ```
    """

    code = "DF1004"
    name = "conda-missing-yes"
    severity = Severity.INFO
    source = "https://docs.conda.io/projects/conda/en/stable/commands/install.html"
    manager = CONDA
    aborts = False
    commands = CONDA.commands


class MambaMissingYes(MissingYes):
    """`mamba install` or `micromamba install` without `-y` asks whether to go on.

    Where its input has ended, mamba takes what it proposes for the answer; where it has not, it waits. `-y`
    says what is meant, as does `always_yes` in .condarc or .mambarc, or `MAMBA_ALWAYS_YES`.

    ```dockerfile bad
    FROM mambaorg/micromamba:2.0.5
    RUN micromamba install -n base numpy
    ```

    ```dockerfile good
    FROM mambaorg/micromamba:2.0.5
    RUN micromamba install -y -n base numpy
    ```
    """

    code = "DF1005"
    name = "mamba-missing-yes"
    severity = Severity.INFO
    source = "https://mamba.readthedocs.io/en/latest/user_guide/micromamba.html"
    manager = MAMBA
    aborts = False
    commands = MAMBA.commands


class AddAptRepositoryMissingYes(MissingYes):
    """`add-apt-repository` without `-y` waits for the Enter key.

    It does so only where it sees a terminal, as with `docker run -it`; `-y` makes the command do the same
    everywhere.

    ```dockerfile bad
    FROM ubuntu:24.04
    RUN add-apt-repository ppa:git-core/ppa
    ```

    ```dockerfile good
    FROM ubuntu:24.04
    RUN add-apt-repository -y ppa:git-core/ppa
    ```
    """

    code = "DF1006"
    name = "add-apt-repository-missing-yes"
    severity = Severity.INFO
    source = "https://manpages.ubuntu.com/manpages/noble/man1/add-apt-repository.1.html"
    manager = ADD_APT_REPOSITORY
    aborts = False
    commands = ADD_APT_REPOSITORY.commands


class PipUninstallMissingYes(MissingYes):
    """`pip uninstall` without `-y` asks whether to go on.

    A build has no terminal: pip fails with an error where its input has ended before the answer.

    The fix adds `-y`. It is safe where the build ends with the abort. Where the script goes on
    after it, as with `|| true`, it is unsafe: what was left undone so far is done then.

    ```dockerfile bad
    FROM python:3.14.7
    RUN pip uninstall setuptools
    ```

    ```dockerfile good
    FROM python:3.14.7
    RUN pip uninstall -y setuptools
    ```
    """

    code = "DF1007"
    name = "pip-uninstall-missing-yes"
    source = "https://pip.pypa.io/en/stable/cli/pip_uninstall/"
    manager = PIP
    commands = PIP.commands
