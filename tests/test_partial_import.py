"""Parts of packages, imported without the rest."""

import subprocess
import sys

import pytest

from dockfix.partial_import import import_part


@pytest.mark.parametrize(
    ("package", "part", "name"),
    [("tree_sitter", "_binding", "Parser"), ("dockerfile_parse", "util", "WordSplitter")],
)
def test_the_package_has_the_same_part_later(package: str, part: str, name: str) -> None:
    code = f"""
import sys
from dockfix.partial_import import import_part
first = import_part({package!r}, {part!r})
assert {package!r} not in sys.modules
import {package}, {package}.{part} as later
assert later is first and import_part({package!r}, {part!r}) is first
assert getattr({package}, {name!r}, first.{name}) is first.{name}
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_there_is_no_such_package() -> None:
    with pytest.raises(ImportError, match="no_such_package"):
        import_part("no_such_package", "part")


def test_there_is_no_such_part() -> None:
    with pytest.raises(ImportError, match="no_such_part"):
        import_part("dockerfile_parse", "no_such_part")
