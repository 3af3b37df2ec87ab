"""Write docs/public-api.txt: every public name of dockfix with its signature, one a line.

What is public is what this file lists: the names of `dockfix.__all__`, those of the other modules below, and
their members without an underscore. A test compares it with the code, so that none of it changes unnoticed.

To be run when the change is meant: python tools/public_api.py
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import griffe

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "public-api.txt"

#: The modules, as they are to be imported, and where they are.
_MODULES = {
    "dockfix": "",
    "dockfix.nodes": "syntax.nodes",
    "dockfix.report": "report",
    "dockfix.testing": "testing",
}
#: The classes that others make objects of; of the rest only dockfix does.
_MADE_BY_OTHERS = frozenset(["File", "Source"])
#: What the framework needs for itself: nobody else is to build on it.
_INTERNAL = frozenset(
    """
    Command.as_written Command.assignment_words Command.context Command.node
    Environment.inherited
    File.answers File.first_places File.ignores File.is_behind File.may_hold File.waits File.written
    Fixed.result
    Instruction.empty_lines
    Kind
    ReportedFinding.of ReportedFinding.with_edits
    RuleTests.pytest_generate_tests RuleTests.test_rule
    Rule.as_hadolint Rule.is_family Rule.needs Rule.severity_varies
    Script.commands_in Script.from_words Script.host Script.is_plain Script.last_command_in Script.node_at
    Script.own_commands Script.owner Script.tree
    Settings.baseline Settings.custom Settings.exclude Settings.extend_exclude Settings.extend_select
    Settings.ignore Settings.ignore_comments Settings.per_file_ignores Settings.rules Settings.select
    Settings.tables
    Stage.answers
    Summary.add
    Word.spelled
    internal_error shown_path
    """.split()
)


def lines() -> list[str]:
    """The public API: a line for each name."""
    package = griffe.load("dockfix", search_paths=[ROOT / "src"], submodules=True)
    assert isinstance(package, griffe.Module)
    return [line for shown, where in _MODULES.items() for line in _of_module(package, shown, where)]


def _of_module(package: griffe.Module, shown: str, where: str) -> Iterator[str]:
    module = package[where] if where else package
    for name in sorted(_exported(package) if not where else _defined(module)):
        member = module.members[name]
        member = member.final_target if isinstance(member, griffe.Alias) else member
        if not member.is_module:
            yield f"{shown}.{_described(name, member)}"
        if isinstance(member, griffe.Class):
            yield from (f"{shown}.{name}.{_described(*each)}" for each in _members(name, member))


def _exported(package: griffe.Module) -> set[str]:
    return {str(name) for name in package.exports or ()}


def _defined(module: griffe.Module) -> set[str]:
    """What a module defines itself, and `dockfix` does not have already."""
    own = {name for name, each in module.members.items() if not each.is_alias and not name.startswith("_")}
    return own - _INTERNAL - {"Dockerfile"}


def _members(name: str, owner: griffe.Class) -> Iterator[tuple[str, griffe.Object]]:
    """Those of the class and of the bases that have no name for others."""
    for base in owner.resolved_bases:
        if base.name.startswith("_") and isinstance(base, griffe.Class):
            yield from _members(name, base)
    for inner, member in owner.members.items():
        is_public = not inner.startswith("_") and f"{name}.{inner}" not in _INTERNAL
        if is_public and isinstance(member, griffe.Object):
            yield inner, member


def _described(name: str, member: griffe.Object) -> str:
    if isinstance(member, griffe.Function):
        return member.signature(return_type=True, name=name)
    if isinstance(member, griffe.Class):
        constructor = member.members.get("__init__")
        if name in _MADE_BY_OTHERS and isinstance(constructor, griffe.Function):
            return constructor.signature(name=name)
        bases = ", ".join(str(base) for base in member.bases if not str(base).startswith("_"))
        return f"{name}({bases})" if bases else name
    assert isinstance(member, griffe.Attribute)
    return f"{name}: {member.annotation}" if member.annotation else name


if __name__ == "__main__":
    TARGET.write_text("\n".join(lines()) + "\n")
