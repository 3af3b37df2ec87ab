"""Where one more command can be added to a script, to run after all the others."""

from __future__ import annotations

from dockfix.shell.effects import effects
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from dockfix.shell.script import Script

_SIMPLE = frozenset(
    """command declaration_command test_command unset_command variable_assignment
    variable_assignments""".split()
)
_ENDERS = ("exit", "exec", "return")


def place_at_end(script: Script) -> int | None:
    """Where ` && command` can be put, in offsets into `script`, to run last; None if there is no such place.

    It runs if all the rest has run and ends well, and the script ends as it would without it otherwise.
    """
    if script.is_exec_form or not script.shell.is_posix:
        return None
    found = effects(script)
    if found.apart or found.is_empty or found.has_heredoc or found.is_terminated:
        return None
    if found.ending and not _ends_in_failure_only(script):
        return None
    # In front of a `&&`, `-e` is ignored inside of a block.
    if found.errexit and not _is_simple(_last_statement(script)):
        return None
    return found.end


def _ends_in_failure_only(script: Script) -> bool:
    """Whether nothing ends the shell early but `exit 1` and the like."""
    for command in script.commands:
        names = [command.name, *(prefix.name for prefix in command.prefixes)]
        if command.script is script and not set(names).isdisjoint(_ENDERS):
            statuses = [word.value for word in command.arguments]
            if command.name != "exit" or len(statuses) != 1 or statuses[0] in (None, "0"):
                return False
    return True


def _last_statement(script: Script) -> Node:
    """The last statement, of a list that which comes last in it."""
    node = [child for child in script.tree.root.named_children if child.type != "comment"][-1]
    while node.type in ("list", "redirected_statement", "negated_command"):
        node = node.named_children[0 if node.type == "redirected_statement" else -1]
    return node


def _is_simple(node: Node) -> bool:
    if node.type == "pipeline":
        return all(child.type in _SIMPLE for child in node.named_children)
    return node.type in _SIMPLE
