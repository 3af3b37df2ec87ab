"""Settings: from dockfix.toml, or the `[tool.dockfix]` table of pyproject.toml, and the command line.

The nearest file above a directory holds for it, alone; `extend = "…"` names a parent. Of a parent's keys the
child's win, but `extend-select`, `extend-exclude` and `plugins` add to it, and the tables are merged: rule
by rule, option by option, pattern by pattern. Paths are relative to the file that they stand in, patterns to
the directory of the nearest file, `Settings.root`. Where no file has settings for dockfix, hadolint's
configuration holds; a preset's settings lie under those of all files.

What a rule's own options are is known only once rules are loaded: `dockfix.selection` judges those.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from dockfix import hadolint_config
from dockfix.gitignore import GitIgnore
from dockfix.named_tuple import NamedTuple
from dockfix.presets import PRESETS, settings_file
from dockfix.rule import SEVERITIES, Severity
from dockfix.setting_values import (
    ConfigError,
    Key,
    boolean,
    choice,
    literal,
    mapping,
    shown,
    string,
    strings,
)
from dockfix.spelling import did_you_mean
from dockfix.typed import TYPE_CHECKING, Any, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from dockfix.custom.definitions import Definition

T = TypeVar("T")

FixPolicy = Literal["safe", "unsafe", "never"]

_PYPROJECT = "pyproject.toml"
_FILE_NAMES = ("dockfix.toml", ".dockfix.toml", _PYPROJECT)
#: What files with settings are called.
FILE_NAMES = (*_FILE_NAMES, *hadolint_config.FILE_NAMES)
_YAML = (".yaml", ".yml")
#: Under `rules`, not a selector but rules themselves.
_CUSTOM = "custom"
FIX_POLICIES: tuple[FixPolicy, ...] = ("safe", "unsafe", "never")


class Given(NamedTuple, Generic[T]):
    """A value and where it was given, such as ``dockfix.toml: `select` ``, for messages."""

    value: T
    where: str
    on_command_line: bool = False


class RuleSettings(NamedTuple):
    """What one table sets for the rules that it names; the options as written, not yet judged."""

    where: str
    severity: Severity | None = None
    fix: FixPolicy | None = None
    options: Mapping[str, Given[object]] = {}


class Settings(NamedTuple):
    """All settings that hold for a directory. `select` is empty where the rules' own defaults decide.

    `rules` are the tables `[rules.SELECTOR]`, `custom` the rules that `[[rules.custom]]` define, `tables`
    those at the top that carry a category's name.
    `fail_on` is None for never. `plugins` are files and module names. `path` is None without a file.
    """

    root: Path
    path: Path | None = None
    select: tuple[Given[str], ...] = ()
    extend_select: tuple[Given[str], ...] = ()
    ignore: tuple[Given[str], ...] = ()
    per_file_ignores: Mapping[str, tuple[Given[str], ...]] = {}
    fail_on: Severity | None = Severity.INFO
    unsafe_fixes: bool = False
    plugins: tuple[Path | str, ...] = ()
    rules: Mapping[str, RuleSettings] = {}
    custom: tuple[Definition, ...] = ()
    tables: Mapping[str, RuleSettings] = {}
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    preset: str = ""
    ignore_comments: bool = True
    baseline: Path | None = None

    def with_command_line(
        self,
        *,
        select: Iterable[str] = (),
        extend_select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        fail_on: str | None = None,
        unsafe_fixes: bool = False,
    ) -> Settings:
        """These settings under what the command line says; lists may also be separated by commas.

        `select` takes the place of the file's `select` and `extend-select`; the others add. Between equally
        specific selectors, the command line's wins over the file's. Raises `ConfigError`.
        """
        chosen = _from_command_line("--select", select)
        added = _from_command_line("--extend-select", extend_select)
        return self._replace(
            select=chosen or self.select,
            extend_select=added if chosen else self.extend_select + added,
            ignore=self.ignore + _from_command_line("--ignore", ignore),
            fail_on=self.fail_on if fail_on is None else _fail_on(Key("", "--fail-on"), fail_on),
            unsafe_fixes=self.unsafe_fixes or unsafe_fixes,
        )


def settings_for(directory: Path, preset: str = "") -> Settings:
    """The settings of the nearest file above `directory`, or the defaults. Raises `ConfigError`.

    Those of `preset` lie under them, in the place of one that the file names.
    """
    path = find(directory)
    return load(path, preset) if path else defaults(preset)


def find(directory: Path) -> Path | None:
    """The nearest settings file in `directory` or above it; the answer is kept. Raises `ConfigError`.

    Where there is none, it is the nearest configuration of hadolint.
    """
    directory = _absolute(directory)
    return _find(directory, _FILE_NAMES) or _find(directory, hadolint_config.FILE_NAMES)


@cache
def load(path: Path, preset: str = "") -> Settings:
    """The settings of a file and the parents that it extends; the answer is kept. Raises `ConfigError`.

    Those of `preset` lie under them, in the place of one that the file names.
    """
    path = _absolute(path)
    return Settings(root=path.parent.resolve(), path=path, **_over_preset(_read(path, ()), preset))


@cache
def defaults(preset: str = "") -> Settings:
    """The settings where no file has any: those of `preset`, if it is named."""
    return Settings(root=Path.cwd(), **_over_preset({}, preset))


def places(path: Path) -> list[Path]:
    """Every file that the settings of a directory hang on, whether there is one or not; never raises.

    `path` may be a settings file, too: then it is about that one.
    """
    path = _absolute(path)
    if path.is_file():
        return _ancestors(path)
    own = [directory / name for directory in (path, *path.parents) for name in FILE_NAMES]
    try:
        found = find(path)
    except ConfigError:
        return own
    return own + _ancestors(found) if found else own


def forget() -> None:
    """Read every settings file anew when it is next asked for."""
    for kept in (load, defaults, _find, _table):
        kept.cache_clear()


@cache
def _find(directory: Path, names: tuple[str, ...]) -> Path | None:
    for name in names:
        # As a string: this is asked for every directory of a walk.
        path = os.path.join(directory, name)  # noqa: PTH118
        if os.path.isfile(path) and (name != _PYPROJECT or _table(Path(path)) is not None):  # noqa: PTH113
            return Path(path)
    return _find(directory.parent, names) if directory.parent != directory else None


@cache
def _table(path: Path) -> Mapping[str, object] | None:
    """The settings that a file holds, as written; None for a pyproject.toml without any."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{shown(path)}: cannot be read: {error.strerror}") from error
    if path.suffix in _YAML:
        return hadolint_config.settings_of(path, data)
    return _toml(path, data)


def _toml(path: Path, data: bytes) -> Mapping[str, object] | None:
    pyproject = path.name == _PYPROJECT
    if pyproject and b"dockfix" not in data:  # spares most projects the parser
        return None
    import tomllib  # noqa: PLC0415 - most runs meet no settings

    try:
        table: dict[str, Any] = tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{shown(path)}: line {line} is not UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{shown(path)}: not valid TOML: {error}") from error
    if not pyproject:
        return table
    tools = table.get("tool")
    own = tools.get("dockfix") if isinstance(tools, dict) else None
    if own is not None and not isinstance(own, dict):
        Key(shown(path), "tool.dockfix").wrong(own, "a table")
    return own


def _read(path: Path, children: tuple[Path, ...]) -> dict[str, Any]:
    """The fields of `Settings` that a file and its parents set."""
    if any(child.samefile(path) for child in children):
        chain = " extends ".join(map(shown, (*children, path)))
        raise ConfigError(f"{shown(path)}: `extend` goes in a circle: {chain}")
    table = _table(path)
    if table is None:
        raise ConfigError(f"{shown(path)}: has no table [tool.dockfix]")
    own = _parsed(path, table)
    if "extend" not in table:
        return own
    parent = _beside(path, string(Key(shown(path), "extend"), table["extend"]))
    if not os.path.isfile(parent):  # noqa: PTH113 - it raises nothing
        raise ConfigError(f"{shown(path)}: `extend` names {shown(parent)}, which is no file")
    return _merged(_read(parent, (*children, path)), own)


def _ancestors(path: Path) -> list[Path]:
    """A settings file, its parent, and so on, as far as they can be read."""
    chain: list[Path] = []
    while path not in chain:
        chain.append(path)
        try:
            parent = (_table(path) or {}).get("extend")
        except ConfigError:
            break
        if not isinstance(parent, str):
            break
        path = _beside(path, parent)
    return chain


def _over_preset(fields: dict[str, Any], preset: str) -> dict[str, Any]:
    name = preset or fields.get("preset", "")
    if not name:
        return fields
    path = settings_file(name)
    return {**_merged(_parsed(path, _table(path) or {}), fields), "preset": name}


def _parsed(path: Path, table: Mapping[str, object]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    tables: dict[str, RuleSettings] = {}
    for name, value in table.items():
        key = Key(shown(path), name)
        if name in _READERS:
            fields[name.replace("-", "_")] = _READERS[name](key, value)
        elif isinstance(value, dict):
            tables[name] = _rule_settings(key, value)
        elif name == "extend":
            continue
        else:
            raise ConfigError(f"{shown(path)}: there is no key `{name}`{did_you_mean(name, KEYS)}")
    rules = table.get("rules")
    if isinstance(rules, dict) and _CUSTOM in rules:
        from dockfix.custom.definitions import read  # noqa: PLC0415 - for those alone who have such rules

        fields["custom"] = read(path, rules[_CUSTOM])
    if "baseline" in fields:
        fields["baseline"] = _beside(path, fields["baseline"])
    if "plugins" in fields:
        fields["plugins"] = tuple(_plugin(path, name) for name in fields["plugins"])
    return {**fields, "tables": tables}


def _merged(parent: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    merged = parent | child
    for name in ("extend_select", "extend_exclude", "plugins"):
        if name in merged:
            merged[name] = tuple(dict.fromkeys((*parent.get(name, ()), *child.get(name, ()))))
    merged["per_file_ignores"] = parent.get("per_file_ignores", {}) | child.get("per_file_ignores", {})
    for name in ("rules", "tables"):
        merged[name] = _merged_rules(parent.get(name, {}), child.get(name, {}))
    if "custom" in merged:
        own = {definition.code: definition for definition in child.get("custom", ())}
        inherited = {definition.code: definition for definition in parent.get("custom", ())}
        merged["custom"] = tuple({**inherited, **own}.values())
    return merged


def _merged_rules(
    parent: Mapping[str, RuleSettings], child: Mapping[str, RuleSettings]
) -> dict[str, RuleSettings]:
    merged = {selector: rule for selector, rule in parent.items() if selector not in child}
    for selector, rule in child.items():
        above = parent.get(selector, rule)
        merged[selector] = RuleSettings(
            rule.where,
            rule.severity or above.severity,
            rule.fix or above.fix,
            {**above.options, **rule.options},
        )
    return merged


def _selectors(key: Key, value: object) -> tuple[Given[str], ...]:
    return tuple(Given(selector, key.where) for selector in strings(key, value))


def _patterns(key: Key, value: object) -> tuple[str, ...]:
    return tuple(_pattern(key, pattern) for pattern in strings(key, value))


def _pattern(key: Key, pattern: str) -> str:
    return pattern if GitIgnore([pattern]) else key.wrong(pattern, "a pattern as in .gitignore")


def _fail_on(key: Key, value: object) -> Severity | None:
    return choice(key, value, {**SEVERITIES, "never": None})


def _preset(key: Key, value: object) -> str:
    return choice(key, value, {name: name for name in PRESETS})


def _per_file_ignores(key: Key, value: object) -> dict[str, tuple[Given[str], ...]]:
    return {
        _pattern(key, pattern): _selectors(key.within(literal(pattern)), selectors)
        for pattern, selectors in mapping(key, value).items()
    }


def _rules(key: Key, value: object) -> dict[str, RuleSettings]:
    return {
        selector: _rule_settings(key.within(selector), mapping(key.within(selector), table))
        for selector, table in mapping(key, value).items()
        if selector != _CUSTOM
    }


def _rule_settings(key: Key, table: dict[str, object]) -> RuleSettings:
    options = dict(table)
    severity, fix = options.pop("severity", None), options.pop("fix", None)
    return RuleSettings(
        key.where,
        None if severity is None else choice(key.within("severity"), severity, SEVERITIES),
        None if fix is None else choice(key.within("fix"), fix, {each: each for each in FIX_POLICIES}),
        {name: Given(value, key.within(name).where) for name, value in options.items()},
    )


_READERS: dict[str, Callable[[Key, object], object]] = {
    "select": _selectors,
    "extend-select": _selectors,
    "ignore": _selectors,
    "per-file-ignores": _per_file_ignores,
    "fail-on": _fail_on,
    "unsafe-fixes": boolean,
    "plugins": strings,
    "rules": _rules,
    "preset": _preset,
    "ignore-comments": boolean,
    "baseline": string,
    "exclude": _patterns,
    "extend-exclude": _patterns,
}

#: The keys of a settings file, besides the names of the rules' categories.
KEYS = ("extend", *_READERS)


def _plugin(path: Path, name: str) -> Path | str:
    """A local file where `name` looks like a path, else the name of a module."""
    return _beside(path, name) if name.endswith(".py") or "/" in name or os.sep in name else name


def _beside(path: Path, name: str) -> Path:
    """The file that the settings file `path` calls `name`."""
    return _absolute(path.parent / os.path.expanduser(name))  # noqa: PTH111 - it raises nothing


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - it resolves `..` and leaves links alone


def _from_command_line(option: str, values: Iterable[str]) -> tuple[Given[str], ...]:
    words = (word.strip() for value in values for word in value.split(","))
    return tuple(Given(word, f"`{option}`", on_command_line=True) for word in words if word)
