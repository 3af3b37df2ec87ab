"""What is known of the system that a stage builds on: its family of distributions, and who its user is.

The base image's name tells, else the package manager that the stage calls.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from dockfix.image import ImageReference
from dockfix.late_pattern import late_pattern
from dockfix.model import File, Stage
from dockfix.once import once
from dockfix.package_request import request_of
from dockfix.packages import Purpose
from dockfix.shell.command import Command
from dockfix.source import Span
from dockfix.syntax.nodes import Instruction, Onbuild, Run, User


class Family(Enum):
    """A family of distributions, by where their programs come from."""

    GNU = "GNU"
    BUSYBOX = "busybox"

    @property
    def shell(self) -> str:
        """The path of a shell that knows `pipefail`, and that all of the family have."""
        return "/bin/bash" if self is Family.GNU else "/bin/ash"


# Official images that are built on Debian or Ubuntu where their tag says nothing else.
_ON_DEBIAN = frozenset(
    """buildpack-deps cassandra clojure debian drupal eclipse-temurin elixir erlang gcc golang gradle groovy
    haskell httpd influxdb java jenkins jetty joomla julia mariadb maven memcached mongo nextcloud nginx node
    openjdk perl php postgres pypy python r-base rabbitmq rails redis rocket.chat ruby rust solr sonarqube
    swift tomcat ubuntu wordpress""".split()
)
_ON_BUSYBOX = late_pattern("alpine|busybox")
_DISTRIBUTION = late_pattern(
    r"(?:.*/)?(?:debian|ubuntu|almalinux|amazonlinux|archlinux|centos|fedora|leap|mageia|oraclelinux|photon|rockylinux|"
    r"tumbleweed|ubi\d*(?:-minimal|-init)?|rhel\d*)"
)
_FEDORA = late_pattern(r"(?:.*/)?fedora(?:-minimal|-toolbox)?")
_FIRST_FEDORA_WITH_WGET2 = 40
_WITHOUT = late_pattern(r"distroless|scratch|static|wolfi", re.IGNORECASE)
_MANAGERS = {
    "apt-get": Family.GNU,
    "apt": Family.GNU,
    "aptitude": Family.GNU,
    "apk": Family.BUSYBOX,
    "yum": Family.GNU,
    "dnf": Family.GNU,
    "zypper": Family.GNU,
    "pacman": Family.GNU,
}
#: Official images whose containers are another user's than root's.
_OF_A_USER = frozenset(
    """consul elasticsearch flink gradle haproxy jenkins jetty kibana kong logstash memcached neo4j odoo
    rocket.chat solr sonarqube varnish vault""".split()
)
_ROOT = ("root", "0")
_BY_ROOT = (Purpose.INSTALL, Purpose.UPGRADE, Purpose.REMOVE, Purpose.REFRESH)


def family(file: File, stage: Stage) -> Family | None:
    """The family of the system in `stage`; None where nothing tells."""
    return _family_named(stage) or _family_used(file, stage)


def may_have_wget2(file: File, stage: Stage) -> bool:
    """Whether `wget` may be wget2 in the system of `stage`, as it is in Fedora since release 40."""
    root = _root(stage)
    if root and _FEDORA.fullmatch(root.familiar_name):
        release = root.tag or ""
        return not release.isdecimal() or int(release) >= _FIRST_FEDORA_WITH_WGET2
    return not _family_named(stage) and "dnf" in _managers_used(file, stage)


@once
def is_root(file: File, instruction: Instruction) -> bool:
    """Whether root is in force at `instruction` for certain.

    A USER says so, or the official image without one, or a package manager that is called without sudo.
    """
    user = file.environment(instruction).user
    if user is not None:
        return user.partition(":")[0] in _ROOT
    stage = file.stage_of(instruction)
    if stage is None or file.is_preceded(instruction, User):
        return False
    image = _root(stage)
    if image and image.is_official:
        return image.familiar_name not in _OF_A_USER
    return _has_root(file, instruction) or file.is_behind(_first_with_root(file), instruction)


@once
def _first_with_root(file: File) -> Sequence[int | None]:
    return file.first_places(lambda each: _has_root(file, each))


def _has_root(file: File, instruction: Instruction) -> bool:
    """Whether `instruction` is a RUN that root has to run."""
    return isinstance(instruction, Run) and any(map(_is_by_root, file.commands(instruction)))


def _is_by_root(command: Command) -> bool:
    """Whether `command` has a package manager do what only root can."""
    at: Command | None = command
    while at is not None:
        if at.prefixes:
            return False
        at = at.script.host
    request = request_of(command) if command.name in _MANAGERS else None
    return request is not None and request.verb.purpose in _BY_ROOT and not request.is_idle


def is_windows(stage: Stage) -> bool:
    """Whether the base image of `stage` says that it is Windows."""
    root = _root(stage)
    return root is not None and root.is_windows


def is_installed(file: File, package: str, command: Command) -> bool:
    """Whether `package` has been installed when `command` runs, and nothing been removed since."""
    return command.span in _with_installed(file, package)


@once
def _with_installed(file: File, package: str) -> frozenset[Span]:
    """The places of the commands at which `package` is installed."""
    found: set[Span] = set()
    at_end: list[bool] = []
    for stage in file.stages:
        installed = isinstance(stage.base, Stage) and at_end[stage.base.index]
        for instruction in stage.instructions:
            run = instruction.instruction if isinstance(instruction, Onbuild) else instruction
            after = installed
            for command in file.commands(run) if isinstance(run, Run) else ():
                if after:
                    found.add(command.span)
                after = _is_installed_after(command, package, after)
            installed = after if run is instruction else installed
        at_end.append(installed)
    return frozenset(found)


def _is_installed_after(command: Command, package: str, before: bool) -> bool:
    request = request_of(command)
    if request and request.verb.purpose is Purpose.INSTALL:
        return before or any(_is_called(package, word.value) for word in request.packages)
    return before and not (request and request.verb.purpose is Purpose.REMOVE)


def _is_called(package: str, word: str | None) -> bool:
    """Whether `word` names `package`, with a version or without."""
    return word is not None and re.split("[=~<>]", word, maxsplit=1)[0] == package


def _root(stage: Stage) -> ImageReference | None:
    base = stage.root.base
    return base if isinstance(base, ImageReference) else None


def _family_named(stage: Stage) -> Family | None:
    image = _root(stage)
    if image is None:
        return None
    name, tag = image.familiar_name, image.tag or ""
    if _WITHOUT.search(f"{name}:{tag}") or is_windows(stage):
        return None
    if _ON_BUSYBOX.search(f"{name}:{tag}"):
        return Family.BUSYBOX
    return Family.GNU if name in _ON_DEBIAN or _DISTRIBUTION.fullmatch(name) else None


def _family_used(file: File, stage: Stage) -> Family | None:
    used = {_MANAGERS[name] for name in _managers_used(file, stage)}
    return used.pop() if len(used) == 1 else None


def _managers_used(file: File, stage: Stage) -> frozenset[str]:
    """The package managers that `stage` calls, and those that it builds on."""
    return _all_managers_used(file)[stage.index]


@once
def _all_managers_used(file: File) -> list[frozenset[str]]:
    used: list[frozenset[str]] = []
    for stage in file.stages:
        names = {command.name for run in _runs(stage) for command in file.commands(run)}
        inherited = used[stage.base.index] if isinstance(stage.base, Stage) else frozenset()
        used.append(inherited.union(names & _MANAGERS.keys()))
    return used


def _runs(stage: Stage) -> list[Run]:
    return [each for each in stage.instructions if isinstance(each, Run)]
