"""The protocol's forms of what the other modules say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lsprotocol import types

from dockfix.lsp.completion import Item
from dockfix.lsp.diagnostics import Diagnostic
from dockfix.lsp.outline import Fold, OutlineItem
from dockfix.lsp.positions import Positions
from dockfix.rule import Edit, Severity
from dockfix.source import Span

SOURCE = "dockfix"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
    Severity.STYLE: types.DiagnosticSeverity.Hint,
}
_TAGS = {
    "deprecated": types.DiagnosticTag.Deprecated,
    "unnecessary": types.DiagnosticTag.Unnecessary,
}
_SYMBOLS = {
    "stage": types.SymbolKind.Module,
    "arg": types.SymbolKind.Constant,
    "env": types.SymbolKind.Variable,
}
_ITEMS = {
    "instruction": types.CompletionItemKind.Keyword,
    "flag": types.CompletionItemKind.Property,
    "stage": types.CompletionItemKind.Module,
    "variable": types.CompletionItemKind.Variable,
    "code": types.CompletionItemKind.Constant,
    "value": types.CompletionItemKind.Value,
}


def range_of(span: Span, positions: Positions) -> types.Range:
    """A range of the editor's text."""
    return types.Range(
        types.Position(*positions.place(span.start)), types.Position(*positions.place(span.end))
    )


def span_of(range_: types.Range, positions: Positions) -> Span:
    """The offsets of a range."""
    start, end = range_.start, range_.end
    return positions.span((start.line, start.character), (end.line, end.character))


def diagnostic(shown: Diagnostic, positions: Positions) -> types.Diagnostic:
    """A diagnostic; its data is the index of its finding."""
    return types.Diagnostic(
        range=range_of(shown.span, positions),
        message=shown.message,
        severity=_SEVERITIES[shown.severity],
        code=shown.code or None,
        code_description=types.CodeDescription(shown.url) if shown.url else None,
        source=SOURCE,
        tags=[_TAGS[tag] for tag in shown.tags if tag in _TAGS] or None,
        data=shown.finding,
    )


def text_edits(edits: Iterable[Edit], positions: Positions) -> list[types.TextEdit]:
    """Edits of one text."""
    return [types.TextEdit(range_of(edit.span, positions), edit.text) for edit in edits]


def document_symbol(item: OutlineItem, positions: Positions) -> types.DocumentSymbol:
    """An item of the outline with all below it."""
    return types.DocumentSymbol(
        name=item.name,
        kind=_SYMBOLS[item.kind],
        range=range_of(item.span, positions),
        selection_range=range_of(item.name_span, positions),
        detail=item.detail,
        children=[document_symbol(child, positions) for child in item.children],
    )


def folding_range(fold: Fold) -> types.FoldingRange:
    """Lines that can be folded."""
    kind = types.FoldingRangeKind.Comment if fold.is_comment else types.FoldingRangeKind.Region
    return types.FoldingRange(fold.first_line - 1, fold.last_line - 1, kind=kind)


def completion_item(item: Item, rank: int, positions: Positions) -> types.CompletionItem:
    """A proposal, the `rank`th of all."""
    return types.CompletionItem(
        label=item.label,
        kind=_ITEMS[item.kind],
        detail=item.detail or None,
        documentation=markdown(item.documentation) if item.documentation else None,
        sort_text=f"{rank:04}",
        filter_text=item.text,
        text_edit=types.TextEdit(range_of(item.span, positions), item.text),
    )


def markdown(text: str) -> types.MarkupContent:
    """Text in Markdown."""
    return types.MarkupContent(types.MarkupKind.Markdown, text)


def indexes(
    diagnostics: Sequence[types.Diagnostic], known: Iterable[Diagnostic], positions: Positions
) -> set[int]:
    """The findings that an editor's diagnostics are of, if they are still at the same places."""
    shown = {(each.code, *_ends(each.range)) for each in diagnostics if each.source == SOURCE}
    return {
        each.finding
        for each in known
        if each.finding is not None and (each.code, *_ends(range_of(each.span, positions))) in shown
    }


def _ends(range_: types.Range) -> tuple[int, int, int, int]:
    return range_.start.line, range_.start.character, range_.end.line, range_.end.character
