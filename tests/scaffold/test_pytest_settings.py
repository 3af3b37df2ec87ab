from __future__ import annotations

from pathlib import Path

import pytest

from dockfix.scaffold.pytest_settings import place_for_tests


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("pyproject.toml", "[tool.pytest.ini_options]\ntestpaths = ['gone', 'tests']\n", "tests"),
        ("pyproject.toml", "[tool.pytest.ini_options]\ntestpaths = 'gone tests'\n", "tests"),
        ("pyproject.toml", "[tool.pytest]\ntestpaths = ['tests']\n", "tests"),
        ("pyproject.toml", "[tool.pytest.ini_options]\ntestpaths = ['docker', 'tests']\n", "docker/rules"),
        ("pyproject.toml", "[tool.pytest.ini_options]\ntestpaths = ['.']\n", "docker/rules"),
        ("pyproject.toml", "[tool.pytest.ini_options]\ntestpaths = ['gone']\n", "docker/rules"),
        ("pyproject.toml", "[tool.other]\n", "docker/rules"),
        ("pyproject.toml", "[[[", "docker/rules"),
        ("pytest.toml", "[pytest]\ntestpaths = ['tests']\n", "tests"),
        ("pytest.ini", "[pytest]\ntestpaths = tests\n    more\n", "tests"),
        ("pytest.ini", "[pytest\n", "docker/rules"),
        ("tox.ini", "[pytest]\ntestpaths =\n    tests\n", "tests"),
        ("tox.ini", "[tox]\nx = %(y)s\n", "docker/rules"),
        ("setup.cfg", "[tool:pytest]\ntestpaths = tests\n", "tests"),
        ("setup.cfg", "[pytest]\ntestpaths = tests\n", "docker/rules"),
    ],
)
def test_where_a_plain_pytest_looks(tmp_path: Path, name: str, text: str, place: str) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / name).write_text(text)
    assert place_for_tests(tmp_path, tmp_path / "docker/rules") == tmp_path / place


def test_no_settings(tmp_path: Path) -> None:
    assert place_for_tests(tmp_path, tmp_path / "rules") == tmp_path / "rules"


def test_the_first_file_with_settings_counts(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "tox.ini").write_text("[pytest]\ntestpaths = tests\n")
    assert place_for_tests(tmp_path, tmp_path / "rules") == tmp_path / "rules"
