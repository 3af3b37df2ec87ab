"""SARIF 2.1.0: the Static Analysis Results Interchange Format, an OASIS standard.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from dockfix import __version__
from dockfix.fingerprints import fingerprints
from dockfix.late_pattern import late_pattern
from dockfix.output import Output
from dockfix.printable import is_text
from dockfix.report import FileReport, ReportedFinding, Run, RunError
from dockfix.reporters.found_rules import FoundRule, FoundRules
from dockfix.reporters.json import dumped
from dockfix.reporters.places import Project, Region, is_about, utf16_region
from dockfix.rule import Fix, Safety, Severity
from dockfix.source import Source, encode

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME = "https://github.com/dockfix/dockfix"
_ROOT = "%SRCROOT%"
#: The name of the fingerprints, which has another number when they are made in another way.
_FINGERPRINT = "dockfixInstruction/v1"
_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.STYLE: "note",
}
#: What GitHub calls severities of rules that are not about security.
_PROBLEMS = {**_LEVELS, Severity.INFO: "recommendation", Severity.STYLE: "recommendation"}
_PLACEHOLDER = late_pattern(r"\{[0-9]+\}")
_DESCRIPTIONS = {Safety.SAFE: "Safe fix", Safety.UNSAFE: "Unsafe fix, which may change what is built"}

_Data = dict[str, object]


def report(run: Run, output: Output) -> None:
    """Write a log with one run, a result a line."""
    writer = _Writer(run)
    output.write(f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{\n"results": [\n')
    comma = " "
    for file in run:
        for result in writer.results(file):
            output.write(f"{comma}{dumped(result)}\n")
            comma = ","
    rest = ",\n".join(f'"{name}": {dumped(value)}' for name, value in writer.about(run).items())
    output.write(f"],\n{rest}}}]}}\n")


class _Writer:
    """What is told of the files of a run, which is read once."""

    def __init__(self, run: Run) -> None:
        self._project = Project()
        self._rules = FoundRules(run)
        self._notifications: list[_Data] = []
        self._misconfigurations: list[_Data] = []

    def results(self, file: FileReport) -> Iterator[_Data]:
        """The results in one file."""
        for error in file.errors:
            own = is_about(error, file)
            (self._notifications if own else self._misconfigurations).append(self._notification(error, own))
        if file.source:
            prints = fingerprints(file.source, file.findings)
            for finding, each in zip(file.findings, prints, strict=True):
                yield self._result(file, file.source, finding, each)

    def about(self, run: Run) -> _Data:
        """What a log says of the run besides its results, when they are all there."""
        root = {"uri": _file_uri(self._project.root.rstrip("/") + "/")}
        driver = {
            "name": "dockfix",
            "version": __version__,
            "semanticVersion": __version__,
            "informationUri": _HOME,
            "rules": [_rule(rule) for rule in self._rules.all()],
        }
        invocation = {
            "executionSuccessful": not run.summary.errors,
            "exitCode": run.exit_status,
            "toolExecutionNotifications": self._notifications,
            "toolConfigurationNotifications": self._misconfigurations,
        }
        return {
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {_ROOT: root},
            "invocations": [invocation],
            "tool": {"driver": driver},
        }

    def _notification(self, error: RunError, has_location: bool) -> _Data:
        if not has_location:
            return {"level": "error", "message": _message(str(error))}
        place: _Data = {"artifactLocation": self._location(error.path)}
        if error.line is not None:
            place["region"] = {"startLine": error.line}
        return {
            "level": "error",
            "message": _message(error.message),
            "locations": [{"physicalLocation": place}],
        }

    def _result(self, file: FileReport, source: Source, finding: ReportedFinding, fingerprint: str) -> _Data:
        location = self._location(file.path)
        place = {
            "artifactLocation": location,
            "region": _region(utf16_region(source, finding.start, finding.end)),
        }
        result: _Data = {
            "ruleId": finding.code,
            "ruleIndex": self._rules.add(file, finding).index,
            "level": _LEVELS[finding.severity],
            "message": _message(finding.message or finding.name),
            "locations": [{"physicalLocation": place}],
            "partialFingerprints": {_FINGERPRINT: fingerprint},
            "properties": {"severity": finding.severity.label},
        }
        if finding.fix and _can_be_told(finding.fix):
            result["fixes"] = [_fix(source, finding.fix, finding.name, location)]
        return result

    def _location(self, path: str) -> _Data:
        """Where a file is: relative to the root, if it is below it."""
        name = self._project.path(path)
        if name.startswith("/") or name[1:2] == ":":  # the other is a drive of Windows
            return {"uri": _file_uri(name)}
        return {"uri": _quoted(name), "uriBaseId": _ROOT}


def _message(text: str) -> _Data:
    """A message that shows `text`: a number in braces would stand for an argument."""
    return {"text": _PLACEHOLDER.sub(r"{\g<0>}", text)}


def _can_be_told(fix: Fix) -> bool:
    """Whether what a fix inserts is text, and not bytes of another encoding, which SARIF has no place for."""
    return all(is_text(edit.text) for edit in fix.edits)


def _fix(source: Source, fix: Fix, name: str, location: _Data) -> _Data:
    replacements = [
        {"deletedRegion": _region(utf16_region(source, *edit.span)), "insertedContent": {"text": edit.text}}
        for edit in sorted(fix.edits)
    ]
    return {
        "description": {"text": f"{_DESCRIPTIONS[fix.safety]}: {fix.title or name}"},
        "artifactChanges": [{"artifactLocation": location, "replacements": replacements}],
        "properties": {"safety": fix.safety.value},
    }


def _region(region: Region) -> _Data:
    keys = ("startLine", "startColumn", "endLine", "endColumn")
    return dict(zip(keys, region, strict=True))


def _rule(rule: FoundRule) -> _Data:
    summary = {"text": rule.summary}
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": summary,
        "fullDescription": summary,
        "help": {"text": rule.documentation, "markdown": rule.documentation},
        **({"helpUri": rule.url} if rule.url else {}),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": [rule.category] if rule.category else [],
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }


def _file_uri(path: str) -> str:
    return f"file://{'' if path.startswith('/') else '/'}{_quoted(path)}"


def _quoted(path: str) -> str:
    """A path as a URI has it, byte for byte; a colon in a relative one would end the scheme."""
    return quote(encode(path), safe="/")
