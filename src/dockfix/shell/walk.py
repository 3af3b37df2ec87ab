"""From a script's tree to its simple commands, in the order in which they are written.

The tree is walked with a stack of its own: scripts may be nested deeper than Python calls can be.
"""

from __future__ import annotations

from collections.abc import Sequence

from dockfix.numbers import number
from dockfix.shell.command import Command, Context, Redirect, run_by_find
from dockfix.shell.words import Word
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

    from dockfix.shell.script import Script

_SIMPLE = frozenset(
    [
        "command",
        "declaration_command",
        "unset_command",
        "test_command",
        "variable_assignment",
        "variable_assignments",
    ]
)
_REDIRECTS = frozenset(["file_redirect", "herestring_redirect", "heredoc_redirect"])
_EXPRESSIONS = frozenset(
    [
        "binary_expression",
        "unary_expression",
        "ternary_expression",
        "parenthesized_expression",
        "test_command",
    ]
)
# Statements whose last part's redirections the grammar attaches to the whole.
_TRANSPARENT = frozenset(["list", "pipeline", "negated_command", "redirected_statement"])
_SUBSTITUTIONS = ("$(", "`", "<(", ">(")


def read_commands(script: Script) -> list[Command]:
    """Every simple command of `script`, without those of scripts that are arguments in it."""
    return _Walk(script).commands()


def last_simple(node: Node) -> Node | None:
    """The last simple command's node in the statement `node`."""
    at: Node | None = node
    while at is not None and at.type not in _SIMPLE:
        if at.type == "redirected_statement":
            at = at.child_by_field_name("body")
        else:
            named = [child for child in at.named_children if child.type != "comment"]
            at = named[-1] if named else None
    return at


class _Walk:
    def __init__(self, script: Script) -> None:
        self._script = script
        self._tree = script.tree
        self._found: list[Command] = []
        self._stack: list[tuple[Node, Context]] = [(script.tree.root, script.context)]
        # Redirections that belong to a simple command and stand outside of its node.
        self._outside: dict[int, list[Node]] = {}
        # What surrounds all but the last part of a list, where that differs.
        self._before_last: dict[int, Context] = {}
        # Words are only looked into where there may be a command in them.
        self._has_substitutions = any(mark in script.text for mark in _SUBSTITUTIONS)

    def commands(self) -> list[Command]:
        stack = self._stack
        while stack:
            node, context = stack.pop()
            kind = node.type
            if kind in _SIMPLE:
                self._simple(node, kind, context)
            elif kind == "redirected_statement":
                self._redirected(node, context)
            elif kind == "list":
                self._list(node, context)
            elif kind == "pipeline":
                self._pipeline(node, context)
            elif kind == "c_style_for_statement":
                self._look_into(node.children, context)
            else:
                self._push(node.children, _inside(kind, context))
        return self._found

    def _push(self, nodes: Sequence[Node], context: Context) -> None:
        self._stack += [(node, context) for node in reversed(nodes) if node.child_count]

    def _list(self, node: Node, context: Context) -> None:
        *earlier, last = node.children
        self._push([last], context)
        self._push(earlier, self._before_last.pop(node.id, context))

    def _pipeline(self, node: Node, context: Context) -> None:
        stages = [child for child in node.children if child.is_named]
        items: list[tuple[Node, Context]] = []
        left = context.pipe
        for stage in stages:
            feeds = context.feeds_pipe or stage is not stages[-1]
            items.append((stage, context._replace(pipe=left, feeds_pipe=feeds)))
            left = (self._script, self._piped(stage, context))
        self._stack += reversed(items)

    def _piped(self, statement: Node, context: Context) -> Node:
        """The part of `statement` that a pipe after it reads.

        The grammar takes `a && b 2>&1 | c` for `{ a && b; } 2>&1 | c`.
        """
        body: Node | None = statement
        while body is not None and body.type == "redirected_statement":
            body = body.child_by_field_name("body")
        if body is None or body.type != "list":
            return statement
        self._before_last[body.id] = context
        return body.children[-1]

    def _redirected(self, node: Node, context: Context) -> None:
        body = node.child_by_field_name("body")
        redirects = [child for child in node.children if child.type in _REDIRECTS]
        heredocs = [redirect for redirect in redirects if redirect.type == "heredoc_redirect"]
        for heredoc in heredocs:
            redirects += heredoc.children_by_field_name("redirect")
        if body is None:
            self._add(context, node, redirects=redirects)
        else:
            owner = _owner_of_redirects(body)
            if owner is not None:
                self._outside.setdefault(owner.id, []).extend(redirects)
        if self._has_substitutions:
            self._push([node for node in redirects if node.type != "heredoc_redirect"], context)
        for heredoc in reversed(heredocs):
            context = self._heredoc(heredoc, body, context)
        if body is not None:
            self._stack.append((body, context))

    def _heredoc(self, heredoc: Node, body: Node | None, context: Context) -> Context:
        """Visit what follows `<<EOF`; return the context of the command in front of it."""
        items = []
        outer = context
        for child in heredoc.children:
            if child.type == "pipeline" and not child.children[0].is_named and body is not None:
                left = (self._script, self._piped(body, outer))
                items.append((child, outer._replace(pipe=left)))
                context = outer._replace(feeds_pipe=True)
            elif child.is_named and child.type not in _REDIRECTS:
                items.append((child, outer))
        self._stack += reversed(items)
        return context

    def _simple(self, node: Node, kind: str, context: Context) -> None:
        redirects: list[Node] = []
        words: list[Node] = []
        assignments: list[Node] = []
        if kind == "variable_assignment":
            assignments.append(node)
        elif kind == "test_command":
            words = _operands_of_test(node)
        else:
            declares = kind in ("declaration_command", "unset_command")
            for child in node.children:
                part = child.type
                if part == "word":  # most are
                    words.append(child)
                elif part == "variable_assignment" and not declares:
                    assignments.append(child)
                elif part in _REDIRECTS:
                    redirects.append(child)
                elif part == "subshell" or part == "ERROR":  # noqa: PLR1714 - in a hot loop
                    self._stack.append((child, context))
                elif part != "comment":
                    words.append(child)
        if self._has_substitutions:
            self._look_into([*assignments, *words, *redirects], context)
        outside = self._outside.pop(node.id, [])
        self._add(context, node, words=words, assignments=assignments, redirects=[*outside, *redirects])

    def _look_into(self, nodes: list[Node], context: Context) -> None:
        for node in reversed(nodes):
            # An assignment in front of a command or after `export` is not a command of its own.
            self._push(node.children if node.type == "variable_assignment" else [node], context)

    def _add(
        self,
        context: Context,
        node: Node,
        *,
        words: Sequence[Node] = (),
        assignments: Sequence[Node] = (),
        redirects: Sequence[Node] = (),
    ) -> None:
        all_words = self._words(words)
        all_redirects = []
        if redirects:
            all_redirects = self._redirects(redirects)
            all_words = self._with_words_after(redirects, all_words)
        assigned = self._words(assignments) if assignments else []
        if assigned and all_words and assigned[-1].end == all_words[0].start:  # `A=$B-$C.tar`, misread
            assigned[-1].end = all_words.pop(0).end
        if not (all_words or assigned or all_redirects):
            return
        command = Command(
            self._script,
            all_words,
            assignment_words=assigned,
            redirects=all_redirects,
            context=context,
            node=node,
        )
        self._found.append(command)
        if command.name == "find":
            self._found += run_by_find(command)

    def _words(self, nodes: Sequence[Node]) -> list[Word]:
        script = self._script
        words: list[Word] = []
        last = -1
        for node in nodes:
            start, end = node.byte_range
            if start == last:  # what touches is one word
                words[-1].end = end
            elif start < end:
                words.append(Word(script, start, end))
            else:
                continue
            last = end
        return words

    def _with_words_after(self, redirects: Sequence[Node], words: list[Word]) -> list[Word]:
        """The words of a command, also those after its redirections, as in `>file word`."""
        nodes: list[Node] = []
        for redirect in redirects:
            nodes += redirect.children_by_field_name("destination")[1:]
            nodes += redirect.children_by_field_name("argument")
        return sorted(words + self._words(nodes), key=lambda word: word.start) if nodes else words

    def _redirects(self, nodes: Sequence[Node]) -> list[Redirect]:
        redirects = [self._redirect(node) for node in nodes]
        # What the grammar has put in to mend an error is not there.
        redirects = [redirect for redirect in redirects if redirect.start < redirect.end]
        return sorted(redirects, key=lambda redirect: redirect.start)

    def _redirect(self, node: Node) -> Redirect:
        redirect = Redirect(self._script, "", *node.byte_range)
        for child in node.children:
            if child.type == "file_descriptor":
                descriptor = self._tree.text_of(child)
                redirect.fd = number(descriptor) if descriptor.isdecimal() else None
            elif child.type == "heredoc_body":
                redirect.body_start, redirect.body_end = child.byte_range
            elif not redirect.operator:
                redirect.operator = child.type
            elif child.is_named and redirect.target is None:
                redirect.target = Word(self._script, *child.byte_range)
                redirect.end = redirect.target.end
        return redirect


def _inside(kind: str, context: Context) -> Context:
    if kind in ("command_substitution", "process_substitution"):
        return context._replace(in_substitution=True, feeds_pipe=False)
    if kind == "function_definition":
        return context._replace(in_function=True, feeds_pipe=False, pipe=None)
    return context


def _owner_of_redirects(body: Node) -> Node | None:
    """The simple command at the end of `body` that the redirections after it belong to."""
    owner = body
    while owner.type in _TRANSPARENT:
        inner = owner.child_by_field_name("body") if owner.type == "redirected_statement" else None
        named = owner.named_children
        owner = inner or named[-1]
    return owner if owner.type in _SIMPLE else None


def _operands_of_test(node: Node) -> list[Node]:
    """The words of `[ … ]` with its brackets, from left to right."""
    words: list[Node] = []
    stack = [node]
    while stack:
        at = stack.pop()
        if at.type in _EXPRESSIONS:
            stack += reversed(at.children)
        elif at.type != "comment":
            words.append(at)
    return words
