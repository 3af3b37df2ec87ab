"""The texts that an editor has open, the settings that hold for them, and what is known of each."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from dockfix import config
from dockfix.config import Settings
from dockfix.engine import Engine, Result
from dockfix.model import File
from dockfix.narrowing import Narrowing
from dockfix.plugins import PluginProblem
from dockfix.selection import ActiveRule
from dockfix.setting_values import ConfigError
from dockfix.source import Source
from dockfix.surroundings import Look, state_of
from dockfix.syntax.parser import parse
from dockfix.workspace import Choices, Ground, Workspace

#: What a text is called that is no file, for patterns in settings.
_UNNAMED = "Dockerfile"


class Desk:
    """What holds where, as it is now: settings files are read again when one of them changes."""

    def __init__(self, choices: Choices) -> None:
        config.forget()  # what was read before this desk knew the state of the files
        self._choices = choices
        self._workspace = Workspace(choices)
        #: What holds findings back.
        self.narrowing = _narrowing()
        self._states: dict[Path, tuple[Look, ...]] = {}

    def workspace_for(self, directory: Path) -> Workspace:
        """What holds for the files in `directory`: another object when the settings may be others."""
        state = self._state(directory)
        if self._states.setdefault(directory, state) != state:
            config.forget()
            self._workspace = Workspace(self._choices)
            self.narrowing = _narrowing()
            self._states = {directory: self._state(directory)}
        return self._workspace

    def close(self) -> None:
        """End what has been begun for its texts."""
        self._workspace.finish()

    def _state(self, directory: Path) -> tuple[Look, ...]:
        """The state of all files that the settings for `directory` are, or could be, read from, or name."""
        choices = self._choices
        files = [] if choices.isolated else config.places(choices.config or directory)
        try:
            settings = self._workspace.settings_for(directory)
            plugins, baseline = settings.plugins, settings.baseline
        except ConfigError:
            plugins, baseline = (), None
        files += [plugin for plugin in plugins if isinstance(plugin, Path)]
        files += [baseline] if baseline else []
        return tuple(state_of(str(path)) for path in files)


def _narrowing() -> Narrowing:
    """What leaves out what the baselines of settings hold."""
    return Narrowing(None, None, is_complete=True)


class Snapshot:
    """One text at one time. What is known of it is worked out when it is asked for, and kept."""

    def __init__(  # noqa: PLR0913 - a text, where it stands, and what holds there
        self,
        text: str,
        path: Path | None,
        directory: Path,
        workspace: Workspace,
        narrowing: Narrowing,
        *,
        earlier: File | None = None,
    ) -> None:
        """A text at a place; `workspace` and `narrowing` say what is found there, and what of it counts.

        `earlier` is what the text was before.
        """
        self.source = Source.from_text(text)
        #: What was worked out last, of this text or one before it.
        self.latest = earlier
        self.path = path
        self.workspace = workspace
        self._narrowing = narrowing
        self._place = path or directory / _UNNAMED
        self._complete: Result | None = None

    @cached_property
    def _ground(self) -> Ground | ConfigError:
        try:
            ground = self.workspace.ground_for(self._place.parent)
            self._narrowing.prepare(self._place, ground.settings)
            return ground
        except ConfigError as error:
            return error

    @property
    def problem(self) -> ConfigError | None:
        """What is wrong with the settings: nothing is checked then."""
        return self._ground if isinstance(self._ground, ConfigError) else None

    @property
    def plugin_problems(self) -> list[PluginProblem]:
        """The plugins that cannot be used."""
        return [] if isinstance(self._ground, ConfigError) else self._ground.plugins.problems

    @property
    def settings(self) -> Settings | None:
        """The settings that hold, None where they are wrong."""
        return None if isinstance(self._ground, ConfigError) else self._ground.settings

    @property
    def rules(self) -> tuple[ActiveRule, ...]:
        """The rules that run on it."""
        return () if self.problem else self.workspace.rules_for(self._place)

    @cached_property
    def engine(self) -> Engine | None:
        """What checks it, None where the settings are wrong."""
        return None if self.problem else self.workspace.engine_for(self._place)

    def check(self, source: Source, *, waits: bool = True) -> Result:
        """What is found in a text at its place, without what a baseline holds back."""
        assert self.engine, "nothing is checked where the settings are wrong"
        result = self.engine.check(source, self.path, waits=waits, earlier=self.latest)
        self.latest = result.file
        return self._narrowed(result)

    def _narrowed(self, result: Result) -> Result:
        if self.settings is None or self.settings.baseline is None:
            return result
        return self._narrowing.result(result, self._place, self.settings)

    @property
    def result(self) -> Result | None:
        """What is found in it, None where the settings are wrong.

        As long as it is not `complete`, it lacks what other programs find in what is new.
        """
        return self._complete or self._at_once

    @cached_property
    def _at_once(self) -> Result | None:
        return self.check(self.source, waits=False) if self.engine else None

    def begin(self) -> None:
        """Ask other programs what they find, and do not wait."""
        if self.engine:
            self.engine.prepare([self.file])

    @property
    def is_ready(self) -> bool:
        """Whether all others have answered by now, so that `complete` need not wait."""
        return self._complete is not None or self.engine is None or self.engine.is_ready(self.file)

    def complete(self) -> Result | None:
        """What is found in it by all, whom it waits for."""
        if self._complete is None and self.engine:
            self._complete = self.check(self.source)
        return self._complete

    @cached_property
    def file(self) -> File:
        """What it means."""
        return self.result.file if self.result else File(parse(self.source), self.path)


class Document:
    """A text that an editor has open: `now` is what is known of it as it stands."""

    def __init__(self, desk: Desk, path: Path | None, directory: Path, text: str, version: int) -> None:
        """A text of the file `path`, or of none; it stands in `directory` then."""
        self._desk = desk
        self._path = path
        self._directory = path.parent if path else directory
        self._text = text
        self._snapshot: Snapshot | None = None
        self._earlier: File | None = None
        self.version = version

    def change(self, text: str, version: int) -> None:
        """Take a new text."""
        self._text = text
        self.version = version
        self.look_again()

    def look_again(self) -> None:
        """Forget what is known: the files around it may have changed."""
        if self._snapshot:
            self._earlier = self._snapshot.latest
        self._snapshot = None

    @property
    def now(self) -> Snapshot:
        """What is known of the text, under the settings as they are now."""
        workspace = self._desk.workspace_for(self._directory)
        if self._snapshot is None or self._snapshot.workspace is not workspace:
            self._snapshot = Snapshot(
                self._text,
                self._path,
                self._directory,
                workspace,
                self._desk.narrowing,
                earlier=self._earlier,
            )
        return self._snapshot
