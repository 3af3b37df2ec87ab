"""What holds where: the settings, plugins and rules for the files of a directory.

Different files may have different settings, those of the nearest settings file. Everything is worked out
once for a settings file, not once for a Dockerfile.
"""

from __future__ import annotations

from pathlib import Path

from dockfix import config
from dockfix.config import Settings
from dockfix.named_tuple import NamedTuple
from dockfix.selectors import names_members
from dockfix.setting_values import ConfigError
from dockfix.typed import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from dockfix.engine import Engine
    from dockfix.plugins import Plugins
    from dockfix.report import ReportedFinding
    from dockfix.rule import Family, Rule
    from dockfix.selection import ActiveRule, Selection

T = TypeVar("T")


class Choices(NamedTuple):
    """What the command line says about settings: `config` or `isolated` instead of the nearest file."""

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    unsafe_fixes: bool = False
    config: Path | None = None
    isolated: bool = False
    preset: str = ""


class Ground(NamedTuple):
    """What holds for all files that have their settings from one file."""

    settings: Settings
    plugins: Plugins
    selection: Selection


class Workspace:
    """Looks up what holds where; every answer, and every `ConfigError`, is kept."""

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self._settings: dict[Path, Settings | ConfigError] = {}
        self._chosen: dict[Path | None, Settings] = {}
        self._plugins: dict[tuple[object, ...], Plugins] = {}
        self._grounds: dict[Path | None, Ground | ConfigError] = {}
        self._engines: dict[int, tuple[tuple[ActiveRule, ...], Engine]] = {}
        self._real: dict[Path, Path] = {}

    def settings_for(self, directory: Path) -> Settings:
        """The settings for the files in `directory`. Raises `ConfigError`."""
        if directory not in self._settings:
            try:
                self._settings[directory] = self._look_up(directory)
            except ConfigError as error:
                self._settings[directory] = error
        return _unless_error(self._settings[directory])

    def plugins_for(self, settings: Settings) -> Plugins:
        """The plugins that `settings` ask for, and the rules that they define. Raises `ConfigError`."""
        wanted = (settings.plugins, settings.custom)
        if wanted not in self._plugins:
            from dockfix.plugins import Plugins  # noqa: PLC0415 - not needed for what the cache knows

            self._plugins[wanted] = Plugins(*wanted)
        return self._plugins[wanted]

    def ground_for(self, directory: Path) -> Ground:
        """All that holds for the files in `directory`. Raises `ConfigError`."""
        settings = self.settings_for(directory)
        if settings.path not in self._grounds:
            from dockfix.selection import Selection  # noqa: PLC0415 - likewise

            try:
                plugins = self.plugins_for(settings)
                selection = Selection(plugins.cards, settings, complete=not plugins.problems)
                self._grounds[settings.path] = Ground(settings, plugins, selection)
            except ConfigError as error:
                self._grounds[settings.path] = error
        return _unless_error(self._grounds[settings.path])

    def rules_for(self, path: Path) -> tuple[ActiveRule, ...]:
        """The rules that run on the file at `path`, which need not exist. Raises `ConfigError`."""
        return self._rules(path, self.ground_for(path.parent))

    def engine_for(self, path: Path) -> Engine:
        """The engine for the file at `path`, which need not exist. Raises `ConfigError`."""
        return self.engine_on(self.ground_for(path.parent), path)

    def engine_on(self, ground: Ground, path: Path) -> Engine:
        """The same, where what holds for the files in its directory is at hand."""
        rules, settings = self._rules(path, ground), ground.settings
        if id(rules) not in self._engines:
            from dockfix.engine import Engine  # noqa: PLC0415 - likewise

            engine = Engine(rules, settings.preset, ignore_comments=settings.ignore_comments)
            # A selection gives the same tuple for the same rules; it is kept so that its id stays its own.
            self._engines[id(rules)] = rules, engine
        return self._engines[id(rules)][1]

    def rule_of(self, finding: ReportedFinding, path: Path) -> type[Rule] | None:
        """The rule that found something in the file at `path`; None if there is none of its name."""
        try:
            cards = self.plugins_for(self.settings_for(path.parent)).cards
        except ConfigError:
            return None
        for card in cards:
            if card.name == finding.name:
                return card.rule
            if card.is_family and names_members(finding.code, card):
                return cast("type[Family]", card.rule).member_named(finding.code)
        return None

    def notes_on(self, path: Path) -> tuple[str, ...]:
        """What rules say of how they run on the file at `path`. Raises `ConfigError`."""
        return self.engine_for(path).notes()

    def finish(self) -> None:
        """End what rules have begun for files that nobody has checked."""
        for _, engine in self._engines.values():
            engine.finish()

    def _look_up(self, directory: Path) -> Settings:
        choices = self._choices
        if choices.isolated:
            settings = config.defaults(choices.preset)
        elif choices.config:
            settings = config.load(choices.config, choices.preset)
        else:
            settings = config.settings_for(directory, choices.preset)
        chosen = self._chosen.get(settings.path)
        if chosen is None:
            chosen = self._chosen[settings.path] = settings.with_command_line(
                select=choices.select,
                extend_select=choices.extend_select,
                ignore=choices.ignore,
                fail_on=choices.fail_on,
                unsafe_fixes=choices.unsafe_fixes,
            )
        return chosen

    def _rules(self, path: Path, ground: Ground) -> tuple[ActiveRule, ...]:
        if ground.selection.heeds_paths:
            path = self._real_directory(path.parent) / path.name
        return ground.selection.for_file(path)

    def _real_directory(self, directory: Path) -> Path:
        # Patterns are relative to the root of the settings, which has no links in it.
        if directory not in self._real:
            self._real[directory] = directory.resolve()
        return self._real[directory]


def _unless_error(answer: T | ConfigError) -> T:
    if isinstance(answer, ConfigError):
        raise answer.with_traceback(None)
    return answer
