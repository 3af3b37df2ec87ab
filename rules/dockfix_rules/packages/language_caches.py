"""What the package managers of programming languages leave behind in the layers of an image."""

from __future__ import annotations

from functools import cached_property

from dockfix.late_pattern import late_pattern
from dockfix.package_request import Request
from dockfix.packages import PIP, YARN
from dockfix.rule import Safety, Severity
from dockfix.shell.command import Command
from dockfix.syntax.nodes import Env, From, Run
from dockfix_rules.base_system import is_installed
from dockfix_rules.packages.as_hadolint import calls, is_cleaned, is_mounted, is_used
from dockfix_rules.packages.cache_rule import LeftBehind

#: What Debian and Ubuntu call pip's packages.
_PACKAGES_OF_PIP = ("python-pip", "python3-pip")
#: Images with a pip of their own, or of a release that has pip 6.0 or later.
_HAS_NEW_PIP = late_pattern(
    r"python|pypy|conda|alpine|centos|fedora|amazonlinux|almalinux|rockylinux|ubi\d"
    r"|xenial|bionic|focal|jammy|noble|stretch|buster|bullseye|bookworm|trixie|^(?:debian|ubuntu)(?::latest)?$"
    r"|debian[:-]?(?:9|1\d|stable|testing|sid)\b|ubuntu[:-]?(?:(?:1[6-9]|2\d)(?=\.?\d)|rolling|devel)"
)
#: The values of `PIP_NO_CACHE_DIR` that hadolint understands.
_ON_FOR_HADOLINT = ("1", "true", "True", "TRUE", "on", "On", "ON", "yes", "Yes", "YES")


class PipCacheLeft(LeftBehind):
    """`pip install` without `--no-cache-dir` leaves what it has downloaded and built in the image.

    The cache in ~/.cache/pip makes a second install faster, and in an image there is none. To keep it for
    the next build, mount it: `RUN --mount=type=cache,target=/root/.cache/pip pip install …`. Any value of
    `PIP_NO_CACHE_DIR`, `false` and `off` among them, switches it off for all that follows.

    The fix adds `--no-cache-dir`. It is safe: the same packages are installed. There is none in images whose
    own pip is older than 6.0, which does not know the flag (Debian before 9, Ubuntu before 16.04); it is
    unsafe where pip is a package of Debian or Ubuntu, and the name of the image does not tell the release.

    ```dockerfile bad
    FROM python:3.14
    RUN pip install numpy
    ```

    ```dockerfile good
    FROM python:3.14
    RUN pip install --no-cache-dir numpy
    ```

    ```dockerfile good
    FROM python:3.14
    ENV PIP_NO_CACHE_DIR=1
    RUN pip install numpy
    ```
    """

    code = "DL3042"
    name = "pip-cache-left"
    needs = ("pip",)
    source = "https://pip.pypa.io/en/stable/topics/caching/"
    managers = (PIP,)
    caches = PIP.caches

    def _may_be_too_old(self, request: Request) -> bool:
        command = request.command
        if _HAS_NEW_PIP.search(self.file.image_under(command)):
            return False
        return any(is_installed(self.file, package, command) for package in _PACKAGES_OF_PIP)

    def _is_found_by_hadolint(self, run: Run) -> bool:
        if is_mounted(run, ".cache/pip") or id(run) in self._off_for_hadolint:
            return False
        text = "".join(script.text for script in self.file.scripts(run))
        if text.partition("PIP_NO_CACHE_DIR=")[2].startswith(_ON_FOR_HADOLINT):
            return False
        return any(_lacks_no_cache_dir(command) for command in self.file.commands(run))

    @cached_property
    def _off_for_hadolint(self) -> set[int]:
        """The RUNs, by their ids, before which an ENV that hadolint understands switches the cache off."""
        from dockfix.presets.hadolint import image_name  # noqa: PLC0415 - for its preset alone

        runs: set[int] = set()
        stages = iter(self.file.stages)
        #: By the names of stages; "" for triggers.
        off: dict[str, bool] = {}
        current = ""
        for instruction in self.file.ast.walk():
            name = "" if instruction.parent else current
            if isinstance(instruction, From):
                stage = next(stages)
                current = stage.name or image_name(stage)
                off[current] = off.get(image_name(stage), False)
            elif isinstance(instruction, Env):
                values = [pair.value for pair in instruction.pairs if pair.key == "PIP_NO_CACHE_DIR"]
                if values and values[0] in _ON_FOR_HADOLINT:
                    off[name] = True
            elif isinstance(instruction, Run) and off.get(name):
                runs.add(id(instruction))
        return runs


def _lacks_no_cache_dir(command: Command) -> bool:
    """Whether hadolint takes `command` for a call of pip that lacks the flag."""
    words = [command.name, *(word.literal for word in command.arguments)]
    if words[0].startswith("python"):
        is_pip = "-m pip install" in " ".join(words)
    else:
        is_pip = words[0].startswith("pip") and not words[0].startswith(("pipenv", "pipx"))
    return is_pip and "install" in words and "--no-cache-dir" not in words


class YarnCacheLeft(LeftBehind):
    """`yarn install` leaves what it has downloaded in the image.

    Everything that is installed is in node_modules too. To keep the cache for the next build, mount it:
    `RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install`.

    The fix appends `yarn cache clean` to the script. It is unsafe: yarn 2 and later may be configured to run
    the application from its cache.

    ```dockerfile bad
    FROM node:24
    RUN yarn install --frozen-lockfile
    ```

    ```dockerfile good
    FROM node:24
    RUN yarn install --frozen-lockfile && yarn cache clean
    ```
    """

    code = "DL3060"
    name = "yarn-cache-left"
    needs = ("yarn",)
    severity = Severity.INFO
    source = "https://classic.yarnpkg.com/en/docs/cli/cache"
    fixes = Safety.UNSAFE
    managers = (YARN,)
    caches = YARN.caches

    def _is_found_by_hadolint(self, run: Run) -> bool:
        commands = [*self.file.commands(run)]
        if is_cleaned(
            commands,
            lambda command: calls(command, "yarn", "install"),
            lambda command: calls(command, "yarn", "cache", "clean"),
        ):
            return False
        is_clean = any(calls(command, "yarn", "cache", "clean") for command in commands)
        if is_mounted(run, ".cache/yarn") and not is_clean:
            return False
        return run.parent is not None or is_used(self.file, self.file.stage_of(run))
