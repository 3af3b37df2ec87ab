from __future__ import annotations

import pytest

from dockfix.shell.dialect import DEFAULT_SHELL, Options, Shell, read_options


@pytest.mark.parametrize(
    ("argv", "name", "is_posix", "options"),
    [
        ("/bin/sh -c", "sh", True, ""),
        ("/bin/bash -exo pipefail -c", "bash", True, "e x pipefail"),
        ("/bin/bash -o pipefail -o errexit -c", "bash", True, "e pipefail"),
        ("bash --login -c", "bash", True, "l"),
        ("bash -euo pipefail +u -O extglob -c", "bash", True, "e pipefail extglob"),
        ("bash --rcfile x -e -c", "bash", True, "e"),
        ("/BIN/ASH -c", "ash", True, ""),
        ("/usr/bin/env bash -e -c", "bash", True, "e"),
        ("conda run -n env /bin/bash -ec", "bash", True, "e"),
        ("busybox sh -x -c", "sh", True, "x"),
        (r"C:\Windows\System32\cmd.exe /S /C", "cmd", False, ""),
        ("powershell -NoProfile -Command", "powershell", False, ""),
        ("pwsh -c", "pwsh", False, ""),
        ("python3 -c", "python3", False, ""),
        ("fish -c", "fish", False, ""),
        ("", "", False, ""),
    ],
)
def test_shell(argv: str, name: str, is_posix: bool, options: str) -> None:
    shell = Shell(tuple(argv.split()))
    assert (shell.name, shell.is_posix, shell.options) == (name, is_posix, frozenset(options.split()))


def test_default_shell() -> None:
    assert Shell(("/bin/sh", "-c")) == DEFAULT_SHELL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#!/bin/bash -e\necho", ("/bin/bash", "-e")),
        ("#! /usr/bin/env python3\r\n", ("/usr/bin/env", "python3")),
        ("#!\n", ("/bin/sh",)),
        ("echo #!/bin/bash", None),
        ("", None),
    ],
)
def test_shebang(text: str, expected: tuple[str, ...] | None) -> None:
    assert Shell.from_shebang(text) == (expected and Shell(expected))


@pytest.mark.parametrize(
    ("arguments", "names", "off", "takes_script", "operand"),
    [
        ("", "", "", False, 0),
        ("-c script", "", "", True, 1),
        ("-lc script name", "l", "", True, 1),
        ("-c -e script", "e", "", True, 2),
        ("-eo pipefail script", "e pipefail", "", False, 2),
        ("+e -- -c", "", "e", False, 2),
        ("+o pipefail", "", "pipefail", False, 2),
        ("-o", "", "", False, 1),
        ("- -c", "", "", False, 0),
        ("script -c x", "", "", False, 0),
    ],
)
def test_read_options(arguments: str, names: str, off: str, takes_script: bool, operand: int) -> None:
    expected = Options(frozenset(names.split()), frozenset(off.split()), takes_script, operand)
    assert read_options(arguments.split()) == expected
