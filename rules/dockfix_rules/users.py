"""The user that a container runs as."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.model import Stage
from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.nodes import Arg, User
from dockfix_rules.base_system import is_windows

_ROOT = ("root", "0")
_SOURCE = "https://docs.docker.com/build/building/best-practices/#user"


class LastUserRule(Rule):
    """What the rules about users share: the last USER of the final stage is the one that counts."""

    category = "users"
    source = _SOURCE
    instructions = ("USER",)

    def check_stage(self, stage: Stage) -> Iterator[Finding]:
        """Report the last USER of the final stage, if it is not as it should be."""
        if self.as_hadolint:
            yield from self._as_hadolint(stage)
            return
        last = _last_user(stage) if stage.is_final else None
        if last:
            yield from self._findings(last, self.file.final_environment(stage).user)

    def _as_hadolint(self, stage: Stage) -> Iterator[Finding]:
        raise NotImplementedError

    def _findings(self, user: User, value: str | None) -> Iterator[Finding]:
        raise NotImplementedError


class LastUserRoot(LastUserRule):
    """The last USER is root, and the container runs with all rights.

    Whoever breaks out of a process that runs as root can do what root can. Switch to root for what needs it,
    and to another user at the end.

    Only the final stage is looked at, since only its user runs.

    ```dockerfile bad
    FROM debian:12
    USER root
    RUN apt-get update
    CMD ["app"]
    ```

    ```dockerfile good
    FROM debian:12
    USER root
    RUN apt-get update
    USER 1000
    CMD ["app"]
    ```
    """

    code = "DL3002"
    name = "last-user-root"
    severity = Severity.WARNING

    def _findings(self, user: User, value: str | None) -> Iterator[Finding]:
        if value and _name(value) in _ROOT:
            yield self.found(user, "the container runs as root: switch to another user at the end")

    def _as_hadolint(self, stage: Stage) -> Iterator[Finding]:
        last = _last_user(stage)
        if last:
            yield from self._findings(last, last.value[0] if last.value else None)


class UserByName(LastUserRule):
    """The last USER is a name, which only the image's own /etc/passwd can turn into a number.

    What starts the container cannot tell whether it is root: Kubernetes refuses to run it under
    `runAsNonRoot`. Write the number; a comment can say whose it is.

    Only the final stage is looked at, since only its user runs. On Windows users have no numbers, and are
    left alone.

    ```dockerfile bad
    FROM debian:12
    RUN useradd --uid 1000 app
    USER app
    ```

    ```dockerfile good
    FROM debian:12
    RUN useradd --uid 1000 app
    USER 1000
    ```
    """

    code = "DL3066"
    name = "user-by-name"
    severity = Severity.INFO
    source = "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"

    def _findings(self, user: User, value: str | None) -> Iterator[Finding]:
        name = _name(value or "")
        is_number = not name or name in _ROOT or name.isdecimal()
        if not is_number and not is_windows(self.file.stages[-1]):
            yield self.found(user, f"the user `{name}` is a name: write its number")

    def _as_hadolint(self, stage: Stage) -> Iterator[Finding]:
        for user in stage.instructions:
            if isinstance(user, User) and user.value:
                name = _name(user.value[0])
                if not name.isdigit() and not self._is_argument(user):
                    yield self.found(user, f"the user `{name}` is a name: write its number")

    def _is_argument(self, user: User) -> bool:
        """Whether an ARG in front, in whichever stage, is in the user's name."""
        for each in self.file.instructions:
            if each is user:
                return False
            if isinstance(each, Arg):
                for pair in each.pairs:
                    if f"${pair.key}" in user.value[0] or f"${{{pair.key}}}" in user.value[0]:
                        return True
        return False


def _last_user(stage: Stage) -> User | None:
    return next((each for each in reversed(stage.instructions) if isinstance(each, User)), None)


def _name(user: str) -> str:
    """The user without the group."""
    return user.partition(":")[0]
