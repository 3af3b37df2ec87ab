"""Images whose tag does not say which version they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockfix.image import DEFAULT_TAG, SCRATCH, ImageReference
from dockfix.named_tuple import NamedTuple
from dockfix.official import most_specific_tag
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity, option
from dockfix.source import Span
from dockfix.stage_references import image_called, references_of
from dockfix.syntax.nodes import Copy, From, Instruction, Run, Word


class _Use(NamedTuple):
    """An image that is used: what it is, where that is written, and whether it is written out there."""

    image: ImageReference
    span: Span
    is_literal: bool


class MovingTag(Rule):
    """What the rules about tags share: they look at every place that names an image."""

    category = "images"
    severity = Severity.WARNING
    fixes = Safety.UNSAFE

    only_from: bool = option(False, "Look at FROM alone, not at COPY --from and RUN --mount")

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Check a base image."""
        image, use = from_.image, self._use_of(from_)
        if self.as_hadolint:
            if image and self._is_found_by_hadolint(image):
                fix = self._pin(use) if use else None
                yield self.found(image.span, f"`{image.value}` names no version", fix)
        elif use:
            yield from self._check(use)

    def _use_of(self, from_: From) -> _Use | None:
        stage, image = self.file.stage_of(from_), from_.image
        if stage is None or image is None or not isinstance(stage.base, ImageReference):
            return None
        return _Use(stage.base, image.span, self._written(image.span) == stage.image)

    def _is_found_by_hadolint(self, word: Word) -> bool:
        """Whether hadolint, which expands no variable, finds fault with a base image."""
        raise NotImplementedError

    def check_copy(self, copy: Copy) -> Iterable[Finding]:
        """Check the image that a COPY takes its files from."""
        return self._check_sources(copy) if copy.flags else ()

    def check_run(self, run: Run) -> Iterable[Finding]:
        """Check the images that a RUN mounts."""
        return self._check_sources(run) if run.flags else ()

    def _check_sources(self, instruction: Instruction) -> Iterator[Finding]:
        for reference in () if self.only_from else references_of(self.file, instruction):
            image = image_called(self.file, reference)
            if image:
                yield from self._check(_Use(image, reference.span, reference.is_whole))

    def _check(self, use: _Use) -> Iterator[Finding]:
        raise NotImplementedError

    def _written(self, span: Span) -> str:
        return self.file.source.text[span.start : span.end]

    def _pin(self, use: _Use) -> Fix | None:
        """Write the most specific tag that names the same image today, where that is known."""
        if not use.is_literal or not use.image.is_official:
            return None
        tag = most_specific_tag(use.image.familiar_name, use.image.tag or DEFAULT_TAG)
        if tag is None:
            return None
        name = self._written(use.span)
        if use.image.tag is not None:
            name = name.removesuffix(f":{use.image.tag}")
        return Fix((Edit(use.span, f"{name}:{tag}"),), f"Pin to `{name}:{tag}`", Safety.UNSAFE)


def _tag(image: str) -> str | None:
    """What follows the last colon, if that is not a registry's port."""
    _, colon, tag = image.rpartition(":")
    return tag if colon and "/" not in tag else None


class UntaggedImage(MovingTag):
    """An image without a tag is `latest`: whatever that names on the day of the build.

    The same Dockerfile gives another image next month, and a build that breaks for no change of yours. Write
    the version that the build is made for. The fix writes the most specific tag that names the same official
    image today; it is unsafe since the build then no longer follows the image's updates.

    ```dockerfile bad
    FROM debian
    COPY --from=busybox /bin/busybox /bin/
    ```

    ```dockerfile good
    FROM debian:13.6
    COPY --from=busybox:1.38.0 /bin/busybox /bin/
    ```
    """

    code = "DL3006"
    name = "untagged-image"
    source = "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"

    def _check(self, use: _Use) -> Iterator[Finding]:
        if use.image.tag is None and use.image.digest is None:
            message = f"`{use.image}` has no tag, so every build takes what is the latest then"
            yield self.found(use.span, message, self._pin(use))

    def _is_found_by_hadolint(self, word: Word) -> bool:
        image = word.value
        if image == SCRATCH or "@" in image or _tag(image) is not None or image.startswith("$"):
            return False
        stages = self.file.stages
        return not any(stage.name == image for stage in stages if stage.from_.span.start < word.span.start)


class LatestTag(MovingTag):
    """The tag `latest` names another image after every release.

    The same Dockerfile gives another image next month, and a build that breaks for no change of yours. Write
    the version that the build is made for. The fix writes the most specific tag that names the same official
    image today; it is unsafe since the build then no longer follows the image's updates.

    ```dockerfile bad
    FROM debian:latest
    ```

    ```dockerfile good
    FROM debian:13.6
    ```
    """

    code = "DL3007"
    name = "latest-tag"
    source = "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"

    def _check(self, use: _Use) -> Iterator[Finding]:
        if use.image.tag == DEFAULT_TAG and use.image.digest is None:
            message = f"`{use.image}` is another image after every release; name the version"
            yield self.found(use.span, message, self._pin(use))

    def _is_found_by_hadolint(self, word: Word) -> bool:
        return "@" not in word.value and _tag(word.value) == DEFAULT_TAG
