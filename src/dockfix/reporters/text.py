"""Text for people: every finding with its line and a mark under the place, then a summary."""

from __future__ import annotations

from collections.abc import Iterable

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
    blocks = _Blocks(output)
    for file in run:
        if file.source and run.quiet < 2:
            output.write(blocks.of(file.path, file.source, file.findings))
    if not run.quiet:
        output.write(f"{summary_line(run)}\n")


class _Blocks:
    """What is told of findings: where, what, and the line with the place marked."""

    def __init__(self, output: Output) -> None:
        self._paint = paint = output.paint
        self._width = max(output.width - _GUTTER - 3, _NARROWEST)
        self._below = paint(f"{'':{_GUTTER}} |", "dim")
        self._severities = {each: paint(each.label, color) for each, color in _COLORS.items()}
        self._markers = {safety: "  " + paint(marker, "dim") for safety, marker in _MARKERS.items()}

    def of(self, path: str, source: Source, findings: Iterable[ReportedFinding]) -> str:
        """A block for each of the findings in the file at `path`."""
        shown = self._paint(printable(path), "bold")
        return "".join([self._block(shown, source, finding) for finding in findings])

    def _block(self, path: str, source: Source, finding: ReportedFinding) -> str:
        paint, color = self._paint, _COLORS[finding.severity]
        line = source.line_of(finding.start)
        first = source.line_starts[line - 1]
        start, end = finding.start - first, finding.end - first
        shown, mark = excerpt(source.line_text(line), start, end, self._width)
        marker = self._markers[finding.fix.safety] if finding.fix else ""
        code, severity = paint(finding.code, color, "bold"), self._severities[finding.severity]
        return (
            f"{path}:{line}:{start + 1}: {code} {severity}  {printable(finding.message)}{marker}\n"
            f"{paint(f'{line:{_GUTTER}} |', 'dim')} {shown}\n"
            f"{self._below} {paint(mark, color)}\n\n"
        )
