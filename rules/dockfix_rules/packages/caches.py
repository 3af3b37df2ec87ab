"""What the package managers of distributions leave behind in the layers of an image."""

from __future__ import annotations

from collections.abc import Sequence

from dockfix.package_request import Request
from dockfix.packages import APK, APT, APT_GET, APT_LISTS, APTITUDE, DNF, YUM, ZYPPER
from dockfix.rule import Fix, Severity
from dockfix.shell.command import Command
from dockfix.syntax.nodes import Run
from dockfix_rules.packages.as_hadolint import calls, has_flag, is_cleaned, is_mounted, is_used
from dockfix_rules.packages.cache_rule import LeftBehind
from dockfix_rules.packages.left_behind import commands_of

_REPOSITORIES = "/etc/yum.repos.d"


class AptListsLeft(LeftBehind):
    """`apt-get update` leaves its package lists in the image.

    The lists, some 20 to 50 MB in /var/lib/apt/lists, are of no use in the image: they are out of date by
    the time that somebody installs from them. They are only gone if the RUN that fetches them deletes them,
    as a later one can hide but not remove them. A cache mount does as well:
    `RUN --mount=type=cache,target=/var/lib/apt/lists,sharing=locked`. The packages themselves are not
    kept: the images of Debian and Ubuntu are configured so.

    The fix appends `rm -rf /var/lib/apt/lists/*` to the script. It is safe where all that comes later, in
    stages and triggers too, fetches the lists again before it reads them; unsafe where a script that is not
    in the Dockerfile might read them; and there is none where they are read, or where a script has no end
    that always comes last. The script that a container starts with does not count: the lists that it would
    find are out of date.

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update && apt-get install -y curl
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
    ```

    ```dockerfile good
    FROM debian:12 AS build
    RUN apt-get update && apt-get install -y gcc
    FROM scratch
    COPY --from=build /app /app
    ```
    """

    code = "DL3009"
    name = "apt-lists-left"
    needs = ("apt",)
    severity = Severity.INFO
    source = "https://docs.docker.com/build/building/best-practices/#apt-get"
    managers = (APT_GET, APT, APTITUDE)
    caches = (APT_LISTS,)

    def _is_found_by_hadolint(self, run: Run) -> bool:
        commands = [*self.file.commands(run)]
        if not any(calls(command, ("apt", "apt-get", "aptitude"), "update") for command in commands):
            return False
        if any(calls(command, "rm", "-rf", "/var/lib/apt/lists/*") for command in commands):
            return False
        if is_mounted(run, "/var/lib/apt/lists"):
            return False
        if is_mounted(run, "/var/lib/apt") and is_mounted(run, "/var/cache/apt"):
            return False
        return run.parent is not None or is_used(self.file, self.file.stage_of(run))


class ApkCacheLeft(LeftBehind):
    """`apk add` without `--no-cache` leaves the package index in the image.

    With `--no-cache` apk fetches the index for itself and keeps nothing, which makes `apk update` and the
    deletion of /var/cache/apk needless. The index is out of date by the time that somebody installs from it.

    The fix adds `--no-cache`. It is safe: apk fetches the same index. There is none where a later command
    installs from the index that is kept, until that command has the flag too, nor for versions of Alpine
    before 3.3, whose apk does not know it.

    ```dockerfile bad
    FROM alpine:3.22
    RUN apk update && apk add curl
    ```

    ```dockerfile good
    FROM alpine:3.22
    RUN apk add --no-cache curl
    ```
    """

    code = "DL3019"
    name = "apk-cache-left"
    needs = ("apk",)
    severity = Severity.INFO
    source = "https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper"
    managers = (APK,)
    caches = APK.caches

    def _is_found_by_hadolint(self, run: Run) -> bool:
        return not is_mounted(run, "/var/cache/apk") and any(
            calls(command, "apk", "add") and not has_flag(command, "no-cache")
            for command in self.file.commands(run)
        )


class YumCacheLeft(LeftBehind):
    """`yum install` leaves the metadata of the repositories in the image.

    They take tens to hundreds of MB in /var/cache/yum, where the yum of later releases is dnf in
    /var/cache/dnf. They are only gone if the RUN that fetches them deletes them.

    The fix appends `yum clean all` to the script. It is safe: yum fetches again what it needs. There is
    none where yum may be there only at times, where a script has no end that always comes last, where the
    file keeps downloads on purpose (`--downloadonly`, `keepcache`), or where the script deletes the
    repositories, without which yum cleans nothing up and fails.

    ```dockerfile bad
    FROM centos:7
    RUN yum install -y httpd
    ```

    ```dockerfile good
    FROM centos:7
    RUN yum install -y httpd && yum clean all
    ```
    """

    code = "DL3032"
    name = "yum-cache-left"
    needs = ("yum",)
    source = "https://man7.org/linux/man-pages/man8/yum.8.html"
    managers = (YUM,)
    caches = YUM.caches

    def _with_cleaning(self, request: Request) -> Fix | None:
        return None if self._loses_repositories(request) else super()._with_cleaning(request)

    def _loses_repositories(self, request: Request) -> bool:
        """Whether the script deletes repositories, or moves them away, after `request`."""
        commands = [*commands_of(self.file, self.file.instruction_of(request.command))]
        later = commands[commands.index(request.command) + 1 :]
        return any(
            command.name in ("rm", "mv") and any(_REPOSITORIES in word.literal for word in command.arguments)
            for command in later
        )

    def _is_found_by_hadolint(self, run: Run) -> bool:
        return not is_cleaned(
            [*self.file.commands(run)],
            lambda command: calls(command, "yum", "install"),
            lambda command: (
                calls(command, "yum", "clean", "all") or calls(command, "rm", "-rf", "/var/cache/yum/*")
            ),
        )


class ZypperCacheLeft(LeftBehind):
    """`zypper install` leaves the metadata of the repositories in the image.

    They are kept in /var/cache/zypp, and only gone if the RUN that fetches them deletes them.

    The fix appends `zypper clean --all` to the script. It is safe: zypper fetches again what it needs. There
    is none where zypper may be there only at times, where a script has no end that always comes last, or
    where the file keeps downloads on purpose (`--download-only`).

    ```dockerfile bad
    FROM opensuse/leap:15.6
    RUN zypper --non-interactive install httpd
    ```

    ```dockerfile good
    FROM opensuse/leap:15.6
    RUN zypper --non-interactive install httpd && zypper clean --all
    ```
    """

    code = "DL3036"
    name = "zypper-cache-left"
    needs = ("zypper",)
    source = "https://en.opensuse.org/SDB:Zypper_manual"
    managers = (ZYPPER,)
    caches = ZYPPER.caches

    def _is_found_by_hadolint(self, run: Run) -> bool:
        return not is_mounted(run, "/var/cache/zypp") and not is_cleaned(
            [*self.file.commands(run)],
            lambda command: calls(command, "zypper", "install", "in"),
            lambda command: calls(command, "zypper", "clean", "cc"),
        )


class DnfCacheLeft(LeftBehind):
    """`dnf install` leaves the metadata of the repositories in the image; so does microdnf.

    They take tens to hundreds of MB in /var/cache/dnf, with dnf 5 in /var/cache/libdnf5. They are only gone
    if the RUN that fetches them deletes them.

    The fix appends `dnf clean all` to the script. It is safe: dnf fetches again what it needs. There is
    none where dnf may be there only at times, where a script has no end that always comes last, or where
    the file keeps downloads on purpose (`--downloadonly`, `keepcache`).

    ```dockerfile bad
    FROM fedora:44
    RUN dnf install -y httpd
    ```

    ```dockerfile good
    FROM fedora:44
    RUN dnf install -y httpd && dnf clean all
    ```
    """

    code = "DL3040"
    name = "dnf-cache-left"
    needs = ("dnf",)
    source = "https://dnf.readthedocs.io/en/latest/command_ref.html"
    managers = (DNF,)
    caches = DNF.caches

    def _is_found_by_hadolint(self, run: Run) -> bool:
        if is_mounted(run, "/var/cache/libdnf5") or is_mounted(run, ".cache/libdnf5"):
            return False
        commands = [*self.file.commands(run)]
        return not all(self._is_cleaned_for_hadolint(commands, name) for name in ("dnf", "microdnf"))

    @staticmethod
    def _is_cleaned_for_hadolint(commands: Sequence[Command], program: str) -> bool:
        verbs = ("install", "in", "upgrade", "up", "upgrade-minimal", "up-min", "reinstall", "rei")
        return is_cleaned(
            commands,
            lambda command: calls(command, program, *verbs),
            lambda command: (
                calls(command, program, "clean", "all") or calls(command, "rm", "-rf", "/var/cache/libdnf5*")
            ),
        )
