"""The server: which texts are open, what an editor is told of them, and when."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import time
from collections.abc import Callable
from enum import Enum
from pathlib import Path

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from dockfix import __version__
from dockfix.lsp import wire
from dockfix.lsp.diagnostics import diagnostics
from dockfix.lsp.documents import Desk, Document, Snapshot
from dockfix.lsp.positions import Positions
from dockfix.report import internal_error
from dockfix.typed import Any
from dockfix.workspace import Choices

#: So long after an answer, in seconds, memory is tidied up: between two keys, where nobody feels it.
_GAP = 0.03
#: So many checks may go by before it is tidied up all the same.
_MOST_CHECKS = 10
#: A check that took longer, in seconds, is put off until the typing pauses for as long.
_LONG = 0.2
#: After so many seconds without a change, other programs are asked about what is new, which may take longer
#: than a key; after so many more each, it is looked whether they have answered.
_PAUSE, _LOOK = 0.25, 0.02


class Server(LanguageServer):
    """Keeps the texts that are open, and tells what is found in them whenever they change.

    A change brings the whole text: Dockerfiles are short, and the two sides can then never differ.
    """

    def __init__(self, choices: Choices) -> None:
        super().__init__("dockfix", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self._desk = Desk(choices)
        self._documents: dict[str, Document] = {}
        self._seconds: dict[str, float] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._logged: set[str] = set()
        self._tidying: asyncio.TimerHandle | None = None
        self._checks = 0

    def open(self, uri: str, text: str, version: int) -> None:
        """Take a text that an editor has opened."""
        name = to_fs_path(uri)
        path = Path(name) if name else None
        self._documents[uri] = Document(self._desk, path, self._root, text, version)
        self.publish(uri)

    def change(self, uri: str, text: str, version: int) -> None:
        """Take what became of a text, and check it: later, if that takes long and more may come."""
        self._documents[uri].change(text, version)
        self._stop_waiting(uri)
        seconds = self._seconds.get(uri, 0)
        if seconds <= _LONG:
            self.publish(uri)
        else:
            self._call_later(seconds, self.publish, uri)

    def close_text(self, uri: str) -> None:
        """Forget a text, and take back what was told of it."""
        self._stop_waiting(uri)
        self._documents.pop(uri, None)
        self._seconds.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def close(self) -> None:
        """End what runs on behalf of the texts."""
        self._desk.close()

    def look_again(self) -> None:
        """Check every text again: the files around them have changed."""
        for uri, document in self._documents.items():
            document.look_again()
            self.publish(uri)

    def document(self, uri: str) -> Document:
        """An open text. Raises `KeyError` for one that is not."""
        return self._documents[uri]

    def positions(self, snapshot: Snapshot) -> Positions:
        """The places of a text, as the editor counts."""
        encoding = self.workspace.position_encoding
        return Positions(snapshot.source, encoding.value if isinstance(encoding, Enum) else str(encoding))

    def publish(self, uri: str) -> None:
        """Tell the editor what is found in a text."""
        document = self._documents[uri]
        begin = time.perf_counter()
        snapshot = document.now
        positions = self.positions(snapshot)
        found = [wire.diagnostic(each, positions) for each in diagnostics(snapshot)]
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, found, version=document.version)
        )
        self._seconds[uri] = time.perf_counter() - begin
        if not snapshot.is_ready:
            self._call_later(_PAUSE, self._ask_others, uri)
        for failure in snapshot.result.failures if snapshot.result else ():
            self.log(str(failure))
        self._tidy_later()

    def log(self, message: str) -> None:
        """Have the editor write an error to its log, once."""
        if message not in self._logged:
            self._logged.add(message)
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))

    def report_server_error(self, error: Exception, source: Any) -> None:  # noqa: ARG002 - pygls's signature
        """Log what went wrong here, and where; the server goes on."""
        if isinstance(error, JsonRpcInternalError):
            where = "".join((error.data or {}).get("traceback", ()))
            self.log(f"internal error: {error.message}: please report it\n{where}".rstrip())
        elif not isinstance(error, JsonRpcException):  # those are answers
            self.log(internal_error(error))

    @property
    def _root(self) -> Path:
        """Where a text stands that is no file."""
        root = self.workspace.root_path
        return Path(root) if root else Path.cwd()

    def _stop_waiting(self, uri: str) -> None:
        timer = self._waiting.pop(uri, None)
        if timer:
            timer.cancel()

    def _tidy_later(self) -> None:
        """Collect garbage in the next gap, or now when there is much of it."""
        self._checks += 1
        if self._tidying:
            self._tidying.cancel()
        delay = _GAP if self._checks < _MOST_CHECKS else 0
        self._tidying = asyncio.get_running_loop().call_later(delay, self._tidy)

    def _tidy(self) -> None:
        self._checks = 0
        gc.collect()

    def _ask_others(self, uri: str) -> None:
        """Have other programs begin on what is new in a text."""
        self._documents[uri].now.begin()
        self._tell_when_ready(uri)

    def _tell_when_ready(self, uri: str) -> None:
        snapshot = self._documents[uri].now
        if snapshot.is_ready:
            snapshot.complete()
            self.publish(uri)
        else:
            self._call_later(_LOOK, self._tell_when_ready, uri)

    def _call_later(self, seconds: float, action: Callable[[str], None], uri: str) -> None:
        """Do something about a text, unless it changes before."""

        def act() -> None:
            try:
                action(uri)
            except Exception as error:
                self.report_server_error(error, None)

        self._stop_waiting(uri)
        self._waiting[uri] = asyncio.get_running_loop().call_later(seconds, act)


def serve(choices: Choices) -> None:
    """Serve an editor over standard input and output, until it says that it is done."""
    # What goes wrong with a request is in its answer, and in the editor's log.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    if sys.stdin.isatty():
        print("dockfix lsp is for editors, which start it: see docs/editors.md", file=sys.stderr)
    server = make_server(choices)
    gc.disable()  # the server does it, at its own time; what is imported by now stays
    gc.freeze()
    try:
        server.start_io()
    finally:
        server.close()


def make_server(choices: Choices) -> Server:
    """A server that answers all requests."""
    from dockfix.lsp.features import FEATURES  # noqa: PLC0415 - they are about servers

    server = Server(choices)
    for feature, handler, options in FEATURES:
        server.feature(feature, options)(handler)
    return server
