"""What every key of a settings file means, for the configuration reference and the JSON schema.

`dockfix.config` reads the keys and judges their values; here is what a reader is told of them. The rules'
own options are told by the rules (`Rule.options`).
"""

from __future__ import annotations

from dockfix.config import FIX_POLICIES
from dockfix.named_tuple import NamedTuple
from dockfix.presets import PRESETS
from dockfix.rule import SEVERITIES, Safety

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
        tuple(SEVERITIES),
    ),
    "fix": Setting(
        "string",
        "(what each fix says of itself)",
        "What the rule's fixes are taken for: safe, unsafe, or nothing to apply at all.",
        '[rules.DL3059]\nfix = "never"',
        FIX_POLICIES,
    ),
}

_ONE_OR_MORE = "string or list of strings"

#: The keys of a table `[[rules.custom]]`.
CUSTOM_RULE_SETTINGS = {
    "code": Setting("string", "(required)", "Its code: letters and digits that no other rule has.", ""),
    "message": Setting(
        "string",
        "(required)",
        "What is wrong, in one sentence. `{text}` stands for what is found; for an image also `{image}`,"
        " `{registry}`, `{repository}` and `{version}`.",
        "",
    ),
    "name": Setting("string", "(the code in small letters)", "Its name: words with dashes.", ""),
    "severity": Setting("string", '"warning"', "How bad the findings are.", "", tuple(SEVERITIES)),
    "category": Setting("string", '"custom"', "The category that it is selected with.", ""),
    "why": Setting("string", '""', "What `dockfix explain CODE` and editors say of it besides.", ""),
    "url": Setting("string", '""', "The address of more about it.", ""),
    "bad": Setting("string", '""', "A Dockerfile in which it finds something.", ""),
    "good": Setting("string", '""', "A Dockerfile in which it finds nothing.", ""),
    "command": Setting(
        _ONE_OR_MORE,
        "(none)",
        "Commands in RUNs: a program, its first arguments, and flags that must be there. Words may hold `*`,"
        " `?` and `[…]`.",
        "",
    ),
    "image": Setting(
        _ONE_OR_MORE, "(none)", "Images of FROM, `COPY --from` and `RUN --mount`: patterns with `*`.", ""
    ),
    "instruction": Setting(
        _ONE_OR_MORE, "(none)", "Instructions by their keywords, and flags that must be there.", ""
    ),
    "label": Setting(_ONE_OR_MORE, "(none)", "Labels by their keys: patterns with `*`.", ""),
    "except": Setting(_ONE_OR_MORE, "(none)", "Images that are right: patterns with `*`.", ""),
    "without": Setting(
        _ONE_OR_MORE, "(none)", "Flags: a command or instruction that has one of them is right.", ""
    ),
    "matches": Setting("string", "(none)", "A regular expression: what it finds is wrong.", ""),
    "unless": Setting(
        "string", "(none)", "A regular expression: where it finds something, all is right.", ""
    ),
    "missing": Setting("boolean", "false", "Whether it is wrong that the final image has none of that.", ""),
    "replace": Setting(
        "string",
        "(none)",
        "The fix: what to write instead of the command, the image, or a match.",
        "",
    ),
    "add": Setting(
        "string",
        "(none)",
        "The fix: flags to add where they are `without`, or an instruction where it is `missing`.",
        "",
    ),
    "fix": Setting("string", '"unsafe"', "Whether `--fix` applies the fix.", "", tuple(Safety)),
}

#: What a table with the name of a category is.
CATEGORY_HELP = "Settings for all rules of the category, as `[rules.CATEGORY]` would have them."
