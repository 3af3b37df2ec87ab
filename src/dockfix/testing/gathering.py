"""Which checks there are: of the rules of some plugins, and of the cases in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from os.path import normpath
from pathlib import Path
from typing import NoReturn

import pytest

from dockfix.config import Settings, settings_for
from dockfix.custom.definitions import NAME as CUSTOM
from dockfix.custom.rules import CustomRule
from dockfix.plugins import Plugins
from dockfix.setting_values import ConfigError, shown
from dockfix.spelling import did_you_mean
from dockfix.testing import RuleTests
from dockfix.testing.cases import DOCKERFILE, EXPECTED, Case
from dockfix.testing.checks import Check, DocumentationCheck, checks_of_examples
from dockfix.testing.trial import Tried


def gathered(tests: RuleTests, directory: Path) -> list[Check]:
    """The checks for a class in a test module of `directory`. Raises pytest's `CollectError`."""
    checks: list[Check] = []
    tried = _tried(tests.plugins, directory)
    for each in tried:
        if not issubclass(each.rule, CustomRule):  # those of settings need no examples
            checks.append(DocumentationCheck(each))
        checks += checks_of_examples(each)
    return [*checks, *_cases(tests, directory, {each.card.code: each for each in tried})]


def _tried(named: Sequence[str | Path], directory: Path) -> list[Tried]:
    """The rules of the plugins that are named, or else of the nearest settings."""
    if isinstance(named, str):
        _refuse(f"`plugins = {named!r}` is a string: it must be a list or a tuple, such as ({named!r},)")
    wanted: list[Path | str] = [
        directory / plugin if isinstance(plugin, Path) else plugin for plugin in named
    ]
    try:
        settings = Settings(directory, plugins=tuple(wanted)) if named else settings_for(directory)
        plugins = Plugins(settings.plugins, settings.custom, installed=False)
    except ConfigError as error:
        _refuse(str(error))
    if plugins.problems:
        _refuse("\n".join(map(str, plugins.problems)))
    origins = (*settings.plugins, CUSTOM)
    tried = [Tried(card, plugins.cards) for plugin in origins for card in plugins.cards_of(plugin)]
    if not tried:
        _refuse(_nothing_to_try(settings, directory))
    return tried


def _nothing_to_try(settings: Settings, directory: Path) -> str:
    if settings.plugins:
        return f"there is no rule in {', '.join(map(_shown, settings.plugins))}"
    where = f"{shown(settings.path)} has none" if settings.path else "there are no settings"
    return f"nothing to try: the class names no `plugins`, and {where} for {shown(directory)}"


def _cases(tests: RuleTests, directory: Path, tried: Mapping[str, Tried]) -> Iterator[Case]:
    """The cases in the folder, which need not be there where nobody names one."""
    fixtures = Path(normpath(directory / tests.fixtures))
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
