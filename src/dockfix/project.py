"""What the repository around a Dockerfile tells: its name, where its remote is, its licence.

Read from the files themselves: git is never run, and what cannot be read or understood tells nothing. The
manifests, pyproject.toml and package.json, are looked for from the Dockerfile's directory up to the
repository's root, the nearest first; outside of a repository only beside the Dockerfile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from dockfix import spdx, surroundings
from dockfix.typed import Any

_SECTION = re.compile(r'\s*\[\s*remote\s+"(?P<name>[^"]*)"\s*\]')
_ANY_SECTION = re.compile(r"\s*\[")
_URL = re.compile(r'\s*url\s*=\s*"?(?P<url>[^"#;\s]+)', re.IGNORECASE)
_SCP_LIKE = re.compile(r"(?:[^@/:\s]+@)?(?P<host>[^/:\s]+):(?P<path>(?!//).+)")
# Hosts that serve SSH alone: the address for browsers is another.
_SSH_ONLY = ("ssh.", "altssh.")


class Project:
    """The project that the Dockerfile at `path` belongs to; nothing is known of one that is nowhere.

    Everything is read when it is asked for, and None where nothing tells.
    """

    def __init__(self, path: Path | None) -> None:
        self._directory = path.absolute().parent if path else None

    @cached_property
    def name(self) -> str | None:
        """What the nearest manifest that has a name calls it, else the repository's name."""
        return (
            self._told("name")
            or (self.url or "").rpartition("/")[2]
            or (self._root.name if self._root else None)
        )

    @cached_property
    def url(self) -> str | None:
        """Where the remote `origin`, or else the first one, is for a browser; see `browsable_url`."""
        remotes = dict(_remotes(_text(_git_config(self._root)))) if self._root else {}
        remote = remotes.get("origin") or next(iter(remotes.values()), None)
        return browsable_url(remote) if remote else None

    @cached_property
    def licence(self) -> str | None:
        """The SPDX expression that the nearest manifest with one gives."""
        return self._told("licence")

    @cached_property
    def _root(self) -> Path | None:
        directory = self._directory
        if directory is None:
            return None
        return next(
            (each for each in (directory, *directory.parents) if surroundings.exists(each / ".git")), None
        )

    @cached_property
    def _facts(self) -> list[dict[str, str]]:
        """What each manifest tells, nearest first."""
        return [fact for directory in self._directories() for fact in _manifests(directory)]

    def _directories(self) -> Iterator[Path]:
        if self._directory is None:
            return
        yield self._directory
        if self._root is not None:
            for parent in self._directory.parents:
                if not parent.is_relative_to(self._root):
                    return
                yield parent

    def _told(self, what: str) -> str | None:
        return next((facts[what] for facts in self._facts if what in facts), None)


def browsable_url(remote: str) -> str | None:
    """The address, for a browser, of the repository that git knows as `remote`; None for one that has none.

    HTTP stays HTTP, all else becomes HTTPS; user, password and query are left out.
    """
    from urllib.parse import urlsplit  # noqa: PLC0415 - slow to import, seldom needed

    scp_like = _SCP_LIKE.fullmatch(remote)
    if scp_like:
        remote = f"ssh://{scp_like['host']}/{scp_like['path'].lstrip('/')}"
    try:
        parts = urlsplit(remote)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    path = parts.path.strip("/").removesuffix(".git")
    if not host or "." not in host or host.startswith(_SSH_ONLY) or not path:
        return None
    if parts.scheme in ("http", "https"):
        return f"{parts.scheme}://{host}{f':{port}' if port else ''}/{path}"
    return f"https://{host}/{path}" if parts.scheme in ("ssh", "git", "git+ssh") else None


def _git_config(root: Path) -> Path:
    """The configuration of the repository at `root`, also of a work tree or a submodule."""
    git = root / ".git"
    pointer = _text(git)
    if pointer.startswith("gitdir:"):
        git = root / pointer.removeprefix("gitdir:").strip()
        git /= _text(git / "commondir").strip()
    return git / "config"


def _remotes(config: str) -> Iterator[tuple[str, str]]:
    remote = None
    for line in config.splitlines():
        if _ANY_SECTION.match(line):
            section = _SECTION.match(line)
            remote = section["name"] if section else None
        elif remote is not None and (url := _URL.match(line)):
            yield remote, url["url"]
            remote = None  # the first URL is the one that is fetched from


def _manifests(directory: Path) -> Iterator[dict[str, str]]:
    for file, parse, facts in (
        ("pyproject.toml", _toml, _from_pyproject),
        ("package.json", _json, _from_package_json),
    ):
        text = _text(directory / file)
        manifest = parse(text) if text else None
        if isinstance(manifest, dict):
            name, licence = facts(manifest)
            yield {
                **({"name": name} if isinstance(name, str) and name.strip() and name.isprintable() else {}),
                **({"licence": licence} if isinstance(licence, str) and spdx.is_expression(licence) else {}),
            }


def _from_pyproject(manifest: dict[str, Any]) -> tuple[Any, Any]:
    project = _table(manifest, "project")
    poetry = _table(_table(manifest, "tool"), "poetry")
    licence = project.get("license", poetry.get("license"))
    if isinstance(licence, dict):
        licence = licence.get("text")
    return project.get("name", poetry.get("name")), licence


def _from_package_json(manifest: dict[str, Any]) -> tuple[Any, Any]:
    return manifest.get("name"), manifest.get("license")


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}


def _toml(text: str) -> object:
    import tomllib  # noqa: PLC0415 - few files need it

    return _unless_broken(tomllib.loads, text)


def _json(text: str) -> object:
    import json  # noqa: PLC0415 - few files need it

    return _unless_broken(json.loads, text)


def _unless_broken(parse: Callable[[str], object], text: str) -> object:
    try:
        return parse(text)
    except (ValueError, RecursionError):
        return None


def _text(path: Path) -> str:
    """The text of a file, empty if it cannot be read."""
    try:
        return (surroundings.content(path) or b"").decode()
    except ValueError:
        return ""
