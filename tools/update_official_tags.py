"""Rebuild src/dockfix/data/official_tags.txt from a clone of github.com/docker-library/official-images.

    python tools/update_official_tags.py ../official-images

The facts stand in the clone's library/*; they are dated with its last commit.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from clones import last_commit

DATA = Path(__file__).resolve().parent.parent / "src/dockfix/data"
HEAD = """\
# The tags of each official image: those with commas between them name the same build.
# From docker-library/official-images (Apache-2.0) of {as_of}; written by tools/update_official_tags.py.
"""


def tag_groups(manifest: str) -> list[list[str]]:
    """The tags of every entry of a `library/` file, its own and those it shares with other platforms."""
    lines = [line for line in manifest.splitlines() if not line.startswith("#")]
    groups = []
    for entry in re.split(r"\n\s*\n", "\n".join(lines)):
        fields = dict(fields_of(entry))
        tags = [*split_list(fields.get("Tags", "")), *split_list(fields.get("SharedTags", ""))]
        if tags:
            groups.append(tags)
    return groups


def fields_of(entry: str) -> Iterator[tuple[str, str]]:
    """The `Name: value` fields of an entry; an indented line goes on with the value before it."""
    for field in re.split(r"\n(?!\s)", entry.strip("\n")):
        name, _, value = field.partition(":")
        yield name.strip(), value


def split_list(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]


def write(as_of: str, images: dict[str, list[list[str]]]) -> None:
    """Write the data file, one image to a line, so that a new snapshot reads well as a diff."""
    lines = [" ".join([image, *map(",".join, images[image])]) for image in sorted(images)]
    text = HEAD.format(as_of=as_of) + "".join(f"{line}\n" for line in lines)
    (DATA / "official_tags.txt").write_text(text, "utf-8")


def update_official_tags(clone: Path) -> None:
    manifests = sorted(path for path in (clone / "library").iterdir() if path.is_file())
    images = {path.name: groups for path in manifests if (groups := tag_groups(path.read_text("utf-8")))}
    write(last_commit(clone), images)


def main() -> None:
    parser = argparse.ArgumentParser(description="Rebuild the tags of official images from a local clone.")
    parser.add_argument("clone", type=Path, help="a clone of docker-library/official-images")
    update_official_tags(parser.parse_args().clone)


if __name__ == "__main__":
    main()
