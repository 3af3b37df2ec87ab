"""The commands and their options; what a command does is imported only where it is done."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

import click

from dockfix import __version__
from dockfix.cli import INTERRUPTED
from dockfix.presets import PRESETS
from dockfix.printable import printable

Function = TypeVar("Function", bound=Callable[..., Any])

_DEFAULT = "check"


class App(click.Group):
    """The commands; what names none of them is for `check`. Whatever goes wrong is told in one line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command in front where none is named."""
        if not args or args[0] not in (*self.commands, *ctx.help_option_names, "--version"):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the options of the default command as well."""
        super().format_options(ctx, formatter)
        options = [each for each in self.commands[_DEFAULT].params if isinstance(each, click.Option)]
        records = [each.get_help_record(ctx) for each in options]
        with formatter.section(f"Options of {_DEFAULT}"):
            formatter.write_dl([record for record in records if record])

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a command and end the process: with what the command says, 2 for an error, 130 for Ctrl-C."""
        try:
            status = super().main(*args, **{**extra, "standalone_mode": False})
        except click.Abort:
            sys.exit(INTERRUPTED)
        except Exception as error:
            if os.environ.get("DOCKFIX_DEBUG") and not isinstance(error, click.ClickException):
                raise
            click.echo(f"dockfix: {printable(_told(error))}", err=True)
            sys.exit(2)
        sys.exit(status or 0)


def _told(error: Exception) -> str:
    if isinstance(error, click.ClickException):
        return " ".join(error.format_message().split())
    from dockfix.files import FileError  # noqa: PLC0415 - if it is one of these, it has been imported
    from dockfix.output import OutputError  # noqa: PLC0415
    from dockfix.report import internal_error  # noqa: PLC0415
    from dockfix.rule_docs import UnknownRuleError  # noqa: PLC0415
    from dockfix.setting_values import ConfigError  # noqa: PLC0415

    known = (ConfigError, FileError, OutputError, UnknownRuleError, OSError)
    return str(error) if isinstance(error, known) else internal_error(error)


def _settings_options(function: Function) -> Function:
    """The options that say where settings come from, and so which rules there are."""
    isolated = click.option("--isolated", is_flag=True, help="Read no settings.")
    config = click.option("--config", metavar="FILE", help="Read settings from FILE only.")
    return config(isolated(function))


_color = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="When to use colours.",
)


def _selectors(name: str, text: str) -> Callable[[Function], Function]:
    return click.option(name, multiple=True, metavar="CODE,…", help=text)


@click.group(
    "dockfix",
    cls=App,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="",
    subcommand_metavar="[COMMAND] [OPTIONS] [PATH]...",
)
@click.version_option(__version__, message="dockfix %(version)s")
def app() -> None:
    """Find what is wrong with Dockerfiles, and mend it.

    Without a COMMAND, dockfix checks every PATH.
    """


@app.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("--fix", is_flag=True, help="Mend what can be mended safely.")
@click.option("--unsafe-fixes", is_flag=True, help="Take unsafe fixes for fixes as well.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--preset", type=click.Choice(PRESETS), help="Find what another tool finds.")
@_selectors("--select", "Run these rules only: codes, their beginnings, names, categories or ALL.")
@_selectors("--extend-select", "Run these rules as well.")
@_selectors("--ignore", "Do not run these rules.")
@click.option("--format", metavar="FMT", help="How to report: text (the default), json or a plugin's format.")
@click.option("-o", "--output", metavar="FILE", help="Write the report to FILE.")
@_settings_options
@click.option("--stdin-filename", metavar="PATH", help="Where the text of standard input would stand.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "style", "never"]),
    help="The least severity that makes the exit status 1.  [default: info]",
)
@click.option("--statistics", is_flag=True, help="Count what each rule has found.")
@click.option("-q", "--quiet", count=True, help="Report findings only; twice: report nothing.")
@click.option("-v", "--verbose", is_flag=True, help="Say which settings, plugins and files are read.")
@_color
def check(**request: Any) -> int:
    """Check every PATH: files, directories, or - for standard input.

    In a directory, Dockerfiles are looked for; without a PATH, in the current one.
    The exit status is 0 if nothing is found, 1 if something is, 2 if something could not be done.
    """
    from dockfix.cli import checking  # noqa: PLC0415

    return checking.check(checking.Request(**request))


@app.command(short_help="Print what a rule says of itself.")
@click.argument("word", metavar="CODE")
@_settings_options
@_color
def explain(**request: Any) -> int:
    """Print what a rule says of itself; CODE is its code, its name or an alias."""
    from dockfix.cli import documenting  # noqa: PLC0415

    return documenting.explain(**request)


@app.command()
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_settings_options
@_color
def rules(**request: Any) -> int:
    """List all rules."""
    from dockfix.cli import documenting  # noqa: PLC0415

    return documenting.rules(**request)


@app.command()
@click.argument("file", metavar="[FILE]", required=False)
@click.option("-o", "--output", metavar="FILE", help="Write FILE, or standard output for -.")
@click.option("--preset", type=click.Choice(PRESETS), help="Keep on finding what another tool finds.")
def migrate(**request: Any) -> int:
    """Turn hadolint's configuration into a dockfix.toml beside it.

    FILE is the .hadolint.yaml of this directory if it is not named.
    """
    from dockfix.cli import migrating  # noqa: PLC0415

    return migrating.migrate(**request)


@app.command()
@click.argument("file", metavar="FILE")
@click.option("--format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def ast(**request: Any) -> int:
    """Print the syntax tree of FILE, or of standard input for -."""
    from dockfix.cli import dumping  # noqa: PLC0415

    return dumping.ast(**request)
