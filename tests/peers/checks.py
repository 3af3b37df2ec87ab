"""What `docker build --check` finds, whoever runs its checks, and what dockfix's rules of those names find.

A finding is placed at its instruction: BuildKit names whole instructions, dockfix the word at fault.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from dockfix.engine import Engine
from dockfix.plugins import Plugins
from dockfix.rule import Rule
from dockfix.rule_card import RuleCard
from dockfix.selection import ActiveRule
from dockfix.source import Source
from dockfix.syntax.nodes import Dockerfile
from dockfix.syntax.parser import parse

#: All checks of BuildKit 0.32, but for those in IMPOSSIBLE.
CHECKS = tuple(
    """ConsistentInstructionCasing CopyIgnoredFile DuplicateStageName ExposeInvalidFormat ExposeProtoCasing
    FromAsCasing FromPlatformFlagConstDisallowed InvalidDefaultArgInFrom InvalidDefinitionDescription
    JSONArgsRecommended LegacyKeyValueFormat MaintainerDeprecated MultipleInstructionsDisallowed
    NoEmptyContinuation RedundantTargetPlatform ReservedStageName SecretsUsedInArgOrEnv StageNameCasing
    UndefinedArgInFrom UndefinedVar WorkdirRelativePath""".split()
)
#: What needs a registry, or a builder.
IMPOSSIBLE = ("InvalidBaseImagePlatform",)
#: Why dockfix finds what another does not, and the other way round, by check; docs/buildkit.md has more of it.
OURS_ALONE = {
    "InvalidDefinitionDescription": "BuildKit checks it only where `# check=experimental=` says so",
    "LegacyKeyValueFormat": "dockfix looks into ONBUILD",
    "MaintainerDeprecated": "tally says nothing of a file without FROM",
    "MultipleInstructionsDisallowed": "dockfix reports the later instruction, BuildKit the earlier",
    "SecretsUsedInArgOrEnv": "dockfix counts `pass`, `pwd`, `passphrase`, `accesskey` and plurals",
    "WorkdirRelativePath": "dockfix reports every relative path, BuildKit the first of a stage",
}
THEIRS_ALONE = {
    "InvalidDefaultArgInFrom": "a name without a variable in it is DF0010's",
    "InvalidDefinitionDescription": "an empty line sets a comment off, and one for a tool is no description",
    "JSONArgsRecommended": "an array with text behind it is DF0017's; tally overlooks a SHELL",
    "MultipleInstructionsDisallowed": "dockfix reports the later instruction, BuildKit the earlier",
    "SecretsUsedInArgOrEnv": "to dockfix a bare `key`, an empty value and a switch are no secrets",
    "UndefinedVar": "the base image may set it, or the same ENV sets it, which is DL3044's",
    "WorkdirRelativePath": "tally takes a path in quotes, or a variable, for a relative one",
}


class Checked(NamedTuple):
    """One finding: the file by its number, the line of the instruction, and the check."""

    file: int
    line: int
    check: str


def rules_of(check: str) -> list[type[Rule]]:
    """The rules that are called what a check is called."""
    return [rule for rule in Plugins(installed=False).rules if check in (rule.code, *rule.aliases)]


def found_by_dockfix(texts: Iterable[bytes]) -> set[Checked]:
    """What the rules of the checks find, ignore comments or not."""
    checks = {rule: check for check in CHECKS for rule in rules_of(check)}
    engine = Engine([ActiveRule(RuleCard.of(rule), {}) for rule in checks], ignore_comments=False)
    found = set()
    for number, text in enumerate(texts):
        result = engine.check(Source.from_bytes(text))
        for finding in result.findings:
            line = result.file.source.line_of(finding.span.start)
            check = checks[finding.rule]
            found.add(Checked(number, _place(check, line, _lines(result.file.ast)), check))
    return found


def tally() -> str | None:
    """The program: from npm's package `@wharflab/tally-linux-x64`, on the PATH."""
    return shutil.which("tally")


def found_by_tally(texts: Sequence[bytes], directory: Path) -> tuple[set[Checked], set[int]]:
    """What tally finds under BuildKit's names, and the files at which it gives up."""
    paths = []
    for number, text in enumerate(texts):
        path = directory / str(number) / "Dockerfile"
        path.parent.mkdir()
        path.write_bytes(text)
        paths.append(path)
    found: set[Checked] = set()
    given_up: set[int] = set()
    groups = [paths[at : at + 200] for at in range(0, len(paths), 200)]
    while groups:
        group = groups.pop()
        answer = _ask_tally(group)
        if answer is not None:
            found |= answer
        elif len(group) == 1:
            given_up.add(int(group[0].parent.name))
        else:  # one file that it cannot read ends its run
            half = len(group) // 2
            groups += [group[:half], group[half:]]
    return _placed(found, texts), given_up


def _ask_tally(paths: Sequence[Path]) -> set[Checked] | None:
    options = ["--no-config", "--no-inline-directives", "--ignore", "*", "--select", "buildkit/*"]
    options += ["--format", "json", "--hide-source", "--fail-level", "none", "--slow-checks", "off"]
    command = [tally() or "tally", "lint", *options, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    return {
        Checked(int(Path(file["file"]).parent.name), each["location"]["start"]["line"], check)
        for file in json.loads(done.stdout)["files"]
        for each in file["violations"]
        if (check := each["rule"].removeprefix("buildkit/"))
    }


def found_by_buildkit(texts: Sequence[bytes], program: str) -> tuple[set[Checked], set[int]]:
    """What BuildKit finds itself, and the files at which it gives up; `program` is
    benchmarks/buildkit/main.go, built.
    """
    answers = ask_buildkit([text.decode("utf-8", "replace") for text in texts], program)
    given_up = {number for number, answer in enumerate(answers) if answer["check_error"]}
    found = {
        Checked(number, cast(int, each["line"]), cast(str, each["check"]))
        for number, answer in enumerate(answers)
        for each in answer["warnings"]
        if number not in given_up
    }
    return _placed(found, texts), given_up


def ask_buildkit(texts: Sequence[str], program: str) -> list[dict[str, Any]]:
    """What BuildKit says of each text: `warnings`, `check_error` and `build_error`."""
    lines = "".join(f"{json.dumps(text)}\n" for text in texts)
    done = subprocess.run([program], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _placed(found: Iterable[Checked], texts: Sequence[bytes]) -> set[Checked]:
    """The findings at the first lines of their instructions."""
    lines = [_lines(parse(Source.from_bytes(text))) for text in texts]
    return {each._replace(line=_place(each.check, each.line, lines[each.file])) for each in found}


def _lines(ast: Dockerfile) -> list[int]:
    return [each.line for each in ast.instructions]


def _place(check: str, line: int, lines: Sequence[int]) -> int:
    """The first line of the instruction that a finding is about, of those that begin in `lines`."""
    if check == "InvalidDefinitionDescription":  # a comment before it
        return lines[min(bisect_left(lines, line), len(lines) - 1)]
    return lines[max(bisect_right(lines, line) - 1, 0)]


def unexplained(theirs: set[Checked], ours: set[Checked]) -> list[Checked]:
    """What only one of the two found, without a cause known for it."""
    alone = {each for each in ours - theirs if each.check not in OURS_ALONE}
    return sorted(alone | {each for each in theirs - ours if each.check not in THEIRS_ALONE})


def table(theirs: set[Checked], ours: set[Checked], name: str) -> str:
    """Both counts of each check, and the causes of the differences, as Markdown."""
    lines = [f"| check | {name} | dockfix | both | causes |", "| --- | --- | --- | --- | --- |"]
    for check in CHECKS:
        left, right = ({each for each in found if each.check == check} for found in (theirs, ours))
        causes = [f"dockfix alone: {OURS_ALONE.get(check, '?')}"] if right - left else []
        causes += [f"{name} alone: {THEIRS_ALONE.get(check, '?')}"] if left - right else []
        counts = f"{len(left)} | {len(right)} | {len(left & right)}"
        lines.append(f"| {check} | {counts} | {'; '.join(causes)} |")
    return "\n".join(lines)
