"""What an editor offers to do at a place: quick fixes, ignore comments, and fixing the whole file.

What an action would change is only worked out when it is chosen: its `Key` says what it is about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dockfix.fixer import apply, fixing
from dockfix.ignoring import ignore_everywhere, ignore_here
from dockfix.lsp.diagnostics import Diagnostic, findings
from dockfix.lsp.documents import Snapshot
from dockfix.lsp.line_edits import line_edits
from dockfix.named_tuple import NamedTuple
from dockfix.rounds import driven
from dockfix.rule import Edit, Finding, Safety
from dockfix.source import Span
from dockfix.typed import Literal

QUICK_FIX = "quickfix"
FIX_ALL = "source.fixAll.dockfix"

What = Literal["fix", "ignore-here", "ignore-everywhere", "fix-all"]


class Key(NamedTuple):
    """Names an action on one text: what it does, with the finding of this index."""

    what: What
    finding: int = 0


class Action(NamedTuple):
    """Something that can be done: what it is called, its kind in the protocol, what it would mend."""

    title: str
    kind: str
    key: Key
    mends: tuple[Diagnostic, ...] = ()
    is_preferred: bool = False


class StaleActionError(LookupError):
    """The action is about a text that is gone, or would do harm."""


def actions(snapshot: Snapshot, at: Span, shown: Collection[int] = ()) -> Iterator[Action]:
    """What can be done about the findings that touch `at`, about those of the indexes `shown`, and in all."""
    diagnostics = [
        each for each in findings(snapshot) if _touch(each.span, at) or (each.finding or 0) in shown
    ]
    yield from sorted(_fixes(snapshot, diagnostics), key=lambda action: not action.is_preferred)
    if snapshot.settings and snapshot.settings.ignore_comments:
        yield from _ignores(snapshot, diagnostics)
    if any(_is_for_all(snapshot, finding) for finding in _found(snapshot)):
        yield Action("Fix all that dockfix can fix", FIX_ALL, Key("fix-all"))


def edits_of(snapshot: Snapshot, key: Key) -> Sequence[Edit]:
    """What an action changes. Raises `StaleActionError`."""
    if key.what == "fix-all":
        return _fix_all(snapshot)
    if not 0 <= key.finding < len(_found(snapshot)):
        raise StaleActionError("the text has changed since")
    finding = _found(snapshot)[key.finding]
    if key.what == "fix":
        return _checked(snapshot, finding)
    if key.what == "ignore-everywhere":
        return [ignore_everywhere(snapshot.file, [finding.code])]
    instruction = snapshot.file.instruction_at(finding.span.start)
    if instruction is None:
        raise StaleActionError("there is no instruction that a comment could stand above")
    return [ignore_here(snapshot.file, instruction, [finding.code])]


def _found(snapshot: Snapshot) -> Sequence[Finding]:
    return snapshot.result.findings if snapshot.result else ()


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _fixes(snapshot: Snapshot, diagnostics: Sequence[Diagnostic]) -> Iterator[Action]:
    for diagnostic in diagnostics:
        index = diagnostic.finding or 0
        finding = _found(snapshot)[index]
        if finding.fix and finding.fix.edits:
            is_safe = finding.fix.safety is Safety.SAFE
            title = finding.fix.title or f"Fix {finding.rule.name}"
            title += f" ({finding.code})" if is_safe else f" ({finding.code}, unsafe)"
            yield Action(title, QUICK_FIX, Key("fix", index), (diagnostic,), is_safe)


def _ignores(snapshot: Snapshot, diagnostics: Sequence[Diagnostic]) -> Iterator[Action]:
    by_code: dict[str, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        by_code.setdefault(diagnostic.code, []).append(diagnostic)
    for code, same in by_code.items():
        first = same[0]
        index = first.finding or 0
        if snapshot.file.instruction_at(first.span.start):
            yield Action(f"Ignore {code} on this line", QUICK_FIX, Key("ignore-here", index), (first,))
        yield Action(f"Ignore {code} in this file", QUICK_FIX, Key("ignore-everywhere", index), tuple(same))


def _is_for_all(snapshot: Snapshot, finding: Finding) -> bool:
    """Whether the fix of a finding, if there is one, is among those that are applied together."""
    unsafe = snapshot.settings is not None and snapshot.settings.unsafe_fixes
    return finding.fix is not None and (unsafe or finding.fix.safety is Safety.SAFE)


def _checked(snapshot: Snapshot, finding: Finding) -> Sequence[Edit]:
    """The edits of a finding's fix, if every instruction stays whole after them."""
    edits = sorted(finding.fix.edits) if finding.fix else []
    if apply(snapshot.file.ast, edits) is None:
        raise StaleActionError(f"the fix of {finding.code} would break the file: please report this")
    return edits


def _fix_all(snapshot: Snapshot) -> Sequence[Edit]:
    result = snapshot.complete()
    if result is None or snapshot.settings is None:
        return ()
    fixed = driven(fixing(result, unsafe=snapshot.settings.unsafe_fixes), snapshot.check)
    return line_edits(snapshot.source.text, fixed.source.text)
