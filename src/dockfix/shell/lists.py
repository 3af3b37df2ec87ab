"""Lists: `a && b`, `a || b`."""

from __future__ import annotations

from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from dockfix.shell.script import Script


def sides(node: Node) -> tuple[Node, Node, Node]:
    """What stands before the operator of the list `node`, the operator, and what stands after it.

    A list of three and more is a list whose left side is a list. Comments, and what cannot be understood, may
    stand among the three.
    """
    left, operator, right = [child for child in node.children if child.type not in ("comment", "ERROR")]
    return left, operator, right


def and_operators(script: Script) -> list[tuple[int, int]]:
    """Where the `&&`s of `a && b && c` stand, blanks around them included, in offsets into the script.

    Empty for a script that is anything else than one such list, and in exec form.
    """
    if script.is_exec_form or "&&" not in script.text:
        return []
    statements = [node for node in script.tree.root.children if node.type != "comment"]
    if len(statements) != 1:
        return []
    operators: list[tuple[int, int]] = []
    node = statements[0]
    while node.type == "list":
        left, operator, _ = sides(node)
        if operator.type != "&&":
            return []
        operators.append(_with_blanks(script, operator.start_byte, operator.end_byte))
        node = left
    return operators[::-1]


def _with_blanks(script: Script, start_byte: int, end_byte: int) -> tuple[int, int]:
    text = script.text
    start, end = script.tree.index(start_byte), script.tree.index(end_byte)
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    while end < len(text) and text[end] in " \t":
        end += 1
    return start, end
