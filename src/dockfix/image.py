"""Image references as Docker reads them: registry, repository, tag and digest.

debian                      docker.io/library/debian
bitnami/redis:7             docker.io/bitnami/redis:7
localhost:5000/app@sha256:… localhost:5000/app@sha256:…
"""

from __future__ import annotations

import re
from functools import lru_cache

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple

DEFAULT_REGISTRY = "docker.io"
DEFAULT_TAG = "latest"
#: The base image that is none: it cannot be pulled, and has no tags.
SCRATCH = "scratch"

_OFFICIAL_USER = "library"
_LEGACY_REGISTRY = "index.docker.io"
_LONGEST_NAME = 255

_REGISTRY = late_pattern(
    r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
    r"|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
)
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REPOSITORY = late_pattern(rf"{_PART}(?:/{_PART})*")
_TAG = late_pattern(r"\w[\w.-]{0,127}", re.ASCII)
#: A digest of a kind that BuildKit knows.
DIGEST = late_pattern(r"sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})")
# Images that build for Windows, and are not of it, are called so as well: `dockcross/windows-static-x64`.
_WINDOWS = late_pattern(
    r".*/windows(?:/.*)?:.*|.*(?:nanoserver|windowsservercore|/dotnet/framework/).*",
    needs=("/windows", "nanoserver", "windowsservercore", "/dotnet/framework/"),
)
_IDENTIFIER = late_pattern(r"[a-f0-9]{64}")


class ImageReference(NamedTuple):
    """Which image, and which of its versions.

    `registry` and `repository` are complete (`docker.io`, `library/debian`); `tag` and `digest` are None
    where the reference has none.
    """

    registry: str
    repository: str
    tag: str | None = None
    digest: str | None = None

    @classmethod
    @lru_cache(maxsize=256)  # several rules ask, one after the other
    def parse(cls, text: str) -> ImageReference | None:
        """The reference that `text` writes; None where no image can be called that."""
        rest, at, digest = text.partition("@")
        name, tag = _split_tag(rest)
        registry, repository = _split_registry(name)
        if at and not DIGEST.fullmatch(digest):
            return None
        if tag is not None and not _TAG.fullmatch(tag):
            return None
        if not _is_name(registry, repository):
            return None
        return cls(registry, repository, tag, digest if at else None)

    @property
    def is_windows(self) -> bool:
        """Whether its name or its tag says that it holds Windows."""
        return _WINDOWS.fullmatch(f"{self.registry}/{self.repository}:{self.tag or ''}") is not None

    @property
    def is_official(self) -> bool:
        """Whether it is one of Docker Hub's official images, whose names have no user."""
        user, _, name = self.repository.partition("/")
        return self.registry == DEFAULT_REGISTRY and user == _OFFICIAL_USER and "/" not in name

    @property
    def familiar_name(self) -> str:
        """The name as people write it, without tag and digest: `debian`, `bitnami/redis`, `ghcr.io/a/b`."""
        if self.is_official:
            return self.repository.removeprefix(f"{_OFFICIAL_USER}/")
        return self.repository if self.registry == DEFAULT_REGISTRY else f"{self.registry}/{self.repository}"

    @property
    def version(self) -> str:
        """Tag and digest as they follow the name: `:13.6`, `@sha256:…`, both, or nothing."""
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return tag + digest

    def __str__(self) -> str:
        return self.familiar_name + self.version


def _split_tag(text: str) -> tuple[str, str | None]:
    """Name and tag: a colon before the last slash belongs to the registry's port."""
    name, colon, tag = text.rpartition(":")
    return (name, tag) if colon and "/" not in tag else (text, None)


def _split_registry(name: str) -> tuple[str, str]:
    """Registry and repository: the first part is a registry if it could not be a user's name."""
    first, slash, rest = name.partition("/")
    if slash and (first == "localhost" or "." in first or ":" in first or first != first.lower()):
        registry, repository = first, rest
    else:
        registry, repository = DEFAULT_REGISTRY, name
    if registry == _LEGACY_REGISTRY:
        registry = DEFAULT_REGISTRY
    if registry == DEFAULT_REGISTRY and "/" not in repository:
        repository = f"{_OFFICIAL_USER}/{repository}"
    return registry, repository


def _is_name(registry: str, repository: str) -> bool:
    return (
        (registry == DEFAULT_REGISTRY or _REGISTRY.fullmatch(registry) is not None)
        and (all(map(_is_word, repository.split("/"))) or _REPOSITORY.fullmatch(repository) is not None)
        and not _IDENTIFIER.fullmatch(repository.removeprefix(f"{_OFFICIAL_USER}/"))
        and len(registry) + 1 + len(repository) <= _LONGEST_NAME
    )


def _is_word(part: str) -> bool:
    """Whether it is of small letters alone, as most parts are: that takes no pattern."""
    return part.isascii() and part.isalpha() and part.islower()
