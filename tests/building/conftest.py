from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from building.images import Builder, missing


@pytest.fixture(scope="session")
def builder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    """A builder with its base image, or a skip where none can be, or none is asked for."""
    wanted = "build" in request.config.option.markexpr
    reason = missing() if wanted else "minutes long, and only run by `pytest -m build`"
    if reason:
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("images")
    yield Builder(folder)
    shutil.rmtree(folder, ignore_errors=True)
