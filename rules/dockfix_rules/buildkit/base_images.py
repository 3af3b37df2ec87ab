"""Build arguments in FROM, which have to be declared before the first one, and best with a default."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from dockfix.build_args import defaults_for_from, names_for_from
from dockfix.image import ImageReference
from dockfix.rule import Finding, Rule, Severity
from dockfix.source import Span
from dockfix.spelling import did_you_mean
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import From
from dockfix_rules.variable_places import place_of


class UndefinedArgInFrom(Rule):
    """FROM uses a build argument that is not declared before the first FROM.

    FROM sees the ARGs that stand before the first FROM of the file, and those that every build brings, such
    as `BUILDPLATFORM`. Anything else is empty in it, whatever `--build-arg` says. Declare it at the top of
    the file, or mend its spelling.

    ```dockerfile bad
    FROM node:22${VARIANT}
    ```

    ```dockerfile good
    ARG VARIANT=-alpine
    FROM node:22${VARIANT}
    ```
    """

    code = "UndefinedArgInFrom"
    name = "undefined-arg-in-from"
    severity = Severity.WARNING
    category = "stages"
    needs = ("$",)
    source = "https://docs.docker.com/reference/build-checks/undefined-arg-in-from/"

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Report the variables of the image and of `--platform` that no ARG declares."""
        words = [(word.value, word.span) for word in from_.words[:1]]
        words += [(flag.value or "", flag.span) for flag in from_.flags if flag.name == "platform"]
        for word, span in words:
            yield from self._check(word, span)

    def _check(self, word: str, span: Span) -> Iterator[Finding]:
        if "$" in word:
            for name in expand(word, {}, self.file.ast.escape).unset:
                if name not in self._names:
                    message = (
                        f"no ARG before the first FROM declares `{name}`{did_you_mean(name, self._names)}"
                    )
                    yield self.found(place_of(self.file, name, span), message)

    @cached_property
    def _names(self) -> set[str]:
        return names_for_from(self.file)


class InvalidDefaultArgInFrom(Rule):
    """Without a `--build-arg`, FROM names no image at all.

    An ARG without a default is empty until someone sets it, and `FROM node:$TAG` is then `node:`, which no
    image can be called. Give the ARG a default, or one where it is used: `${TAG:-22}`.

    ```dockerfile bad
    ARG TAG
    FROM node:${TAG}
    ```

    ```dockerfile good
    ARG TAG=22
    FROM node:${TAG}
    ```
    """

    code = "InvalidDefaultArgInFrom"
    name = "invalid-default-arg-in-from"
    severity = Severity.WARNING
    category = "stages"
    needs = ("$",)
    source = "https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/"

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Report an image that the defaults of its variables leave without a valid name."""
        if not from_.image or "$" not in from_.image.value:
            return
        expansion = expand(from_.image.value, self._defaults, self.file.ast.escape)
        if expansion.error or self.file.stage_named(expansion.value, self.file.stage_of(from_)):
            return
        if ImageReference.parse(expansion.value) is None:
            named = f"`{expansion.value}`, which no image can be called" if expansion.value else "nothing"
            message = f"`{from_.image.value}` becomes {named}, unless `--build-arg` says more"
            yield self.found(from_.image, message)

    @cached_property
    def _defaults(self) -> dict[str, str]:
        return defaults_for_from(self.file)
