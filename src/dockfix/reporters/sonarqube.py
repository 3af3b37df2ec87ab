"""SonarQube's format for the issues of other programs, as it is since version 10.3.

https://docs.sonarsource.com/sonarqube-server/latest/analyzing-source-code/importing-external-issues/generic-issue-import-format/
"""

from __future__ import annotations

from dockfix.output import Output
from dockfix.report import FileReport, ReportedFinding, Run
from dockfix.reporters.found_rules import FoundRule, FoundRules
from dockfix.reporters.json import dumped
from dockfix.reporters.places import utf16_region
from dockfix.rule import Severity
from dockfix.source import Source

#: Those that all versions know: INFO came with 10.8.
_SEVERITIES = {
    Severity.ERROR: "HIGH",
    Severity.WARNING: "MEDIUM",
    Severity.INFO: "LOW",
    Severity.STYLE: "LOW",
}
#: What it said before, and says again where it counts in the old way.
_OLD_SEVERITIES = {
    Severity.ERROR: "CRITICAL",
    Severity.WARNING: "MAJOR",
    Severity.INFO: "MINOR",
    Severity.STYLE: "INFO",
}
_SECURITY = "secrets"

_Data = dict[str, object]


def report(run: Run, output: Output) -> None:
    """Write the issues, one a line, then the rules that they are of."""
    rules = FoundRules(run)
    output.write('{"issues": [\n')
    comma = " "
    for file in run:
        for finding in file.findings:
            if file.source:
                rules.add(file, finding)
                output.write(f"{comma}{dumped(_issue(file, file.source, finding))}\n")
                comma = ","
    described = ",\n ".join(dumped(_rule(rule)) for rule in rules.all())
    output.write(f'],\n"rules": [{described}]}}\n')


def _issue(file: FileReport, source: Source, finding: ReportedFinding) -> _Data:
    return {
        "ruleId": finding.code,
        "primaryLocation": {
            "message": finding.message or finding.name,
            "filePath": file.path,
            "textRange": _range(source, finding),
        },
    }


def _range(source: Source, finding: ReportedFinding) -> dict[str, int]:
    """Lines from 1, columns from 0; SonarQube refuses an empty range, and ends lines at carriage returns."""
    line, column, end_line, end_column = utf16_region(source, finding.start, finding.end)
    lines = {"startLine": line, "endLine": end_line}
    if finding.start == finding.end or "\r" in source.line_text(line) + source.line_text(end_line):
        return lines
    return {**lines, "startColumn": column - 1, "endColumn": end_column - 1}


def _rule(rule: FoundRule) -> _Data:
    """A rule is as bad as the worst of what it found: SonarQube knows no severity of an issue."""
    quality = "SECURITY" if rule.category == _SECURITY else "MAINTAINABILITY"
    return {
        "id": rule.code,
        "name": rule.name,
        "description": f"{rule.summary} {rule.url}".strip(),
        "engineId": "dockfix",
        "cleanCodeAttribute": "CONVENTIONAL",
        "type": "VULNERABILITY" if quality == "SECURITY" else "CODE_SMELL",
        "severity": _OLD_SEVERITIES[rule.worst],
        "impacts": [{"softwareQuality": quality, "severity": _SEVERITIES[rule.worst]}],
    }
