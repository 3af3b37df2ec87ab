"""The commands and their options; what a command does is imported only where it is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

import click

from dockfix import __version__
from dockfix.cli.errors import FAILED, INTERRUPTED, status_of, tell
from dockfix.cli.options import CHECK, COLOR, CONFIG, FORMAT, ISOLATED, Option
from dockfix.presets import PRESETS
from dockfix.typed import Any, NoReturn, TypeVar

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
        sys.exit(status_of(lambda: self._main(*args, **extra)))

    def _main(self, *args: Any, **extra: Any) -> int:
        try:
            status: int | None = super().main(*args, **{**extra, "standalone_mode": False})
        except click.Abort:
            return INTERRUPTED
        except click.ClickException as error:
            tell(" ".join(error.format_message().split()))
            return FAILED
        return status or 0


class _FormatOption(click.Option):
    """`--format`, which says which formats there are; those of plugins too."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:  # noqa: ARG002 - click's
        """What `--help` says."""
        from dockfix.cli import formats  # noqa: PLC0415 - only for help

        return f"--format {self.metavar}", f"{self.help} There are {formats.names()}.  [default: text]"


def _option(option: Option) -> Callable[[Function], Function]:
    default: dict[str, Any] = {"default": option.default} if option.default else {}
    return click.option(
        *option.spellings,
        cls=_FormatOption if option is FORMAT else click.Option,
        is_flag=True if option.kind == "flag" else None,
        count=option.kind == "count",
        multiple=option.kind == "list",
        metavar=option.metavar,
        type=_type(option),
        help=option.help,
        **default,
    )


def _type(option: Option) -> click.IntRange | click.Choice[str] | None:
    if option.kind == "number":
        return click.IntRange(min=1)
    return click.Choice(option.choices) if option.choices else None


def _options(options: Iterable[Option]) -> Callable[[Function], Function]:
    def decorated(function: Function) -> Function:
        for option in reversed([*options]):
            function = _option(option)(function)
        return function

    return decorated


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
@_options(CHECK)
def check(**request: Any) -> int:
    """Check every PATH: files, directories, or - for standard input.

    In a directory, Dockerfiles are looked for; without a PATH, in the current one.
    The exit status is 0 if nothing is found, 1 if something is, 2 if something could not be done.
    """
    from dockfix.cli import checking  # noqa: PLC0415

    return checking.check(checking.Request(**request))


@app.command()
def clean() -> int:
    """Delete the cache of this directory."""
    from dockfix.cli import cleaning  # noqa: PLC0415

    return cleaning.clean()


@app.command(short_help="Print what a rule says of itself.")
@click.argument("word", metavar="CODE")
@_options((CONFIG, ISOLATED, COLOR))
def explain(**request: Any) -> int:
    """Print what a rule says of itself; CODE is its code, its name or an alias."""
    from dockfix.cli import documenting  # noqa: PLC0415

    return documenting.explain(**request)


@app.command(short_help="Serve an editor.")
@_options((CONFIG, ISOLATED))
def lsp(**request: Any) -> int:
    """Serve an editor: the language server, on standard input and output.

    The editor starts it; it needs the extra `lsp`.
    """
    from dockfix.cli import serving  # noqa: PLC0415

    return serving.lsp(**request)


@app.command()
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", help="How to print it.  [default: text]"
)
@_options((CONFIG, ISOLATED, COLOR))
def rules(**request: Any) -> int:
    """List all rules."""
    from dockfix.cli import documenting  # noqa: PLC0415

    return documenting.rules(**request)


@app.command(short_help="Print the JSON schema of a settings file.")
@_options((CONFIG, ISOLATED))
def schema(**request: Any) -> int:
    """Print the JSON schema of a settings file, for editors: with the rules of the plugins in use."""
    from dockfix.cli import documenting  # noqa: PLC0415

    return documenting.schema(**request)


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
@click.option(
    "--format", type=click.Choice(["text", "json"]), default="text", help="How to print it.  [default: text]"
)
def ast(**request: Any) -> int:
    """Print the syntax tree of FILE, or of standard input for -."""
    from dockfix.cli import dumping  # noqa: PLC0415

    return dumping.ast(**request)


@app.group(no_args_is_help=False)
def new() -> None:
    """Begin a rule, or a plugin."""


def _new(what: str) -> Callable[[Function], Function]:
    """The parameters of `dockfix new`."""

    def decorated(function: Function) -> Function:
        parameters = (
            click.argument("name"),
            click.option(
                "--code", metavar="CODE", help="Its code, such as ACME001; the next free one of the category."
            ),
            click.option("--category", metavar="WORD", help=f"The category of the rule.  [default: {what}]"),
            click.option("--directory", metavar="DIR", help="Where it goes."),
        )
        for parameter in reversed(parameters):
            function = parameter(function)
        return function

    return decorated


@new.command("rule", short_help="Write a rule of your own.")
@_new("local")
def new_rule(**request: Any) -> int:
    """Write the rule NAME, an example with a fix and its tests, and name it in the settings.

    It goes to docker_rules beside the nearest dockfix.toml or pyproject.toml, or to DIR. Where there are no
    settings, a dockfix.toml is written.
    """
    from dockfix.cli import creating  # noqa: PLC0415

    return creating.rule(**request)


@new.command("plugin", short_help="Write a package of rules.")
@_new("NAME")
def new_plugin(**request: Any) -> int:
    """Write a package dockfix-NAME that can be installed: one rule, its tests, and its CI.

    It goes to a new directory here, or in DIR.
    """
    from dockfix.cli import creating  # noqa: PLC0415

    return creating.plugin(**request)
