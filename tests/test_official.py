from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from dockfix.official import is_official_image, most_specific_tag, tag_groups

FACTS = Path(__file__).parent.parent.parent / "shared" / "data" / "official_tags.json"
PACKAGED = files("dockfix").joinpath("data", "official_tags.txt").read_text("utf-8").splitlines()
IMAGES = [line.split()[0] for line in PACKAGED if not line.startswith("#")]


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


@pytest.mark.parametrize("image", IMAGES)
def test_the_answer_names_the_same_builds_and_cannot_be_bettered(image: str) -> None:
    groups = tag_groups(image)
    for tag in {tag for group in groups for tag in group}:
        answer = most_specific_tag(image, tag)
        if answer is not None:
            assert [tag in group for group in groups] == [answer in group for group in groups]
            assert most_specific_tag(image, answer) is None


def test_which_images_are_official() -> None:
    assert len(IMAGES) > 100 and all(map(is_official_image, IMAGES))
    assert not any(map(is_official_image, ("", "centos7", "The", "docker-library/official-images")))


def test_packaged_tags_are_the_ones_of_their_source() -> None:
    if not FACTS.exists():
        pytest.skip(f"the facts that the packaged data was made from are not at {FACTS}")
    facts = json.loads(FACTS.read_text("utf-8"))
    if not any(facts["as_of"] in line for line in PACKAGED if line.startswith("#")):
        pytest.skip("the packaged data is of another day")
    assert {
        image: tuple((*group["tags"], *group.get("shared", [])) for group in groups)
        for image, groups in facts["images"].items()
    } == {image: tag_groups(image) for image in IMAGES}
