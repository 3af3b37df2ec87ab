"""The facts on images that come with dockfix: files in data/, a line for each image."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data")


def entry(file: str, image: str) -> list[str]:
    """The words that data/`file` has on `image`; none where it is not there."""
    # Not parsed as a whole: most runs need a line or two of it. The first line is a comment.
    _, _, rest = _text(file).partition(f"\n{image} ")
    return rest.partition("\n")[0].split()


@cache
def _text(file: str) -> str:
    return (_DATA / file).read_text("utf-8")
