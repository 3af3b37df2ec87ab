"""How the command line finds dockfix's modules: what it runs is what Python would."""

import compileall
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from py_compile import PycInvalidationMode

import pytest

import dockfix
import dockfix_rules

REPORT = """
import atexit, json, sys
from dockfix.cli import main

def tell():
    own = {name: module for name, module in sys.modules.items() if name.startswith(("dockfix.", "dockfix_rules."))}
    quick = [name for name, module in own.items() if type(module.__loader__).__name__ == "_Loader"]
    others = {name: str(module.__file__) for name, module in own.items() if name not in quick}
    print(json.dumps([quick, others]), file=sys.stderr)

atexit.register(tell)
main()
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A place with dockfix in it, compiled, and a Dockerfile to check."""
    place = tmp_path / "place"
    for package in (dockfix, dockfix_rules):
        source = Path(package.__path__[0])
        shutil.copytree(source, place / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(place, quiet=2)
    (tmp_path / "Dockerfile").write_text("FROM debian:12\nRUN apt-get install curl\n")
    return place


def run(place: Path, *flags: str, cwd: Path, **environment: str) -> tuple[str, list[str], dict[str, str]]:
    """What dockfix prints when it is imported from `place`, and the modules that were found in either way."""
    command = [sys.executable, *flags, "-c", REPORT, "--isolated", "--no-cache", "--quiet", "Dockerfile"]
    variables = {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **variables}
    )
    assert done.returncode == 1, done.stderr
    quick, others = json.loads(done.stderr)
    return done.stdout, quick, others


def test_the_modules_are_the_same_ones(copy: Path) -> None:
    printed, quick, others = run(copy, cwd=copy.parent)
    assert "DL3014" in printed
    # What finds them is found by Python.
    assert set(others) == {"dockfix.cli", "dockfix.cli.own_modules", "dockfix.typed"}
    assert {"dockfix.engine", "dockfix.syntax", "dockfix.syntax.parser", "dockfix_rules.packages"} <= {*quick}


def test_a_source_that_has_changed_since(copy: Path) -> None:
    changed = copy / "dockfix_rules" / "packages" / "missing_yes.py"
    changed.write_text(changed.read_text().replace("may stop to ask", "asks and asks"))
    printed, quick, _ = run(copy, cwd=copy.parent)
    assert "asks and asks" in printed
    assert "dockfix_rules.packages.missing_yes" in quick


@pytest.mark.parametrize("mode", [PycInvalidationMode.CHECKED_HASH, PycInvalidationMode.UNCHECKED_HASH])
def test_compiled_in_other_ways(copy: Path, mode: PycInvalidationMode) -> None:
    compileall.compile_dir(copy, quiet=2, force=True, invalidation_mode=mode)
    assert "DL3014" in run(copy, cwd=copy.parent)[0]


def test_a_compiled_module_that_is_broken(copy: Path) -> None:
    for compiled in copy.rglob("*.pyc"):
        compiled.write_bytes(compiled.read_bytes()[:12])
    assert "DL3014" in run(copy, cwd=copy.parent)[0]


def test_nothing_is_compiled(copy: Path) -> None:
    for compiled in copy.rglob("__pycache__"):
        shutil.rmtree(compiled)
    assert "DL3014" in run(copy, cwd=copy.parent)[0]
    assert not [*copy.rglob("*.pyc")]


def test_what_was_not_compiled_is_then(copy: Path) -> None:
    compiled = copy / "dockfix" / "__pycache__" / f"engine.{sys.implementation.cache_tag}.pyc"
    compiled.unlink()
    run(copy, cwd=copy.parent, PYTHONDONTWRITEBYTECODE="")
    assert compiled.exists()


def test_it_was_moved_after_it_was_compiled(copy: Path) -> None:
    moved = copy.rename(copy.with_name("moved"))
    code = REPORT.replace(
        "main()", "import dockfix.engine; print(dockfix.engine.Engine.check.__code__.co_filename)"
    )
    command = [
        sys.executable,
        "-c",
        "from dockfix.cli.own_modules import find_quickly; find_quickly()\n" + code,
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(moved)}
    )
    assert done.stdout.strip() == str(moved / "dockfix" / "engine.py")


@pytest.mark.parametrize("flag", ["-O", "-OO"])
def test_optimized(copy: Path, flag: str) -> None:
    printed, quick, _ = run(copy, flag, cwd=copy.parent)
    assert "DL3014" in printed
    assert not quick


def test_another_place_for_what_is_compiled(copy: Path, tmp_path: Path) -> None:
    printed, quick, _ = run(copy, cwd=copy.parent, PYTHONPYCACHEPREFIX=str(tmp_path / "compiled"))
    assert "DL3014" in printed
    assert not quick
