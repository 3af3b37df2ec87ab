"""The entry points of installed packages, read where pip puts them: `importlib.metadata` takes 15 ms."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module

from dockfix.named_tuple import NamedTuple

_METADATA = (".dist-info", ".egg-info", "EGG-INFO")


class EntryPoint(NamedTuple):
    """What a package offers: `name = value`. `package` is its name and version as the metadata has them."""

    name: str
    value: str
    package: str

    def load(self) -> object:
        """The module, or the object in it, that `value` names. Raises what its import raises."""
        module, _, attributes = self.value.partition("[")[0].strip().partition(":")
        found: object = import_module(module.strip())
        for attribute in filter(None, attributes.strip().split(".")):
            found = getattr(found, attribute)
        return found


def packages() -> list[str]:
    """The names and versions of all packages on `sys.path`, and archives there, which may hold more."""
    found = []
    for directory in sys.path:
        try:
            found += [package for package, _ in _packages(directory or ".")]
        except NotADirectoryError:
            found.append(directory)
    return found


def entry_points(group: str) -> list[EntryPoint]:
    """The entry points of `group` in all packages on `sys.path`; of those of one name the first counts."""
    found: dict[str, list[EntryPoint]] = {}
    for directory in sys.path:
        try:
            packages = list(_packages(directory or "."))
        except NotADirectoryError:  # an archive
            return _by_importlib(group)
        for package, path in packages:
            # A package hides those of its name further back.
            found.setdefault(_normal(package), list(_read(path, package, group)))
    return [point for points in found.values() for point in points]


def _packages(directory: str) -> Iterator[tuple[str, str]]:
    """The packages in a directory, by name and version, and the file that would tell their entry points."""
    try:
        names = sorted(name for name in os.listdir(directory) if name.endswith(_METADATA))  # noqa: PTH208
    except NotADirectoryError:
        raise
    except OSError:
        return
    for name in names:
        package = os.path.basename(directory) if name == "EGG-INFO" else name  # noqa: PTH119 - quick
        yield (
            package.removesuffix(".egg").removesuffix(".dist-info").removesuffix(".egg-info"),
            (f"{directory}{os.sep}{name}{os.sep}entry_points.txt"),
        )


def _normal(package: str) -> str:
    return package.partition("-")[0].lower().replace(".", "_")


def _read(path: str, package: str, group: str) -> Iterator[EntryPoint]:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - quick: this is done for every package there is
            data = file.read()
    except OSError:  # most packages have none
        return
    if f"[{group}]".encode() not in data:
        return
    section = ""
    for line in map(str.strip, data.decode("utf-8", "replace").splitlines()):
        if line.startswith("["):
            section = line.strip("[]").strip()
        elif section == group and "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield EntryPoint(name.strip(), value.strip(), package)


def _by_importlib(group: str) -> list[EntryPoint]:
    from importlib import metadata  # noqa: PLC0415 - slow to import, seldom needed

    return [
        EntryPoint(point.name, point.value, f"{point.dist.name}-{point.dist.version}" if point.dist else "")
        for point in metadata.entry_points(group=group)
    ]
