"""The requests and notifications of the protocol: each handler asks one of the other modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcException

from dockfix import config
from dockfix.lsp import wire
from dockfix.lsp.actions import FIX_ALL, QUICK_FIX, Action, Key, StaleActionError, actions, edits_of
from dockfix.lsp.completion import completions
from dockfix.lsp.diagnostics import findings
from dockfix.lsp.documents import Snapshot
from dockfix.lsp.formatting import formatting
from dockfix.lsp.hover import hover
from dockfix.lsp.names import Names, Occurrence
from dockfix.lsp.outline import folds, outline
from dockfix.lsp.positions import Positions
from dockfix.lsp.renaming import RenameError, rename
from dockfix.lsp.server import Server
from dockfix.rule import Edit
from dockfix.source import Span
from dockfix.typed import Any

_WATCHED = (*config.FILE_NAMES, ".dockerignore")
_TRIGGERS = ["-", "=", ",", "$", "{", " "]


def initialized(ls: Server, _: types.InitializedParams) -> None:
    """Ask to be told when a settings file changes."""
    watching = getattr(ls.client_capabilities.workspace, "did_change_watched_files", None)
    if watching and watching.dynamic_registration:
        watchers = [types.FileSystemWatcher(f"**/{{{','.join(_WATCHED)}}}")]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        registration = types.Registration("settings", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        ls.client_register_capability(types.RegistrationParams([registration]))


def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Take a text."""
    document = params.text_document
    ls.open(document.uri, document.text, document.version)


def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Take what became of it."""
    document = params.text_document
    ls.change(document.uri, ls.workspace.get_text_document(document.uri).source, document.version)


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Forget it."""
    ls.close_text(params.text_document.uri)


def files_changed(ls: Server, _: object) -> None:
    """Look at the files around all texts again: one of them was saved, or has changed."""
    ls.look_again()


def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done at a place."""
    document, snapshot, positions = _looked_up(ls, params)
    context = params.context
    shown = wire.indexes(context.diagnostics, findings(snapshot), positions)
    offered = actions(snapshot, wire.span_of(params.range, positions), shown)
    is_late = _resolves_edits(ls)
    is_asked = context.trigger_kind is not types.CodeActionTriggerKind.Automatic
    found = []
    for action in offered:
        # Fixing all takes a while: not for an editor that only wants to know whether to show a light bulb.
        if _is_wanted(action.kind, context.only) and (is_late or is_asked or action.kind != FIX_ALL):
            shaped = _shaped(action, params.text_document.uri, document.version, positions)
            if not is_late:
                try:
                    shaped.edit = _workspace_edit(ls, shaped.data, edits_of(snapshot, action.key), positions)
                except StaleActionError:
                    continue
            found.append(shaped)
    return found


def code_action_resolve(ls: Server, action: types.CodeAction) -> types.CodeAction:
    """What an action changes."""
    data: Any = action.data
    document = ls.document(data["uri"])
    if document.version != data["version"]:
        raise JsonRpcContentModified("the text has changed since")
    snapshot = document.now
    try:
        edits = edits_of(snapshot, Key(data["what"], data["finding"]))
    except StaleActionError as error:
        raise JsonRpcContentModified(str(error)) from error
    action.edit = _workspace_edit(ls, data, edits, ls.positions(snapshot))
    return action


def document_formatting(ls: Server, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
    """What formatting changes."""
    _, snapshot, positions = _looked_up(ls, params)
    return wire.text_edits(formatting(snapshot), positions)


def document_hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """What is said of a place."""
    _, snapshot, positions = _looked_up(ls, params)
    said = hover(snapshot, _offset(params, positions), Names(snapshot.file))
    return types.Hover(wire.markdown(said.markdown), wire.range_of(said.span, positions)) if said else None


def document_symbol(ls: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """The outline."""
    _, snapshot, positions = _looked_up(ls, params)
    return [wire.document_symbol(item, positions) for item in outline(snapshot.file)]


def folding_range(ls: Server, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    """What can be folded."""
    _, snapshot, _ = _looked_up(ls, params)
    return [wire.folding_range(fold) for fold in folds(snapshot.file)]


def definition(ls: Server, params: types.DefinitionParams) -> types.Location | None:
    """Where the name at a place is declared."""
    _, _, positions = _looked_up(ls, params)
    _, occurrence = _named(ls, params)
    return _location(params, occurrence.declaration, positions) if occurrence else None


def references(ls: Server, params: types.ReferenceParams) -> list[types.Location]:
    """Every place that means what the name at a place means."""
    _, _, positions = _looked_up(ls, params)
    with_declarations = params.context.include_declaration
    places = [each for each in _all_named(ls, params) if with_declarations or not each.declares]
    return [_location(params, each.span, positions) for each in places]


def document_highlight(ls: Server, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
    """The same places, for an editor to mark."""
    _, _, positions = _looked_up(ls, params)
    kinds = {True: types.DocumentHighlightKind.Write, False: types.DocumentHighlightKind.Read}
    return [
        types.DocumentHighlight(wire.range_of(each.span, positions), kinds[each.declares])
        for each in _all_named(ls, params)
    ]


def prepare_rename(ls: Server, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    """Whether there is a name to be changed at a place."""
    _, snapshot, positions = _looked_up(ls, params)
    _, occurrence = _named(ls, params)
    if occurrence is None or not occurrence.is_written:
        return None
    text = snapshot.source.text[slice(*occurrence.span)]
    return types.PrepareRenamePlaceholder(wire.range_of(occurrence.span, positions), text)


def rename_name(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """What gives it another name."""
    document, snapshot, positions = _looked_up(ls, params)
    names, occurrence = _named(ls, params)
    if occurrence is None:
        return None
    try:
        edits = rename(snapshot.file, names, occurrence, params.new_name)
    except RenameError as error:
        raise JsonRpcException(str(error), types.LSPErrorCodes.RequestFailed) from error
    data = {"uri": params.text_document.uri, "version": document.version}
    return _workspace_edit(ls, data, edits, positions)


def completion(ls: Server, params: types.CompletionParams) -> list[types.CompletionItem]:
    """What could stand at a place."""
    _, snapshot, positions = _looked_up(ls, params)
    found = completions(snapshot, _offset(params, positions))
    return [wire.completion_item(item, rank, positions) for rank, item in enumerate(found)]


def _looked_up(ls: Server, params: Any) -> tuple[Any, Snapshot, Positions]:
    """The document that a request is about, what is known of it now, and its places."""
    document = ls.document(params.text_document.uri)
    snapshot = document.now
    return document, snapshot, ls.positions(snapshot)


def _offset(params: Any, positions: Positions) -> int:
    return positions.offset(params.position.line, params.position.character)


def _named(ls: Server, params: Any) -> tuple[Names, Occurrence | None]:
    _, snapshot, positions = _looked_up(ls, params)
    names = Names(snapshot.file)
    return names, names.at(_offset(params, positions))


def _all_named(ls: Server, params: Any) -> Sequence[Occurrence]:
    names, occurrence = _named(ls, params)
    return names.of(occurrence.symbol) if occurrence else ()


def _location(params: Any, span: Span, positions: Positions) -> types.Location:
    return types.Location(params.text_document.uri, wire.range_of(span, positions))


def _resolves_edits(ls: Server) -> bool:
    """Whether the editor asks for an action's edit when it is chosen."""
    document = ls.client_capabilities.text_document
    support = document.code_action.resolve_support if document and document.code_action else None
    return support is not None and "edit" in support.properties


def _is_wanted(kind: str, only: Iterable[str] | None) -> bool:
    return only is None or any(not each or kind == each or kind.startswith(f"{each}.") for each in only)


def _shaped(action: Action, uri: str, version: int, positions: Positions) -> types.CodeAction:
    return types.CodeAction(
        title=action.title,
        kind=action.kind,
        diagnostics=[wire.diagnostic(each, positions) for each in action.mends] or None,
        is_preferred=action.is_preferred or None,
        data={"uri": uri, "version": version, "what": action.key.what, "finding": action.key.finding},
    )


def _workspace_edit(
    ls: Server, data: Any, edits: Iterable[Edit], positions: Positions
) -> types.WorkspaceEdit:
    """Edits of the text that `data` names, for its version if the editor can tell."""
    shaped = wire.text_edits(edits, positions)
    support = getattr(ls.client_capabilities.workspace, "workspace_edit", None)
    if support and support.document_changes:
        name = types.OptionalVersionedTextDocumentIdentifier(data["uri"], data["version"])
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(name, [*shaped])])
    return types.WorkspaceEdit(changes={data["uri"]: shaped})


#: What the server answers to, with the function that answers and what the editor is told beforehand.
FEATURES: Sequence[tuple[str, Callable[..., Any], Any]] = (
    (types.INITIALIZED, initialized, None),
    (types.TEXT_DOCUMENT_DID_OPEN, did_open, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, did_change, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, did_close, None),
    (types.TEXT_DOCUMENT_DID_SAVE, files_changed, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, files_changed, None),
    (
        types.TEXT_DOCUMENT_CODE_ACTION,
        code_action,
        types.CodeActionOptions([QUICK_FIX, FIX_ALL], resolve_provider=True),
    ),
    (types.CODE_ACTION_RESOLVE, code_action_resolve, None),
    (types.TEXT_DOCUMENT_FORMATTING, document_formatting, None),
    (types.TEXT_DOCUMENT_HOVER, document_hover, None),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, document_symbol, None),
    (types.TEXT_DOCUMENT_FOLDING_RANGE, folding_range, None),
    (types.TEXT_DOCUMENT_DEFINITION, definition, None),
    (types.TEXT_DOCUMENT_REFERENCES, references, None),
    (types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, document_highlight, None),
    (types.TEXT_DOCUMENT_PREPARE_RENAME, prepare_rename, None),
    (types.TEXT_DOCUMENT_RENAME, rename_name, None),
    (types.TEXT_DOCUMENT_COMPLETION, completion, types.CompletionOptions(_TRIGGERS)),
)
