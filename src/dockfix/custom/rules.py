"""Rule classes made of definitions: one base class for each subject, and one for what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from dockfix.custom.definitions import FIELD, NAME, Definition
from dockfix.image import ImageReference
from dockfix.model import File, Stage
from dockfix.rule import Edit, Finding, Fix, Rule, insert_after
from dockfix.setting_values import shown
from dockfix.shell.command import Command
from dockfix.shell.words import Word
from dockfix.source import MappedText, Source, Span
from dockfix.stage_references import Reference, image_called, references_of
from dockfix.syntax.nodes import Copy, From, Instruction, Label, Pair, Run
from dockfix.syntax.parser import parse
from dockfix.typed import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from dockfix.custom.patterns import Match, Search

#: How much of what is found a message shows.
_LONGEST = 60


def rule_of(definition: Definition) -> type[Rule]:
    """The rule that `definition` defines."""
    base = _Missing if definition.missing else _BASES[definition.subject]
    attributes = {
        "__doc__": _documentation(definition),
        "__module__": __name__,
        "definition": definition,
        "code": definition.code,
        "name": definition.name,
        "severity": definition.severity,
        "category": definition.category,
        "fixes": definition.fix if definition.add or definition.replace is not None else None,
        "source": definition.url,
        **_watched(definition),
    }
    return type(definition.code, (base,), attributes)


def _watched(definition: Definition) -> dict[str, tuple[str, ...]]:
    """The attributes that say what the rule watches, if that hangs on the definition."""
    names = tuple(name for name, *_ in definition.command)
    if definition.missing or any(map(_is_glob, names)):
        return {}
    if definition.instruction:
        return {"instructions": tuple(keyword for keyword, *_ in definition.instruction)}
    return {"commands": names} if names else {}


def _documentation(definition: Definition) -> str:
    summary = FIELD.sub("…", definition.message)
    origin = f"Defined under `[[{NAME}]]` in {shown(definition.path)}."
    examples = [
        f"```dockerfile {kind}\n{text.strip()}\n```"
        for kind, text in (("bad", definition.bad), ("good", definition.good))
        if text.strip()
    ]
    return (
        "\n\n".join(part for part in (f"{summary}.", definition.why.strip(), origin, *examples) if part)
        + "\n"
    )


class CustomRule(Rule):
    """What all of them share: whether a text is wrong, what is said of it, and how it is replaced."""

    definition: ClassVar[Definition]

    def __init__(self, file: File) -> None:
        super().__init__(file)
        self._matches = _search(self.definition.matches)
        self._unless = _search(self.definition.unless)

    @classmethod
    def url(cls) -> str:
        """The address that the definition gives, if it does."""
        return cls.definition.url

    def _hits(self, *texts: str) -> list[tuple[int, Match | None]]:
        """What is wrong in texts that belong together: which of them, and the match, if one is wanted."""
        if self._unless and any(self._unless.matches(text) for text in texts):
            return []
        if not self._matches:
            return [(0, None)]
        return [(at, match) for at, text in enumerate(texts) for match in self._matches.matches(text)]

    def _findings(
        self, place: Span, texts: Sequence[MappedText], fix: Fix | None = None
    ) -> Iterator[Finding]:
        """What is wrong in texts of what is at `place`; `fix` mends it where nothing is replaced in them."""
        for at, match in self._hits(*(text.text for text in texts)):
            replaced = self._replaced(texts[at], match) if match else None
            span = texts[at].span(*match.span()) if match and match[0] else place
            yield self.found(span, self._message(self._written(span)), fix or replaced)

    def _replaced(self, text: MappedText, match: Match) -> Fix | None:
        """Replace what has matched, if it is written in one piece, and is not found again."""
        if self.definition.replace is None:
            return None
        span = text.span(*match.span())
        new = match.expand(self.definition.replace)
        after = text.text[: match.start()] + new + text.text[match.end() :]
        if self._written(span) != match[0] or len(self._hits(after)) >= len(self._hits(text.text)):
            return None
        return self._fix([Edit(span, new)], f"Write `{new}`" if new else "Remove it")

    def _fix(self, edits: Sequence[Edit], title: str) -> Fix:
        return Fix(tuple(edits), title, self.definition.fix)

    def _message(self, text: str, **fields: str) -> str:
        fields["text"] = _shortened(" ".join(text.split()))
        return _filled(self.definition.message, fields)

    def _written(self, span: Span) -> str:
        return self.file.source.text[slice(*span)]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _search(pattern: str) -> Search | None:
    if not pattern:
        return None
    from dockfix.custom.patterns import Search  # noqa: PLC0415 - it imports a library

    return Search(pattern)


def _filled(text: str, fields: dict[str, str]) -> str:
    return FIELD.sub(lambda match: fields.get(match[1], match[0]), text)


class _AboutInstructions(CustomRule):
    def check_instruction(self, instruction: Instruction) -> Iterator[Finding]:
        """Check what is written after the keyword, and in heredocs."""
        if not _is_instruction(instruction, self.definition):
            return
        add = self.definition.add
        fix = self._fix([Edit(_behind(instruction.keyword_span), f" {add}")], f"Add `{add}`") if add else None
        yield from self._findings(instruction.span, _texts(instruction), fix)


def _is_instruction(instruction: Instruction, definition: Definition) -> bool:
    return any(
        keyword == instruction.KEYWORD and all(_has_flag(instruction, flag) for flag in flags)
        for keyword, *flags in definition.instruction
    ) and not any(_has_flag(instruction, flag) for flag in definition.without)


def _has_flag(instruction: Instruction, wanted: str) -> bool:
    return any(wanted in (flag.text, f"--{flag.name}") for flag in instruction.flags)


def _texts(instruction: Instruction) -> list[MappedText]:
    return [instruction.body, *(heredoc.content for heredoc in instruction.heredocs)]


def _behind(span: Span) -> Span:
    return Span(span.end, span.end)


class _AboutCommands(CustomRule):
    def check_command(self, command: Command) -> Iterator[Finding]:
        """Check a command of a RUN."""
        words = _command_words(command, self.definition)
        if words:
            text = command.script.mapped.slice(command.start, command.end)
            yield from self._findings(command.span, [text], self._mended(command, words))

    def _mended(self, command: Command, words: Sequence[Word]) -> Fix | None:
        add, replace = self.definition.add, self.definition.replace
        if add:
            return self._fix(insert_after(words[-1], f" {add}").edits, f"Add `{add}`")
        if replace is None or self.definition.matches:
            return None
        edits = self._reworded(command, words, replace.split())
        return self._fix(edits, f"Write `{replace}`") if edits else None

    def _reworded(self, command: Command, words: Sequence[Word], new: Sequence[str]) -> list[Edit]:
        """Replace words one by one, or all together where they stand side by side in a line."""
        if len(new) == len(words):
            old = [command.name, *(word.value for word in words[1:])]
            return [
                Edit(word.span, word.spelled(text))
                for word, said, text in zip(words, old, new, strict=True)
                if said != text
            ]
        span = Span(words[0].span.start, words[-1].span.end)
        if command.words[: len(words)] != tuple(words) or "\n" in self._written(span):
            return []
        return [Edit(span, words[0].spelled(" ".join(new)))]


def _is_glob(word: str) -> bool:
    return any(character in word for character in "*?[")


def _command_words(command: Command, definition: Definition) -> list[Word]:
    """The words of `command` that the definition means, its name first; none if it means another command."""
    if not command.name or _has_one_of(command, definition.without):
        return []
    for name, *rest in definition.command:
        flags = [word for word in rest if word.startswith("-")]
        verbs = [word for word in rest if not word.startswith("-")]
        operands = command.operands()[: len(verbs)]
        if (
            fnmatchcase(command.name, name)
            and len(operands) == len(verbs)
            and all(fnmatchcase(word.literal, verb) for word, verb in zip(operands, verbs, strict=True))
            and all(_has_one_of(command, [flag]) for flag in flags)
        ):
            return [command.words[0], *operands]
    return []


def _has_one_of(command: Command, flags: Iterable[str]) -> bool:
    for flag in flags:
        name, equals, value = flag.partition("=")
        if command.flag_value(name) == value if equals else command.has_flag(name):
            return True
    return False


class _AboutImages(CustomRule):
    instructions = ("FROM", "COPY", "RUN")

    def check_from(self, from_: From) -> Iterator[Finding]:
        """Check a base image, its variables replaced."""
        stage = self.file.stage_of(from_)
        if stage and stage.image and isinstance(stage.base, ImageReference):
            for reference in references_of(self.file, from_):
                yield from self._check(stage.image, stage.base, reference)

    def check_copy(self, copy: Copy) -> Iterator[Finding]:
        """Check an image that files come from."""
        yield from self._check_sources(copy)

    def check_run(self, run: Run) -> Iterator[Finding]:
        """Check images that are mounted."""
        yield from self._check_sources(run)

    def _check_sources(self, instruction: Instruction) -> Iterator[Finding]:
        for reference in references_of(self.file, instruction):
            image = image_called(self.file, reference)
            if image:
                yield from self._check(reference.name, image, reference)

    def _check(self, name: str, image: ImageReference, reference: Reference) -> Iterator[Finding]:
        if not self._is_wrong(name, image):
            return
        fields = _fields(name, image)
        new = self._new_name(name, fields) if reference.name == name else None
        fix = self._fix([Edit(reference.span, new)], f"Write `{new}`") if new and reference.is_whole else None
        yield self.found(reference.span, self._message(name, **fields), fix)

    def _is_wrong(self, name: str, image: ImageReference) -> bool:
        names = _names(name, image)
        return (
            _fits(names, self.definition.image)
            and not _fits(names, self.definition.excepted)
            and bool(self._hits(name))
        )

    def _new_name(self, name: str, fields: dict[str, str]) -> str | None:
        """What the image is to be called, if that is another image, with which nothing is wrong."""
        if self.definition.replace is None:
            return None
        if self._matches:
            new = name
            for match in reversed(self._matches.matches(name)):
                new = new[: match.start()] + match.expand(self.definition.replace) + new[match.end() :]
        else:
            new = _filled(self.definition.replace, fields)
        image = ImageReference.parse(new)
        return new if image and not self._is_wrong(new, image) else None


def _fields(name: str, image: ImageReference) -> dict[str, str]:
    return {
        "image": name,
        "registry": image.registry,
        "repository": image.repository,
        "version": image.version,
    }


def _names(name: str, image: ImageReference) -> set[str]:
    """All that an image may be called: as it is written, and in full, with its version and without."""
    full = f"{image.registry}/{image.repository}"
    return {name, str(image), image.familiar_name, full, full + image.version}


def _fits(names: Iterable[str], patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


class _AboutLabels(CustomRule):
    instructions = ("LABEL",)

    def check_label(self, label: Label) -> Iterator[Finding]:
        """Check the labels that an instruction sets."""
        for pair in label.pairs:
            if _fits([pair.key], self.definition.label) and self._is_known(pair):
                yield from self._findings(pair.span, [_value_of(self.file, pair)])

    def _is_known(self, pair: Pair) -> bool:
        """Whether its value is known, as far as that matters."""
        return "$" not in (pair.raw or "") or not (self.definition.matches or self.definition.unless)


def _value_of(file: File, pair: Pair) -> MappedText:
    """A label's value without quotes, and where it stands, if it is written in one piece."""
    value = pair.value or ""
    at = file.source.text.find(value, *pair.value_span)
    start = at if at >= 0 else pair.value_span.start
    return MappedText(value, ((0, start, -1),))


class _Missing(CustomRule):
    """The final image lacks something that it must have."""

    def check_file(self, file: File) -> Iterator[Finding]:
        """Check the final stage and those that it builds on."""
        if file.stages:
            final = file.stages[-1]
            built = (instruction for stage in (final, *final.bases()) for instruction in stage.instructions)
            if not any(self._is_there(instruction) for instruction in built):
                yield self.found(final, self._message(final.image or ""), self._added(final))

    def _is_there(self, instruction: Instruction) -> bool:
        definition = self.definition
        if definition.instruction:
            texts = (text.text for text in _texts(instruction))
            return _is_instruction(instruction, definition) and bool(self._hits(*texts))
        if definition.label:
            return isinstance(instruction, Label) and any(map(self._is_label, instruction.pairs))
        return isinstance(instruction, Run) and any(map(self._is_command, self.file.commands(instruction)))

    def _is_label(self, pair: Pair) -> bool:
        """Whether it is the label, as far as that can be known before the build."""
        if "$" in pair.key:
            return True
        return _fits([pair.key], self.definition.label) and (
            "$" in (pair.raw or "") or bool(self._hits(pair.value or ""))
        )

    def _is_command(self, command: Command) -> bool:
        text = command.script.text[command.start : command.end]
        return bool(_command_words(command, self.definition)) and bool(self._hits(text))

    def _added(self, final: Stage) -> Fix | None:
        """Add the instruction at the end of the stage, if it is what is missing."""
        add = self.definition.add
        if not add or not any(map(self._is_there, parse(Source(f"FROM scratch\n{add}\n")).instructions)):
            return None
        source = self.file.source
        end = [final.from_, *final.instructions][-1].extent.end
        is_open = end > 0 and source.text[end - 1] != "\n"
        text = source.newline + add if is_open else add + source.newline
        return self._fix([Edit(Span(end, end), text)], f"Add `{add}`")


_BASES: dict[str, type[CustomRule]] = {
    "instruction": _AboutInstructions,
    "command": _AboutCommands,
    "image": _AboutImages,
    "label": _AboutLabels,
}
