"""JUnit's XML, which CI servers show as tests: a suite for every file, a failed test for every finding.

There is no standard; this is what the schema of Jenkins' xUnit plugin allows.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.output import Output
from dockfix.report import FileReport, ReportedFinding, Run, RunError
from dockfix.reporters.places import is_about
from dockfix.reporters.xml import DECLARATION, element, start_tag, text
from dockfix.source import Source


def report(run: Run, output: Output) -> None:
    """Write a suite for every file as it comes; one without findings and errors is one test that passes."""
    output.write(f"{DECLARATION}{start_tag('testsuites', {'name': 'dockfix'})}\n")
    for file in run:
        output.write(f"{_suite(file)}\n")
    output.write("</testsuites>\n")


def _suite(file: FileReport) -> str:
    tests = [*_tests(file)] or [_test(file, "no problems")]
    counts = {
        "name": file.path,
        "tests": len(tests),
        "failures": len(file.findings),
        "errors": len(file.errors),
    }
    return element("testsuite", counts, "".join(f"\n  {test}" for test in tests) + "\n")


def _tests(file: FileReport) -> Iterator[str]:
    for error in file.errors:
        yield _test(file, "can be checked", _error(error, is_about(error, file)))
    for finding in file.findings:
        if file.source:
            line, column = file.source.position(finding.start)
            name = f"{finding.code} {finding.name} (line {line}, column {column})"
            yield _test(file, name, _failure(file.path, file.source, finding))


def _test(file: FileReport, name: str, outcome: str = "") -> str:
    return element("testcase", {"name": name, "classname": file.path}, outcome)


def _error(error: RunError, is_own: bool) -> str:
    message = error.message if is_own else str(error)
    return element("error", {"type": "error", "message": message}, text(str(error)))


def _failure(path: str, source: Source, finding: ReportedFinding) -> str:
    line, column = source.position(finding.start)
    severity = finding.severity.label
    lines = (f"{path}:{line}:{column}: {severity}: {finding.message} [{finding.code}]", finding.url)
    attributes = {"type": severity, "message": finding.message}
    return element("failure", attributes, "\n".join(text(each) for each in lines if each))
