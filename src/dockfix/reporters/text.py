"""Text for people: every finding with its line and a mark under the place, then a summary."""

from __future__ import annotations

from dockfix.output import Output
from dockfix.printable import printable
from dockfix.report import ReportedFinding, Run
from dockfix.reporters.excerpt import excerpt
from dockfix.reporters.summary import summary_line
from dockfix.rule import Safety, Severity
from dockfix.source import Source

_COLORS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
    Severity.STYLE: "blue",
}
_MARKERS = {Safety.SAFE: "[fixable]", Safety.UNSAFE: "[unsafe fix]"}
_GUTTER = 6
_NARROWEST = 20


def report(run: Run, output: Output) -> None:
    """Write the findings as they come; all but the findings is left out where quiet is asked for."""
    for file in run:
        if file.source and run.quiet < 2:
            output.write("".join(_block(file.path, file.source, each, output) for each in file.findings))
    if not run.quiet:
        output.write(f"{summary_line(run)}\n")


def _block(path: str, source: Source, finding: ReportedFinding, output: Output) -> str:
    """What is told of one finding: where, what, and the line with the place marked."""
    paint, color = output.paint, _COLORS[finding.severity]
    first, last = source.position(finding.start), source.position(finding.end)
    line = source.line_text(first.line)
    end = last.column - 1 if last.line == first.line else len(line)
    width = max(output.width - _GUTTER - 3, _NARROWEST)
    shown, mark = excerpt(line, first.column - 1, end, width)
    marker = "  " + paint(_MARKERS[finding.fix.safety], "dim") if finding.fix else ""
    place = f"{paint(printable(path), 'bold')}:{first.line}:{first.column}"
    what = f"{paint(finding.code, color, 'bold')} {paint(finding.severity.label, color)}"
    number, below = paint(f"{first.line:{_GUTTER}} |", "dim"), paint(f"{'':{_GUTTER}} |", "dim")
    return (
        f"{place}: {what}  {printable(finding.message)}{marker}\n"
        f"{number} {shown}\n"
        f"{below} {paint(mark, color)}\n\n"
    )
