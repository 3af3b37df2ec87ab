"""What an editor sees of the server, through the protocol and another process, with pytest-lsp as the editor."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

from lsp.marks import CURSOR

pytestmark = pytest.mark.asyncio

#: In seconds; nothing takes so long, unless it never comes.
PATIENCE = 30
SERVER = (sys.executable, "-m", "dockfix", "lsp")
BAD = "FROM debian:12\nRUN apt-get install --no-install-recommends curl=1\nMAINTAINER me\nUSER app\n"


class Editor:
    """An editor with one text in a directory of its own."""

    def __init__(self, client: LanguageClient, directory: Path) -> None:
        self.client = client
        self.directory = directory
        self.uri = (directory / "Dockerfile").as_uri()
        self.version = 0
        self.initialized: types.InitializeResult | None = None
        self.registered: list[types.Registration] = []

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
        def register(params: types.RegistrationParams) -> None:
            self.registered += params.registrations

    async def begin(self, *, resolves: bool = True, **general: Any) -> None:
        capabilities = client_capabilities("visual_studio_code")
        if not resolves:
            assert capabilities.text_document and capabilities.text_document.code_action
            capabilities.text_document.code_action.resolve_support = None
        if general:
            capabilities.general = types.GeneralClientCapabilities(**general)
        root = types.InitializeParams(capabilities, root_uri=self.directory.as_uri())
        self.initialized = await self.client.initialize_session(root)

    async def open(self, text: str) -> list[types.Diagnostic]:
        self.version = 1
        item = types.TextDocumentItem(self.uri, "dockerfile", self.version, text.replace(CURSOR, ""))
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.told()

    async def change(self, text: str) -> list[types.Diagnostic]:
        self.send_change(text)
        return await self.told()

    def send_change(self, text: str) -> None:
        self.version += 1
        name = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(name, [whole]))

    async def told(self) -> list[types.Diagnostic]:
        told = self.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        await asyncio.wait_for(told, PATIENCE)
        return [*self.client.diagnostics[self.uri]]

    @property
    def document(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)

    def at(self, text: str) -> dict[str, Any]:
        """The place of the cursor, for a request."""
        before = text.partition(CURSOR)[0]
        line = before.count("\n")
        column = len(before) - before.rfind("\n") - 1
        return {"text_document": self.document, "position": types.Position(line, column)}

    async def actions(
        self, start: tuple[int, int], end: tuple[int, int], **context: Any
    ) -> list[types.CodeAction]:
        range_ = types.Range(types.Position(*start), types.Position(*end))
        asked = types.CodeActionContext(**{"diagnostics": [], **context})
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(self.document, range_, asked)
        )
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    def saved(self) -> None:
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self.document))


@pytest_asyncio.fixture
async def editor(tmp_path: Path) -> AsyncIterator[Editor]:
    client = make_test_lsp_client()
    await client.start_io(*SERVER)
    (tmp_path / "dockfix.toml").write_text(
        "ignore = ['labels', 'DL3057', 'DL3066']\nextend-select = ['DL4000']\n"
    )
    yield Editor(client, tmp_path)
    await asyncio.wait_for(client.shutdown_session(), PATIENCE)
    await client.stop()  # type: ignore[no-untyped-call]


def edited(text: str, edit: types.WorkspaceEdit | None) -> str:
    assert edit
    changes: list[Any] = [*(edit.changes or {}).values()]
    changes += [change.edits for change in edit.document_changes or () if hasattr(change, "edits")]
    assert len(changes) == 1
    return with_edits(text, changes[0])


def with_edits(text: str, edits: Any) -> str:
    """The text after edits, whose columns count what all its characters are: one unit."""
    assert text.isascii()
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(position: types.Position) -> int:
        return starts[position.line] + position.character

    for edit in sorted(edits, key=lambda each: offset(each.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


def shown(diagnostics: list[types.Diagnostic]) -> list[tuple[Any, ...]]:
    return [(each.code, each.range.start.line, each.range.start.character) for each in diagnostics]


async def test_it_says_what_it_can_do(editor: Editor) -> None:
    await editor.begin()
    assert editor.initialized and editor.initialized.server_info
    assert editor.initialized.server_info.name == "dockfix"
    can = editor.initialized.capabilities
    assert isinstance(can.code_action_provider, types.CodeActionOptions)
    assert can.code_action_provider.code_action_kinds == ("quickfix", "source.fixAll.dockfix")
    assert can.code_action_provider.resolve_provider
    assert isinstance(can.rename_provider, types.RenameOptions) and can.rename_provider.prepare_provider
    for feature in (
        can.completion_provider,
        can.definition_provider,
        can.document_formatting_provider,
        can.document_highlight_provider,
        can.document_symbol_provider,
        can.folding_range_provider,
        can.hover_provider,
        can.references_provider,
    ):
        assert feature


async def test_diagnostics_are_those_of_the_text_as_it_is_typed(editor: Editor) -> None:
    await editor.begin()
    (editor.directory / "Dockerfile").write_text("FROM debian\n")  # what is in the file does not matter
    diagnostics = await editor.open(BAD)
    assert shown(diagnostics) == [("DL3014", 1, 4), ("DL4000", 2, 0)]
    first, second = diagnostics
    assert first.source == "dockfix"
    assert first.severity is types.DiagnosticSeverity.Warning
    assert first.code_description
    assert first.code_description.href == "https://dockfix.readthedocs.io/rules/DL3014/"
    assert second.severity is types.DiagnosticSeverity.Error
    assert second.tags and [*second.tags] == [types.DiagnosticTag.Deprecated]
    assert shown(await editor.change(BAD.replace("install ", "install -y "))) == [("DL4000", 2, 0)]
    assert await editor.change("FROM debian:12\nUSER app\n") == []


async def test_closing_takes_the_diagnostics_back(editor: Editor) -> None:
    await editor.begin()
    assert await editor.open(BAD)
    editor.client.text_document_did_close(types.DidCloseTextDocumentParams(editor.document))
    assert await editor.told() == []


async def test_a_quick_fix_is_worked_out_when_it_is_chosen(editor: Editor) -> None:
    await editor.begin()
    await editor.open(BAD)
    actions = await editor.actions((1, 6), (1, 6), only=["quickfix"])
    assert [each.title for each in actions] == [
        "Answer with `-y` (DL3014)",
        "Ignore DL3014 on this line",
        "Ignore DL3014 in this file",
    ]
    assert actions[0].edit is None
    assert actions[0].is_preferred
    assert actions[0].diagnostics and actions[0].diagnostics[0].code == "DL3014"
    texts = []
    for action in actions:
        texts.append(edited(BAD, (await editor.client.code_action_resolve_async(action)).edit))
    assert texts == [
        BAD.replace("install ", "install -y ", 1),
        BAD.replace("RUN", "# dockfix: ignore=DL3014\nRUN"),
        "# dockfix: global ignore=DL3014\n" + BAD,
    ]
    for text in texts:
        assert "DL3014" not in [each.code for each in await editor.change(text)]


async def test_an_editor_that_does_not_ask_later_gets_the_edit_at_once(editor: Editor) -> None:
    await editor.begin(resolves=False)
    await editor.open(BAD)
    action, *_ = await editor.actions((1, 6), (1, 6))
    assert edited(BAD, action.edit) == BAD.replace("install ", "install -y ", 1)


async def test_a_quick_fix_of_an_older_text_is_refused(editor: Editor) -> None:
    await editor.begin()
    await editor.open(BAD)
    action, *_ = await editor.actions((1, 6), (1, 6))
    await editor.change("\n" + BAD)
    with pytest.raises(JsonRpcException, match="changed"):
        await editor.client.code_action_resolve_async(action)


async def test_what_the_editor_shows_on_a_line_is_offered_from_anywhere_on_it(editor: Editor) -> None:
    await editor.begin()
    diagnostics = await editor.open(BAD)
    assert not await editor.actions((1, 0), (1, 0), only=["quickfix"])
    actions = await editor.actions((1, 0), (1, 0), only=["quickfix"], diagnostics=diagnostics[:1])
    assert actions[0].title == "Answer with `-y` (DL3014)"


@pytest.mark.parametrize("only", ["source", "source.fixAll", "source.fixAll.dockfix"])
async def test_all_is_fixed_that_is_safe(editor: Editor, only: str) -> None:
    await editor.begin()
    text = "FROM debian\nRUN apt-get install curl\nUSER app\n"
    await editor.open(text)
    (action,) = await editor.actions((0, 0), (0, 0), only=[only])
    assert action.kind == "source.fixAll.dockfix"
    after = edited(text, (await editor.client.code_action_resolve_async(action)).edit)
    assert after == text.replace("install ", "install -y ")
    assert not await editor.actions((0, 0), (0, 0), only=["source.organizeImports"])


async def test_unsafe_fixes_are_marked_and_among_all_only_where_settings_say_so(editor: Editor) -> None:
    await editor.begin()
    text = "FROM debian:12\nRUN apt-get install -y curl=1\nUSER app\n"
    await editor.open(text)
    action, *_ = await editor.actions((1, 6), (1, 6))
    assert action.title == "Add `--no-install-recommends` (DL3015, unsafe)"
    assert not action.is_preferred
    assert not await editor.actions((1, 6), (1, 6), only=["source.fixAll"])
    (editor.directory / "dockfix.toml").write_text("unsafe-fixes = true\nselect = ['DL3015']\n")
    editor.saved()
    await editor.told()
    (action,) = await editor.actions((1, 6), (1, 6), only=["source.fixAll"])
    after = edited(text, (await editor.client.code_action_resolve_async(action)).edit)
    assert after == text.replace("-y ", "-y --no-install-recommends ")


async def test_settings_are_read_again_when_they_change(editor: Editor) -> None:
    await editor.begin()
    assert shown(await editor.open(BAD)) == [("DL3014", 1, 4), ("DL4000", 2, 0)]
    (watching,) = editor.registered
    assert watching.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    assert watching.register_options
    assert "dockfix.toml" in watching.register_options["watchers"][0]["globPattern"]
    settings = editor.directory / "dockfix.toml"
    settings.write_text("select = ['DL4000']\n")
    event = types.FileEvent(settings.as_uri(), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    assert shown(await editor.told()) == [("DL4000", 2, 0)]
    settings.write_text("select = ['DL3014']\n")
    assert shown(await editor.change(BAD + "\n")) == [("DL3014", 1, 4)]
    settings.write_text("select = [\n")
    editor.saved()
    (only,) = await editor.told()
    assert "not valid TOML" in only.message
    assert only.code is None
    settings.unlink()
    (editor.directory / ".hadolint.yaml").write_text("ignored: [DL3014]\n")
    assert "DL3014" not in [each.code for each in await editor.change(BAD)]


async def test_formatting(editor: Editor) -> None:
    await editor.begin()
    text = "from debian:12\nENV a 1\nRUN apt-get install curl\n"
    await editor.open(text)
    options = types.FormattingOptions(4, insert_spaces=True)
    edits = await editor.client.text_document_formatting_async(
        types.DocumentFormattingParams(editor.document, options)
    )
    assert with_edits(text, edits) == "FROM debian:12\nENV a=1\nRUN apt-get install curl\n"


async def test_hover(editor: Editor) -> None:
    await editor.begin()
    text = f"ARG V=12\nFROM debian:${CURSOR}V\n"
    await editor.open(text)
    hover = await editor.client.text_document_hover_async(types.HoverParams(**editor.at(text)))
    assert hover and isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.value.startswith("**V** build argument: `12`")
    assert hover.range == types.Range(types.Position(1, 13), types.Position(1, 14))


async def test_symbols_and_folding(editor: Editor) -> None:
    await editor.begin()
    await editor.open("FROM debian:12 AS build\nENV A=1\nFROM build\n")
    symbols = await editor.client.text_document_document_symbol_async(
        types.DocumentSymbolParams(editor.document)
    )
    assert symbols and isinstance(symbols[0], types.DocumentSymbol)
    assert [each.name for each in symbols] == ["build", "stage 1"]
    assert [each.name for each in symbols[0].children or ()] == ["A"]
    folds = await editor.client.text_document_folding_range_async(types.FoldingRangeParams(editor.document))
    assert [(each.start_line, each.end_line) for each in folds or ()] == [(0, 1)]


async def test_definition_references_and_rename(editor: Editor) -> None:
    await editor.begin()
    text = f"FROM debian:12 AS build\nFROM build\nCOPY --from=bu{CURSOR}ild /a /b\n"
    await editor.open(text)
    place = editor.at(text)
    found = await editor.client.text_document_definition_async(types.DefinitionParams(**place))
    assert isinstance(found, types.Location)
    assert found.range == types.Range(types.Position(0, 18), types.Position(0, 23))
    for declared, lines in ((True, [0, 1, 2]), (False, [1, 2])):
        context = types.ReferenceContext(declared)
        places = await editor.client.text_document_references_async(
            types.ReferenceParams(context=context, **place)
        )
        assert [each.range.start.line for each in places or ()] == lines
    marks = await editor.client.text_document_document_highlight_async(types.DocumentHighlightParams(**place))
    assert [each.kind for each in marks or ()] == [
        types.DocumentHighlightKind.Write,
        types.DocumentHighlightKind.Read,
        types.DocumentHighlightKind.Read,
    ]
    prepared = await editor.client.text_document_prepare_rename_async(types.PrepareRenameParams(**place))
    assert isinstance(prepared, types.PrepareRenamePlaceholder)
    assert prepared.placeholder == "build"
    edit = await editor.client.text_document_rename_async(types.RenameParams(new_name="tools", **place))
    assert edited(text.replace(CURSOR, ""), edit) == (
        "FROM debian:12 AS tools\nFROM tools\nCOPY --from=tools /a /b\n"
    )
    with pytest.raises(JsonRpcException, match="cannot be a stage"):
        await editor.client.text_document_rename_async(types.RenameParams(new_name="1", **place))


async def test_where_there_is_no_name_there_is_nothing_to_go_to(editor: Editor) -> None:
    await editor.begin()
    text = f"FROM debian:12\nUSER a{CURSOR}pp\n"
    await editor.open(text)
    place = editor.at(text)
    client = editor.client
    assert await client.text_document_definition_async(types.DefinitionParams(**place)) is None
    assert await client.text_document_prepare_rename_async(types.PrepareRenameParams(**place)) is None
    assert await client.text_document_rename_async(types.RenameParams(new_name="b", **place)) is None
    context = types.ReferenceContext(True)
    assert not await client.text_document_references_async(types.ReferenceParams(context=context, **place))


async def test_completion(editor: Editor) -> None:
    await editor.begin()
    text = f"FROM debian:12 AS build\nFROM debian:12\nCOPY --from=b{CURSOR}\n"
    await editor.open(text)
    items = await editor.client.text_document_completion_async(types.CompletionParams(**editor.at(text)))
    assert isinstance(items, list | tuple)
    (item,) = items
    assert item.label == "build"
    assert with_edits(text.replace(CURSOR, ""), [item.text_edit]) == text.replace(f"b{CURSOR}", "build")


@pytest.mark.parametrize(
    ("encodings", "chosen", "column"),
    [
        (["utf-8", "utf-16"], "utf-8", 32),
        (["utf-32"], "utf-32", 29),
        (["utf-16"], "utf-16", 30),
        (None, "utf-16", 30),
    ],
)
async def test_columns_count_what_both_sides_have_agreed_on(
    editor: Editor, encodings: list[str] | None, chosen: str, column: int
) -> None:
    kinds = [types.PositionEncodingKind(each) for each in encodings] if encodings else None
    await editor.begin(position_encodings=kinds)
    assert editor.initialized
    assert editor.initialized.capabilities.position_encoding == chosen
    text = "FROM debian:12\nRUN echo '\U0001f433' && apt-get install --no-install-recommends a=1\nUSER a\n"
    (found,) = await editor.open(text)
    assert found.range.start == types.Position(1, column - 13)
    (action, *_) = await editor.actions((1, column), (1, column))
    resolved = await editor.client.code_action_resolve_async(action)
    assert resolved.edit and resolved.edit.document_changes
    (edit,) = resolved.edit.document_changes[0].edits  # type: ignore[union-attr]
    assert edit.range.start.character == column - 13 + len("apt-get install")


async def test_lines_end_where_the_protocol_says(editor: Editor) -> None:
    await editor.begin()
    text = "FROM debian:12\r\n# form feed \x0c, separator \u2028, return \rMAINTAINER me\nMAINTAINER me\n"
    assert [each.range.start.line for each in await editor.open(text)] == [3]


async def test_requests_are_answered_from_the_newest_text(editor: Editor) -> None:
    await editor.begin()
    await editor.open("FROM debian:12\n")
    for count in range(1, 30):
        editor.send_change("FROM debian:12\n" * count)
        symbols = await editor.client.text_document_document_symbol_async(
            types.DocumentSymbolParams(editor.document)
        )
        assert len(symbols or ()) == count


async def test_a_slow_check_waits_for_a_pause_and_is_of_the_newest_text(editor: Editor) -> None:
    await editor.begin()
    slow = "from dockfix import Rule\nimport time\nclass Slow(Rule):\n    'Slow.'\n    code, name, category = 'XX1', 'slow', 'style'\n    def check_file(self, file):\n        time.sleep(0.4)\n        yield self.found(file.instructions[-1], 'slow')\n"
    (editor.directory / "slow.py").write_text(slow)
    (editor.directory / "dockfix.toml").write_text("plugins = ['slow.py']\nselect = ['XX1']\n")
    assert shown(await editor.open("FROM debian:12\n")) == [("XX1", 0, 0)]
    for count in range(2, 12):
        editor.send_change("FROM debian:12\n" * count)
    told = [await editor.told()]
    while told[-1][0].range.start.line != 10:
        told.append(await editor.told())
    assert len(told) < 5


async def test_a_rule_that_fails_is_logged_once_and_the_server_lives_on(editor: Editor) -> None:
    await editor.begin()
    broken = "from dockfix import Rule\nclass Broken(Rule):\n    'Broken.'\n    code, name, category = 'XX1', 'broken', 'style'\n    def check_from(self, node):\n        raise RuntimeError('why')\n"
    (editor.directory / "broken.py").write_text(broken)
    (editor.directory / "dockfix.toml").write_text("plugins = ['broken.py']\nselect = ['XX1', 'DL4000']\n")
    await editor.open("FROM debian:12\n")
    await editor.change(BAD)
    assert shown(await editor.change(BAD)) == [("DL4000", 2, 0)]
    logged = [each.message for each in editor.client.log_messages]
    assert len([each for each in logged if "XX1" in each and "why" in each]) == 1


async def test_a_request_that_cannot_be_answered_is_logged_and_the_server_lives_on(editor: Editor) -> None:
    await editor.begin()
    await editor.open(BAD)
    elsewhere = types.TextDocumentIdentifier("file:///never/opened")
    with pytest.raises(JsonRpcException):
        await editor.client.text_document_folding_range_async(types.FoldingRangeParams(elsewhere))
    editor.client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(1, "file:///never/opened"),
            [types.TextDocumentContentChangeWholeDocument("x")],
        )
    )
    assert (
        await editor.client.text_document_folding_range_async(types.FoldingRangeParams(editor.document))
        is not None
    )
    assert [each for each in editor.client.log_messages if "internal error" in each.message]


async def test_a_text_that_is_no_file_is_checked_too(editor: Editor) -> None:
    await editor.begin()
    editor.uri = "untitled:Untitled-1"
    assert shown(await editor.open(BAD)) == [("DL3014", 1, 4), ("DL4000", 2, 0)]


async def test_it_ends_when_the_editor_is_gone(editor: Editor) -> None:
    process = await asyncio.create_subprocess_exec(
        *SERVER, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 30) is not None
    await editor.begin()


async def test_shellcheck_is_heard_when_the_typing_pauses(editor: Editor, shellcheck: str) -> None:
    (editor.directory / "dockfix.toml").write_text("select = ['DL4000', 'SC']\n")
    await editor.begin()
    assert shown(await editor.open(BAD + "RUN echo $x\n")) == [("DL4000", 2, 0)]
    later = await editor.told()
    assert shown(later) == [("DL4000", 2, 0), ("SC2086", 4, 9), ("SC2154", 4, 9)]
