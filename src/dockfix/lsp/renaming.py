"""Renaming a stage, a build argument or an environment variable, everywhere in the file."""

from __future__ import annotations

import re

from dockfix.lsp.names import Names, Occurrence, Symbol
from dockfix.model import File
from dockfix.rule import Edit
from dockfix.stage_references import references

_STAGE_NAME = re.compile(r"[a-z][a-z0-9_.-]*", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_RESERVED = ("scratch", "context")


class RenameError(ValueError):
    """It cannot be renamed, or not to that; the message says why."""


def rename(file: File, names: Names, occurrence: Occurrence, new: str) -> list[Edit]:
    """The edits that give what `occurrence` means another name. Raises `RenameError`."""
    symbol = occurrence.symbol
    places = names.of(symbol)
    for place in places:
        if not place.is_written and not (symbol.kind == "stage" and _is_number(file, place)):
            line = file.source.line_of(place.span.start)
            raise RenameError(f"`{symbol.name}` is not written in one piece, by its name, in line {line}")
    if symbol.kind == "stage":
        _judge_stage(file, symbol, new)
    else:
        _judge_variable(names, symbol.name, new)
    return [Edit(place.span, new) for place in places if place.is_written]


def _is_number(file: File, place: Occurrence) -> bool:
    return place.declares or file.source.text[slice(*place.span)].isdecimal()


def _judge_stage(file: File, symbol: Symbol, new: str) -> None:
    if not _STAGE_NAME.fullmatch(new) or new in _RESERVED:
        raise RenameError(f"`{new}` cannot be a stage: a small letter comes first, then digits and `_.-` too")
    for stage in file.stages:
        if stage.index != symbol.number and new == (stage.name or "").lower():
            raise RenameError(f"there is a stage `{new}` already, in line {stage.from_.line}")
    if any(reference.name.lower() == new != symbol.name.lower() for reference in references(file)):
        raise RenameError(f"`{new}` is the name of an image in this file")


def _judge_variable(names: Names, old: str, new: str) -> None:
    if not _VARIABLE.fullmatch(new):
        raise RenameError(f"`{new}` cannot be a variable: a letter or `_` comes first, then also digits")
    if new != old and new in names.variables:
        raise RenameError(f"there is a variable `{new}` already")
