"""`dockfix new rule` and `dockfix new plugin`: what was written, and what to type next."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from shlex import join

from dockfix.cli import streams
from dockfix.scaffold.plugin import new_plugin
from dockfix.scaffold.rule import new_rule
from dockfix.setting_values import literal, shown


def rule(name: str, code: str | None, category: str | None, directory: str | None) -> int:
    """Write a local rule. Raises `ScaffoldError`, `ConfigError` and `FileError`."""
    new = new_rule(name, code, category, Path(directory) if directory else None)
    tests = shown(new.tests.parent)
    lines = [
        f"{shown(new.file)} is written: the rule {new.code} {new.name}, an example to be made yours",
        f"{shown(new.tests)} " + ("is written: it tests it" if new.tests in new.new else "tests it"),
        f"{shown(new.settings)} "
        + ("is written: it" if new.settings in new.new else "now")
        + " names the rule",
    ]
    if not new.is_selected:
        lines.append(f"{shown(new.settings)} leaves it out: add {literal(new.code)} to its `extend-select`")
    _tell(lines, [*_pytest(), ["pytest", tests], ["dockfix", "explain", new.code]])
    return 0


def plugin(name: str, code: str | None, category: str | None, directory: str | None) -> int:
    """Write a package. Raises `ScaffoldError` and `FileError`."""
    new = new_plugin(name, code, category, Path(directory) if directory else None)
    lines = [f"{shown(file)} is written" for file in new.files]
    place = shown(new.directory)
    package = place if Path(place).is_absolute() else f"./{place}"  # not a name that pip would look up
    install = ["pip", "install", "--editable", f"{package}[test]"]
    _tell(lines, [install, ["pytest", place], ["dockfix", "explain", new.code]])
    return 0


def _pytest() -> list[list[str]]:
    return [] if find_spec("pytest") else [["pip", "install", "pytest"]]


def _tell(lines: Iterable[str], commands: Iterable[list[str]]) -> None:
    out = streams.stdout()
    out.write("".join(f"{line}\n" for line in lines))
    out.write("\nNext:\n\n" + "".join(f"    {join(command)}\n" for command in commands))
    out.flush()
