"""Which rules run on a file, with which settings.

A rule runs if the most specific selector that names it selects it (see `dockfix.selectors`); between equally
specific ones the command line wins over a file, then ignoring over selecting. So `select = ["DL3008"]` runs
it in spite of `ignore = ["packages"]`, and `ignore = ["DL3008"]` silences it under `select = ["DL30"]`. With
no `select`, the rules with `default = True` are selected, less specifically than anything else. What
`per-file-ignores` names never runs on the files of its pattern; one that begins with `!` means all others.
Each member of a family is judged by itself; the family runs where one may be selected.

Tables set severity, fixes and options: `[rules.SELECTOR]` for the rules it names, `[CATEGORY]` for those of
a category. The more specific wins, and of equals the later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dockfix.config import (
    KEYS,
    FixPolicy,
    Given,
    RuleSettings,
    Settings,
)
from dockfix.gitignore import GitIgnore
from dockfix.named_tuple import NamedTuple
from dockfix.rule import Finding, Option, Rule, Safety, Severity
from dockfix.rule_card import RuleCard
from dockfix.selectors import names, names_members, specificity
from dockfix.setting_values import ConfigError, literal
from dockfix.spelling import did_you_mean
from dockfix.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dockfix.model import File

#: A table of the settings and the selector that it is for.
_Table = tuple[str, RuleSettings]

_TYPES = {bool: "true or false", int: "a whole number", str: "a string", tuple: "a list of strings"}


class ActiveRule(NamedTuple):
    """A rule that runs, the attributes that settings give it, and what is done with its fixes."""

    card: RuleCard
    attributes: Mapping[str, object]
    fix: FixPolicy | None = None
    #: For a family: which of its members run, and how.
    members: Members | None = None

    @property
    def judges(self) -> bool:
        """Whether what it finds may be told otherwise than it is found, or not at all."""
        return self.fix is not None or self.members is not None

    def make(self, file: File) -> Rule:
        """The rule object that checks `file`."""
        rule = self.card.rule(file)
        if self.attributes:
            vars(rule).update(self.attributes)
        return rule


def judged(finding: Finding, active: ActiveRule) -> Finding | None:
    """What is to be told of `finding`, which `active` found; None if it is of a member that does not run."""
    if active.members is None:
        return apply_policy(finding, active.fix)
    member = active.members.active(finding.rule)
    if member is None:
        return None
    severity = member.attributes.get("severity")
    if isinstance(severity, Severity):
        finding = finding._replace(severity=severity)
    return apply_policy(finding, member.fix)


def apply_policy(finding: Finding, policy: FixPolicy | None) -> Finding:
    """`finding` without its fix under `never`, else with its fix declared as `policy` says."""
    if policy is None or finding.fix is None:
        return finding
    if policy == "never":
        return finding._replace(fix=None)
    return finding._replace(fix=finding.fix._replace(safety=Safety(policy)))


class Selection:
    """The rules that one file of settings activates, out of all that there are.

    `cards` are those of all registered ones. Raises `ConfigError` for a selector, table, or option that none
    of them knows, and for a value of the wrong type. `complete` is False where a plugin could not be loaded:
    what is unknown may be its.
    """

    def __init__(self, cards: Sequence[RuleCard], settings: Settings, *, complete: bool = True) -> None:
        self._settings = settings
        tables = [*settings.tables.items(), *settings.rules.items()]
        if complete:
            _check_names(cards, settings)
            _check_options(cards, tables)
        configured = [_configured(card, tables, settings) for card in cards]
        self._active = tuple(each for each in configured if _may_run(each.card, settings))
        self._file_ignores = [
            (pattern.startswith("!"), GitIgnore([pattern.removeprefix("!")]), selectors)
            for pattern, selectors in settings.per_file_ignores.items()
        ]
        self._cache: dict[tuple[bool, ...], tuple[ActiveRule, ...]] = {}

    @property
    def heeds_paths(self) -> bool:
        """Whether other rules may run on another file."""
        return bool(self._file_ignores)

    def for_file(self, path: Path) -> tuple[ActiveRule, ...]:
        """The rules that run on the file at `path`, absolute or relative to the settings' root."""
        if not self.heeds_paths:
            return self._active
        relative = _relative(path, self._settings.root)
        applied = tuple(others != only.ignores(relative) for others, only, _ in self._file_ignores)
        if applied not in self._cache:
            ignored = [
                selector.value
                for applies, (_, _, selectors) in zip(applied, self._file_ignores, strict=True)
                if applies
                for selector in selectors
            ]
            self._cache[applied] = tuple(
                active._replace(members=active.members and active.members.without(ignored))
                for active in self._active
                if not _is_named(active.card, ignored)
            )
        return self._cache[applied]


class Members:
    """Which members of a family run, and how, worked out for each when it first finds something."""

    def __init__(self, settings: Settings, tables: Sequence[_Table], ignored: Sequence[str] = ()) -> None:
        self._settings = settings
        self._tables = tables
        self._ignored = ignored
        self._known: dict[type[Rule], ActiveRule | None] = {}

    def active(self, member: type[Rule]) -> ActiveRule | None:
        """How `member` runs; None if it does not."""
        if member not in self._known:
            card = RuleCard.of(member)
            runs = _is_selected(card, self._settings) and not _is_named(card, self._ignored)
            self._known[member] = _configured(card, self._tables, self._settings) if runs else None
        return self._known[member]

    def without(self, ignored: Sequence[str]) -> Members:
        """The same members but those that a selector of `ignored` names."""
        return Members(self._settings, self._tables, ignored)


def _relative(path: Path, root: Path) -> str:
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix().lstrip("/")


def _may_run(card: RuleCard, settings: Settings) -> bool:
    """Whether a rule is selected or, if it is a family, some members of it may be."""
    selecting = settings.select + settings.extend_select
    return _is_selected(card, settings) or any(_names_members(each.value, card) for each in selecting)


def _names_members(selector: str, card: RuleCard) -> bool:
    return card.is_family and names_members(selector, card)


def _is_named(card: RuleCard, selectors: Iterable[str]) -> bool:
    return any(specificity(selector, card) is not None for selector in selectors)


def _concerns(selector: str, card: RuleCard) -> bool:
    return specificity(selector, card) is not None or _names_members(selector, card)


def _is_selected(card: RuleCard, settings: Settings) -> bool:
    # The greatest of these triples decides: how specific, whether from the command line, whether ignoring.
    ranks = [(-1, False, bool(settings.select) or not card.default)]
    for ignoring, selectors in (
        (False, settings.select + settings.extend_select),
        (True, settings.ignore),
    ):
        for selector in selectors:
            specific = specificity(selector.value, card)
            if specific is not None:
                ranks.append((specific, selector.on_command_line, ignoring))
    return not max(ranks)[2]


def _check_names(cards: Sequence[RuleCard], settings: Settings) -> None:
    lists = (
        settings.select,
        settings.extend_select,
        settings.ignore,
        *settings.per_file_ignores.values(),
        [Given(selector, table.where) for selector, table in settings.rules.items()],
    )
    for selector in (each for selectors in lists for each in selectors):
        if not any(_concerns(selector.value, card) for card in cards):
            known = (name for card in cards for name in names(card))
            raise ConfigError(
                f"{selector.where}: no rule is called {literal(selector.value)}"
                f"{did_you_mean(selector.value, known) or ', see `dockfix rules`'}"
            )
    categories = {card.category for card in cards}
    for name, table in settings.tables.items():
        if name not in categories:
            raise ConfigError(
                f"{table.where}: there is no such table{did_you_mean(name, (*KEYS, *categories))}"
            )


def _configured(card: RuleCard, tables: Sequence[_Table], settings: Settings) -> ActiveRule:
    attributes: dict[str, object] = {}
    fix: FixPolicy | None = None
    ranked = [
        (rank, table) for selector, table in tables if (rank := specificity(selector, card)) is not None
    ]
    for _, table in sorted(ranked, key=lambda pair: pair[0]):
        fix = table.fix or fix
        if table.severity:
            attributes["severity"] = table.severity
        for name, given in table.options.items():
            attribute = name.replace("-", "_")
            if attribute in card.options:
                attributes[attribute] = _value(given, card.rule.options[attribute])
    return ActiveRule(card, attributes, fix, Members(settings, tables) if card.is_family else None)


def _check_options(cards: Sequence[RuleCard], tables: Iterable[_Table]) -> None:
    for selector, table in tables:
        named = [card for card in cards if _concerns(selector, card)]
        known = {name.replace("_", "-") for card in named for name in card.options}
        for name, given in table.options.items():
            if name not in known:
                proposal = did_you_mean(name, ("severity", "fix", *sorted(known)))
                raise ConfigError(f"{given.where}: there is no such option{proposal}")


def _value(given: Given[Any], option: Option) -> object:
    value = tuple(given.value) if isinstance(given.value, list) else given.value
    if type(value) is not type(option.default) or (
        isinstance(value, tuple) and not all(isinstance(each, str) for each in value)
    ):
        demand = _TYPES[type(option.default)]
    elif option.choices and value not in option.choices:
        demand = f"one of {', '.join(option.choices)}"
    else:
        demand = option.demand(value) if option.demand else ""
    if demand:
        raise ConfigError(f"{given.where} is {literal(given.value)}: it must be {demand}")
    return value
