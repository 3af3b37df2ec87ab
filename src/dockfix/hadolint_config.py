"""hadolint's configuration, `.hadolint.yaml`, as the settings that dockfix has for the same.

The keys are those of hadolint 2.15. Where a value is not one that hadolint takes, it is a `ConfigError`, with
one exception: codes of rules that hadolint has had, and has no more, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from dockfix.setting_values import ConfigError, Key, boolean, choice, mapping, shown, strings
from dockfix.spelling import did_you_mean
from dockfix.typed import Any

#: What hadolint calls its configuration, in the order in which it looks for it.
FILE_NAMES = (".hadolint.yaml", ".hadolint.yml")

_RETIRED = frozenset(["DL3005", "DL3017", "DL3031", "DL3039", "DL4002"])
_SEVERITIES = ("error", "warning", "info", "style")
# A threshold of `ignore` or `none` is below all others: any finding fails.
_THRESHOLDS = {**{name: name for name in _SEVERITIES}, "ignore": "style", "none": "style"}
_LABEL_TYPES = {name: name for name in ("text", "url", "rfc3339", "spdx", "hash", "semver", "email")}


def settings_of(path: Path, data: bytes) -> dict[str, Any]:
    """The configuration `data`, read from `path`, as dockfix.toml would have it. Raises `ConfigError`."""
    settings: dict[str, Any] = {}
    for name, value in _read(path, data).items():
        key = Key(shown(path), str(name))
        if name not in _READERS:
            raise ConfigError(f"{key.file}: hadolint has no key `{name}`{did_you_mean(str(name), _READERS)}")
        if value is not None:
            _READERS[name](settings, key, value)
    return settings


def for_the_command_line(path: Path, data: bytes) -> list[str]:
    """What of it is for the command line, and is not in its settings: a line each. Raises `ConfigError`."""
    written = _read(path, data)
    return [said for name, said in _FOR_THE_COMMAND_LINE.items() if written.get(name)]


def _read(path: Path, data: bytes) -> dict[Any, object]:
    import yaml  # noqa: PLC0415 - few runs meet such a file

    try:
        written = yaml.safe_load(data)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or " ".join(str(error).split())
        raise ConfigError(f"{shown(path)}{place}: not valid YAML: {problem}") from error
    if written is None:
        return {}
    if not isinstance(written, dict):
        raise ConfigError(f"{shown(path)}: it must be a mapping of keys to values")
    return written


def _codes(key: Key, value: object) -> Iterator[str]:
    return (code for code in strings(key, value) if code not in _RETIRED)


def _ignored(settings: dict[str, Any], key: Key, value: object) -> None:
    settings["ignore"] = list(_codes(key, value))


def _override(settings: dict[str, Any], key: Key, value: object) -> None:
    rules = settings.setdefault("rules", {})
    for severity, codes in mapping(key, value).items():
        choice(key, severity, dict.fromkeys(_SEVERITIES))
        for code in _codes(key.within(severity), codes or []):
            rules.setdefault(code, {})["severity"] = severity
    # A severity also switches on what is off without one.
    settings["extend-select"] = [code for code, table in rules.items() if "severity" in table]


def _trusted_registries(settings: dict[str, Any], key: Key, value: object) -> None:
    rules = settings.setdefault("rules", {})
    rules.setdefault("DL3026", {})["trusted-registries"] = list(strings(key, value))


def _label_schema(settings: dict[str, Any], key: Key, value: object) -> None:
    types = {
        label: choice(key.within(label), type_ or "text", _LABEL_TYPES)
        for label, type_ in mapping(key, value).items()
    }
    labels = settings.setdefault("labels", {})
    labels["required"] = [f"={label}" for label in types]
    labels["types"] = [f"{label}={type_}" for label, type_ in types.items()]


def _strict_labels(settings: dict[str, Any], key: Key, value: object) -> None:
    settings.setdefault("labels", {})["strict"] = boolean(key, value)


def _disable_ignore_pragma(settings: dict[str, Any], key: Key, value: object) -> None:
    settings["ignore-comments"] = not boolean(key, value)


def _failure_threshold(settings: dict[str, Any], key: Key, value: object) -> None:
    settings.setdefault("fail-on", choice(key, value, _THRESHOLDS))


def _no_fail(settings: dict[str, Any], key: Key, value: object) -> None:
    if boolean(key, value):
        settings["fail-on"] = "never"


def _none(settings: dict[str, Any], key: Key, value: object) -> None:
    """What is for the command line."""


_READERS: dict[str, Callable[[dict[str, Any], Key, object], None]] = {
    "ignored": _ignored,
    "override": _override,
    "trustedRegistries": _trusted_registries,
    "label-schema": _label_schema,
    "strict-labels": _strict_labels,
    "disable-ignore-pragma": _disable_ignore_pragma,
    "failure-threshold": _failure_threshold,
    "no-fail": _no_fail,
    "format": _none,
    "formats": _none,
    "no-color": _none,
    "verbose": _none,
}
_FOR_THE_COMMAND_LINE = {
    "format": "`format`: give --format",
    "formats": "`formats`: give --format",
    "no-color": "`no-color`: give --color never, or set NO_COLOR",
    "verbose": "`verbose`: give -v",
}
