"""What ShellCheck says of the scripts of a file, as findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dockfix.model import File
from dockfix.presets import HADOLINT
from dockfix.rule import Finding, Rule, Severity
from dockfix.shellcheck.checker import Checker
from dockfix.shellcheck.fixes import fix_of
from dockfix.shellcheck.program import Comment, ShellCheckError
from dockfix.shellcheck.texts import CheckedText, texts_of

_REPEATED_BLANKS = 2291


def findings_in(file: File, ask: Checker, rule_of: Callable[[int], type[Rule]]) -> Iterator[Finding]:
    """The findings of the ShellCheck that `ask` runs, each of the rule that its number has.

    A file that does not wait gets what is known by now. Raises `ShellCheckError` at the end, if it failed on
    a script.
    """
    texts = texts_of(file)
    if file.waits:
        ask.begin(text.text for text in texts)
    failure: ShellCheckError | None = None
    for text in texts:
        try:
            said = ask.comments(text.text) if file.waits else ask.known(text.text)
        except ShellCheckError as error:
            failure = failure or error
            continue
        comments = [each for each in said if not _is_of_layout(each, text)]
        # Of a RUN, hadolint tells only what ShellCheck says last.
        for comment in comments[-1:] if file.preset == HADOLINT else comments:
            finding = _finding(comment, text, file, rule_of(comment.code))
            if finding:
                yield finding
    if failure:
        raise failure


def _is_of_layout(comment: Comment, text: CheckedText) -> bool:
    """Whether it is about blanks that only indent a continued line."""
    if comment.code != _REPEATED_BLANKS:
        return False
    span = text.span(comment.line, comment.column, comment.end_line, comment.end_column)
    return span is not None and span.end - span.start > comment.end_column - comment.column


def _finding(comment: Comment, text: CheckedText, file: File, rule: type[Rule]) -> Finding | None:
    span = text.span(comment.line, comment.column, comment.end_line, comment.end_column)
    if span is None:
        if file.preset != HADOLINT:
            return None  # what it says of lines that stand in no Dockerfile
        span = text.instruction.keyword_span
    severity = Severity[comment.level.upper()]
    message = comment.message.strip().removesuffix(".")
    return Finding(rule, file.source, span, message, severity, fix_of(comment, text, file.ast.escape))
