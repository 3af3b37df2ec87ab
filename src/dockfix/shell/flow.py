"""Which commands of a script run for certain, and in which copy of the shell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple
from dockfix.shell.dialect import read_options
from dockfix.shell.lists import sides
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from dockfix.shell.command import Command
    from dockfix.shell.script import Script

_STRAIGHT = frozenset(
    ["program", "compound_statement", "subshell", "pipeline", "redirected_statement", "negated_command"]
)
_COPIES = frozenset(["subshell", "command_substitution", "process_substitution"])
# What a command that holds another has somewhere.
_SUBSTITUTION = late_pattern(r"[(`]")
#: What succeeds, and changes nothing.
_MESSAGES = frozenset(["true", ":", "echo", "printf"])
#: What fails without anything being wrong.
_TESTS = frozenset(["test", "[", "[[", "which", "command", "type", "hash", "grep", "egrep", "fgrep", "false"])


def always_runs(command: Command) -> bool:
    """Whether `command` runs whenever its script does, as long as no command before it fails."""
    return all(map(_is_reached, _with_hosts(command)))


def is_failure_ignored(command: Command) -> bool:
    """Whether the script goes on as if nothing were wrong when `command` fails: `command || true`."""
    return any(not each.script.is_plain and _is_among(_ignored, each) for each in _with_hosts(command))


def is_fatal(command: Command) -> bool:
    """Whether the script is certain to end in failure, with nothing else run, when `command` fails."""
    return all(each.script.is_plain or _is_among(_fatal, each) for each in _with_hosts(command))


def _with_hosts(command: Command) -> Iterator[Command]:
    """`command`, and those whose argument its script is; not those in exec form, which stand alone."""
    at: Command | None = command
    while at is not None:
        if not at.script.is_exec_form:
            yield at
        at = at.script.host


def _is_among(ids: Callable[[Script], frozenset[int]], command: Command) -> bool:
    return command.node is not None and command.node.id in ids(command.script)


def _is_reached(command: Command) -> bool:
    if command.script.is_plain:
        return command.start not in _after_tests(command.script)
    return command.node is None or places(command.script)[command.node.id].is_reached


@lru_cache(maxsize=64)
def _after_tests(script: Script) -> frozenset[int]:
    """Where the commands of a plain script begin that stand right behind a test."""
    own = [command for command in script.own_commands if not command.prefix("find")]
    return frozenset([after.start for before, after in pairwise(own) if _tests(before)])


@lru_cache(maxsize=64)
def _ignored(script: Script) -> frozenset[int]:
    """The ids of the nodes that have a `||` behind them which only says that all is well."""
    found: set[int] = set()
    stack = [(script.tree.root, False)] if "||" in script.text else []
    while stack:
        node, ignored = stack.pop()
        if ignored:
            found.add(node.id)
        goes_on = ignored and (node.type in _STRAIGHT or node.type == "list")
        if node.type == "list":
            left, operator, right = sides(node)
            excuses = operator.type == "||" and _does_nothing(script, right)
            stack += [(child, goes_on or (excuses and child == left)) for child in node.children]
        else:
            stack += [(child, goes_on) for child in node.children]
    return frozenset(found)


@lru_cache(maxsize=64)
def _fatal(script: Script) -> frozenset[int]:
    """The ids of the nodes whose failure is that of the script."""
    found: set[int] = set()
    errexit = _has_errexit(script)
    # Whether the status of a node is the script's when it fails, and whether `-e` heeds it.
    stack = [(script.tree.root, True, errexit)]
    while stack:
        node, is_last, is_heeded = stack.pop()
        if not (is_last or is_heeded):
            continue
        found.add(node.id)
        children = [child for child in node.children if child.is_named and child.type != "comment"]
        if node.type == "list":
            left, operator, right = sides(node)
            stack.append((right, is_last, is_heeded))
            if operator.type == "&&":
                stack.append((left, is_last, False))
        elif node.type in ("pipeline", "redirected_statement"):
            last = children[-1] if node.type == "pipeline" else children[0]
            stack.append((last, is_last, is_heeded))
        elif node.type in ("program", "compound_statement", "subshell") and not _is_in_background(node):
            stack += [(child, False, is_heeded) for child in children[:-1]]
            stack += [(child, is_last, is_heeded) for child in children[-1:]]
    return frozenset(found)


def _is_in_background(node: Node) -> bool:
    """Whether one of the statements of `node` is not waited for."""
    return any(child.type == "&" for child in node.children)


def _has_errexit(script: Script) -> bool:
    """Whether the script is run under `-e` from its beginning to its end."""
    if "set +" in script.text:
        return False
    first = script.commands[:1]
    options = [word.literal for word in first[0].arguments] if first and first[0].name == "set" else []
    return "e" in script.shell.options or "e" in read_options(options).names


def _does_nothing(script: Script, node: Node) -> bool:
    """Whether the statement `node` succeeds and at most says something."""
    commands = script.commands_in(node)
    return bool(commands) and all(
        command.name in _MESSAGES or [word.text for word in command.words] in (["exit"], ["exit", "0"])
        for command in commands
    )


class Place(NamedTuple):
    """Where a node of a script's tree stands."""

    #: Whether it is reached if nothing before it fails.
    is_reached: bool
    #: The innermost copy of the shell around it (a subshell, a substitution); None in the shell itself.
    copy: Node | None


@lru_cache(maxsize=64)
def places(script: Script) -> dict[int, Place]:
    """The place of every node that is or holds a command, by its id.

    It is worked out from the top: to ask a node for its parent takes long in a deep tree.
    """
    found: dict[int, Place] = {}
    stack = [(script.tree.root, Place(True, None))]
    while stack:
        node, place = stack.pop()
        found[node.id] = place
        if node.type == "command" and not _SUBSTITUTION.search(script.text, node.start_byte, node.end_byte):
            continue
        inner = Place(
            place.is_reached and (node.type in _STRAIGHT or node.type == "list"),
            node if node.type in _COPIES else place.copy,
        )
        if node.type == "list" and inner.is_reached:
            left, operator, _ = sides(node)
            follows = inner._replace(is_reached=operator.type != "||" and not _is_test(script, left))
            stack += [(child, inner if child == left else follows) for child in node.children]
        else:
            stack += [(child, inner) for child in node.children]
    return found


def _is_test(script: Script, node: Node) -> bool:
    last = script.last_command_in(node)
    return last is not None and _tests(last)


def _tests(command: Command) -> bool:
    return command.words[:1] != () and command.words[0].text in _TESTS
