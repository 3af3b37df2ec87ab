"""`dockfix new plugin`: an installable package of rules, with its tests and its CI."""

from __future__ import annotations

import keyword
from pathlib import Path

from dockfix import __version__
from dockfix.files import FileError
from dockfix.named_tuple import NamedTuple
from dockfix.plugins import BUILTIN, Plugins
from dockfix.rendering import render
from dockfix.scaffold import ScaffoldError
from dockfix.scaffold.names import Name, category_of, code_of, name_of
from dockfix.scaffold.writing import written
from dockfix.setting_values import shown

_PREFIX = "dockfix-"
#: The files with a template of their own, by where they go in a package with the module MODULE.
_FILES = {
    ".github/workflows/test.yml": "workflow.yml.j2",
    ".gitignore": "gitignore.j2",
    "README.md": "README.md.j2",
    "pyproject.toml": "pyproject.toml.j2",
    "src/MODULE/__init__.py": "init.py.j2",
    "src/MODULE/py.typed": "py.typed.j2",
    "fixtures/CODE/flags/Dockerfile": "case.Dockerfile.j2",
    "fixtures/CODE/flags/expected.json": "case.expected.json.j2",
    "fixtures/CODE/flags/fixed.Dockerfile": "case.fixed.Dockerfile.j2",
}


class NewPlugin(NamedTuple):
    """What `new_plugin` has written: `files` of the package `name`, with one rule, in `directory`."""

    name: str
    directory: Path
    code: str
    files: tuple[Path, ...]


def new_plugin(
    word: str, code: str | None = None, category: str | None = None, directory: Path | None = None
) -> NewPlugin:
    """Write the package `dockfix-WORD` to a new directory in `directory`.

    Raises `ScaffoldError` and `FileError`; then nothing is written.
    """
    name = name_of(word.removeprefix(_PREFIX), "a plugin")
    package = Name(_PREFIX + name.kebab)
    if package.module in BUILTIN:
        raise ScaffoldError(f"`{package.module}` is a module of dockfix's own: take another name")
    if keyword.iskeyword(name.module):
        raise ScaffoldError(f"`{name.kebab}` is a word of Python's own: take another name")
    cards = Plugins().cards
    group = category_of(category or name.kebab)
    number = code_of(code, group, cards)
    root = (directory or Path()).absolute() / package.kebab
    if root.exists():
        raise FileError(f"{shown(root)}: exists already, and is left as it is")
    texts = _texts(name, package, number, group)
    with written({root / file: text for file, text in texts.items()}):
        pass
    return NewPlugin(package.kebab, root, number, tuple(root / file for file in texts))


def _texts(name: Name, package: Name, code: str, category: Name) -> dict[str, str]:
    """The files of the package."""
    values = {
        "name": name.kebab,
        "package": package,
        "code": code,
        "category": category.kebab,
        "dockfix": ".".join(__version__.split(".")[:2]),
    }
    texts = {file: render(f"new/plugin/{template}", **values) for file, template in _FILES.items()}
    texts["src/MODULE/npm_install.py"] = render(
        "new/rule.py.j2",
        name=f"{category.kebab}-npm-install",
        class_name="NpmInstall",
        code=code,
        category=category.kebab,
    )
    texts["tests/test_rules.py"] = render(
        "new/test_rules.py.j2",
        docstring="The rules of this package: their examples, and the cases in fixtures.",
        plugins=package.module,
        fixtures="../fixtures",
    )
    return {
        file.replace("MODULE", package.module).replace("CODE", code): text for file, text in texts.items()
    }
