from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest

from building.images import Builder, missing

_FIGURES = pytest.StashKey[list[str]]()


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


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a line for the end of the run."""
    return request.config.stash.setdefault(_FIGURES, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = terminalreporter.config.stash.get(_FIGURES, [])
    if lines:
        terminalreporter.section("images before and after the fixes")
        for line in lines:
            terminalreporter.line(line)
