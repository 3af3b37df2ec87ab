"""Whether bash and dockfix understand the command lines that the documentation gives."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

import click

from dockfix.cli.app import app
from dockfix.cli.formats import wanted
from dockfix.reporters import dockfix_reporters
from dockfix.shell.script import Script
from dockfix.source import MappedText


def check_script(text: str) -> None:
    """Fail unless bash can read `text`, and dockfix every command line of its own in it."""
    read = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False)
    assert not read.stderr, read.stderr
    for command in Script(MappedText(text)).commands:
        if command.name == "dockfix":
            check_arguments([word.value or word.text for word in command.words[1:]])


def check_arguments(arguments: Sequence[str]) -> None:
    """Fail unless dockfix understands these arguments."""
    if arguments and arguments[0] in ("--help", "--version"):
        return
    named = bool(arguments) and arguments[0] in app.commands
    command = app.commands[arguments[0] if named else "check"]
    whole = click.Context(app, info_name="dockfix", **app.context_settings)
    rest = [*arguments[named:]]
    if isinstance(command, click.Group):
        command = command.commands[rest.pop(0)]
        if not rest:  # the prose names it without its arguments
            return
    context = command.make_context(command.name, rest, parent=whole)
    if command.name == "check":
        formats = wanted(context.params["format"], context.params["output"])
        assert {each.name for each in formats} <= {*dockfix_reporters()}
