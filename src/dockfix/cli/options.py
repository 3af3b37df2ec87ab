"""The options of `dockfix check`, as data: for click, and for the quick way past it."""

from __future__ import annotations

from dockfix.presets import PRESETS

#: The commands; what names none of them is for `check`.
COMMANDS = ("ast", "check", "clean", "explain", "lsp", "migrate", "new", "rules", "schema")

#: The environment variables that are heeded, for the documentation.
ENVIRONMENT = {
    "NO_COLOR": "Where it is set, `--color auto` is `never`.",
    "FORCE_COLOR": "Where it is set, and is not 0, `--color auto` is `always`, unless NO_COLOR is set.",
    "DOCKFIX_DEBUG": "Where it is set, a defect of dockfix or of a plugin is told with its traceback.",
}


class Option:
    """One option: its `spellings`, what it takes, and what `--help` says of it.

    `kind` is "flag", "count", "value", "number", which is 1 or more, or "list", a value that may come several
    times. `choices` are all values that there are, if they are few; `default` is what holds where it is not
    given.
    """

    __slots__ = ("choices", "default", "help", "kind", "metavar", "spellings")

    def __init__(
        self,
        *spellings: str,
        help: str,  # noqa: A002 - click's word
        kind: str = "flag",
        metavar: str | None = None,
        choices: tuple[str, ...] = (),
        default: str | None = None,
    ) -> None:
        self.spellings = spellings
        self.kind = kind
        self.metavar = metavar
        self.choices = choices
        self.default = default
        self.help = help

    @property
    def name(self) -> str:
        """The name of the parameter that gets its value."""
        return self.spellings[-1].lstrip("-").replace("-", "_")

    @property
    def unset(self) -> object:
        """What its parameter is where it is not given."""
        return {"flag": False, "count": 0, "list": (), "value": self.default, "number": None}[self.kind]


ISOLATED = Option("--isolated", help="Read no settings.")
CONFIG = Option("--config", kind="value", metavar="FILE", help="Read settings from FILE only.")
COLOR = Option(
    "--color",
    kind="value",
    choices=("auto", "always", "never"),
    default="auto",
    help="When to use colours.  [default: auto]",
)
FORMAT = Option(
    "--format",
    kind="list",
    metavar="NAME[:FILE]",
    help="How to report, and the file to write; several times for several reports.",
)
CHECK = (
    Option("--fix", help="Mend what can be mended safely."),
    Option("--unsafe-fixes", help="Take unsafe fixes for fixes as well."),
    Option("--diff", help="Show what --fix would change, and change nothing."),
    Option("--add-ignores", help="Write comments that ignore what is found, or is left after --fix."),
    Option(
        "--reason",
        kind="value",
        metavar="TEXT",
        help="The reason that --add-ignores gives.",
    ),
    Option(
        "--diff-base",
        kind="value",
        metavar="REV",
        help="Report only what is on lines that are new since a revision of git.",
    ),
    Option(
        "--baseline",
        kind="value",
        metavar="FILE",
        help="Report only what is not in FILE; if there is no FILE, record there what is found.",
    ),
    Option("--update-baseline", help="Record anew what the baseline holds back."),
    Option("--preset", kind="value", choices=PRESETS, help="Find what another tool finds."),
    Option(
        "--select",
        kind="list",
        metavar="CODE,…",
        help="Run these rules only: codes, their beginnings, names, categories or ALL.",
    ),
    Option("--extend-select", kind="list", metavar="CODE,…", help="Run these rules as well."),
    Option("--ignore", kind="list", metavar="CODE,…", help="Do not run these rules."),
    FORMAT,
    Option("-o", "--output", kind="value", metavar="FILE", help="Write the report to FILE."),
    CONFIG,
    ISOLATED,
    Option(
        "--stdin-filename",
        kind="value",
        metavar="PATH",
        help="Where the text of standard input would stand.",
    ),
    Option(
        "--fail-on",
        kind="value",
        choices=("error", "warning", "info", "style", "never"),
        help="The least severity that makes the exit status 1.  [default: info]",
    ),
    Option(
        "-j",
        "--jobs",
        kind="number",
        metavar="N",
        help="How many processes check files, if there are many.  [default: one for each processor]",
    ),
    Option("--no-cache", help="Neither use nor fill .dockfix_cache."),
    Option("--statistics", help="Count what each rule has found."),
    Option("-q", "--quiet", kind="count", help="Report findings only; twice: report nothing."),
    Option("-v", "--verbose", help="Say which settings, plugins and files are read."),
    COLOR,
)
