"""Until when the releases of well-known images get updates.

The facts are data/end_of_life.txt, from endoflife.date; tools/update_end_of_life.py rebuilds it.
"""

from __future__ import annotations

from functools import lru_cache

from dockfix.image import ImageReference
from dockfix.image_facts import entry
from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple

#: The end of a release that has ended, nobody says when.
ENDED = "ended"
_VERSION = late_pattern(r"v?(\d+(?:\.\d+)*)")
#: Red Hat's own images, whose names say the release: `registry.access.redhat.com/ubi9/ubi-minimal`.
_RED_HAT = late_pattern(
    r"(?:registry\.access\.redhat\.com|registry\.redhat\.io|redhat)"
    r"/(?:rhel|ubi)(?P<release>\d+)(?:-[a-z]+)?(?:/(?:rhel|ubi)(?:-[a-z]+)?)?",
    needs=("redhat",),
)


class Release(NamedTuple):
    """A release of what an image holds: its number, the day when its updates end, and its code name.

    A day is written as ISO 8601 has it, 2026-08-31. It is `ENDED` for a release that has ended on an unknown
    day, and empty for one without an end.
    """

    number: str
    end: str
    codename: str = ""

    def has_ended(self, day: str) -> bool:
        """Whether it gets no updates any more on `day`."""
        return self.end == ENDED or "" < self.end < day


def releases_of(image: ImageReference) -> tuple[Release, ...]:
    """The releases of `image`, newest first; none where they are not known."""
    return _releases("rhel" if _RED_HAT.fullmatch(image.familiar_name) else image.familiar_name)


@lru_cache(maxsize=256)  # the same few images are everywhere
def _releases(name: str) -> tuple[Release, ...]:
    return tuple(Release(*release.split("=")) for release in entry("end_of_life.txt", name))


def release_of(image: ImageReference) -> Release | None:
    """The release that the tag of `image` names, by number (`3.8.20-slim`) or by code name (`bullseye`); of
    Red Hat's, the one that its name says.

    None for an image that is not known, and a tag that moves on from release to release: `latest`, or `3`
    where the releases are 3.13 and 3.14.
    """
    name = image.repository.rpartition("/")[2]
    red_hat = _RED_HAT.fullmatch(image.familiar_name)
    tag = red_hat["release"] if red_hat else image.tag or ""
    head = tag.removeprefix(name).partition("-")[0].lower()
    releases = releases_of(image)
    version = _VERSION.match(head)
    parts = version[1].split(".") if version else []
    for count in range(len(parts), 0, -1):
        number = ".".join(parts[:count])
        for release in releases:
            if release.number == number:
                return release
    return next((release for release in releases if release.codename and release.codename == head), None)
