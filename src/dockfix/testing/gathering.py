"""Which checks there are: of the rules of some plugins, and of the cases in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from dockfix.config import settings_for
from dockfix.plugins import Plugins
from dockfix.setting_values import ConfigError, shown
from dockfix.spelling import did_you_mean
from dockfix.testing import RuleTests
from dockfix.testing.cases import DOCKERFILE, EXPECTED, Case
from dockfix.testing.checks import Check, checks_of_docstring
from dockfix.testing.trial import Tried


def gathered(tests: RuleTests, directory: Path) -> list[Check]:
    """The checks for a class in a test module of `directory`. Raises pytest's `CollectError`."""
    tried = _tried(tests.plugins, directory)
    checks = [check for each in tried for check in checks_of_docstring(each)]
    return [*checks, *_cases(tests, directory, {each.card.code: each for each in tried})]


def _tried(named: Sequence[str | Path], directory: Path) -> list[Tried]:
    """The rules of the plugins that are named, or of those in the nearest settings."""
    if isinstance(named, str):
        _refuse(f"`plugins = {named!r}` is a string: it must be a list or a tuple, such as ({named!r},)")
    own = [directory / plugin if isinstance(plugin, Path) else plugin for plugin in named]
    wanted = own or _configured(directory)
    plugins = Plugins(wanted, installed=False)
    if plugins.problems:
        _refuse("\n".join(map(str, plugins.problems)))
    tried = [Tried(card, plugins.cards) for plugin in wanted for card in plugins.cards_of(plugin)]
    if not tried:
        _refuse(f"there is no rule in {', '.join(map(_shown, wanted))}")
    return tried


def _configured(directory: Path) -> Sequence[Path | str]:
    """The plugins that the nearest settings name."""
    try:
        settings = settings_for(directory)
    except ConfigError as error:
        _refuse(str(error))
    if not settings.plugins:
        where = f"{shown(settings.path)} has none" if settings.path else "there are no settings"
        _refuse(f"nothing to try: the class names no `plugins`, and {where} for {shown(directory)}")
    return settings.plugins


def _cases(tests: RuleTests, directory: Path, tried: Mapping[str, Tried]) -> Iterator[Case]:
    """The cases in the folder, which need not be there where nobody names one."""
    fixtures = directory / tests.fixtures
    if not fixtures.is_dir() and tests.fixtures != RuleTests.fixtures:
        _refuse(f"there is no directory {shown(fixtures)} of cases")
    for case in sorted(_directories(fixtures)):
        code = case.parent.name
        if code in tried:
            yield Case(tried[code], case)
        elif code not in tests.other_fixtures:
            _refuse(
                f"{shown(case)}: no rule here has the code {code}{did_you_mean(code, tried)}"
                " (`other_fixtures` names what is to be left out)"
            )


def _directories(fixtures: Path) -> set[Path]:
    """The directories in `fixtures` that are meant to be cases."""
    return {file.parent for name in (DOCKERFILE, EXPECTED) for file in fixtures.glob(f"*/*/{name}")}


def _shown(plugin: Path | str) -> str:
    return shown(plugin) if isinstance(plugin, Path) else plugin


def _refuse(message: str) -> NoReturn:
    raise pytest.Collector.CollectError(message)
