"""Where images come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockfix.image import DEFAULT_REGISTRY, SCRATCH, ImageReference
from dockfix.rule import Finding, Rule, Severity, option
from dockfix.stage_references import references_of
from dockfix.syntax.nodes import Copy, From, Instruction, Run

_DOCKER_HUB = (DEFAULT_REGISTRY, "hub.docker.com", "index.docker.io")


class UntrustedRegistry(Rule):
    """An image comes from a registry that is not among the trusted ones.

    Off unless `trusted-registries` names some; `*` at the start or the end of a name stands for anything, and
    `docker.io` for images without a registry.

    ```toml
    [rules.DL3026]
    trusted-registries = ["docker.io", "*.example.com"]
    ```

    ```dockerfile bad
    FROM quay.io/acme/base:1.2
    ```

    ```dockerfile good
    FROM registry.example.com/acme/base:1.2
    COPY --from=busybox:1.38.0 /bin/busybox /bin/
    ```
    """

    code = "DL3026"
    name = "untrusted-registry"
    severity = Severity.ERROR
    category = "images"
    source = "https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image"

    trusted_registries: tuple[str, ...] = option((), "The registries to take images from; all if empty")

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Report a base image from elsewhere."""
        return self._findings(from_)

    def check_copy(self, copy: Copy) -> Iterable[Finding]:
        """Report an image from elsewhere that files are copied from."""
        return self._findings(copy) if copy.flags else ()

    def check_run(self, run: Run) -> Iterable[Finding]:
        """Report images from elsewhere that are mounted."""
        return self._findings(run) if run.flags else ()

    def _findings(self, instruction: Instruction) -> Iterator[Finding]:
        if not self.trusted_registries or instruction.parent:
            return
        for reference in references_of(self.file, instruction):
            name = self.file.expand_global(reference.name) or reference.name
            stage = self.file.stage_of(instruction)
            if name == SCRATCH or self.file.stage_named(name, stage):
                continue
            image = ImageReference.parse(name)
            if image and self.as_hadolint and self.file.stage_named(image.repository, stage):
                continue  # hadolint takes it for that stage, whatever its registry
            if image and not self._is_trusted(image.registry):
                yield self.found(reference.span, f"`{image.registry}` is not among the trusted registries")

    def _is_trusted(self, registry: str) -> bool:
        names = _DOCKER_HUB if registry == DEFAULT_REGISTRY else (registry,)
        return any(_matches(trusted, name) for trusted in self.trusted_registries for name in names)


def _matches(pattern: str, registry: str) -> bool:
    if pattern.startswith("*"):
        return registry.endswith(pattern[1:])
    return registry.startswith(pattern[:-1]) if pattern.endswith("*") else registry == pattern
