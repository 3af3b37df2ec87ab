"""tree-sitter-bash behind one small door: a script's concrete syntax tree, with offsets in code points."""

from __future__ import annotations

from functools import cache

from dockfix.late_pattern import late_pattern
from dockfix.partial_import import import_part
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

# tree-sitter-bash looks characters up in a table that has no place for most (a script that holds `{` and an
# emoji can end the process), and takes some for spaces that are none to a shell. It gets to see a plain word
# character for each of them. So a byte is a character, too.
_STRANGE = late_pattern(r"[^\x01-\x7f]")
_STAND_IN = "."


@cache
def _parser() -> Parser:
    # What the packages have besides is for queries, and takes 9 ms to import.
    tree_sitter = import_part("tree_sitter", "_binding")
    grammar = import_part("tree_sitter_bash", "_binding")
    parser: Parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
    return parser


# Recovery from errors can take time that grows with the square of the length (`>>>>…`). It reads the same
# bytes over and over, which real scripts do two or three times. Short texts are not worth the measuring.
_MEASURED_FROM = 2000
_CHUNK = 256
_MOST_READS = 20


def _parse(data: bytes) -> Tree:
    """The tree of `data`; that of an error if it takes too much work to read."""
    if len(data) < _MEASURED_FROM:
        return _parser().parse(data)
    budget = _MOST_READS * len(data)

    def read(offset: int, _: object) -> bytes:
        nonlocal budget
        budget -= _CHUNK
        # Nothing is the end of the text.
        return data[offset : offset + _CHUNK] if budget > 0 else b""

    tree = _parser().parse(read)
    return tree if budget > 0 else _parser().parse(b"(")


class ShellTree:
    """A parsed script. `root` is tree-sitter's node; its byte offsets are offsets into `text`."""

    def __init__(self, text: str) -> None:
        self.text = text
        # The tree must outlive its nodes.
        is_plain = text.isascii() and "\0" not in text
        self._tree = _parse((text if is_plain else _STRANGE.sub(_STAND_IN, text)).encode("ascii"))
        self.root: Node = self._tree.root_node

    def index(self, byte_offset: int) -> int:
        """The code point offset for one of tree-sitter's byte offsets."""
        return byte_offset

    def text_of(self, node: Node) -> str:
        """The script text that `node` covers."""
        return self.text[node.start_byte : node.end_byte]
