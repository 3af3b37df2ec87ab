"""A summary in GitHub's Markdown, for the page of a job (`$GITHUB_STEP_SUMMARY`) or for a comment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from dockfix.late_pattern import late_pattern
from dockfix.output import Output
from dockfix.printable import printable, without_surrogates
from dockfix.report import ReportedFinding, Run
from dockfix.reporters.summary import summary_line
from dockfix.source import Source

_HEAD = ("Severity", "Place", "Rule", "Problem", "Fix")
# What means something to Markdown, HTML or, as `$` does, to GitHub within a line.
_SPECIAL = late_pattern(r"[\\`*_\[\]<>#|~$&]")
_ENTITIES = {"\\": "&#92;", "|": "&#124;", "$": "<span>$</span>"}
_IN_URL = late_pattern(r"[^\w:/?#@!$&'*+,;=%.~-]")


def report(run: Run, output: Output) -> None:
    """Write what the run comes to, a table of the findings, and what could not be done."""
    rows, errors = [], []
    for file in run:
        errors += [_row((escaped(str(error)),)) for error in file.errors]
        if file.source:
            rows += [_row(_cells(file.path, file.source, finding)) for finding in file.findings]
    output.write(f"## dockfix\n\n{escaped(summary_line(run))}\n")
    if rows:
        output.write(_table(_HEAD, rows))
    if errors:
        output.write(_table(("What could not be done",), errors))


def escaped(text: str) -> str:
    """`text` in one line of Markdown that shows just that; what stands between backticks is shown as code."""
    parts = printable(text).split("`")
    if len(parts) % 2 == 0:  # one of them has no partner
        return _plain("`".join(parts))
    return "".join(
        f"<code>{_plain(part)}</code>" if index % 2 else _plain(part) for index, part in enumerate(parts)
    )


def _plain(text: str) -> str:
    return _SPECIAL.sub(_reference, text)


def _reference(match: re.Match[str]) -> str:
    return _ENTITIES.get(match[0], f"\\{match[0]}")


def _cells(path: str, source: Source, finding: ReportedFinding) -> tuple[str, ...]:
    line, column = source.position(finding.start)
    rule = escaped(f"{finding.code} {finding.name}")
    return (
        finding.severity.label,
        _plain(f"{printable(path)}:{line}:{column}"),
        f"[{rule}]({_url(finding.url)})" if finding.url else rule,
        escaped(finding.message),
        finding.fix.safety.value if finding.fix else "",
    )


def _url(url: str) -> str:
    return _IN_URL.sub(lambda match: quote(match[0]), without_surrogates(url))


def _table(head: Sequence[str], rows: Iterable[str]) -> str:
    return "".join(("\n", _row(head), _row(["---"] * len(head)), *rows))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
