from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.image import ImageReference

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("debian", ("docker.io", "library/debian", None, None)),
        ("debian:12", ("docker.io", "library/debian", "12", None)),
        (f"debian@{DIGEST}", ("docker.io", "library/debian", None, DIGEST)),
        (f"debian:12@{DIGEST}", ("docker.io", "library/debian", "12", DIGEST)),
        ("library/debian", ("docker.io", "library/debian", None, None)),
        ("docker.io/debian", ("docker.io", "library/debian", None, None)),
        ("docker.io/library/debian:12", ("docker.io", "library/debian", "12", None)),
        ("index.docker.io/library/debian", ("docker.io", "library/debian", None, None)),
        ("bitnami/redis:7", ("docker.io", "bitnami/redis", "7", None)),
        ("localhost/app", ("localhost", "app", None, None)),
        ("localhost:5000/app", ("localhost:5000", "app", None, None)),
        ("localhost:5000/app:1", ("localhost:5000", "app", "1", None)),
        ("localhost:5000", ("docker.io", "library/localhost", "5000", None)),
        ("ghcr.io/astral-sh/uv:0.9", ("ghcr.io", "astral-sh/uv", "0.9", None)),
        ("[2001:db8::1]:5000/app", ("[2001:db8::1]:5000", "app", None, None)),
        ("Registry/app", ("Registry", "app", None, None)),
        ("mcr.microsoft.com/dotnet/sdk:8.0", ("mcr.microsoft.com", "dotnet/sdk", "8.0", None)),
        ("a__b/c---d.e:Tag_1.x-y", ("docker.io", "a__b/c---d.e", "Tag_1.x-y", None)),
    ],
)
def test_parse(text: str, expected: tuple[str, str, str | None, str | None]) -> None:
    assert ImageReference.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":12",
        "debian:",
        "debian:-1",
        "debian:" + "x" * 129,
        "Debian",
        "bitnami/Redis",
        "a//b",
        "/debian",
        "debian/",
        "a___b",
        "a..b",
        "-a",
        "de bian",
        "$IMAGE",
        "debian@12",
        "debian@sha256:1234",
        "debian@",
        "-x.io/app",
        "x_y.io:80/App",
        "0123456789abcdef" * 4,
        "a" * 250 + "/b",
    ],
)
def test_parse_of_what_is_no_reference(text: str) -> None:
    assert ImageReference.parse(text) is None


@pytest.mark.parametrize(
    ("text", "official", "familiar"),
    [
        ("debian:12", True, "debian"),
        ("docker.io/library/debian", True, "debian"),
        ("library/a/b", False, "library/a/b"),
        ("bitnami/redis", False, "bitnami/redis"),
        ("docker.io/bitnami/redis", False, "bitnami/redis"),
        ("ghcr.io/library/debian", False, "ghcr.io/library/debian"),
        ("localhost:5000/app:1", False, "localhost:5000/app"),
    ],
)
def test_names(text: str, official: bool, familiar: str) -> None:
    image = ImageReference.parse(text)
    assert image is not None
    assert image.is_official is official
    assert image.familiar_name == familiar


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("docker.io/library/debian:12", "debian:12"),
        (f"debian:12@{DIGEST}", f"debian:12@{DIGEST}"),
        ("localhost:5000/app", "localhost:5000/app"),
    ],
)
def test_str(text: str, written: str) -> None:
    assert str(ImageReference.parse(text)) == written


@given(
    registry=st.sampled_from(["docker.io", "ghcr.io", "localhost", "registry.example:5000"]),
    path=st.lists(
        st.from_regex(r"[a-z0-9]{1,4}(?:[-_][a-z0-9]{1,4})?", fullmatch=True), min_size=1, max_size=3
    ),
    tag=st.none() | st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,8}", fullmatch=True),
    digest=st.none() | st.just(DIGEST),
)
def test_what_it_writes_is_read_as_the_same(
    registry: str, path: list[str], tag: str | None, digest: str | None
) -> None:
    text = f"{registry}/{'/'.join(path)}" + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")
    image = ImageReference.parse(text)
    assert image is not None
    again = ImageReference.parse(str(image))
    if path[0] != "localhost":
        assert again == image


@given(st.text(max_size=40) | st.text("ab.:/@-_A1", max_size=20))
def test_parse_never_raises(text: str) -> None:
    image = ImageReference.parse(text)
    assert image is None or image.repository


@pytest.mark.parametrize(
    ("text", "is_windows"),
    [
        ("mcr.microsoft.com/windows:ltsc2019", True),
        ("mcr.microsoft.com/windows/nanoserver:ltsc2022", True),
        ("mcr.microsoft.com/dotnet/framework/sdk:4.8", True),
        ("golang:1.26-nanoserver", True),
        ("python:3.14-windowsservercore-ltsc2022", True),
        ("mcr.microsoft.com/dotnet/sdk:10.0", False),
        ("dockcross/windows-static-x64", False),
        ("ghcr.io/acme/windows-builder:1", False),
        ("debian:12", False),
    ],
)
def test_windows(text: str, is_windows: bool) -> None:
    image = ImageReference.parse(text)
    assert image is not None
    assert image.is_windows is is_windows
