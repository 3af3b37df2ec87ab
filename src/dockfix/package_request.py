"""What a command asks of its package manager, read by the manager's entry in the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from dockfix.named_tuple import NamedTuple
from dockfix.numbers import number
from dockfix.packages import MANAGER_OF, Cache, PackageManager, Setting, Verb, Yes
from dockfix.shell.command import Command
from dockfix.shell.options import Argument, read_arguments
from dockfix.shell.words import Word
from dockfix.source import Span


class Request(NamedTuple):
    """What a command asks of its package manager."""

    manager: PackageManager
    command: Command
    verb: Verb
    #: The words that name the verb; the program's name where it has no verbs.
    verb_words: tuple[Word, ...]
    flags: tuple[Argument, ...]
    #: All that the flags may be called.
    flag_names: frozenset[str]
    #: The operands after the verb.
    packages: tuple[Word, ...]
    #: `$NAME` where flags may stand: before the verb, or before the first package that is written out.
    unknown: tuple[Word, ...]

    @property
    def name(self) -> str:
        """What is called, as people say it: `apt-get install`."""
        return f"{self.command.name} {self.verb.name}".rstrip()

    @property
    def written(self) -> str:
        """What is called, with the verb as it is written: `pacman -Syu`."""
        words = self.verb_words if self.verb.name else ()
        return " ".join([self.command.name, *[word.text for word in words]])

    @property
    def place(self) -> Span:
        """The place of it in the source, from the program's name to the verb."""
        return Span(self.command.words[0].span.start, self.verb_words[-1].span.end)

    @property
    def asks(self) -> bool:
        """Whether it stops to ask, as far as the command's own words tell."""
        yes = self.manager.yes
        if yes is None or not self.verb.asks or self.is_idle:
            return False
        return self.acts and not self._is_told(yes)

    @property
    def is_idle(self) -> bool:
        """Whether its flags have it only show something, or do something else than its verb says."""
        return self.has_flag(self.manager.idle_flags) or self.has_flag(self.verb.idle_flags)

    def has_flag(self, names: frozenset[str]) -> bool:
        """Whether one of `names` is among the flags."""
        return not self.flag_names.isdisjoint(names)

    def sets(self, setting: Setting, flags: frozenset[str]) -> bool:
        """Whether one of `flags` carries a line of configuration: `-o APT::Get::Assume-Yes=true`."""
        given = [flag for flag in self.flags if not flags.isdisjoint(flag.names)]
        return any(flag.value is not None and setting.is_in(flag.value) for flag in given)

    def fills(self, cache: Cache) -> bool:
        """Whether it leaves something in `cache`, one of its manager's."""
        if self.is_idle or self.has_flag(cache.off_flags):
            return False
        return self.verb.purpose in cache.filled_by

    def empties(self, cache: Cache) -> bool:
        """Whether it deletes what is in `cache`."""
        return self.verb.name in cache.emptied_by or self.has_flag(cache.emptied_by)

    def reads(self, cache: Cache) -> bool:
        """Whether it reads `cache` as it is, and does not fill it before."""
        readers = cache.readers
        if self.is_idle:
            return False
        if self.has_flag(readers.stale_flags):
            return True
        return self.verb.purpose in readers.purposes and not self.has_flag(
            cache.off_flags | readers.fresh_flags
        )

    @property
    def flags_end(self) -> Word:
        """The word that one more flag can follow: the verb, or the last of the flags right after it."""
        words = self.command.words
        at = words.index(self.verb_words[-1])
        for flag in self.flags:
            if flag.at == at + 1 and flag.value is None:
                at += 1
        return words[at]

    @property
    def acts(self) -> bool:
        """Whether there is anything to do; what xargs brings is not seen here."""
        alone = self.verb.acts_alone_with
        if alone is None or self.packages or self.has_flag(alone):
            return True
        return self.command.prefix("xargs") is not None

    def _is_told(self, yes: Yes) -> bool:
        early = [flag for flag in self.flags if flag.word.start < self.verb_words[0].start]
        return (
            self.has_flag(yes.flags)
            or any(not yes.early_flags.isdisjoint(flag.names) for flag in early)
            or sum(_quietness(flag, yes.quiet_flags) for flag in self.flags) >= 2
            or (yes.setting is not None and self.sets(yes.setting, yes.setting_flags))
        )


def says_yes(text: str, yes: Yes) -> bool:
    """Whether a flag in `text`, the value of a variable that stands among the flags, answers."""
    flags = yes.flags | yes.early_flags
    for word in text.split():
        letters = "" if word.startswith("--") else word[1:]
        if word.startswith("-") and not flags.isdisjoint([word, *(f"-{letter}" for letter in letters)]):
            return True
    return False


def _quietness(flag: Argument, quiet_flags: frozenset[str]) -> int:
    """How often `flag` says one of `quiet_flags`: twice for `-qq` and for `--quiet=2`."""
    names = quiet_flags.intersection(flag.names)
    if not names:
        return 0
    if flag.value and flag.value.isdecimal():
        return number(flag.value)
    letters = [name[1] for name in names if not name.startswith("--")]
    return max([1, *(written.count(letter) for written in flag.names for letter in letters)])


@lru_cache(maxsize=512)  # several rules ask the same of a command, one after the other
def request_of(command: Command) -> Request | None:
    """What `command` asks of a package manager; None where it calls none, or none of its verbs."""
    manager = MANAGER_OF.get(command.name)
    if manager is None:
        return None
    arguments = tuple(read_arguments(command.words, manager.value_flags, 1))
    found = _find_verb(manager, command, arguments)
    if found is None:
        return None
    verb, words = found
    flags = tuple(argument for argument in arguments if argument.names)
    flag_names = frozenset([name for flag in flags for name in flag.names])
    operands = [argument.word for argument in arguments if not argument.names]
    packages = tuple(word for word in operands if word.start > words[-1].start)
    early = [word for word in operands if word.start < words[0].start]
    unknown = (*early, *_leading_parameters(packages))
    return Request(manager, command, verb, words, flags, flag_names, packages, unknown)


def _find_verb(
    manager: PackageManager, command: Command, arguments: Sequence[Argument]
) -> tuple[Verb, tuple[Word, ...]] | None:
    """The verb and the words that name it; a parameter in front of it is taken for flags."""
    verbs = manager.verbs
    if "" in verbs:
        return verbs[""], command.words[:1]
    for argument in arguments:
        for name in argument.names:
            if name in verbs:
                return verbs[name], (argument.word,)
    operands = [argument.word for argument in arguments if not argument.names]
    words = [word for word in operands if not _is_parameter(word)][:2]
    while words:
        verb = verbs.get(" ".join([word.literal for word in words]))
        if verb:
            return verb, tuple(words)
        words.pop()
    if manager.default_verb and not operands:
        return verbs[manager.default_verb], command.words[:1]
    return None


def _leading_parameters(packages: Sequence[Word]) -> Iterator[Word]:
    """The parameters with a package after them, before the first that is written out."""
    for word in packages[:-1]:
        if not _is_parameter(word):
            return
        yield word


def _is_parameter(word: Word) -> bool:
    """Whether the word is `$NAME` or `${NAME…}`, which may stand for anything, and not `$(program)`."""
    text = word.text.lstrip('"')
    return word.value is None and text.startswith("$") and not text.startswith("$(")
