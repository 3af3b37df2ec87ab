"""Docker Hub's official images: which of an image's tags name the same build, and which of them says it best.

The facts are data/official_tags.txt, from docker-library/official-images; tools/update_official_tags.py
rebuilds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from dockfix.image_facts import entry
from dockfix.late_pattern import late_pattern

_NUMBER = late_pattern(r"\d+")
_VERSION_PART = late_pattern(r"v?\d[\w.]*", re.ASCII)
_DATE = late_pattern(r"\d{8}")


def is_official_image(name: str) -> bool:
    """Whether there is an official image of this name."""
    return bool(tag_groups(name))


@lru_cache(maxsize=64)
def tag_groups(image: str) -> tuple[tuple[str, ...], ...]:
    """The tags of the official `image`, grouped by what they name; none where there is no such image."""
    return tuple(tuple(group.split(",")) for group in entry("official_tags.txt", image))


@lru_cache(maxsize=256)  # the same few images are everywhere
def most_specific_tag(image: str, tag: str) -> str | None:
    """The tag that names what `image:tag` names today and says most exactly which version that is.

    `image` is an official image's familiar name. The answer is a tag with a greater part of the version
    number than `tag` has (`latest` -> `13.6`), the shortest of them, so that it adds no variant that `tag`
    does not name; a date counts only where no tag has a number. None where `tag` cannot be bettered, or the
    image or the tag is not known.
    """
    peers = _same_builds(tag_groups(image), tag)
    best = max(peers, key=_rank, default=tag)
    return best if _precision(best) > _precision(tag) else None


def _same_builds(groups: Sequence[Sequence[str]], tag: str) -> list[str]:
    """The tags that name the same build as `tag` on every platform: those that stand in the same groups."""
    places = [index for index, group in enumerate(groups) if tag in group]
    if not places:
        return []
    elsewhere = {other for index, group in enumerate(groups) if index not in places for other in group}
    shared = set.intersection(*(set(groups[index]) for index in places))
    return [other for other in groups[places[0]] if other in shared and other not in elsewhere]


def _rank(tag: str) -> tuple[tuple[int, int], int]:
    return _precision(tag), -len(tag)


def _precision(tag: str) -> tuple[int, int]:
    """How exactly a tag says its version: the numbers of the version it begins with, else of its date."""
    version = 0
    for part in tag.split("-"):
        if not _VERSION_PART.fullmatch(part):
            break
        version += len(_NUMBER.findall(part))
    dated = 0 if version else len(_DATE.findall(tag))
    return version, dated
