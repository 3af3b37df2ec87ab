"""Base images that get no updates any more."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix import surroundings
from dockfix.end_of_life import ENDED, release_of, releases_of
from dockfix.image import ImageReference
from dockfix.rule import Finding, Rule, Severity, option
from dockfix.syntax.nodes import From


def _date_demand(value: str) -> str:
    from datetime import date  # noqa: PLC0415 - few settings have one

    try:
        is_right = not value or date.fromisoformat(value).isoformat() == value
    except ValueError:
        is_right = False
    return "" if is_right else "a date such as 2026-11-26"


class EndOfLifeImage(Rule):
    """The release that a base image holds has reached its end of life: it gets no security updates.

    Vulnerabilities that are found in it stay in your image. The package repositories of a distribution that
    has ended are moved away sooner or later, and then nothing more can be installed: those of `centos:8` are
    gone. Build on a release that is kept up.

    The dates are those of endoflife.date at the time of this version of dockfix, with long-term support where
    the image gets it without a contract (Debian). There is no fix: another release is for you to try.

    ```dockerfile bad
    FROM centos:8
    ```

    ```dockerfile bad
    FROM python:3.8-slim
    ```

    ```dockerfile good
    FROM almalinux:10
    ```
    """

    code = "DF4001"
    name = "end-of-life-image"
    severity = Severity.WARNING
    category = "images"
    source = "https://endoflife.date/"

    as_of: str = option("", "The day to judge by, such as 2026-11-26; today if empty", _date_demand)

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Check the release of a base image."""
        stage = self.file.stage_of(from_)
        image = stage.base if stage else None
        if not from_.image or not isinstance(image, ImageReference):
            return
        day = self.as_of or surroundings.today()
        release = release_of(image)
        if release and release.has_ended(day):
            is_known = release.end != ENDED
            state = f"has had no updates since {release.end}" if is_known else "gets no updates any more"
            message = f"`{image._replace(digest=None)}` {state}: {_advice(image, day)}"
            yield self.found(from_.image.span, message)


def _advice(image: ImageReference, day: str) -> str:
    newest = next((release for release in releases_of(image) if not release.has_ended(day)), None)
    if newest is None:
        return f"no release of `{image.familiar_name}` gets any, take another image"
    until = f" until {newest.end}" if newest.end else ""
    return f"{newest.number} gets them{until}"
