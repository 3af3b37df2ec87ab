"""Formatting: the safe fixes of the rules about style that are in force, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from dockfix.engine import Engine
from dockfix.fixer import fix
from dockfix.lsp.documents import Snapshot
from dockfix.lsp.line_edits import line_edits
from dockfix.rule import Edit

_CATEGORY = "style"


def formatting(snapshot: Snapshot) -> Sequence[Edit]:
    """What formatting changes; nothing where the settings are wrong."""
    settings = snapshot.settings
    if settings is None:
        return ()
    rules = [rule for rule in snapshot.rules if rule.card.category == _CATEGORY]
    engine = Engine(rules, settings.preset, ignore_comments=settings.ignore_comments)
    return line_edits(snapshot.source.text, fix(snapshot.source, engine, snapshot.path).source.text)
