"""Images from a real builder: a Debian base made on the spot, what is built on it, and what is in that.

Nothing is taken from a registry. Packages come from the mirror that the host's own apt is set up for, which
is read when the tests run.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TOOLS = ("buildah", "debootstrap", "apt-get", "apt-config")
BASE = "localhost/base:1"
#: What a build leaves behind that no two builds have in common, each with the reason.
LEFT_OUT = {
    "dev": "made by the builder",
    "proc": "made by the builder",
    "run": "made by the builder",
    "sys": "made by the builder",
    "var/log": "logs tell the time",
    "var/cache/apt/pkgcache.bin": "holds the times of the files that it was made from",
    "var/cache/apt/srcpkgcache.bin": "holds the times of the files that it was made from",
    "var/cache/ldconfig/aux-cache": "holds the times of the libraries",
}


class BuildError(Exception):
    """A program that did not do its work, with what it said."""


def run(*command: str | Path, stdin: str = "", timeout: int = 600) -> str:
    result = subprocess.run(
        [*map(str, command)], input=stdin, capture_output=True, text=True, timeout=timeout, check=False
    )
    if result.returncode:
        raise BuildError(f"{command[0]} ended with {result.returncode}\n{result.stdout}\n{result.stderr}")
    return result.stdout


def missing() -> str:
    """What a build needs and this machine has not; "" if it has all."""
    if os.geteuid() != 0:
        return "a build needs root"
    absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    if absent:
        return f"a build needs {', '.join(absent)}"
    return "" if debian_mirrors() else "apt has no mirror of the Debian that this is"


def codename() -> str:
    try:
        return platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    except OSError:
        return ""


def debian_mirrors() -> list[str]:
    """`URI suite` of the host's own sources for its release of Debian, the release itself first."""
    form = "$(ORIGIN)|$(CODENAME)|$(REPO_URI) $(CODENAME)"
    lines = run("apt-get", "indextargets", "--format", form, "Created-By: Packages").splitlines()
    name = codename()
    found = {line.split("|", 2)[2] for line in lines if line.startswith(f"Debian|{name}")}
    return sorted(found, key=lambda mirror: (mirror.split()[1] != name, mirror))


class Image(NamedTuple):
    """A built image: how many layers its instructions added, and the bytes of all its layers, not compressed."""

    name: str
    layers: int
    size: int


class Builder:
    """Builds images in a store of its own under `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._base_layers = 0
        self._storage = ["--root", f"{folder}/store", "--runroot", f"{folder}/run"]
        self._storage += ["--storage-driver", self._driver()]
        self._make_base()

    def _driver(self) -> str:
        """Copies of whole trees take ten times as long, but work everywhere."""
        lower, upper, work, merged = (self._folder / name for name in ("l", "u", "w", "m"))
        for path in (lower, upper, work, merged):
            path.mkdir()
        try:
            options = f"lowerdir={lower},upperdir={upper},workdir={work}"
            run("mount", "-t", "overlay", "overlay", "-o", options, merged)
        except BuildError:
            return "vfs"
        run("umount", merged)
        return "overlay"

    def _make_base(self) -> None:
        root = self._folder / "base"
        mirrors = debian_mirrors()
        run("debootstrap", "--variant=minbase", codename(), root, mirrors[0].split()[0])
        sources = "".join(f"deb {mirror} main\n" for mirror in mirrors)
        (root / "etc/apt/sources.list").write_text(sources)
        (root / "etc/apt/apt.conf.d/host").write_text(run("apt-config", "dump", "Acquire::http::Proxy"))
        shutil.rmtree(root / "var/lib/apt/lists")
        container = self.buildah("from", "scratch").strip()
        self.buildah("add", container, root, "/")
        self.buildah("commit", "--rm", container, BASE)
        shutil.rmtree(root)
        self._base_layers = len(self._manifest(BASE))

    def buildah(self, *arguments: str | Path, stdin: str = "") -> str:
        return run("buildah", *self._storage, *arguments, stdin=stdin)

    def build(self, dockerfile: str) -> Image:
        """The image that `dockerfile` gives, which starts from `BASE`; every RUN is a layer of it."""
        self._count += 1
        context = self._folder / f"context{self._count}"
        context.mkdir()
        (context / "Dockerfile").write_text(dockerfile)
        name = f"localhost/built:{self._count}"
        self.buildah("build", "--isolation", "chroot", "--network", "host", "--layers", "-t", name, context)
        sizes = self._manifest(name)
        return Image(name, len(sizes) - self._base_layers, sum(sizes))

    def _manifest(self, name: str) -> list[int]:
        """The sizes of the layers."""
        target = self._folder / "pushed"
        self.buildah("push", "--quiet", "--disable-compression", name, f"dir:{target}")
        manifest = json.loads((target / "manifest.json").read_text())
        shutil.rmtree(target)
        return [layer["size"] for layer in manifest["layers"]]

    def tree(self, image: Image) -> dict[str, str]:
        """What every path of an image is, as far as two builds can have it in common."""
        container = self.buildah("from", image.name).strip()
        try:
            return dict(_described(Path(self.buildah("mount", container).strip())))
        finally:
            self.buildah("rm", container)


def _described(root: Path) -> Iterator[tuple[str, str]]:
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            relative = str(path.relative_to(root))
            if not any(f"{relative}/".startswith(f"{left_out}/") for left_out in LEFT_OUT):
                yield relative, _description(path)


def _description(path: Path) -> str:
    """All that `path` is, but for its times."""
    status = path.lstat()
    said = f"{stat.filemode(status.st_mode)} {status.st_uid}:{status.st_gid}"
    if stat.S_ISLNK(status.st_mode):
        return f"{said} -> {path.readlink()}"
    if not stat.S_ISREG(status.st_mode):
        return said
    attributes = {name: os.getxattr(path, name, follow_symlinks=False) for name in os.listxattr(path)}
    return f"{said} {status.st_nlink} {attributes} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Where two trees differ, one line each."""
    return [
        f"{path}: {before.get(path, 'absent')} | {after.get(path, 'absent')}"
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    ]
