"""`dockfix lsp`: the language server, if what it stands on is installed."""

from __future__ import annotations

from pathlib import Path

from dockfix.cli.errors import UsageError
from dockfix.workspace import Choices


def lsp(config: str | None, isolated: bool) -> int:
    """Serve an editor until it ends; the exit status is 0. Raises `UsageError` where pygls is missing."""
    if config and isolated:
        raise UsageError("--config and --isolated exclude each other")
    try:
        from dockfix.lsp.server import serve  # noqa: PLC0415 - it needs pygls
    except ModuleNotFoundError as error:
        raise UsageError("the language server needs pygls: pip install 'dockfix[lsp]'") from error

    serve(Choices(config=Path(config) if config else None, isolated=isolated))
    return 0
