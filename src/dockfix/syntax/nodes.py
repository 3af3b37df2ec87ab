"""The syntax tree: one class per instruction, and what stands between instructions.

Every node has a `span` (offsets into `Source.text`) that covers what it says, and an `extent` that covers
its whole lines; the extents of `Dockerfile.pieces` follow each other without a gap and are the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.named_tuple import NamedTuple
from dockfix.source import MappedText, Source, Span
from dockfix.typed import ClassVar, Literal, TypeVar

Form = Literal["shell", "exec", "heredoc", "words"]


Kind = TypeVar("Kind", bound="Instruction")


class Problem(NamedTuple):
    """Why BuildKit refuses something, and where."""

    message: str
    span: Span


class Word(NamedTuple):
    """One word of an instruction: its value and where it is written."""

    value: str
    span: Span


class Flag(NamedTuple):
    """A flag such as `--from=build`: `text` as BuildKit reads it, without quotes and escapes."""

    text: str
    span: Span

    @property
    def name(self) -> str:
        """The flag's name without dashes and value."""
        return self.text[2:].partition("=")[0]

    @property
    def value(self) -> str | None:
        """What follows `=`, None without one."""
        _, equals, value = self.text.partition("=")
        return value if equals else None


class Pair(NamedTuple):
    """`key=value`, or `key value` in the old form, of ENV, LABEL and ARG.

    `raw_key` and `raw` are key and value as written, `key` and `value` without quotes and escapes, variables
    not yet expanded. `raw` and `value` are None for an ARG without a value.
    """

    key: str
    raw_key: str
    raw: str | None
    value: str | None
    key_span: Span
    value_span: Span
    legacy: bool = False

    @property
    def span(self) -> Span:
        """From the key to the end of the value."""
        return Span(self.key_span.start, max(self.key_span.end, self.value_span.end))


class Heredoc(NamedTuple):
    """A here-document of RUN, COPY or ADD: `lines` are all of it, the terminator included."""

    name: str
    descriptor: int
    expand: bool
    chomp: bool
    lines: MappedText
    content_length: int

    @property
    def content(self) -> MappedText:
        """What is between opening and terminator, with its line ends, and its tabs under `<<-`."""
        return self.lines.slice(0, self.content_length)

    @property
    def span(self) -> Span:
        """From the first line of the content to the end of the terminator."""
        return self.lines.span(0, len(self.lines))


class Comment(NamedTuple):
    """A comment line: `span` is from the `#` to the end of the text, `extent` the whole line."""

    text: str
    line: int
    span: Span
    extent: Span


class Directive(NamedTuple):
    """A parser directive: `# syntax=…`, `# escape=…` or `# check=…`; `name` is in lower case."""

    name: str
    value: str
    text: str
    line: int
    span: Span
    extent: Span


class Blank(NamedTuple):
    """A line of nothing but white space."""

    line: int
    extent: Span


class Instruction:
    """One instruction. `value` is what BuildKit's parser makes of it.

    `line` and `end_line` are BuildKit's: the last line may be a comment or a blank one that a continuation
    reached. `body` is the logical text after keyword and flags, mapped to the source. `error` says why
    BuildKit refuses the instruction.
    """

    #: The keyword in upper case; the empty string for `Unknown`.
    KEYWORD: ClassVar[str] = ""

    __slots__ = (
        "body",
        "comments",
        "empty_lines",
        "end_line",
        "error",
        "extent",
        "flags",
        "form",
        "heredocs",
        "inner_comments",
        "keyword",
        "keyword_span",
        "line",
        "parent",
        "span",
        "value",
        "words",
    )

    def __init__(self, keyword: str, keyword_span: Span, span: Span, body: MappedText) -> None:
        self.keyword = keyword
        self.keyword_span = keyword_span
        self.span = span
        self.body = body
        self.extent = span
        self.line = self.end_line = 0
        self.flags: tuple[Flag, ...] = ()
        self.form: Form = "words"
        self.value: tuple[str, ...] = ()
        self.words: tuple[Word, ...] = ()
        self.heredocs: tuple[Heredoc, ...] = ()
        self.error: Problem | None = None
        #: The comments since the instruction before.
        self.comments: tuple[Comment, ...] = ()
        #: The comment lines that its continuation lines enclose.
        self.inner_comments: tuple[Comment, ...] = ()
        #: The numbers of the empty lines that its continuation lines enclose.
        self.empty_lines: tuple[int, ...] = ()
        #: The ONBUILD that holds it.
        self.parent: Onbuild | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} line {self.line}: {self.body.text[:40]!r}>"

    def flag(self, name: str) -> Flag | None:
        """The first flag called `name`."""
        return next((flag for flag in self.flags if flag.name == name), None)

    @property
    def outermost(self) -> Instruction:
        """The instruction that stands in the file: the ONBUILD that holds this one, or itself."""
        return self.parent.outermost if self.parent else self


class Unknown(Instruction):
    """What is no instruction that BuildKit knows."""

    __slots__ = ()


class Add(Instruction):
    """ADD, and what COPY shares with it."""

    KEYWORD = "ADD"
    __slots__ = ()

    @property
    def sources(self) -> tuple[Word, ...]:
        """What is copied."""
        return self.words[:-1]

    @property
    def destination(self) -> Word | None:
        """Where it goes."""
        return self.words[-1] if len(self.words) > 1 else None


class Copy(Add):
    """COPY."""

    KEYWORD = "COPY"
    __slots__ = ()


class _Pairs(Instruction):
    __slots__ = ("pairs",)

    def __init__(self, keyword: str, keyword_span: Span, span: Span, body: MappedText) -> None:
        super().__init__(keyword, keyword_span, span, body)
        self.pairs: tuple[Pair, ...] = ()


class Arg(_Pairs):
    """ARG."""

    KEYWORD = "ARG"
    __slots__ = ()


class Env(_Pairs):
    """ENV."""

    KEYWORD = "ENV"
    __slots__ = ()


class Label(_Pairs):
    """LABEL."""

    KEYWORD = "LABEL"
    __slots__ = ()


class Cmd(Instruction):
    """CMD."""

    KEYWORD = "CMD"
    __slots__ = ()


class Entrypoint(Instruction):
    """ENTRYPOINT."""

    KEYWORD = "ENTRYPOINT"
    __slots__ = ()


class Expose(Instruction):
    """EXPOSE."""

    KEYWORD = "EXPOSE"
    __slots__ = ()


class From(Instruction):
    """FROM: `words` are the image and, where the stage has a name, AS and the name."""

    KEYWORD = "FROM"
    __slots__ = ()

    @property
    def image(self) -> Word | None:
        """The base image or stage as written."""
        return self.words[0] if self.words else None

    @property
    def stage_name(self) -> Word | None:
        """The name after AS."""
        if len(self.words) == 3 and self.words[1].value.lower() == "as":
            return self.words[2]
        return None

    @property
    def platform(self) -> str | None:
        """The value of `--platform`."""
        flag = self.flag("platform")
        return flag.value if flag else None


class Healthcheck(Instruction):
    """HEALTHCHECK: `type` is CMD or NONE in upper case; `script` is what follows it."""

    KEYWORD = "HEALTHCHECK"
    __slots__ = ("script", "type")

    def __init__(self, keyword: str, keyword_span: Span, span: Span, body: MappedText) -> None:
        super().__init__(keyword, keyword_span, span, body)
        self.type = ""
        self.script = body


class Maintainer(Instruction):
    """MAINTAINER."""

    KEYWORD = "MAINTAINER"
    __slots__ = ()


class Onbuild(Instruction):
    """ONBUILD: `instruction` is the one that it holds, None where there is none."""

    KEYWORD = "ONBUILD"
    __slots__ = ("instruction",)

    def __init__(self, keyword: str, keyword_span: Span, span: Span, body: MappedText) -> None:
        super().__init__(keyword, keyword_span, span, body)
        self.instruction: Instruction | None = None


class Run(Instruction):
    """RUN."""

    KEYWORD = "RUN"
    __slots__ = ()


class Shell(Instruction):
    """SHELL."""

    KEYWORD = "SHELL"
    __slots__ = ()


class Stopsignal(Instruction):
    """STOPSIGNAL."""

    KEYWORD = "STOPSIGNAL"
    __slots__ = ()


class User(Instruction):
    """USER."""

    KEYWORD = "USER"
    __slots__ = ()


class Volume(Instruction):
    """VOLUME."""

    KEYWORD = "VOLUME"
    __slots__ = ()


class Workdir(Instruction):
    """WORKDIR."""

    KEYWORD = "WORKDIR"
    __slots__ = ()


Piece = Instruction | Comment | Directive | Blank


class Dockerfile:
    """A whole file: its pieces in order, and its instructions."""

    def __init__(
        self,
        source: Source,
        pieces: tuple[Piece, ...],
        escape: str = "\\",
        problem: Problem | None = None,
        unreadable: Problem | None = None,
    ) -> None:
        self.source = source
        self.pieces = pieces
        #: The escape character in force: a backslash or a backtick.
        self.escape = escape
        #: Why BuildKit refuses the file, for the fault of a directive.
        self.problem = problem
        #: Why the file is no Dockerfile at all.
        self.unreadable = unreadable
        self.instructions = tuple(piece for piece in pieces if isinstance(piece, Instruction))

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All comment lines between instructions, in order; directives are not among them."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Comment))

    @property
    def directives(self) -> tuple[Directive, ...]:
        """The parser directives."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Directive))

    def walk(self) -> Iterator[Instruction]:
        """Every instruction, and after an ONBUILD the one that it holds."""
        for instruction in self.instructions:
            yield instruction
            if isinstance(instruction, Onbuild) and instruction.instruction:
                yield instruction.instruction

    def find(self, kind: type[Kind]) -> Iterator[Kind]:
        """Every instruction of one kind, also those that ONBUILD holds; a `Copy` is an `Add` as well."""
        return (instruction for instruction in self.walk() if isinstance(instruction, kind))
