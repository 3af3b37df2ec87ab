"""Where pytest looks for tests, so that a new one is run."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from configparser import ConfigParser, Error
from pathlib import Path


def place_for_tests(root: Path, wanted: Path) -> Path:
    """The directory `wanted` if a plain `pytest` in `root` looks there, else the first that it looks into."""
    searched = [root / path for path in _test_paths(root)]
    if not searched or any(wanted.is_relative_to(each) for each in searched):
        return wanted
    return next((each for each in searched if each.is_dir()), wanted)


def _test_paths(root: Path) -> list[str]:
    """The `testpaths` of the file that pytest takes its settings from; none where it looks everywhere."""
    for name, read in _READERS.items():
        try:
            settings = read((root / name).read_text("utf-8"))
        except (OSError, ValueError, Error):  # it is not there, or pytest itself will complain of it
            continue
        if settings is not None:
            paths = settings.get("testpaths", [])
            return paths.split() if isinstance(paths, str) else [*map(str, paths)]
    return []


def _toml(*tables: tuple[str, ...]) -> Callable[[str], Mapping[str, list[str] | str] | None]:
    def read(text: str) -> Mapping[str, list[str] | str] | None:
        data = tomllib.loads(text)
        for keys in tables:
            table = data
            for key in keys:
                table = table.get(key, {})
            if table:
                return table
        return None

    return read


def _ini(section: str) -> Callable[[str], Mapping[str, str] | None]:
    def read(text: str) -> Mapping[str, str] | None:
        parser = ConfigParser(interpolation=None)
        parser.read_string(text)
        return parser[section] if parser.has_section(section) else None

    return read


#: The files in the order in which pytest looks at them.
_READERS: dict[str, Callable[[str], Mapping[str, list[str] | str] | None]] = {
    "pytest.toml": _toml(("pytest",)),
    ".pytest.toml": _toml(("pytest",)),
    "pytest.ini": _ini("pytest"),
    ".pytest.ini": _ini("pytest"),
    "pyproject.toml": _toml(("tool", "pytest", "ini_options"), ("tool", "pytest")),
    "tox.ini": _ini("pytest"),
    "setup.cfg": _ini("tool:pytest"),
}
