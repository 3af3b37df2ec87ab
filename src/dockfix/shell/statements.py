"""A script's statements, one after the other, for what they do to the shell that runs them."""

from __future__ import annotations

import re

from dockfix.late_pattern import late_pattern
from dockfix.shell import builtins
from dockfix.shell.dialect import read_options
from dockfix.shell.facts import Effects
from dockfix.shell.lists import sides
from dockfix.typed import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tree_sitter import Node

    from dockfix.shell.grammar import ShellTree

_UNCLEAR = "its syntax is not understood"

_BETWEEN_WORDS = late_pattern(r"[ \t\n]")  # and no other character that Unicode calls a space
_BLANK = late_pattern(r"(?:\s|#[^\n]*\n)*\Z")
_TAIL = late_pattern(r"[\s;]*((?:(?<![^\s;&|()])#.*)?)", re.DOTALL)
_NAME = late_pattern(r"[A-Za-z_]\w*")
_ASSIGNMENT = late_pattern(r"([A-Za-z_]\w*)(?:\[[^]]*\])?\+?=")
_KNOWN = late_pattern(r"[^\s\"'\\$`<>(){}&|;*?\[#~!]+")
_PLAIN = late_pattern(r"[ \t%*+,\-./0-9:=?@A-Z\]^_a-z~]*")
_SUBSTITUTION = late_pattern(r"\$\(|`|[<>]\(")
_QUOTES = late_pattern(r"[\"'\\]")
_LAST_ARGUMENT = late_pattern(r"\$_(?!\w)|\$\{_\W|\$\{?PIPESTATUS")


class Place:
    """Where a command stands, as bits."""

    MAIN: Final = 1  # in the shell itself, not in a copy of it
    TOP: Final = 2  # bound directly by the operators of the script
    TESTED: Final = 4  # before a `&&` or `||`, where `-e` is ignored
    FUNCTION: Final = 8  # in the body of a function
    SUBSTITUTED: Final = 16  # in a command substitution
    REMEMBERED: Final = 32  # where a shell learns the places of programs; some do for all commands of a pipe


_BOUND = Place.MAIN | Place.TOP

# What the grammar may put around the first commands of a pipe.
_AROUND_FIRST = frozenset(["redirected_statement", "negated_command", "pipeline"])
_DEEPEST_PIPE = 50
_SEQUENCES = frozenset(
    """program compound_statement do_group subshell command_substitution process_substitution if_statement
    elif_clause else_clause case_item while_statement""".split()
)
_COPIES = frozenset(["subshell", "command_substitution", "process_substitution"])
_NO_STATEMENTS = frozenset(["comment", "else_clause", "elif_clause", "do_group", "file_redirect"])
_REDIRECTS = frozenset(["file_redirect", "herestring_redirect"])
_STARTS = frozenset(["then", "else", "do", ")", ";;", ";&", ";;&"])
_MAY_NOT_FAIL = frozenset("command declaration_command variable_assignment variable_assignments".split())
_CAUGHT = frozenset(
    """command declaration_command file_redirect pipeline subshell test_command unset_command
    variable_assignment variable_assignments""".split()
)


def read_tree(reader: Reader, tree: ShellTree) -> None:
    """Let `reader` read the script whose syntax tree is `tree`."""
    root = tree.root
    if root.has_error:
        reader.found.apart = _UNCLEAR
        return
    _Walk(reader, tree).read()


class Reader:
    """What single commands do, written into `found`."""

    def __init__(self, found: Effects, *, is_bash: bool) -> None:
        self.found = found
        self.is_bash = is_bash
        #: Where the script's own shell last waits for all of its children; where the first command stands
        #: that is sure to stay in a joined script.
        self.waits = -1
        self.first: tuple[int, int] | None = None

    def command(self, words: list[str], start: int, end: int, where: int) -> None:
        """A simple command, its words as they are written, at `start` to `end` in the script."""
        assigned = 0
        while assigned < len(words) and "=" in words[assigned] and _ASSIGNMENT.match(words[assigned]):
            assigned += 1
        if assigned == len(words):
            for word in words:
                self.assignment(word, where)
            return
        is_kept = where & _BOUND == _BOUND and start >= self.found.body
        if is_kept and (self.first is None or start < self.first[0]):
            self.first = (start, end)
        at = assigned
        while (name := _unquoted(words[at])) in builtins.TRANSPARENT or name == "-p":
            at += 1
            if at == len(words):
                return
        if name in ("-v", "-V"):
            for word in words[at + 1 :]:
                self._call(word, start, where)
        else:
            self._run(name, words[at:], start, where)
            if assigned and where & Place.MAIN:
                self._assigned_before(name, words[0])

    def _run(self, name: str, words: list[str], start: int, where: int) -> None:
        found = self.found
        if not _KNOWN.fullmatch(name):
            found.looks_around = True
            self._change(name, where)
        elif name not in builtins.BUILT_IN:
            if name in builtins.RESERVED:
                found.apart = _UNCLEAR
            self._call(name, start, where)
        elif name == "set":
            self._set(words, where)
        elif name in builtins.CHANGING:
            if name in builtins.READING_IN:
                self._read_in(name, where)
            elif name in builtins.TELLING:
                found.first = found.first or f"`{name}` tells what the shell remembers"
            elif name == "trap":
                self._trap(where)
            elif name in builtins.DECLARING and len(words) == 1:
                self.show(name)
            self._change(name, where)
        elif name in builtins.ENDING:
            if where & Place.MAIN:
                found.ending = found.ending or name
        else:
            self._unchanging(name, words, start, where)

    def _unchanging(self, name: str, words: list[str], start: int, where: int) -> None:
        """A command that leaves the shell alone, but for some special cases."""
        found = self.found
        if name == "return" and not where & Place.FUNCTION:
            found.apart = found.apart or "`return` is not the same in every shell"
        elif name == "type":
            found.first = found.first or "`type` tells what the shell remembers"
        elif name == "compgen":
            found.looks_around = True
        elif name == "printf" and "-v" in words:
            self._change(name, where)
        elif name == "wait" and len(words) == 1 and where & _BOUND == _BOUND:
            self.waits = max(self.waits, start)

    def _call(self, name: str, start: int, where: int) -> None:
        place = self.found.text.find(name, start)
        self.found.calls.setdefault(name, []).append((place, bool(where & Place.REMEMBERED)))

    def _change(self, word: str, where: int) -> None:
        if where & Place.MAIN:
            self.found.state = self.found.state or word

    def _set(self, words: list[str], where: int) -> None:
        """`set`, whose options hold to the end of its shell; `-e` counts in a copy of the shell too."""
        found = self.found
        if len(words) == 1:
            self.show("set")
        is_known = "$" not in "".join(words)
        options = read_options(words[1:])
        if "e" in options.names or not is_known:
            found.errexit = "-e" if is_known else "set"
        if not is_known or options.operand < len(words) - 1 or "--" in words:
            self._change("set", where)
        if where & Place.MAIN:
            found.options_on |= options.names
            found.options_off |= options.off

    def _read_in(self, name: str, where: int) -> None:
        """Text from elsewhere may switch on `-e`, and then depends on it wherever it is not ignored."""
        self.found.looks_around = True
        self.found.errexit = self.found.errexit or name
        if not where & Place.TESTED:
            self.found.errexit_matters = True

    def _trap(self, where: int) -> None:
        """`-e` holds for what a trap does, wherever it is set; how it ends a copy of the shell varies."""
        self.found.errexit_matters = True
        if where & Place.MAIN:
            self.found.last = self.found.last or "`trap` acts at the end of its shell"

    def _assigned_before(self, name: str, word: str) -> None:
        """An assignment in front of some built-in commands stays, and in some shells of a function too."""
        text = self.found.text
        if name in builtins.KEEPING_ASSIGNMENTS or "()" in text or "function" in text:
            self._change(word.partition("=")[0], Place.MAIN)

    def assignment(self, word: str, where: int) -> None:
        """A variable is set. It may be an exported one; names in small letters hardly ever are."""
        if not where & Place.MAIN:
            return
        match = _NAME.match(word)
        name = match[0] if match else word
        if name.upper() == name or name.endswith("_proxy"):
            self._change(name, where)
        else:
            self.found.names.add(name)

    def show(self, name: str) -> None:
        """`set` or `declare` alone, which print all that a shell has, among it its whole script."""
        self.found.looks_around = True
        if name not in ("export", "readonly"):
            self.found.apart = f"`{name}` shows all that its shell has"

    def declaration(self, name: str, is_alone: bool, where: int) -> None:
        """`export`, `unset` and their like; `is_alone` where nothing follows."""
        if is_alone:
            self.show(name)
        self._change(name, where)

    def function(self, name: str, where: int) -> None:
        """A function is defined."""
        if where & Place.MAIN:
            self.found.names.add(name)
            if not _NAME.fullmatch(name):
                self._change(name, where)


class _Walk:
    """The way through a tree, without recursion."""

    def __init__(self, reader: Reader, tree: ShellTree) -> None:
        self.reader = reader
        self.found = reader.found
        self.tree = tree
        self.text_of = tree.text_of
        self.index = tree.index
        self.has_substitutions = bool(_SUBSTITUTION.search(tree.text))
        self.stack: list[tuple[Node, int]] = []
        self.last_statement = 0
        #: Where the last `&` is; beyond the text if nothing could wait for it.
        self.background = -1
        #: Whether a command substitution holds a list, and whether there is a `!`.
        self.substitutes_list = self.negates = False

    def read(self) -> None:
        root = self.tree.root
        if not self._bounds(root):
            return
        stack = self.stack
        stack.append((root, Place.MAIN | Place.TOP | Place.REMEMBERED))
        while stack:
            node, where = stack.pop()
            self._visit(node, where)
        self._finish()

    def _bounds(self, root: Node) -> bool:
        """Find where the commands start and end, and the comment after them; whether there are any."""
        found, text = self.found, self.found.text
        statements = [child for child in root.named_children if child.type != "comment"]
        if not statements:
            found.comment = text.strip()
            return False
        last = statements[-1]
        token = last.next_sibling
        found.is_terminated = token is not None and token.type == "&"
        found.start = self.index(statements[0].start_byte)
        found.end = self.index((token if token is not None and found.is_terminated else last).end_byte)
        self.last_statement = last.start_byte
        while last.type == "redirected_statement":
            last = last.named_children[0]
        found.is_caught = last.type in _CAUGHT
        self._opening(statements[0])
        tail = _TAIL.fullmatch(text, found.end)
        if tail is None or not _BLANK.match(text[: found.start]) or _is_escaped(text, found.end):
            found.apart = _UNCLEAR
            return False
        found.comment = tail[1].strip()
        return True

    def _opening(self, first: Node) -> None:
        """`set -e && a &` opens with nothing."""
        found = self.found
        token = first.next_sibling
        if not found.opens_apart and token is not None and token.type == "&":
            found.opening, found.opening_options = "", frozenset()
        if not found.opening:
            found.body = found.start

    def _finish(self) -> None:
        found, reader = self.found, self.reader
        if self.background >= 0:
            found.state = found.state or "&"
            if reader.waits < self.background:
                found.last = found.last or "`&` leaves a process running, and that ends with its RUN"
        if self.substitutes_list and found.errexit:
            found.apart = found.apart or "`-e` inside a `$( … )` is not the same in every shell"
        if self.negates and found.needs_errexit:
            found.apart = found.apart or "`-e` after a `!` is not the same in every shell"
        if found.has_heredoc:
            found.last = found.last or "its here-document ends the instruction"
        match = _LAST_ARGUMENT.search(found.text) if "_" in found.text or "PIPE" in found.text else None
        if match and (reader.first is None or match.start() < reader.first[1]):
            found.first = f"`{match[0].strip('{}:-')}` comes from the command before"

    # -- structure

    def _visit(self, node: Node, where: int) -> None:
        kind = node.type
        if kind == "command":
            self._command(node, where)
        elif kind == "list":
            self._list(node, where)
        elif kind in _SEQUENCES:
            self._sequence(node, kind, where)
        elif kind == "redirected_statement":
            self._push(node.named_children, where)
        elif kind in _VISITORS:
            _VISITORS[kind](self, node, where)
        elif self.has_substitutions and node.child_count:
            self._push(node.named_children, where & ~_BOUND)

    def _push(self, nodes: list[Node], where: int) -> None:
        self.stack += [(node, where) for node in nodes]

    def _push_words(self, nodes: list[Node], where: int) -> None:
        """What stands in words matters for the substitutions in it."""
        if self.has_substitutions:
            self._push(nodes, where & Place.SUBSTITUTED)

    def _list(self, node: Node, where: int) -> None:
        """`a && b`, `a || b`; those of three and more are lists of lists."""
        left, operator, right = sides(node)
        if where & Place.TOP:
            if operator.type == "||":
                self.found.is_grouped = True
            if node.start_byte >= self.last_statement:
                self.found.is_caught = False
        self.stack += [(left, where | Place.TESTED), (right, where)]

    def _negation(self, node: Node, where: int) -> None:
        self.negates = True
        if where & Place.TOP and node.start_byte >= self.last_statement:
            self.found.is_caught = False
        self._push(node.named_children, where)

    def _pipeline(self, node: Node, where: int) -> None:
        """Each command of a pipe has a shell of its own.

        The grammar takes the `a && b` of `a && b 2>&1 | c` for the first command: `a` is not in the pipe.
        """
        for child in node.named_children:
            inner, is_negated, depth = child, False, 0
            while inner.type in _AROUND_FIRST and inner.named_child_count and depth < _DEEPEST_PIPE:
                is_negated |= inner.type == "negated_command"
                inner = inner.named_children[0]
                depth += 1
            if depth == _DEEPEST_PIPE:
                self.found.apart = _UNCLEAR
            if is_negated and where & Place.TOP:
                self.found.is_caught = False
            if where & Place.TOP and self._is_list_to_others(inner):
                self.found.is_grouped = True
            self.stack.append((child, where if inner.type == "list" else where & ~_BOUND))

    def _sequence(self, node: Node, kind: str, where: int) -> None:
        """Statements one after the other."""
        children = node.children
        if kind == "compound_statement" and children[0].type == "((":
            self._push(node.named_children, where & ~_BOUND)
            return
        is_program = kind == "program"
        if not is_program:
            where &= ~Place.TOP
        if kind in _COPIES:
            where &= ~(Place.MAIN | Place.REMEMBERED)
        if kind == "command_substitution":
            where |= Place.SUBSTITUTED
        previous: Node | None = None
        for child in children:
            token = child.type
            if token in _STARTS:
                if token == ";;" and is_program:
                    self.found.apart = _UNCLEAR
                previous = None
            elif token == "&":
                self._background(child, previous, where)
            elif child.is_named:
                if token not in _NO_STATEMENTS:
                    if previous is not None:
                        self._followed(previous, where, is_program)
                    previous = child
                self.stack.append((child, where))
        if kind == "do_group" and previous is not None and self._can_fail(previous):
            self.found.errexit_matters = True

    def _followed(self, statement: Node, where: int, is_program: bool) -> None:
        """Another statement comes after this one, unless it fails under `-e`."""
        if self._can_fail(statement):
            self.found.errexit_matters = True
            self.substitutes_list |= bool(where & Place.SUBSTITUTED)
        if is_program and self.index(statement.end_byte) > self.found.body:
            self.found.is_grouped = True

    def _background(self, token: Node, statement: Node | None, where: int) -> None:
        """`statement &`, whose effects stay in a copy of the shell."""
        self.found.is_grouped = True
        can_be_waited_for = where & _BOUND == _BOUND
        self.background = max(self.background, self.index(token.start_byte))
        if not can_be_waited_for:
            self.background = len(self.found.text)
        if statement is not None and self.stack and self.stack[-1][0] == statement:
            self.stack[-1] = (statement, where & ~_BOUND)

    def _can_fail(self, node: Node) -> bool:
        kind = node.type
        if kind == "function_definition":
            return False
        if kind not in _MAY_NOT_FAIL or _SUBSTITUTION.search(text := self.text_of(node)):
            return True
        is_assignment = kind.startswith("variable_assignment")
        return not is_assignment and _BETWEEN_WORDS.split(text, 1)[0] not in builtins.UNFAILING

    # -- commands and their parts

    def _command(self, node: Node, where: int) -> None:
        start, end = self.index(node.start_byte), self.index(node.end_byte)
        text = self.found.text[start:end]
        words = text.split() if _PLAIN.fullmatch(text) else self._words(node, where)
        self.reader.command(words, start, end, where)

    def _words(self, node: Node, where: int) -> list[str]:
        """The words of a command, and its substitutions put on the stack."""
        words = []
        for child in node.named_children:
            kind = child.type
            if kind in _REDIRECTS:
                self._push_words(child.named_children, where)
                continue
            if kind not in ("word", "number"):
                self._push_words([child], where)
            words.append(self.text_of(child))
        return words

    def _variable(self, node: Node, where: int) -> None:
        self.reader.assignment(self.text_of(node), where)
        self._push_words(node.named_children, where)

    def _variables(self, node: Node, where: int) -> None:
        self._push(node.named_children, where)

    def _declaration(self, node: Node, where: int) -> None:
        self.reader.declaration(node.children[0].type, not node.named_child_count, where)
        self._push_words(node.named_children, where)

    def _for(self, node: Node, where: int) -> None:
        for child in node.named_children:
            if child.type == "do_group":
                self.stack.append((child, where & ~Place.TOP))
            elif child.type == "variable_name":
                self.reader.assignment(self.text_of(child), where)
            else:
                self._push_words([child], where)

    def _function(self, node: Node, where: int) -> None:
        name, *rest = node.named_children
        self.reader.function(self.text_of(name), where)
        self.found.is_caught = False
        self._push(rest, where & (Place.MAIN | Place.REMEMBERED) | Place.FUNCTION)

    def _case(self, node: Node, where: int) -> None:
        self._push(node.named_children, where & ~Place.TOP)

    def _test(self, node: Node, where: int) -> None:
        if where & Place.TOP and self._is_list_to_others(node):
            self.found.is_grouped = True
        text = self.text_of(node)
        if where & Place.MAIN and text.startswith("[[") and "=~" in text:
            self.found.names.add("BASH_REMATCH")
        self._push_words(node.named_children, where)

    def _is_list_to_others(self, node: Node) -> bool:
        """Whether it is `[[ a || b ]]`, in a script whose shell may not know `[[`."""
        if node.type != "test_command" or self.reader.is_bash:
            return False
        text = self.text_of(node)
        return text.startswith("[[") and "||" in text

    def _heredoc(self, node: Node, where: int) -> None:
        """A here-document's node also holds what follows on the line where it is announced."""
        self.found.has_heredoc = True
        tokens = {child.type for child in node.children}
        is_end = not self.found.text[self.index(node.end_byte) :].strip()
        if not is_end or tokens & {"||", ";", "&", "|"}:
            self.found.is_grouped = True
        self._push(node.named_children, where)


_VISITORS = {
    "pipeline": _Walk._pipeline,
    "negated_command": _Walk._negation,
    "variable_assignment": _Walk._variable,
    "variable_assignments": _Walk._variables,
    "declaration_command": _Walk._declaration,
    "unset_command": _Walk._declaration,
    "for_statement": _Walk._for,
    "c_style_for_statement": _Walk._for,
    "function_definition": _Walk._function,
    "case_statement": _Walk._case,
    "test_command": _Walk._test,
    "heredoc_redirect": _Walk._heredoc,
}


def _unquoted(word: str) -> str:
    return _QUOTES.sub("", word) if "'" in word or '"' in word or "\\" in word else word


def _is_escaped(text: str, end: int) -> bool:
    """Whether the blank space at `end` is escaped, and so part of a word."""
    head = text[:end]
    return (len(head) - len(head.rstrip("\\"))) % 2 == 1
