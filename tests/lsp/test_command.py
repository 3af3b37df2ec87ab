from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_WITHOUT_PYGLS = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("pygls", "lsprotocol"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
"""


def run(code: str, *arguments: str, directory: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(
        command, cwd=directory, capture_output=True, text=True, input="", timeout=60, check=False
    )


def test_without_the_extra_it_says_how_to_install_it(tmp_path: Path) -> None:
    done = run(_WITHOUT_PYGLS + "from dockfix.cli import run; run()", "lsp", directory=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "dockfix: the language server needs pygls: pip install 'dockfix[lsp]'\n"
    assert done.stdout == ""


@pytest.mark.parametrize("arguments", [("Dockerfile",), ("rules",), ("lsp", "--help")])
def test_nothing_of_it_is_imported_by_other_runs(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian:12\n")
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print([each for each in sys.modules if each.startswith(('pygls', 'lsprotocol', "
        "'dockfix.lsp', 'asyncio'))], file=sys.stderr))\n"
        "from dockfix.cli import run; run()"
    )
    assert run(code, *arguments, directory=tmp_path).stderr == "[]\n"


def test_contradicting_options_are_refused(tmp_path: Path) -> None:
    code = "from dockfix.cli import run; run()"
    done = run(code, "lsp", "--isolated", "--config", "a.toml", directory=tmp_path)
    assert done.returncode == 2
    assert "exclude each other" in done.stderr


def test_the_modules_that_answer_need_no_pygls(tmp_path: Path) -> None:
    names = "actions completion diagnostics documents formatting hover names outline positions renaming"
    code = _WITHOUT_PYGLS + "".join(f"import dockfix.lsp.{name}\n" for name in names.split())
    done = run(code, directory=tmp_path)
    assert done.returncode == 0, done.stderr
