"""dockfix's own image: built as its Dockerfile says, but on a base that is made here, and run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from building.images import BASE, Builder
from conftest import ROOT

pytestmark = pytest.mark.build

#: What Docker's image of Python has, on the Debian that is at hand.
PYTHON = f"""\
FROM {BASE}
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip python3-venv ca-certificates
RUN ln -s python3 /usr/bin/python && rm -f /usr/lib/python3*/EXTERNALLY-MANAGED
"""


def base_name() -> str:
    """What the Dockerfile calls its base."""
    text = (ROOT / "Dockerfile").read_text()
    version = re.search(r"^ARG PYTHON=(.+)$", text, re.MULTILINE)
    assert version
    return f"docker.io/library/python:{version[1]}-slim-trixie"


def mounts() -> Iterator[str]:
    """What pip is set up with on this machine, where that is files."""
    told = subprocess.run([sys.executable, "-m", "pip", "config", "list", "-v"], capture_output=True, text=True, check=True)  # fmt: skip
    paths = {Path(path) for path in re.findall(r"(?<![\w.])(?:file://)?(/(?!/)[^\s'\",]+)", told.stdout)}
    paths |= set(map(Path, ("/etc/pip.conf", "/etc/xdg/pip")))
    for path in sorted(paths):
        if path.exists() and not path.is_relative_to(Path.home()):
            yield f"--volume={path}:{path}:ro"


@pytest.fixture(scope="module")
def image(builder: Builder) -> str:
    builder.buildah("tag", builder.build(PYTHON).name, base_name())
    name = "localhost/dockfix:1"
    options = ["--pull=never", "--isolation", "chroot", "--network", "host", "--build-arg", "VERSION=1.2.3"]
    builder.buildah("build", *options, *mounts(), "-t", name, ROOT)
    return name


@pytest.fixture(scope="module")
def container(builder: Builder, image: str) -> Iterator[str]:
    container = builder.buildah("from", "--pull=never", image).strip()
    yield container
    builder.buildah("rm", container)


def test_it_checks_standard_input(builder: Builder, container: str) -> None:
    settings = json.loads(builder.buildah("inspect", container))["OCIv1"]["config"]
    command = [*settings["Entrypoint"], *settings["Cmd"]]
    assert command == ["dockfix", "-"]
    run = ("run", "--isolation", "chroot", container, "--", *command)
    options = ("--format", "json", "--fail-on", "never")
    data = json.loads(builder.buildah(*run, *options, stdin="FROM debian\nRUN sudo a\n"))
    assert {"DL3004", "DL3006"} <= {finding["code"] for finding in data["findings"]}
    data = json.loads(builder.buildah(*run, *options, stdin=(ROOT / "Dockerfile").read_text()))
    assert data["findings"] == []


def test_it_is_nobody_and_says_what_it_is(builder: Builder, container: str) -> None:
    code = "import os; print(os.getuid(), os.getgid(), os.access('/opt/dockfix', os.W_OK))"
    run = ("run", "--isolation", "chroot", container, "--", "/opt/dockfix/bin/python", "-c", code)
    assert builder.buildah(*run).split() == ["65532", "65532", "False"]
    labels = json.loads(builder.buildah("inspect", container))["OCIv1"]["config"]["Labels"]
    assert labels["org.opencontainers.image.version"] == labels["org.label-schema.version"] == "1.2.3"
