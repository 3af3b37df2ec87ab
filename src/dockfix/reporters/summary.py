"""What a run comes to, in a sentence, and how often each rule found something."""

from __future__ import annotations

from dockfix.report import Run, Summary


def summary_line(run: Run) -> str:
    """The sentence at the end of a report."""
    summary = run.summary
    if summary.fixed:
        done = "Would fix" if run.mode == "diff" else "Fixed"
        what = f"{_counted(summary.fixed, 'problem')} in {_counted(summary.files_fixed, 'file')}"
        return f"{done} {what}, {summary.findings or 'none'} left{_hint(run)}."
    if summary.findings:
        of = f"{summary.files_with_findings} of " if summary.files_with_findings < summary.files else ""
        what = f"{_counted(summary.findings, 'problem')} in {of}{_counted(summary.files, 'file')}"
        return f"Found {what}{_hint(run)}."
    if summary.files:
        return f"No problems in {_counted(summary.files, 'file')}."
    return "No file could be checked." if summary.errors else "No Dockerfile was found."


def statistics(summary: Summary) -> str:
    """A line for every rule that found something: how often, its code and name; the most frequent first."""
    rules = sorted(summary.rules.items(), key=lambda item: (-item[1], item[0]))
    count_width = max((len(str(count)) for _, count in rules), default=0)
    code_width = max((len(code) for (code, _), _ in rules), default=0)
    return "".join(f"{count:{count_width}}  {code:{code_width}}  {name}\n" for (code, name), count in rules)


def _hint(run: Run) -> str:
    """What can be fixed of what is left."""
    safe, unsafe = run.summary.fixable, run.summary.unsafely_fixable
    parts = []
    if run.mode != "check":
        parts += [f"{unsafe} fixable with --unsafe-fixes"] if unsafe else []
    elif safe:
        parts += [f"{safe} fixable with --fix"]
        parts += [f"{unsafe} more with --unsafe-fixes"] if unsafe else []
    elif unsafe:
        parts += [f"{unsafe} fixable with --fix --unsafe-fixes"]
    return f" ({', '.join(parts)})" if parts else ""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
