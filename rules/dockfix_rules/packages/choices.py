"""What package managers are better not asked for in a build, or not in this way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from dockfix.package_request import Request, request_of
from dockfix.packages import APT, APT_GET, APT_LEAN, APTITUDE, ZYPPER
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity, insert_after, replace
from dockfix.shell.command import Command
from dockfix.shell.words import Word
from dockfix.source import Span
from dockfix_rules.packages.as_hadolint import calls, has_flag
from dockfix_rules.packages.configuration import Configuration, may_hold

_DIST_UPGRADE = ("dist-upgrade", "dup")
#: What `apt` is asked for, and what does the very same: the program, another verb, and a flag after it.
_SAME = {
    **dict.fromkeys(
        """autoclean auto-clean autoremove auto-remove autopurge build-dep changelog clean dist-upgrade
        distclean download install purge reinstall remove satisfy source update""".split(),
        ("apt-get", "", ""),
    ),
    "upgrade": ("apt-get", "", " --with-new-pkgs"),
    "full-upgrade": ("apt-get", "dist-upgrade", ""),
    **dict.fromkeys(["depends", "policy", "rdepends", "showsrc"], ("apt-cache", "", "")),
}


class RecommendsInstalled(Rule):
    """`apt-get install` without `--no-install-recommends` installs more than is asked for.

    A package depends on what it needs, and recommends what is useful beside it on most machines:
    documentation, fonts, graphical tools. In an image these take space, and need updates. `apt` and
    `aptitude` (`--without-recommends`) do the same. `APT::Install-Recommends "false"` in apt.conf holds for
    all of them, and is looked for; a file that COPY brings to apt.conf.d is believed to have it.

    The fix adds the flag. It is unsafe: what is needed without being asked for has to be named afterwards.

    ```dockerfile bad
    FROM debian:12
    RUN apt-get update && apt-get install -y git
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates
    ```
    """

    code = "DL3015"
    name = "apt-recommends"
    severity = Severity.INFO
    category = "packages"
    fixes = Safety.UNSAFE
    source = "https://manpages.debian.org/stable/apt/apt-get.8.en.html"
    commands = APT_GET.commands | APT.commands | APTITUDE.commands

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report an installation that takes what is recommended."""
        request = request_of(command)
        if self.as_hadolint:
            is_found = _is_found_by_hadolint(command)
        else:
            is_found = request is not None and self._takes_more(request)
        if is_found:
            lean = (request and request.manager.lean) or APT_LEAN
            name = request.name if request else command.name
            message = f"`{name}` also installs what packages only recommend: `{lean.flag}` is missing"
            fix = insert_after(request.flags_end, f" {lean.flag}", f"Add `{lean.flag}`") if request else None
            yield self.found(request.place if request else command, message, fix and fix.unsafe())

    def _takes_more(self, request: Request) -> bool:
        lean = request.manager.lean
        if lean is None or request.verb.name != "install" or request.is_idle or not request.acts:
            return False
        return not (
            request.has_flag(lean.flags)
            or request.sets(lean.setting, lean.setting_flags)
            or self._configuration.is_set_for(request.command)
            or may_hold(self.file, request, lean.is_in)
        )

    @cached_property
    def _configuration(self) -> Configuration:
        return Configuration(self.file, APT_LEAN.setting, trusts_copies=True)


def _is_found_by_hadolint(command: Command) -> bool:
    if not calls(command, "apt-get", "install") or has_flag(command, "no-install-recommends"):
        return False
    return not calls(command, "apt-get", "APT::Install-Recommends=false")


class AptForPeople(Rule):
    """`apt` is made for people at a terminal: what it does and prints may change from release to release.

    Its own manual says so, and it warns of being used by a script. `apt-get` and `apt-cache` do the same work
    and stay as they are.

    The fix is safe. It calls `apt-get`, or `apt-cache`, for what is the very same there: `upgrade` becomes
    `upgrade --with-new-pkgs`, and `full-upgrade` becomes `dist-upgrade`. There is none for `list`, `search`,
    `show` and `edit-sources`, which only apt knows or prints in its own way, nor where a program reads what
    apt prints.

    ```dockerfile bad
    FROM debian:12
    RUN apt update && apt install -y curl && apt upgrade -y
    ```

    ```dockerfile good
    FROM debian:12
    RUN apt-get update && apt-get install -y curl && apt-get upgrade --with-new-pkgs -y
    ```
    """

    code = "DL3027"
    name = "apt-for-people"
    category = "packages"
    fixes = Safety.SAFE
    source = "https://manpages.debian.org/stable/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS"
    commands = APT.commands

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report a call of apt."""
        word = next(word for word in command.words if word.literal.endswith("apt"))
        message = "`apt` is made for people, `apt-get` and `apt-cache` are made for scripts"
        yield self.found(word, message, self._fix(word, request_of(command)))

    def _fix(self, word: Word, request: Request | None) -> Fix | None:
        if request is None or request.verb.name not in _SAME:
            return None
        if not request.command.is_last_of_pipeline or request.command.in_substitution:
            return None
        name = Span(word.span.end - len("apt"), word.span.end)
        if self.file.source.text[slice(*name)] != "apt":
            return None
        program, verb, flag = _SAME[request.verb.name]
        edits = [Edit(name, program)]
        if verb:
            edits += replace(request.verb_words[0], verb).edits
        if flag:
            edits += insert_after(request.verb_words[0], flag).edits
        return Fix(edits, f"Call `{program}`")


class ZypperDistUpgrade(Rule):
    """`zypper dist-upgrade` moves the image to whatever release its repositories hold.

    It may replace, downgrade and remove any package. For a newer release, build on the image of that release.
    openSUSE Tumbleweed, which has no releases, is updated in this way, and left alone here.

    ```dockerfile bad
    FROM opensuse/leap:15.6
    RUN zypper --non-interactive dist-upgrade
    ```

    ```dockerfile good
    FROM opensuse/leap:15.6
    RUN zypper --non-interactive update
    ```

    ```dockerfile good
    FROM opensuse/tumbleweed
    RUN zypper --non-interactive dist-upgrade
    ```
    """

    code = "DL3035"
    name = "zypper-dist-upgrade"
    category = "packages"
    source = "https://en.opensuse.org/SDB:Zypper_manual"
    commands = ZYPPER.commands

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report a dist-upgrade."""
        request = request_of(command)
        if self.as_hadolint:
            is_found = calls(command, "zypper", *_DIST_UPGRADE)
        else:
            is_found = request is not None and request.verb.name in _DIST_UPGRADE and not self._rolls(command)
        if is_found:
            place = request.place if request else command
            yield self.found(place, "`zypper dist-upgrade` may change the release, and any package with it")

    def _rolls(self, command: Command) -> bool:
        """Whether the image is of a distribution that has no releases."""
        return "tumbleweed" in self.file.image_under(command)
