"""`dockfix new rule`: a local rule file with an example, named in the settings, and a test of it."""

from __future__ import annotations

import os
from pathlib import Path

from dockfix import config, files
from dockfix.config import Settings
from dockfix.hadolint_config import FILE_NAMES as HADOLINT_FILES
from dockfix.named_tuple import NamedTuple
from dockfix.plugins import Plugins
from dockfix.rendering import render
from dockfix.scaffold import ScaffoldError
from dockfix.scaffold.names import Name, category_of, code_of, rule_name
from dockfix.scaffold.pytest_settings import place_for_tests
from dockfix.scaffold.settings import with_plugin
from dockfix.scaffold.writing import naming, written
from dockfix.selection import Selection
from dockfix.setting_values import ConfigError, literal, shown
from dockfix.testing import RuleTests

#: Where rules go that nobody has another place for, beside the settings.
DIRECTORY = "docker_rules"
CATEGORY = "local"
_SETTINGS = "dockfix.toml"
_TESTS = "test_docker_rules.py"
_ABOUT_TESTS = "The rules that dockfix's settings name: their examples, and their cases."


class NewRule(NamedTuple):
    """What `new_rule` has done: the rule `code` is in `file`, tested by `tests`, and named by `settings`.

    `new` are the files that were not there before.
    """

    code: str
    name: str
    file: Path
    tests: Path
    settings: Path
    new: tuple[Path, ...]
    is_selected: bool


def new_rule(
    word: str, code: str | None = None, category: str | None = None, directory: Path | None = None
) -> NewRule:
    """Write a rule called `word` to `directory`, and all that it needs to be run and tested.

    Raises `ScaffoldError`, `ConfigError` and `FileError`; then nothing is changed.
    """
    settings = config.settings_for(Path())
    settings_file = _settings_file(settings)
    cards = Plugins(settings.plugins, settings.custom).cards
    name, group = rule_name(word, cards), category_of(category or CATEGORY)
    number = code_of(code, group, cards)
    place = directory.absolute() if directory else settings_file.parent / DIRECTORY
    file = place / f"{name.module}.py"
    tests = place_for_tests(settings_file.parent, place) / _TESTS
    texts = {file: _rule_text(name, number, group)}
    if not tests.exists():
        texts[tests] = render("new/test_rules.py.j2", docstring=_ABOUT_TESTS, plugins="", fixtures="")
    if not settings_file.exists():
        texts[settings_file] = _without_cases(settings_file.parent, tests.parent)
    with written(texts):
        _name_in(settings_file, _path_from(settings_file.parent, file))
        is_selected = _is_selected(number)
    return NewRule(number, name.kebab, file, tests, settings_file, tuple(texts), is_selected)


def _settings_file(settings: Settings) -> Path:
    if settings.path is None:
        return Path.cwd() / _SETTINGS
    if settings.path.name in HADOLINT_FILES:
        raise ScaffoldError(
            f"{shown(settings.path)} is hadolint's, and names no rules: run `dockfix migrate` beside it"
        )
    return settings.path


def _rule_text(name: Name, code: str, category: Name) -> str:
    return render(
        "new/rule.py.j2", name=name.kebab, class_name=name.class_name, code=code, category=category.kebab
    )


def _path_from(directory: Path, file: Path) -> str:
    """What settings in `directory` call `file`."""
    path = Path(os.path.relpath(file, directory)).as_posix()
    return path if path.startswith("../") else f"./{path}"


def _without_cases(root: Path, tests: Path) -> str:
    """Settings that leave out what is wrong on purpose: the cases of the tests."""
    cases = Path(os.path.relpath(tests / RuleTests.fixtures, root)).as_posix()
    return "" if cases.startswith("../") else f"extend-exclude = [{literal(f'/{cases}/')}]\n"


def _name_in(settings_file: Path, plugin: str) -> None:
    with naming(settings_file):
        before = files.read(settings_file)
        files.replace(settings_file, before, with_plugin(settings_file, before, plugin))
    config.forget()


def _is_selected(code: str) -> bool:
    """Whether the settings, as they are now, have the rule run. Raises `ConfigError`."""
    settings = config.settings_for(Path())
    plugins = Plugins(settings.plugins, settings.custom)
    try:
        selection = Selection(plugins.cards, settings, complete=not plugins.problems)
    except ConfigError:
        return True  # a mistake that was there before; a run tells it
    return any(active.card.code == code for active in selection.for_file(Path("Dockerfile")))
