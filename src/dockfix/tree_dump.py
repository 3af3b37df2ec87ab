"""The syntax tree as `dockfix ast` shows it: as data for JSON, and as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockfix.printable import printable
from dockfix.source import Source
from dockfix.syntax.nodes import Dockerfile, Heredoc, Instruction, Onbuild, Problem


def as_data(ast: Dockerfile) -> dict[str, object]:
    """The tree as plain data; the values are those that BuildKit's parser gives."""
    problem = ast.unreadable or ast.problem
    return {
        "escape": ast.escape,
        "directives": [
            {"name": directive.name, "value": directive.value, "line": directive.line}
            for directive in ast.directives
        ],
        **({"error": _error(ast.source, problem)} if problem else {}),
        "instructions": [_instruction(ast.source, instruction) for instruction in ast.instructions],
    }


def as_text(ast: Dockerfile) -> str:
    """The tree for people: a line for each instruction, and one for each of its parts, indented."""
    return "".join(f"{line}\n" for line in _lines(ast))


def _instruction(source: Source, instruction: Instruction) -> dict[str, object]:
    data: dict[str, object] = {
        "keyword": instruction.keyword,
        "line": instruction.line,
        "end_line": instruction.end_line,
        "flags": [flag.text for flag in instruction.flags],
        "form": instruction.form,
        "value": list(instruction.value),
    }
    if instruction.heredocs:
        data["heredocs"] = [_heredoc(heredoc) for heredoc in instruction.heredocs]
    if instruction.error:
        data["error"] = _error(source, instruction.error)
    if isinstance(instruction, Onbuild) and instruction.instruction:
        data["instruction"] = _instruction(source, instruction.instruction)
    return data


def _heredoc(heredoc: Heredoc) -> Mapping[str, object]:
    return {"name": heredoc.name, "expand": heredoc.expand, "content": heredoc.content.text}


def _error(source: Source, problem: Problem) -> Mapping[str, object]:
    line, column = source.position(problem.span.start)
    return {"message": problem.message, "line": line, "column": column}


def _lines(ast: Dockerfile) -> Iterator[str]:
    for directive in ast.directives:
        yield f"# {directive.name}={printable(directive.value)}  (line {directive.line})"
    for problem in (ast.unreadable, ast.problem):
        if problem:
            yield _error_line(ast.source, problem)
    for instruction in ast.instructions:
        yield from _instruction_lines(ast.source, instruction)


def _instruction_lines(source: Source, instruction: Instruction) -> Iterator[str]:
    lines = f"line {instruction.line}"
    if instruction.end_line > instruction.line:
        lines = f"lines {instruction.line}-{instruction.end_line}"
    yield f"{printable(instruction.keyword)}  ({lines}, {instruction.form})"
    for flag in instruction.flags:
        yield f"  flag   {printable(flag.text)}"
    for value in instruction.value:
        yield f"  value  {printable(value)}"
    for heredoc in instruction.heredocs:
        yield f"  heredoc {printable(heredoc.name)}{'' if heredoc.expand else ' (nothing is expanded)'}"
        for line in heredoc.content.text.split("\n")[:-1]:
            yield f"    | {printable(line)}"
    if instruction.error:
        yield f"  {_error_line(source, instruction.error)}"
    if isinstance(instruction, Onbuild) and instruction.instruction:
        for line in _instruction_lines(source, instruction.instruction):
            yield f"  {line}"


def _error_line(source: Source, problem: Problem) -> str:
    line, column = source.position(problem.span.start)
    return f"error at {line}:{column}: {printable(problem.message)}"
