"""The quick way past click: what it reads is what click reads, and what it does not read is left to click."""

from __future__ import annotations

from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.cli import checking
from dockfix.cli.app import app
from dockfix.cli.arguments import plain_check
from dockfix.cli.options import CHECK, COMMANDS

WORDS = [
    *(spelling for option in CHECK for spelling in option.spellings),
    *(f"{option.spellings[-1]}=json" for option in CHECK),
    *COMMANDS,
    *("-", "--", "a", "b/Dockfile", "error", "always", "hadolint", "-qq", "-qv", "-ox", "-qox", "-vo", "-x"),
    *("--help", "-h", "--version", "--fi", "--select=", "--fail-on=never", "", "-q=", "--quiet=1"),
]


def by_click(arguments: list[str]) -> Any:
    """What click hands to `check`, the exception if it refuses, None if it does something else."""
    taken: list[checking.Request] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "check", taken.append)
        try:
            click.Group.main(app, list(arguments), standalone_mode=False)
        except (click.ClickException, click.exceptions.Exit) as error:
            return error
    return taken[0] if taken else None


@given(st.lists(st.sampled_from(WORDS), max_size=6))
def test_it_reads_what_click_reads(arguments: list[str]) -> None:
    request = plain_check(arguments)
    if request is not None:
        assert checking.Request(**request) == by_click(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        [".", "-"],
        ["check", "check"],
        ["a", "--fix", "--select", "A,B", "--select=C", "-qq"],
        ["-qvo", "report", "--color=always", "--", "--fix"],
        ["-oreport", "--fail-on", "never", "rules"],
    ],
)
def test_it_reads_what_is_plain(arguments: list[str]) -> None:
    request = plain_check(arguments)
    assert request is not None
    assert checking.Request(**request) == by_click(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["rules"],
        ["--help"],
        [".", "-h"],
        ["--fail-on", "x"],
        ["--select"],
        ["--fix=1"],
        ["-o"],
        ["--fi"],
        ["-qx"],
    ],
)
def test_it_leaves_the_rest_to_click(arguments: list[str]) -> None:
    assert plain_check(arguments) is None


def test_the_commands_are_those_of_click() -> None:
    assert sorted(COMMANDS) == sorted(app.commands)
