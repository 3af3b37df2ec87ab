"""hadolint's configuration as the text of a dockfix.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from dockfix import hadolint_config
from dockfix.setting_values import literal


def migrated(path: Path, data: bytes, preset: str = "") -> str:
    """The dockfix.toml for the configuration `data` that was read from `path`. Raises `ConfigError`."""
    settings: dict[str, object] = {"preset": preset} if preset else {}
    settings |= hadolint_config.settings_of(path, data)
    lines = [f"# From {path.name}."]
    lines += [f"# {line}." for line in hadolint_config.for_the_command_line(path, data)]
    return "\n".join([*lines, *_table(settings)]) + "\n"


def _table(table: Mapping[str, object], name: str = "") -> Iterator[str]:
    """The lines of a table of TOML: its values first, then the tables in it."""
    values = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    if name and values:
        yield from ("", f"[{name}]")
    for key, value in values.items():
        yield f"{key} = {literal(value)}"
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _table(value, f"{name}.{key}" if name else key)
