"""What one table `[[rules.custom]]` says, and whether it makes sense."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from dockfix.custom.places import line_of
from dockfix.named_tuple import NamedTuple
from dockfix.rule import SEVERITIES, Safety, Severity
from dockfix.selectors import KEBAB_CASE
from dockfix.setting_values import ConfigError, Key, boolean, choice, shown, string, strings
from dockfix.spelling import did_you_mean
from dockfix.syntax.grammar import KEYWORDS
from dockfix.typed import Any, NoReturn

NAME = "rules.custom"
#: The keys that say what a rule looks at; a rule has one of them.
SUBJECTS = ("instruction", "command", "image", "label")
CATEGORY = "custom"

#: What `{…}` in a message stands for, and in the replacement of an image.
MESSAGE_FIELDS = frozenset(["text"])
IMAGE_FIELDS = frozenset(["image", "registry", "repository", "version"])
FIELD = re.compile(r"\{(\w*)\}")

CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*")
_SAFETIES = {safety.value: safety for safety in Safety}


class Definition(NamedTuple):
    """A rule as it is defined: the `number`th of `path`, from 0. Texts that are left out are empty."""

    path: Path
    number: int
    code: str
    message: str
    name: str
    severity: Severity = Severity.WARNING
    category: str = CATEGORY
    why: str = ""
    url: str = ""
    bad: str = ""
    good: str = ""
    #: The words of each: a keyword and flags, a program and its first arguments.
    instruction: tuple[tuple[str, ...], ...] = ()
    command: tuple[tuple[str, ...], ...] = ()
    #: Patterns as a shell has them.
    image: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    #: What makes it right: other patterns of images, and flags.
    excepted: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    #: Regular expressions.
    matches: str = ""
    unless: str = ""
    missing: bool = False
    replace: str | None = None
    add: str = ""
    fix: Safety = Safety.UNSAFE

    @property
    def subject(self) -> str:
        """Which of `SUBJECTS` it looks at."""
        return next(name for name in SUBJECTS if getattr(self, name))

    def wrong(self, key: str, message: str) -> NoReturn:
        """Raise `ConfigError`: its `key` is wrong, `message` says how."""
        raise _error(self.path, self.number, key, message)


def read(path: Path, value: object) -> tuple[Definition, ...]:
    """The definitions that `rules.custom` of the settings file `path` holds. Raises `ConfigError`."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ConfigError(
            f"{shown(path)}: `{NAME}` must be a list of tables: write [[{NAME}]] above each rule"
        )
    definitions = tuple(_Reader(path, number, table).definition() for number, table in enumerate(value))
    taken: dict[str, str] = {}
    for definition in definitions:
        for key, said in (("code", definition.code), ("name", definition.name)):
            if taken.setdefault(f"{key} {said.casefold()}", definition.code) is not definition.code:
                definition.wrong(key, f"is {said}, as that of another rule above")
    return definitions


def _error(path: Path, number: int, key: str, message: str) -> ConfigError:
    place = f"{shown(path)}:{line_of(path, number, key)}"
    return ConfigError(f"{place}: `{NAME}.{key}` {message}" if key else f"{place}: `{NAME}` {message}")


class _Reader:
    """Reads one table."""

    def __init__(self, path: Path, number: int, table: Mapping[str, object]) -> None:
        self._path = path
        self._number = number
        self._table = table

    def definition(self) -> Definition:
        for key in self._table:
            if key not in KEYS:
                self._fail(key, f"is no key of a rule{did_you_mean(key, KEYS)}")
        given = {key: self._value(key, reader) for key, reader in KEYS.items() if key in self._table}
        for key in ("code", "message"):
            if key not in given:
                self._fail("", f"has no `{key}`")
        if "except" in given:
            given["excepted"] = given.pop("except")
        given.setdefault("name", str(given["code"]).lower().replace("_", "-"))
        definition = Definition(self._path, self._number, **given)
        _check(definition, frozenset(self._table))
        return definition

    def _value(self, key: str, reader: Callable[[Key, object], Any]) -> Any:
        try:
            return reader(Key("", key), self._table[key])
        except ConfigError as error:
            self._fail(key, str(error).removeprefix(f"`{key}` "))

    def _fail(self, key: str, message: str) -> NoReturn:
        raise _error(self._path, self._number, key, message)


def _check(definition: Definition, given: frozenset[str]) -> None:
    """Whether the keys of a definition fit together. Raises `ConfigError`."""
    subjects = [subject for subject in SUBJECTS if subject in given]
    if len(subjects) != 1:
        *others, last = SUBJECTS
        known = f"{', '.join(others)} or {last}"
        key = subjects[1] if subjects else ""
        definition.wrong(
            key, f"is one subject too many: a rule has one {known}" if key else f"has no subject: {known}"
        )
    (subject,) = subjects
    for key, wanted in FOR.items():
        if key in given and subject not in wanted:
            definition.wrong(key, f"is not for a rule about {subject}: only for {' and '.join(wanted)}")
    if definition.missing:
        _check_missing(definition, given)
    elif definition.add and not definition.without:
        definition.wrong("add", "is for a rule with `missing` or `without`")
    if definition.replace is not None and subject in ("instruction", "label") and not definition.matches:
        definition.wrong("replace", "needs `matches`, which says what is replaced")
    if definition.replace is not None:
        _check_replacement(definition, definition.replace)
    if definition.replace is not None and definition.add:
        definition.wrong("add", "and `replace` exclude each other")
    if "fix" in given and definition.replace is None and not definition.add:
        definition.wrong("fix", "is for a rule with `replace` or `add`")
    _check_fields(
        definition, "message", MESSAGE_FIELDS | (IMAGE_FIELDS if subject == "image" else frozenset())
    )
    if subject == "command" and definition.add:
        flags = {word.partition("=")[0] for word in definition.add.split()}
        if flags.isdisjoint(flag.partition("=")[0] for flag in definition.without):
            definition.wrong("add", f"has none of the flags of `without`: {', '.join(definition.without)}")


def _check_replacement(definition: Definition, replace: str) -> None:
    if definition.matches:
        from dockfix.custom.patterns import template_demand  # noqa: PLC0415 - it imports a library

        demand = template_demand(definition.matches, replace)
        if demand:
            definition.wrong("replace", f"cannot replace what `matches` finds: {demand}")
    elif definition.subject == "image":
        _check_fields(definition, "replace", IMAGE_FIELDS)
    elif definition.subject == "command" and any(_is_again(words, replace) for words in definition.command):
        definition.wrong("replace", "makes a command that is found again")


def _is_again(words: tuple[str, ...], replace: str) -> bool:
    """Whether a longer command, with which these words are replaced, begins with them."""
    plain = [word for word in words if not word.startswith("-")]
    new = replace.split()
    return len(new) > len(plain) and all(map(fnmatchcase, new, plain))


def _check_missing(definition: Definition, given: frozenset[str]) -> None:
    for key in ("without", "replace"):
        if key in given:
            definition.wrong(key, "and `missing` exclude each other")
    if not definition.add:
        return
    wanted = ["LABEL"] if definition.label else [words[0] for words in definition.instruction]
    if not wanted:
        definition.wrong("add", "cannot add a command: leave it out")
    if definition.add.split()[0].upper() not in wanted:
        definition.wrong("add", f"must be an instruction {' or '.join(wanted)}")


def _check_fields(definition: Definition, key: str, known: frozenset[str]) -> None:
    for field in FIELD.findall(getattr(definition, key)):
        if field not in known:
            listed = ", ".join(f"{{{name}}}" for name in sorted(known))
            definition.wrong(key, f"has {{{field}}}, which stands for nothing: there is {listed}")


def _code(key: Key, value: object) -> str:
    return _of_form(key, value, CODE, "letters and digits such as ACME001")


def _kebab(key: Key, value: object) -> str:
    return _of_form(key, value, KEBAB_CASE, "words in small letters such as no-npm-install")


def _of_form(key: Key, value: object, form: re.Pattern[str], wanted: str) -> str:
    text = string(key, value)
    return text if form.fullmatch(text) else key.wrong(value, wanted)


def _sentence(key: Key, value: object) -> str:
    return _text(key, value).removesuffix(".")


def _text(key: Key, value: object) -> str:
    text = string(key, value).strip()
    return text if text and text.isprintable() else key.wrong(value, "one line")


def _instructions(key: Key, value: object) -> tuple[tuple[str, ...], ...]:
    return tuple(_instruction(key, each) for each in _one_or_more(key, value))


def _instruction(key: Key, text: str) -> tuple[str, ...]:
    keyword, *flags = text.split()
    if keyword.upper() not in KEYWORDS:
        proposal = did_you_mean(keyword.upper(), KEYWORDS)
        raise ConfigError(f"{key.where} names {keyword}, which is no instruction{proposal}")
    for flag in flags:
        if not flag.startswith("--"):
            raise ConfigError(f"{key.where} has {flag}, which is no flag: what follows goes into `matches`")
    return (keyword.upper(), *flags)


def _commands(key: Key, value: object) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(each.split()) for each in _one_or_more(key, value))


def _flags(key: Key, value: object) -> tuple[str, ...]:
    flags = _one_or_more(key, value)
    return flags if all(flag.startswith("-") for flag in flags) else key.wrong(value, "flags such as --fail")


def _one_or_more(key: Key, value: object) -> tuple[str, ...]:
    """A string, or a list of some."""
    texts = (value,) if isinstance(value, str) else strings(key, value)
    return texts if texts and all(map(str.strip, texts)) else key.wrong(value, "a string or a list of them")


def _pattern(key: Key, value: object) -> str:
    from dockfix.custom.patterns import demand  # noqa: PLC0415 - it imports a library

    text = string(key, value)
    wanted = demand(text)
    if wanted:
        raise ConfigError(f"{key.where} is no regular expression: {wanted}")
    return text


def _severity(key: Key, value: object) -> Severity:
    return choice(key, value, SEVERITIES)


def _safety(key: Key, value: object) -> Safety:
    return choice(key, value, _SAFETIES)


#: The keys of a definition, and what reads each.
KEYS: dict[str, Callable[[Key, object], Any]] = {
    "code": _code,
    "message": _sentence,
    "name": _kebab,
    "severity": _severity,
    "category": _kebab,
    "why": string,
    "url": string,
    "bad": string,
    "good": string,
    "instruction": _instructions,
    "command": _commands,
    "image": _one_or_more,
    "label": _one_or_more,
    "except": _one_or_more,
    "without": _flags,
    "matches": _pattern,
    "unless": _pattern,
    "missing": boolean,
    "replace": string,
    "add": _text,
    "fix": _safety,
}
#: Which subjects a key is for, where it is not for all.
FOR = {
    "except": ("image",),
    "without": ("instruction", "command"),
    "missing": ("instruction", "command", "label"),
    "add": ("instruction", "command", "label"),
}
