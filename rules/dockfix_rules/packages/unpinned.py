"""Packages that are installed in whichever version is current."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dockfix.late_pattern import late_pattern
from dockfix.package_request import Request, request_of
from dockfix.packages import (
    APK,
    APT,
    APT_GET,
    APTITUDE,
    DNF,
    GEM,
    GO,
    NPM,
    PIP,
    YUM,
    ZYPPER,
    PackageManager,
    Purpose,
)
from dockfix.rule import Finding, Rule, Severity
from dockfix.shell.command import Command
from dockfix.shell.words import Word
from dockfix.typed import ClassVar
from dockfix_rules.packages.rpm_names import has_rpm_version

_FILE = late_pattern(
    r"(?:\.{0,2}|~)/|\.{1,2}(?:\[|$)|[a-z+]+://|.*\.(?:deb|rpm|apk|whl|zip|gem|tar(?:\.\w+)?|tgz)$",
    needs=("/", "."),
)
_MOST_NAMED = 3


class Unpinned(Rule):
    """What the rules about versions share: each of them names its manager.

    A word that holds a variable, or anything else that only the build can tell, may well have a version.
    """

    manager: ClassVar[PackageManager]
    #: Other programs that take the same packages and write them the same; hadolint does not look at them.
    alike: ClassVar[tuple[PackageManager, ...]] = ()
    #: Flags that say the version of all packages, or name a file that does.
    pinning_flags: ClassVar[frozenset[str]] = frozenset()
    #: How a version is written.
    example: ClassVar[str] = ""

    category = "packages"
    severity = Severity.WARNING

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report the packages of a command that have no version."""
        if self.as_hadolint:
            from dockfix_rules.packages import hadolint_packages  # noqa: PLC0415 - for its preset alone

            if hadolint_packages.has_unpinned(self.manager, command, self._declared(command)):
                yield self.found(command.words[0], f"packages without a version: write `{self.example}`")
            return
        request = request_of(command)
        if request is None or request.manager not in (self.manager, *self.alike):
            return
        unpinned = list(self._unpinned(request))
        if unpinned:
            verb = "is" if len(unpinned) == 1 else "are"
            message = f"{_listed(unpinned)} {verb} installed in whichever version is current: write"
            yield self.found(unpinned[0], f"{message} `{self.example}`")

    def _unpinned(self, request: Request) -> Iterator[Word]:
        if request.verb.purpose is not Purpose.INSTALL or request.verb.name == "reinstall" or request.is_idle:
            return
        if request.has_flag(self.pinning_flags):
            return
        for word in request.packages:
            name = word.value
            if name and not word.has_glob and not _FILE.match(name) and not self.is_pinned(name):
                yield word

    def is_pinned(self, name: str) -> bool:
        """Whether a package that is written like this has a version."""
        return any(pin in name for pin in self.manager.pins)

    def _declared(self, command: Command) -> Iterable[str]:
        """The variables that the name of a package may depend on."""
        environment = self.file.environment(self.file.instruction_of(command))
        return (name for name in re.findall(r"\$\{?(\w+)", _text(command)) if environment.is_declared(name))


def _text(command: Command) -> str:
    return command.script.text[command.start : command.end]


def _listed(words: list[Word]) -> str:
    names = [f"`{word.value}`" for word in words]
    if len(names) > _MOST_NAMED:
        names[_MOST_NAMED - 1 :] = [f"{len(names) - _MOST_NAMED + 1} more"]
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


class AptUnpinned(Unpinned):
    """`apt-get install` of a package without a version takes whichever is current.

    The same Dockerfile installs something else next month. `apt-cache policy curl` shows the versions; note
    that Debian and Ubuntu keep only the newest in their repositories: a snapshot of them keeps all.

    There is no fix, since the versions are known to the repository alone. A file in /etc/apt/preferences.d
    pins packages as well, and this rule may then be switched off.

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update && apt-get install -y curl
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update && apt-get install -y curl=7.88.1-10+deb12u8
    ```
    """

    code = "DL3008"
    name = "apt-unpinned"
    source = "https://docs.docker.com/build/building/best-practices/#version-pinning"
    manager = APT_GET
    alike = (APT, APTITUDE)
    commands = APT_GET.commands | APT.commands | APTITUDE.commands
    example = "package=version"

    def is_pinned(self, name: str) -> bool:
        """Whether it has a version, or the release that it is taken from; `package-` removes it."""
        return super().is_pinned(name) or "/" in name or name.endswith("-")


class PipUnpinned(Unpinned):
    """`pip install` of a package without a version takes whichever is current.

    The same Dockerfile installs something else next month. Name the version, or a file with all versions: `-r
    requirements.txt` or `-c constraints.txt`. There is no fix, since the versions are known to the index
    alone.

    ```dockerfile bad
    FROM python:3.14.7
    RUN pip install flask
    ```

    ```dockerfile good
    FROM python:3.14.7
    RUN pip install flask==3.1.2
    ```
    """

    code = "DL3013"
    name = "pip-unpinned"
    needs = ("pip",)
    source = "https://pip.pypa.io/en/stable/topics/repeatable-installs/"
    manager = PIP
    pinning_flags = frozenset("-r --requirement -c --constraint".split())
    example = "package==version"

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report the packages of a command that have no version."""
        for finding in super().check_command(command):
            if self.as_hadolint or not self._has_constraints(command):
                yield finding

    def _has_constraints(self, command: Command) -> bool:
        environment = self.file.environment(self.file.instruction_of(command))
        return "PIP_CONSTRAINT" in environment.variables or "PIP_CONSTRAINT" in command.assignments


class NpmUnpinned(Unpinned):
    """`npm install` of a package without a version takes whichever is current.

    The same Dockerfile installs something else next month; a tag such as `latest` is no version. Without a
    package it installs what package.json says, and `npm ci` what the lock file does. There is no fix, since
    the versions are known to the registry alone.

    ```dockerfile bad
    FROM node:26.7.0
    RUN npm install -g pnpm
    ```

    ```dockerfile good
    FROM node:26.7.0
    RUN npm install -g pnpm@11.2.0
    ```
    """

    code = "DL3016"
    name = "npm-unpinned"
    source = "https://docs.npmjs.com/cli/commands/npm-install"
    manager = NPM
    commands = NPM.commands
    example = "package@version"

    def is_pinned(self, name: str) -> bool:
        """Whether it has a version, or a commit; the `@` of a scope says none."""
        is_repository = name.startswith(("git@", "github:")) or "://" in name
        if is_repository or ("/" in name and not name.startswith("@")):
            return "#" in name
        version = name[1:].partition("@")[2]
        return bool(version) and version not in ("latest", "next")


class ApkUnpinned(Unpinned):
    """`apk add` of a package without a version takes whichever is current.

    The same Dockerfile installs something else next month. `apk policy curl` shows the versions; note that
    Alpine keeps only the newest of a release in its repositories, and that `~` asks for less: `curl~8.14`.
    There is no fix, since the versions are known to the repository alone.

    ```dockerfile bad
    FROM alpine:3.23
    RUN apk add --no-cache curl
    ```

    ```dockerfile good
    FROM alpine:3.23
    RUN apk add --no-cache curl~8.14
    ```
    """

    code = "DL3018"
    name = "apk-unpinned"
    source = "https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper"
    manager = APK
    commands = APK.commands
    example = "package=version"


class GemUnpinned(Unpinned):
    """`gem install` of a gem without a version takes whichever is current.

    The same Dockerfile installs something else next month. Name the version behind a colon, or with `-v`
    where there is a single gem. There is no fix, since the versions are known to the server alone.

    ```dockerfile bad
    FROM ruby:3.4.8
    RUN gem install bundler
    ```

    ```dockerfile good
    FROM ruby:3.4.8
    RUN gem install bundler:2.7.2
    ```
    """

    code = "DL3028"
    name = "gem-unpinned"
    source = "https://guides.rubygems.org/command-reference/#gem-install"
    manager = GEM
    commands = GEM.commands
    pinning_flags = frozenset("-v --version -g --file".split())
    example = "gem:version"


class _RpmUnpinned(Unpinned):
    """What yum and dnf share: a version follows the name behind a dash."""

    example = "package-version"

    def is_pinned(self, name: str) -> bool:
        """Whether a part behind a dash begins with a digit; a stream belongs to a module, `@` to a group."""
        return has_rpm_version(name) or ":" in name or name.startswith("@") or " " in name


class YumUnpinned(_RpmUnpinned):
    """`yum install` of a package without a version takes whichever is current.

    The same Dockerfile installs something else next month. `yum --showduplicates list httpd` shows the
    versions. There is no fix, since they are known to the repository alone.

    ```dockerfile bad
    FROM centos:7
    RUN yum install -y httpd
    ```

    ```dockerfile good
    FROM centos:7
    RUN yum install -y httpd-2.4.6
    ```
    """

    code = "DL3033"
    name = "yum-unpinned"
    source = "https://man7.org/linux/man-pages/man8/yum.8.html"
    manager = YUM
    commands = YUM.commands


class ZypperUnpinned(Unpinned):
    """`zypper install` of a package without a version takes whichever is current.

    The same Dockerfile installs something else next month. `zypper search -s httpd` shows the versions. There
    is no fix, since they are known to the repository alone.

    ```dockerfile bad
    FROM opensuse/leap:15.6
    RUN zypper --non-interactive install httpd
    ```

    ```dockerfile good
    FROM opensuse/leap:15.6
    RUN zypper --non-interactive install httpd=2.4.58
    ```
    """

    code = "DL3037"
    name = "zypper-unpinned"
    source = "https://en.opensuse.org/SDB:Zypper_manual"
    manager = ZYPPER
    commands = ZYPPER.commands
    pinning_flags = frozenset(["-t", "--type"])  # patterns have no versions
    example = "package=version"

    def is_pinned(self, name: str) -> bool:
        """Whether there is a version, or a lower or upper bound of it."""
        return any(sign in name for sign in "=<>")


class DnfUnpinned(_RpmUnpinned):
    """`dnf install` of a package without a version takes whichever is current; so does microdnf.

    The same Dockerfile installs something else next month. `dnf --showduplicates list httpd` shows the
    versions. There is no fix, since they are known to the repository alone.

    ```dockerfile bad
    FROM fedora:44
    RUN dnf install -y httpd
    ```

    ```dockerfile good
    FROM fedora:44
    RUN dnf install -y httpd-2.4.65
    ```
    """

    code = "DL3041"
    name = "dnf-unpinned"
    source = "https://dnf.readthedocs.io/en/latest/command_ref.html"
    manager = DNF
    commands = DNF.commands


class GoUnpinned(Unpinned):
    """`go install` of a package without a version takes whichever is current.

    The same Dockerfile installs something else next month; `latest` is no version. What is in the module that
    is built has its versions in go.mod. There is no fix, since the versions are known to the proxy alone.

    ```dockerfile bad
    FROM golang:1.26.0
    RUN go install golang.org/x/tools/gopls@latest
    ```

    ```dockerfile good
    FROM golang:1.26.0
    RUN go install golang.org/x/tools/gopls@v0.20.0
    ```
    """

    code = "DL3062"
    name = "go-unpinned"
    source = "https://go.dev/ref/mod#go-install"
    manager = GO
    commands = GO.commands
    example = "package@version"

    def is_pinned(self, name: str) -> bool:
        """Whether there is a version that is one; a name without a domain is the module's or Go's own."""
        if "." not in name.partition("/")[0]:
            return True
        version = name.partition("@")[2]
        return bool(version) and version not in ("latest", "none", "upgrade", "patch")

    def _unpinned(self, request: Request) -> Iterator[Word]:
        found = super()._unpinned(request)
        first = request.packages[:1] if request.verb.name == "run" else request.packages
        return (word for word in found if word in first)
