from __future__ import annotations

import pytest

from dockfix.end_of_life import ENDED, Release, release_of, releases_of
from dockfix.image import ImageReference


def release(name: str) -> str | None:
    image = ImageReference.parse(name)
    assert image
    found = release_of(image)
    return found.number if found else None


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("centos:8", "8"),
        ("centos:centos8.4.2105", "8"),
        ("docker.io/library/python:3.8.20-slim-bullseye", "3.8"),
        ("python:v3.8", "3.8"),
        ("python:3.80", None),
        ("python:3", None),
        ("python", None),
        ("python:latest", None),
        ("debian:bullseye-20240101-slim", "11"),
        ("ubuntu:jammy", "22.04"),
        ("amazoncorretto:8u292", "8"),
        ("mcr.microsoft.com/dotnet/aspnet:6.0-alpine", "6"),
        ("amazonlinux:1", "2018.03"),
        ("amazonlinux:1-with-sources", "2018.03"),
        ("amazonlinux:2", "2"),
        ("registry.access.redhat.com/ubi7", "7"),
        ("registry.access.redhat.com/ubi7/ubi-minimal:7.9-1445", "7"),
        ("redhat/ubi8-init:latest", "8"),
        ("registry.redhat.io/rhel7", "7"),
        ("registry.access.redhat.com/ubi7/python-38", None),
        ("ghcr.io/example/python:2.7", None),
        ("example/centos:8", None),
    ],
)
def test_the_release_that_a_tag_names(name: str, number: str | None) -> None:
    assert release(name) == number


def test_when_a_release_has_ended() -> None:
    ended = Release("8", "2021-12-31")
    assert not ended.has_ended("2021-12-31")
    assert ended.has_ended("2022-01-01")
    assert Release("1", ENDED).has_ended("0001-01-01")
    assert not Release("1", "").has_ended("9999-12-31")


def test_long_term_support_counts_where_the_image_gets_it() -> None:
    image = ImageReference.parse("debian:11")
    assert image
    assert [each.end for each in releases_of(image) if each.number == "11"] == ["2026-08-31"]
