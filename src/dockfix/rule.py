"""What a rule is, what it finds, and how that is mended: `Rule`, `Finding`, `Fix`, `Edit`.

A rule is one class. Its docstring is its documentation and holds its examples, its class attributes say
what it is called, and the engine calls whichever check methods it defines:

- `check_file(file)` once,
- `check_stage(stage)` for every build stage,
- `check_instruction(instruction)` for every instruction, `check_run(run)`, `check_from(from_)`, … for one
  kind of them (also where ONBUILD holds it),
- `check_command(command)` for every command of every RUN.

`commands`, `instructions` and `needs` say what it watches, if that is not everything. Every check method
yields findings, made with `Rule.found`. A rule object lives for one file, `Rule.file`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum, StrEnum
from functools import cached_property

from dockfix.named_tuple import NamedTuple
from dockfix.presets import HADOLINT
from dockfix.selectors import CODE_DIGITS, names_members
from dockfix.source import Position, Source, Span
from dockfix.typed import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, cast, overload

if TYPE_CHECKING:
    from dockfix.model import File

T = TypeVar("T")

DOCS_URL = "https://dockfix.readthedocs.io/rules/"
#: The package of the rules that are documented there.
_OWN = "dockfix_rules"


class Severity(IntEnum):
    """How bad a finding is; a greater value is worse."""

    STYLE = 1
    INFO = 2
    WARNING = 3
    ERROR = 4

    @property
    def label(self) -> str:
        """The name that configuration and reports use."""
        return self.name.lower()


#: The severities by their names, the worst first.
SEVERITIES = {severity.label: severity for severity in sorted(Severity, reverse=True)}


class Safety(StrEnum):
    """Whether a fix keeps what is built (`safe`) or may change it (`unsafe`)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Located(Protocol):
    """Anything that has a place in the source."""

    @property
    def span(self) -> Span:
        """The place, in offsets into the source text."""


class Edit(NamedTuple):
    """Replace the source text in `span` by `text`."""

    span: Span
    text: str


class Fix(NamedTuple):
    """Edits that mend one finding, applied together or not at all."""

    edits: Sequence[Edit]
    title: str = ""
    safety: Safety = Safety.SAFE

    def unsafe(self) -> Fix:
        """The same fix, declared unsafe."""
        return self._replace(safety=Safety.UNSAFE)


class LateEdits(Sequence[Edit]):
    """Edits that `make` works out when they are first looked at: a run without --fix may never do so."""

    def __init__(self, make: Callable[[], Sequence[Edit]]) -> None:
        self._make = make

    @cached_property
    def _edits(self) -> tuple[Edit, ...]:
        return tuple(self._make())

    def __len__(self) -> int:
        return len(self._edits)

    @overload
    def __getitem__(self, index: int) -> Edit: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Edit]: ...

    def __getitem__(self, index: int | slice) -> Edit | Sequence[Edit]:
        return self._edits[index]

    def __reduce__(self) -> tuple[type[tuple[Edit, ...]], tuple[tuple[Edit, ...]]]:
        """Another process gets the edits themselves."""
        return tuple, (self._edits,)


class Finding(NamedTuple):
    """One problem at one place, `span`, in `source`."""

    rule: type[Rule]
    source: Source
    span: Span
    message: str
    severity: Severity
    fix: Fix | None = None
    #: What a preset calls it, if that is not the rule's code.
    alias: str = ""

    @property
    def code(self) -> str:
        """The code of the rule that found it, or what the preset calls it."""
        return self.alias or self.rule.code

    @property
    def start(self) -> Position:
        """The line and column of its first character, both from 1."""
        return self.source.position(self.span.start)

    @property
    def end(self) -> Position:
        """The line and column just after its last character."""
        return self.source.position(self.span.end)


def insert_before(place: Located | Span, text: str, title: str = "") -> Fix:
    """A fix that puts `text` just before `place`; next to a word of an exec form, in its JSON."""
    start = _span(place).start
    return Fix((Edit(Span(start, start), _spelled(place, text)),), title)


def insert_after(place: Located | Span, text: str, title: str = "") -> Fix:
    """A fix that puts `text` just after `place`; next to a word of an exec form, in its JSON."""
    end = _span(place).end
    return Fix((Edit(Span(end, end), _spelled(place, text)),), title)


def replace(place: Located | Span, text: str, title: str = "") -> Fix:
    """A fix that puts `text` where `place` is; for a word of an exec form, in its JSON."""
    return Fix((Edit(_span(place), _spelled(place, text)),), title)


def _span(place: Located | Span) -> Span:
    """Where something is. Raises TypeError for what has no place, such as a word that is not there."""
    span = place if isinstance(place, Span) else getattr(place, "span", None)
    if span is None:
        raise TypeError(f"{place!r} has no place: give a word, a command, an instruction, a stage or a Span")
    return span


def _spelled(place: Located | Span, text: str) -> str:
    if not isinstance(text, str):
        raise TypeError(f"a fix writes a str, and not {text!r}")
    spelled: Callable[[str], str] | None = getattr(place, "spelled", None)
    return spelled(text) if spelled else text


class Option(NamedTuple):
    """One thing that configuration can set for a rule."""

    name: str
    default: Any
    help: str
    #: What a value must be, if it is not; None where every value of the type will do.
    demand: Callable[[Any], str] | None = None
    #: All values that there are, where they are few.
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name as settings have it."""
        return self.name.replace("_", "-")


class _Declared(NamedTuple):
    default: Any
    help: str
    demand: Callable[[Any], str] | None
    choices: tuple[str, ...]


def option(
    default: T,
    help: str,  # noqa: A002 - the field's word
    demand: Callable[[T], str] | None = None,
    choices: tuple[str, ...] = (),
) -> T:
    """Declare a class attribute of a rule that `[rules.CODE]` may set to another value of the same type.

    `demand` is given a value that configuration sets and says what it must be instead ("one of …"), the empty
    string if it is right. `choices` are all values of a string, where they are few: editors offer them.

    `default` is a bool, int, str or tuple of str.
    """
    return cast(T, _Declared(default, help, demand, choices))


class Rule:
    """One problem that can be found. Subclass it; the class docstring is the rule's documentation."""

    code: ClassVar[str] = ""
    name: ClassVar[str] = ""
    severity: ClassVar[Severity] = Severity.WARNING
    #: Whether each finding has a severity of its own, and `severity` is but the most usual.
    severity_varies: ClassVar[bool] = False
    category: ClassVar[str] = ""
    #: Other names for it: other tools' codes for the same problem, or a name shared by a family of rules.
    aliases: ClassVar[tuple[str, ...]] = ()
    #: Whether it runs when nothing is selected.
    default: ClassVar[bool] = True
    #: The commands that it watches; empty for all of them. `check_command` is called for these alone,
    #: `check_run` for RUNs with one of them, `check_stage` and `check_file` for files with one in a RUN.
    commands: ClassVar[frozenset[str] | tuple[str, ...]] = ()
    #: The instructions that it watches, in capitals; empty for all of them. `check_stage` and `check_file`
    #: are called for files with one of them.
    instructions: ClassVar[frozenset[str] | tuple[str, ...]] = ()
    #: Strings one of which an instruction must hold for it to find anything; empty where it needs none.
    needs: ClassVar[tuple[str, ...]] = ()
    #: Whether the same file, settings and looks through `dockfix.surroundings` give the same findings again.
    cacheable: ClassVar[bool] = True
    #: How safe its fixes are at best, for the documentation; None where it has none.
    fixes: ClassVar[Safety | None] = None
    #: What else is true of the places that it finds, for editors to show: "deprecated", "unnecessary".
    tags: ClassVar[tuple[str, ...]] = ()
    #: Where the knowledge comes from.
    source: ClassVar[str] = ""
    #: Whether it is many rules in one: a `Family`.
    is_family: ClassVar[bool] = False
    options: ClassVar[dict[str, Option]] = {}

    #: The file that is being checked.
    file: File

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        declared = {name: value for name, value in vars(cls).items() if isinstance(value, _Declared)}
        cls.options = {**cls.options, **{name: Option(name, *value) for name, value in declared.items()}}
        for name, value in declared.items():
            setattr(cls, name, value.default)

    def __init__(self, file: File) -> None:
        self.file = file

    @property
    def as_hadolint(self) -> bool:
        """Whether to find just what hadolint finds, where a rule knows better: under its preset."""
        return self.file.preset == HADOLINT

    def found(self, place: Located | Span, message: str, fix: Fix | None = None) -> Finding:
        """A finding of this rule at `place`, described by `message`: one sentence without a full stop."""
        if not isinstance(message, str):
            raise TypeError(f"the message of a finding is a str, and not {message!r}")
        if fix is not None and not _is_fix(fix):
            raise TypeError(
                f"a fix is a Fix((edit, …), title), or what `replace` and the like give, and not {fix!r}"
            )
        return Finding(type(self), self.file.source, _span(place), message, self.severity, fix)

    @classmethod
    def url(cls) -> str:
        """The address of the rule's documentation; that of its source where the rule is not dockfix's own."""
        is_own = cls.__module__.partition(".")[0] == _OWN
        return f"{DOCS_URL}{cls.code}/" if is_own else cls.source


def _is_fix(fix: object) -> bool:
    if not isinstance(fix, Fix):
        return False
    if not isinstance(fix.edits, tuple):  # most are one, and it is slow to ask abstract classes
        if isinstance(fix.edits, LateEdits):
            return True
        if not isinstance(fix.edits, Sequence):
            return False
    return all(isinstance(edit, Edit) for edit in fix.edits)


class Family(Rule):
    """Many rules in one: what another program finds, under that program's codes.

    The family's code is the letters that those codes begin with; four digits follow. It runs where any of its
    members is selected, and its findings are of members. It is documented as a whole.

    The engine calls `prepare` early, `check_file` when all other rules are done with the file, and `finish`
    when no more files come.
    """

    is_family = True

    @classmethod
    def member(cls, number: int) -> type[Rule]:
        """The rule whose code has this number; the same class each time."""
        raise NotImplementedError

    @classmethod
    def member_named(cls, word: str) -> type[Rule] | None:
        """The member whose code is `word`, in any letter case; None if it is no such code."""
        number = word[len(cls.code) :]
        is_code = names_members(word, cls) and len(number) == CODE_DIGITS
        return cls.member(int(number)) if is_code else None

    @classmethod
    def prepare(cls, files: Sequence[File]) -> None:
        """Begin what can be done for many files at once, and do not wait: they are checked soon, or never."""

    @classmethod
    def is_ready(cls, file: File) -> bool:  # noqa: ARG003 - for those that override it
        """Whether `check_file` would not have to wait for what `prepare` begins."""
        return True

    @classmethod
    def finish(cls) -> None:
        """End what `prepare` has begun and nobody has waited for."""

    @classmethod
    def note(cls) -> str:
        """What `-v` says of how it runs here; the empty string for nothing."""
        return ""


#: What a check method gives back.
Findings = Iterable[Finding] | Iterator[Finding]
