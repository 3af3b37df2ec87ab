from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from dockfix.official import most_specific_tag

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"


def packaged(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files("dockfix").joinpath("data", name).read_text("utf-8"))
    return data


def images_of(name: str) -> dict[str, Any]:
    images: dict[str, Any] = packaged(name)["images"]
    return images


GROUPS: dict[str, list[list[str]]] = images_of("official_tags.json")


def test_issue_example() -> None:
    assert most_specific_tag("debian", "latest") == "13.6"


@pytest.mark.parametrize(
    ("image", "tag", "shape"),
    [
        ("python", "latest", r"\d+\.\d+\.\d+"),  # 3.14.7: the tag that Linux and Windows share
        ("python", "trixie", r"\d+\.\d+\.\d+-trixie"),  # which the shared tag is not
        ("python", "slim", r"\d+\.\d+\.\d+-slim"),
        ("node", "lts", r"\d+\.\d+\.\d+"),
        ("alpine", "latest", r"\d+\.\d+\.\d+"),
        ("ubuntu", "latest", r"\d+\.\d+"),  # rather than the codename with a date
        ("debian", "stable", r"stable-\d{8}"),  # no tag of it has a number
        ("almalinux", "latest", r"\d+\.\d+-\d{8}"),
        ("traefik", "latest", r"\d+\.\d+\.\d+"),  # rather than v3.7.11
        ("pypy", "latest", r"\d+\.\d+-\d+\.\d+\.\d+"),
    ],
)
def test_shape_of_the_answer(image: str, tag: str, shape: str) -> None:
    answer = most_specific_tag(image, tag)
    assert answer is not None
    assert re.fullmatch(shape, answer)


@pytest.mark.parametrize(
    ("image", "tag"),
    [
        ("debian", "13.6"),
        ("hello-world", "latest"),  # not the same image on every platform
        ("ros", "latest"),  # names without numbers
        ("debian", "no-such-tag"),
        ("no-such-image", "latest"),
        ("centos", "latest"),
        ("", ""),
    ],
)
def test_no_answer(image: str, tag: str) -> None:
    assert most_specific_tag(image, tag) is None


@pytest.mark.parametrize("image", sorted(GROUPS))
def test_the_answer_names_the_same_builds_and_cannot_be_bettered(image: str) -> None:
    for tag in {tag for group in GROUPS[image] for tag in group}:
        answer = most_specific_tag(image, tag)
        if answer is not None:
            assert [tag in group for group in GROUPS[image]] == [answer in group for group in GROUPS[image]]
            assert most_specific_tag(image, answer) is None


def test_data_says_where_and_when_it_is_from() -> None:
    data = packaged("official_tags.json")
    assert data["source"]
    assert len(data["as_of"]) == len("2026-08-22")


def shared(name: str) -> dict[str, Any]:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the facts that the packaged data was made from are not at {path}")
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return data


def test_packaged_tags_are_the_ones_of_their_source() -> None:
    facts = shared("official_tags.json")
    if facts["as_of"] != packaged("official_tags.json")["as_of"]:
        pytest.skip("the packaged data is of another day")
    assert {
        image: [[*group["tags"], *group.get("shared", [])] for group in groups]
        for image, groups in facts["images"].items()
    } == GROUPS
