"""Presets: settings by a name, under those of a file and the command line, that make dockfix do as others do.

A preset is NAME.toml beside this file. Where settings are not enough, rules look at `Rule.as_hadolint`.
"""

from __future__ import annotations

from pathlib import Path

HADOLINT = "hadolint"
#: The names of all presets.
PRESETS = (HADOLINT,)


def settings_file(name: str) -> Path:
    """The settings of the preset called `name`."""
    return Path(__file__).with_name(f"{name}.toml")
