from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dockfix


def test_every_public_name_is_there() -> None:
    for name in dockfix.__all__:
        assert getattr(dockfix, name) is not None


def test_lint_fix_and_parse_take_text_and_bytes() -> None:
    text = "FROM debian:12.1\nRUN apt-get install curl\n"
    for given in (text, text.encode()):
        assert "DL3014" in [finding.code for finding in dockfix.lint(given)]
        assert "apt-get install -y curl" in dockfix.fix(given).source.text
        assert [instruction.keyword for instruction in dockfix.parse(given).instructions] == ["FROM", "RUN"]


def test_settings_are_respected(tmp_path: Path) -> None:
    from dockfix.config import load

    (tmp_path / "dockfix.toml").write_text('select = ["DL3007"]\n[rules.DL3007]\nfix = "safe"\n')
    settings = load(tmp_path / "dockfix.toml")
    text = "FROM debian:latest\nRUN apt-get install curl\n"
    assert [finding.code for finding in dockfix.lint(text, tmp_path / "Dockerfile", settings)] == ["DL3007"]
    assert dockfix.fix(text, tmp_path / "Dockerfile", settings).source.text.startswith("FROM debian:1")


def test_importing_it_imports_nothing_else() -> None:
    code = "import sys, dockfix; print([m for m in sys.modules if 'tree_sitter' in m or m.startswith('dockfix.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
