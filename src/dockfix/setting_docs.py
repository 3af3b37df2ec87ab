"""What every key of a settings file means, for the configuration reference and the JSON schema.

`dockfix.config` reads the keys and judges their values; here is what a reader is told of them. The rules'
own options are told by the rules (`Rule.options`).
"""

from __future__ import annotations

from dockfix.named_tuple import NamedTuple
from dockfix.presets import PRESETS
from dockfix.rule import Severity

SEVERITIES = tuple(severity.label for severity in sorted(Severity, reverse=True))
FIX_POLICIES = ("safe", "unsafe", "never")

_SELECTORS = "list of selectors"
_PATTERNS = "list of patterns"


class Setting(NamedTuple):
    """One key.

    `type` is what its value is, in words, `choices` are all values if they are few. `default` is what holds
    where it is not given, as TOML or, in parentheses, in words. `help` and `example`, a piece of a
    dockfix.toml, are for people; `help` is Markdown.
    """

    type: str
    default: str
    help: str
    example: str
    choices: tuple[str, ...] = ()


#: The keys at the top of a settings file, in the order in which one meets them.
SETTINGS = {
    "select": Setting(
        _SELECTORS,
        "(the rules that are on by default)",
        "The rules to run. Once it is given, only what it names runs; of several selectors that name a rule,"
        " the most specific decides, here and in `ignore`.",
        'select = ["ALL"]',
    ),
    "extend-select": Setting(
        _SELECTORS,
        "[]",
        "Rules to run besides those of `select`, or besides those that are on by default. A file adds to what"
        " its parent names.",
        'extend-select = ["missing-healthcheck"]',
    ),
    "ignore": Setting(
        _SELECTORS,
        "[]",
        "Rules not to run. A rule that `select` names more specifically runs all the same.",
        'ignore = ["DL3008", "labels"]',
    ),
    "per-file-ignores": Setting(
        "table of lists of selectors",
        "{}",
        "Rules that never run on the files of a pattern, whatever selects them. The keys are patterns as in"
        " `.gitignore`, relative to the directory of the settings file; one that begins with `!` means all"
        " other files.",
        '[per-file-ignores]\n"test/**" = ["DL3006"]\n"!deploy/**" = ["labels"]',
    ),
    "fail-on": Setting(
        "string",
        '"info"',
        "The least severity that makes the exit status 1. Findings below it are reported all the same.",
        'fail-on = "warning"',
        (*SEVERITIES, "never"),
    ),
    "unsafe-fixes": Setting(
        "boolean",
        "false",
        "Whether unsafe fixes are fixes: `--fix` applies them and editors offer them for “fix all”.",
        "unsafe-fixes = true",
    ),
    "plugins": Setting(
        "list of strings",
        "[]",
        "Rules and formats of your own: files (what ends in `.py` or has a slash in it), relative to the"
        " settings file, or names of modules. They are code, and run. A file adds to what its parent names.",
        'plugins = ["./ci/docker_rules.py"]',
    ),
    "rules": Setting(
        "table of tables",
        "{}",
        "Settings for rules: `[rules.SELECTOR]` sets `severity`, `fix` and the options of all rules that the"
        " selector names. The more specific selector wins.",
        '[rules.DL3059]\nseverity = "style"\nfix = "never"\nleave-chained = true',
    ),
    "extend": Setting(
        "string",
        "(none)",
        "Another settings file whose settings lie under these: a path, relative to this file. The keys here"
        " win; `extend-select`, `extend-exclude` and `plugins` add to it, and tables are merged.",
        'extend = "../dockfix.toml"',
    ),
    "preset": Setting(
        "string",
        "(none)",
        "Settings that make dockfix find what another tool finds, where it finds it. All else in the file"
        " goes on top of them.",
        'preset = "hadolint"',
        PRESETS,
    ),
    "ignore-comments": Setting(
        "boolean",
        "true",
        "Whether comments may ignore rules: dockfix's, hadolint's, BuildKit's and ShellCheck's.",
        "ignore-comments = false",
    ),
    "baseline": Setting(
        "string",
        "(none)",
        "A file with findings that are known and not reported, relative to the settings file. It is an error"
        " if it is missing.",
        'baseline = "dockfix-baseline.json"',
    ),
    "exclude": Setting(
        _PATTERNS,
        "[]",
        "Files and directories that a walk leaves out, besides those that git ignores: patterns as in"
        " `.gitignore`, relative to the directory of the settings file. What is named on the command line is"
        " checked all the same.",
        'exclude = ["vendor/"]',
    ),
    "extend-exclude": Setting(
        _PATTERNS,
        "[]",
        "More of `exclude`. A file adds to what its parent names.",
        'extend-exclude = ["*.template.Dockerfile"]',
    ),
}

#: The keys of a table `[rules.SELECTOR]` or `[CATEGORY]`, besides the options of the rules that it names.
RULE_SETTINGS = {
    "severity": Setting(
        "string",
        "(the rule's own)",
        "How bad the findings are.",
        '[rules.DL3008]\nseverity = "error"',
        SEVERITIES,
    ),
    "fix": Setting(
        "string",
        "(what each fix says of itself)",
        "What the rule's fixes are taken for: safe, unsafe, or nothing to apply at all.",
        '[rules.DL3059]\nfix = "never"',
        FIX_POLICIES,
    ),
}

#: What a table with the name of a category is.
CATEGORY_HELP = "Settings for all rules of the category, as `[rules.CATEGORY]` would have them."
