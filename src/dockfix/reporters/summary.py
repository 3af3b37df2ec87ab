"""What a run comes to, in a sentence, and how often each rule found something."""

from __future__ import annotations

from dockfix.report import Run, Summary


def summary_line(run: Run) -> str:
    """The sentence at the end of a report, and another one where a baseline holds anything."""
    return f"{_outcome(run)}{_of_baseline(run.summary)}"


def statistics(summary: Summary) -> str:
    """A line for every rule that found something: how often, its code and name; the most frequent first."""
    rules = sorted(summary.rules.items(), key=lambda item: (-item[1], item[0]))
    count_width = max((len(str(count)) for _, count in rules), default=0)
    code_width = max((len(code) for (code, _), _ in rules), default=0)
    return "".join(f"{count:{count_width}}  {code:{code_width}}  {name}\n" for (code, name), count in rules)


def _outcome(run: Run) -> str:
    summary = run.summary
    if summary.fixed or summary.ignored:
        where = _counted(summary.files_fixed, "file")
        return f"{_done(run)} in {where}, {summary.findings or 'none'} left{_hint(run)}."
    new = "new " if summary.held_back else ""
    if summary.findings:
        of = f"{summary.files_with_findings} of " if summary.files_with_findings < summary.files else ""
        what = f"{_counted(summary.findings, f'{new}problem')} in {of}{_counted(summary.files, 'file')}"
        return f"Found {what}{_hint(run)}."
    if summary.files:
        return f"No {new}problems in {_counted(summary.files, 'file')}."
    return "No file could be checked." if summary.errors else "No Dockerfile was found."


def _of_baseline(summary: Summary) -> str:
    held, obsolete = summary.held_back, summary.obsolete
    parts = [f"holds {held} back"] if held else []
    parts += [f"has {obsolete} obsolete {'entry' if obsolete == 1 else 'entries'}"] if obsolete else []
    return f" The baseline {' and '.join(parts)}." if parts else ""


def _done(run: Run) -> str:
    """What was, or would be, done to problems."""
    fix, ignore = ("Would fix", "Would ignore") if run.mode == "diff" else ("Fixed", "Ignored")
    fixed, ignored = run.summary.fixed, run.summary.ignored
    if fixed and ignored:
        return f"{fix} {fixed} and {ignore.split()[-1].lower()} {_counted(ignored, 'problem')}"
    return f"{fix} {_counted(fixed, 'problem')}" if fixed else f"{ignore} {_counted(ignored, 'problem')}"


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
