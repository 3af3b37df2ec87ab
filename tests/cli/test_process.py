"""The program as a process: its streams, its exit status, signals, and what it imports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_rules import PLUGIN, write_project

COMMAND = [sys.executable, "-c", "from dockfix.cli import main; main()"]
SLOW = """
import time
from pathlib import Path
class Slow(Rule):
    '''Takes its time.'''
    code, name, category = "XX0009", "slow", "words"

    def check_file(self, file):
        Path("begun").touch()
        time.sleep(60)
        return ()
"""

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    write_project(tmp_path)
    Path("Dockerfile").write_text("FROM foo\n")


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )


def test_the_streams_and_the_exit_status() -> None:
    for arguments, status in (((), 1), (("--fix",), 0), ((), 0), (("gone",), 2)):
        done = run(*arguments)
        assert done.returncode == status
        assert bool(done.stderr) == (status == 2)


def test_bytes_go_through_as_they_are() -> None:
    data = b"\xef\xbb\xbfFROM foo\r\nRUN \xff\x1b \xed\xa0\x80"
    done = run("--fix", "-", stdin=data)
    assert done.stdout == data.replace(b"foo", b"bar")
    assert done.stderr == b"Fixed 1 problem in 1 file, none left.\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_output_is_in_utf_8_whatever_the_locale_says(encoding: str) -> None:
    Path("Dockerfile").write_bytes("FROM é foo \udcff\n".encode("utf-8", "surrogateescape"))
    for arguments in ((), ("--format", "json"), ("ast", "Dockerfile"), ("--fail-on", "é")):
        done = run(*arguments, PYTHONIOENCODING=encoding, PYTHONUTF8="0", LC_ALL="C")
        assert b"Traceback" not in done.stderr
        assert done.stdout.decode("utf-8", "strict") or done.returncode == 2
    assert json.loads(run("--format", "json").stdout)["findings"]


@posix
@pytest.mark.parametrize("arguments", [(), ("--format", "json"), ("--diff",), ("rules",), ("--help",)])
def test_nobody_reads_to_the_end(arguments: tuple[str, ...]) -> None:
    Path("Dockerfile").write_text("FROM foo\n" * 20_000)
    reader, writer = os.pipe()
    with subprocess.Popen([*COMMAND, *arguments], stdout=writer, stderr=subprocess.PIPE) as process:
        os.close(writer)
        os.close(reader)
        _, errors = process.communicate(timeout=60)
    assert b"Traceback" not in errors and b"Broken" not in errors and b"Exception" not in errors
    assert process.returncode in (0, 1)


@posix
def test_everything_is_fixed_though_nobody_reads_the_report() -> None:
    for index in range(5):
        Path(f"Dockerfile.{index}").write_text("FROM foo hmm\n" * 1_000)
    reader, writer = os.pipe()
    os.close(reader)
    subprocess.run([*COMMAND, "--fix"], stdout=writer, check=False, timeout=60)
    os.close(writer)
    assert not [path for path in Path().glob("Dockerfile*") if "foo" in path.read_text()]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [(), ("--format", "json"), ("rules",), ("ast", "Dockerfile")])
def test_a_full_disk(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr == b"dockfix: standard output: cannot be written: no space left on device\n"


@posix
@pytest.mark.parametrize("closing", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize("arguments", ["Dockerfile", "--format json -", "rules", "--version"])
def test_closed_streams(closing: str, arguments: str) -> None:
    line = f'"{sys.executable}" -m dockfix {arguments} {closing}'
    done = subprocess.run(["sh", "-c", line], capture_output=True, check=False, stdin=subprocess.DEVNULL)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2)


@posix
@pytest.mark.parametrize("arguments", [(".",), ("--fix", "."), ("--fix", "-")])
def test_ctrl_c(arguments: tuple[str, ...]) -> None:
    write_project(Path(), plugin=PLUGIN + SLOW)
    with subprocess.Popen(
        [*COMMAND, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        process.stdin.write(b"FROM foo\n")
        process.stdin.close()
        process.stdin = None
        while not Path("begun").exists() and process.poll() is None:
            time.sleep(0.01)
        interrupted = time.monotonic()
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
    assert time.monotonic() - interrupted < 5
    assert process.returncode == 130
    assert (output, errors.strip()) == (b"", b"")
    assert Path("Dockerfile").read_text() == "FROM foo\n"
    assert sorted(path.name for path in Path().iterdir() if path.name != "__pycache__") == [
        "Dockerfile",
        "begun",
        "dockfix.toml",
        "rules.py",
    ]


def read_terminal(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            return
        if not data:
            return
        yield data


def on_terminal(*arguments: str, **environment: str) -> tuple[int, bytes]:
    """The exit status, and what is written to a terminal that takes both output and errors."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, **environment},
    ) as process:
        os.close(theirs)
        written = b"".join(read_terminal(ours))
        os.close(ours)
    return process.returncode, written


@posix
def test_colours_on_a_terminal() -> None:
    assert b"\x1b[1mDockerfile\x1b[0m:1:6: \x1b[33;1mXX0001" in on_terminal()[1]
    assert b"\x1b[32m+FROM bar" in on_terminal("--diff")[1]
    for arguments, environment in (
        ((), {"NO_COLOR": "1"}),
        ((), {"TERM": "dumb"}),
        (("--color", "never"), {}),
        (("--format", "json"), {}),
    ):
        status, written = on_terminal(*arguments, **environment)
        assert (status, b"\x1b" in written) == (1, False)


@posix
def test_elsewhere_colours_have_to_be_asked_for() -> None:
    assert b"\x1b" not in run().stdout
    assert b"\x1b[1m" in run(FORCE_COLOR="1").stdout
    assert b"\x1b[1m" in run("--color", "always").stdout


@posix
def test_a_long_run_has_a_progress_bar_on_a_terminal_alone() -> None:
    slow = SLOW.replace("60", "0.3")
    write_project(Path(), plugin=PLUGIN + slow)
    for index in range(12):
        Path(f"Dockerfile.{index}").write_text("FROM bar\n")
    status, written = on_terminal("--ignore", "XX0001")
    assert status == 0
    assert b" of 13 files" in written
    assert written.endswith(b"\r\x1b[KNo problems in 13 files.\r\n")
    assert run("--ignore", "XX0001").stderr == b""


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("check", "--help")])
def test_what_needs_no_rules_imports_none(arguments: tuple[str, ...]) -> None:
    Path("dockfix.toml").unlink()
    imported = imports_of(*arguments)
    assert {"dockfix.cli.app", "click"} <= imported
    assert not {
        name for name in imported if name.startswith(("tree_sitter", "jinja2", "dockfix_rules", "pluggy"))
    }
    assert not {name for name in imported if name.startswith(("dockfix.reporters.", "dockfix.syntax"))}


def test_a_check_imports_only_what_it_uses() -> None:
    text, json_, diff = (
        imports_of(".", "--no-cache", *options) for options in ((), ("--format", "json"), ("--diff",))
    )
    assert "dockfix.reporters.text" in text and "dockfix.reporters.json" in json_
    assert not {"click", "importlib.metadata"} & text
    # Without plugins no pluggy, and of the rules those that the file calls for.
    isolated = imports_of(".", "--isolated", "--no-cache")
    assert not {"pluggy", "dockfix_rules.shell_link"} & isolated
    # Each of these takes longer than the modules of several rules.
    at_start = run_python("import sys; print(*sys.modules)").split()
    slow = {"typing", "logging", "importlib.resources", "dockerfile_parse", "urllib.parse"}
    assert not slow & (isolated - {*at_start})
    assert not {"jinja2", "json", "difflib", "dockfix.reporters.json", "dockfix.reporters.diff"} & text
    assert not {"dockfix.reporters.text", "dockfix.reporters.diff"} & json_
    assert not {"dockfix.reporters.text", "dockfix.reporters.json", "json"} & diff


@pytest.mark.parametrize(
    ("script", "needs"), [("apt-get update && apt-get install -y curl", False), ("a 'b'", True)]
)
def test_plain_scripts_need_no_grammar(script: str, needs: bool) -> None:
    Path("Dockerfile").write_text(f"FROM debian:13\nRUN {script}\n")
    imported = imports_of(".", "--isolated", "--no-cache")
    assert ("tree_sitter_bash" in {name.partition(".")[0] for name in imported}) is needs


def test_paths_are_whole_after_a_start() -> None:
    code = (
        "import sys; from dockfix.cli import main\n"
        "try: main()\n"
        "except SystemExit: import pathlib; print(pathlib.Path('/a b/\u00e4').as_uri())\n"
        "import urllib.parse; print(urllib.parse.unquote('a%20b'), urllib.parse is sys.modules['urllib.parse'])"
    )
    arguments = [sys.executable, "-c", code, "-q", "."]
    told = subprocess.run(arguments, capture_output=True, text=True, timeout=60, check=True).stdout
    assert told.splitlines()[-2:] == ["file:///a%20b/%C3%A4", "a b True"]


def test_what_the_cache_knows_needs_no_rules() -> None:
    first, second = imports_of(".", "--isolated"), imports_of(".", "--isolated")
    needless = {"dockfix.engine", "dockfix.model", "dockfix.syntax", "dockfix_rules", "tree_sitter"}
    assert needless & first and not needless & second


def run_python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def imports_of(*arguments: str) -> set[str]:
    code = (
        "import sys, atexit; from dockfix.cli import main;"
        "atexit.register(lambda: open('imported', 'w').write('\\n'.join(sys.modules))); main()"
    )
    subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, timeout=60, check=False)
    return set(Path("imported").read_text().split("\n"))
