"""Installs that may fail without anybody noticing."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.package_request import request_of
from dockfix.packages import MANAGER_OF, Purpose
from dockfix.rule import Finding, Rule, Severity
from dockfix.shell.command import Command
from dockfix.shell.flow import is_failure_ignored


class IgnoredInstallFailure(Rule):
    """An install whose failure is ignored: the build goes on without what it was to install.

    `|| true` lets the build succeed when the package does not exist, when a mirror is down, or when the
    repositories of a release that has ended are gone. The image then lacks the package, and nobody learns of
    it before it runs. Let the build fail, and fix what is wrong; where there are several ways to get a
    package, try the next one behind the `||`.

    There is no fix, as a build that depends on it would then fail.

    ```dockerfile bad
    FROM centos:8
    RUN dnf install -y python38 || true
    ```

    ```dockerfile good
    FROM almalinux:10
    RUN dnf install -y python3
    ```

    ```dockerfile good
    FROM debian:13
    RUN apt-get update && (apt-get install -y eza || apt-get install -y exa)
    ```
    """

    code = "DF1008"
    name = "ignored-install-failure"
    severity = Severity.WARNING
    category = "packages"
    source = "https://www.gnu.org/software/bash/manual/bash.html#Lists"
    commands = frozenset(MANAGER_OF)

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report an install with nothing but `true` or a message behind its `||`."""
        request = request_of(command)
        if request is None or request.verb.purpose is not Purpose.INSTALL or request.is_idle:
            return
        if is_failure_ignored(command):
            message = f"a failure of `{request.name}` is ignored: the image then lacks what it installs"
            yield self.found(request.place, message)
