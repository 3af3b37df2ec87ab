from __future__ import annotations

import re

import dockerfile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Sample
from dockfix.source import Source
from dockfix.syntax.nodes import Dockerfile, Env, Instruction, Onbuild
from dockfix.syntax.parser import parse

Seen = tuple[str, int, int, tuple[str, ...], str, tuple[str, ...]]


def pieces_together(ast: Dockerfile) -> str:
    at = 0
    for piece in ast.pieces:
        assert piece.extent.start == at
        at = piece.extent.end
    return "".join(ast.source.text[piece.extent.start : piece.extent.end] for piece in ast.pieces)


def ours(node: Instruction) -> Seen:
    # The referee drops the heredocs of what an ONBUILD holds.
    told = ("exec",) if node.keyword == "ONBUILD" else ("exec", "heredoc")
    form = node.form if node.form in told else ""
    flags = tuple(flag.text for flag in node.flags)
    return node.keyword, node.line, node.end_line, flags, form, node.value


def buildkit(command: dockerfile.Command) -> Seen:
    form = "exec" if command.json else "heredoc" if command.heredocs else ""
    return command.cmd.upper(), command.start_line, command.end_line, command.flags, form, command.value


def test_pieces_are_the_file(corpus: list[Sample]) -> None:
    for sample in corpus:
        source = Source.from_bytes(sample.data)
        assert source.to_bytes() == sample.data
        assert pieces_together(parse(source)) == source.text


def test_buildkit_reads_the_same(corpus: list[Sample], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("corpus") / "Dockerfile"
    accepted = 0
    for sample in corpus:
        path.write_bytes(sample.data)
        ast = parse(Source.from_bytes(sample.data))
        try:
            commands = dockerfile.parse_file(str(path))
        except dockerfile.GoParseError:
            assert ast.problem or any(node.error for node in ast.instructions), sample.name
            continue
        accepted += 1
        assert [ours(node) for node in ast.instructions] == [buildkit(c) for c in commands], sample.name
    assert accepted > len(corpus) * 0.9


REFUSED = [
    "FROM a\nENV b\n",
    "FROM a\nLABEL b\n",
    "FROM a\nENV b=c d\n",
    "FROM a\nCMD [1]\n",
    'FROM a\nCMD ["b", null]\n',
    "FROM a\nRUN <<EOF\nb\n",
    "FROM a\nCOPY <<A <<B /\nb\nA\n",
    "# escape=x\nFROM a\n",
    "# escape=`\n# escape=`\nFROM a\n",
    "",
    "# nothing\n\n",
    "FROM a\nRUN " + "b" * 65536 + "\n",
]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:40]))
def test_what_buildkit_refuses_has_an_error(text: str) -> None:
    with pytest.raises(dockerfile.GoParseError):
        dockerfile.parse_string(text)
    ast = parse(Source.from_text(text))
    assert ast.problem or ast.unreadable or any(node.error for node in ast.instructions)
    assert pieces_together(ast) == text


ACCEPTED = [
    "FROM a\nRUN b \\\n\n\n",
    "FROM a\nRUN b \\\n# c\n  \n  d\n",
    "FROM a\nRUN b\\\\\nRUN c\n",
    "FROM a\r\nRUN b \\\r\n  c\r\n",
    "\ufeffFROM a",
    "from a\nrun b\ncmd c",
    "\\\nFROM a\n",
    "FROM a\nRUN <<-A cat <<'B' 3<<C\n\tx\n\tA\ny\nB\nz\nC\nCMD b\n",
    "FROM a\nRUN cat <<EOF>b\nx\nEOF>b\n",
    "FROM a\nRUN echo '<<EOF'\n",
    'FROM a\nRUN echo "<<EOF"\n',
    "FROM a\nRUN echo ${b:-<<EOF}\n",
    "FROM a\nRUN cat <<<b\n",
    'FROM a\nRUN ["b", "<<EOF"]\n',
    "FROM a\nCOPY <<A <<B /c/\nx\nA\ny\nB\n",
    "FROM a\nONBUILD RUN <<A\nx\nA\nCMD b\n",
    "FROM a\nONBUILD ONBUILD RUN b\n",
    "FROM a\nONBUILD\n",
    "FROM a\nRUN --mount=type=cache,target='/b c' --network=none -- d\n",
    "FROM a\nHEALTHCHECK --interval=5s CMD b c\n",
    'FROM a\nHEALTHCHECK CMD ["b"]\n',
    "FROM a\nHEALTHCHECK NONE\n",
    'FROM a\nCMD ["b"] c\n',
    'FROM a\nCMD [ "\\u00e9\\ud83d\\ude00\\ud83d", "b\\"c" ]\n',
    "FROM a\nCMD [b]\nCMD []\nCMD [\n",
    "FROM a\nENV b c=d e\nENV b=\"c d\" e='f g' h=i\\ j k=\nENV\n",
    'FROM a\nLABEL b="c\\\n  d" e=f\n',
    'FROM a\nARG b c=d "e=f g"\n',
    "FROM a\nFOO bar\n",
    "FROM a\nRUN b\x0b\x0c c \xa0 \n",
    "#escape=`\nFROM a\nRUN b `\n  c\nENV d=e` f\nCOPY a\\ b\\\n",
    "# comment\n#escape=`\nFROM a `\n",
    "\n# escape=`\nFROM a `\n",
    "# syntax=x\n# escape = ` \nFROM a `\n",
    "FROM a\n  RUN b\n\tRUN c\n",
    "FROM a\nRUN " + "b" * 65000 + "\n",
]


@pytest.mark.parametrize("text", ACCEPTED, ids=lambda text: repr(text[:40]))
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_buildkit_accepts_is_read_alike(text: str, newline: str) -> None:
    text = re.sub("\r?\n", newline, text)
    ast = parse(Source.from_text(text))
    assert [ours(node) for node in ast.instructions] == [buildkit(c) for c in dockerfile.parse_string(text)]
    assert not ast.problem
    assert not any(node.error for node in ast.instructions)


def test_todays_directives_and_heredocs() -> None:
    """What newer releases of BuildKit read in another way than the one that the referee is built with."""
    ast = parse(
        Source.from_text("# check=skip=all\n# escape=`\nFROM a\nRUN cat << EOF `\n > b\nx\nEOF\nCMD c\n")
    )
    assert [directive.name for directive in ast.directives] == ["check", "escape"]
    assert ast.escape == "`"
    assert [node.keyword for node in ast.instructions] == ["FROM", "RUN", "CMD"]
    assert ast.instructions[1].heredocs[0].content.text == "x\n"


def test_onbuilds_in_onbuilds_are_read_to_some_depth() -> None:
    text = "FROM a\n" + "ONBUILD " * 7000 + "RUN b\n"
    assert pieces_together(parse(Source.from_text(text))) == text
    assert parse(Source.from_text("FROM a\nONBUILD ONBUILD ENV b\n")).instructions[1].error


def test_places() -> None:
    text = "FROM a AS b\nRUN --mount=x c \\\n  # note\n  d\nENV e='f g' h=i\nONBUILD COPY j k\n"
    ast = parse(Source.from_text(text))

    def slices(spans: list[tuple[int, int]]) -> list[str]:
        return [text[start:end] for start, end in spans]

    from_, run, env, onbuild = ast.instructions
    assert isinstance(env, Env)
    assert isinstance(onbuild, Onbuild)
    assert onbuild.instruction
    assert slices([word.span for word in from_.words]) == ["a", "AS", "b"]
    assert slices([flag.span for flag in run.flags]) == ["--mount=x"]
    assert text[slice(*run.body.span(0, len(run.body)))] == "c \\\n  # note\n  d"
    assert [comment.text for comment in run.inner_comments] == ["# note"]
    assert slices([pair.key_span for pair in env.pairs]) == ["e", "h"]
    assert slices([pair.value_span for pair in env.pairs]) == ["'f g'", "i"]
    assert [pair.value for pair in env.pairs] == ["f g", "i"]
    assert slices([word.span for word in onbuild.instruction.words]) == ["j", "k"]


KEYWORDS = ["FROM", "RUN", "COPY", "ENV", "LABEL", "ONBUILD", "HEALTHCHECK", "CMD", "ARG", "foo"]
FRAGMENTS = [
    "\\",
    "\\\n",
    "`\n",
    "#",
    "\n",
    "\r\n",
    " ",
    "\t",
    "<<EOF",
    "EOF",
    "<<-'A'",
    "[",
    "]",
    '"',
    "'",
    ",",
]
FRAGMENTS += [
    "--x=y",
    "$a",
    "${b:-c}",
    "=",
    "a",
    "é",
    "\xa0",
    "\x00",
    "\udcff",
    "# escape=`\n",
    "\ufeff",
    "&&",
]
LINES = st.lists(st.sampled_from(KEYWORDS + FRAGMENTS), max_size=40).map("".join)


@given(LINES)
@settings(max_examples=500)
def test_any_text_is_read_and_kept(text: str) -> None:
    ast = parse(Source.from_text(text))
    assert pieces_together(ast) == ast.source.text


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_any_bytes_are_read_and_kept(data: bytes) -> None:
    source = Source.from_bytes(data)
    assert source.to_bytes() == data
    assert pieces_together(parse(source)) == source.text


@given(st.data())
@settings(max_examples=300)
def test_mutated_real_files_are_read_and_kept(corpus: list[Sample], data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(corpus))
    mutated = bytearray(sample.data[:4000])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(mutated)))
        removed = data.draw(st.integers(0, 10))
        mutated[at : at + removed] = data.draw(st.sampled_from(FRAGMENTS)).encode("utf-8", "surrogateescape")
    source = Source.from_bytes(bytes(mutated))
    assert source.to_bytes() == bytes(mutated)
    assert pieces_together(parse(source)) == source.text
