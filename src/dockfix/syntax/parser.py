"""Text -> tree: `parse` drives the reader and the grammar."""

from __future__ import annotations

from itertools import pairwise

from dockfix.source import Source, Span, encode
from dockfix.syntax.grammar import parse_line
from dockfix.syntax.heredocs import openings
from dockfix.syntax.nodes import Add, Comment, Dockerfile, Heredoc, Instruction, Onbuild, Piece, Problem, Run
from dockfix.syntax.reader import LogicalLine, Reader

#: BuildKit reads lines of at most this many bytes, the line feed included.
LONGEST_LINE = 64 * 1024


def parse(source: Source, earlier: Dockerfile | None = None) -> Dockerfile:
    """The syntax tree of a file; never raises.

    `earlier` is that of a text which may begin the same, such as that before the last key was pressed: what
    stands before the first difference is taken from it, node for node.
    """
    pieces: list[Piece] = _unchanged(source.text, earlier) if earlier else []
    reader = Reader(source)
    if earlier and pieces:
        reader.go_on(pieces[-1].extent.end, earlier.escape, earlier.problem)
    comments: list[Comment] = []
    while (piece := reader.read()) is not None:
        if isinstance(piece, LogicalLine):
            pieces.append(_instruction(piece, reader, tuple(comments)))
            comments = []
        else:
            if isinstance(piece, Comment):
                comments.append(piece)
            pieces.append(piece)
    unreadable = _unreadable(source, any(isinstance(piece, Instruction) for piece in pieces))
    return Dockerfile(source, tuple(pieces), reader.escape, reader.problem, unreadable)


def _unchanged(text: str, earlier: Dockerfile) -> list[Piece]:
    """The pieces that begin `text` as well, the last of them an instruction with something after it."""
    same = 0
    for piece in earlier.pieces:
        start, end = piece.extent
        if not text.startswith(earlier.source.text[start:end], start):
            break
        same += 1
    # What goes on in the text may belong to the last of them.
    pieces = list(earlier.pieces[: max(same - 1, 0)])
    while pieces and not isinstance(pieces[-1], Instruction):
        pieces.pop()
    return pieces


def _unreadable(source: Source, has_instructions: bool) -> Problem | None:
    """Why the file is no Dockerfile at all, None if it is one."""
    text = source.text
    null = text.find("\0")
    if null >= 0:
        return Problem("the file is binary: it has a NUL byte", Span(null, null + 1))
    if not has_instructions:
        return Problem("there is no instruction in the file", Span(0, 0))
    # A code point has at most four bytes.
    if len(text) * 4 > LONGEST_LINE:
        for start, end in pairwise((*source.line_starts, len(text))):
            if (end - start) * 4 > LONGEST_LINE and (size := len(encode(text[start:end]))) > LONGEST_LINE:
                return Problem(
                    f"the line has {size} bytes, BuildKit reads at most {LONGEST_LINE}", Span(start, end)
                )
    return None


def _instruction(line: LogicalLine, reader: Reader, comments: tuple[Comment, ...]) -> Instruction:
    node = parse_line(line.text, reader.escape)
    node.comments = comments
    node.inner_comments = line.inner_comments
    node.empty_lines = line.empty_lines
    node.line, node.end_line, node.extent = line.line, line.end_line, line.extent
    _read_heredocs(node, line, reader)
    if reader.line != node.end_line:
        node.end_line, node.extent = reader.line, Span(line.extent.start, reader.offset)
    if isinstance(node, Onbuild) and node.instruction:
        _hand_down(node, node.instruction)
    return node


def _read_heredocs(node: Instruction, line: LogicalLine, reader: Reader) -> None:
    holder = _innermost(node)
    if not isinstance(holder, Run | Add) or holder.form == "exec":
        return
    heredocs: list[Heredoc] = []
    for opening in openings(line.text.text):
        heredoc = reader.read_heredoc(*opening)
        if heredoc is None:
            message = f"the heredoc `{opening.name}` is not closed by a line of its own that says so"
            node.error = holder.error = Problem(message, node.span)
            reader.skip_to_end()
            break
        heredocs.append(heredoc)
    if heredocs:
        for instruction in (node, holder):
            instruction.heredocs = tuple(heredocs)
            instruction.form = "heredoc"
            instruction.span = Span(instruction.span.start, heredocs[-1].span.end)


def _innermost(node: Instruction) -> Instruction:
    # BuildKit looks through one ONBUILD only.
    return node.instruction if isinstance(node, Onbuild) and node.instruction else node


def _hand_down(node: Onbuild, inner: Instruction) -> None:
    """What an ONBUILD was told by the lines around it holds for the instruction in it."""
    inner.line, inner.end_line, inner.extent = node.line, node.end_line, node.extent
    inner.comments, inner.inner_comments = node.comments, node.inner_comments
    if isinstance(inner, Onbuild) and inner.instruction:
        _hand_down(inner, inner.instruction)
