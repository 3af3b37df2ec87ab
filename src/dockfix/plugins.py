"""Where rules come from: installed packages, local files and the built-in ones.

All of them are plugins: modules (or objects) with functions named after the hooks of `dockfix.hooks`. A
plugin that fails is named in a `PluginProblem` and left out; the others are loaded all the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from types import ModuleType

from dockfix.entry_points import EntryPoint, entry_points
from dockfix.named_tuple import NamedTuple
from dockfix.rule import Rule
from dockfix.rule_card import RuleCard
from dockfix.selectors import names_members
from dockfix.typed import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from dockfix.custom.definitions import Definition
    from dockfix.hooks import Manager

ENTRY_POINTS = "dockfix"
BUILTIN = ("dockfix_rules", "dockfix.reporters")


_OWN = ("dockfix", "dockfix_rules")
_imported: set[str] = set()


class PluginProblem(NamedTuple):
    """A plugin, or a rule of it, that could not be taken, and why."""

    plugin: str
    message: str

    def __str__(self) -> str:
        return f"plugin {self.plugin}: {self.message}"


def names_of(configured: Sequence[Path | str]) -> tuple[str, ...]:
    """The names of all plugins, of the `configured` ones too, without loading them."""
    return (*BUILTIN, *(entry.name for entry in others_installed()), *map(str, configured))


class Plugins:
    """The plugins of one run: their `names`, the `cards` of their rules, `reporters` by name, `problems`."""

    def __init__(
        self,
        configured: Sequence[Path | str] = (),
        custom: Sequence[Definition] = (),
        *,
        installed: bool = True,
    ) -> None:
        """Load them: the built-in rules, the `installed` packages, and `configured` files and modules.

        `custom` rules, which settings define, come last. Raises `ConfigError` if there is one like them.
        """
        self.problems: list[PluginProblem] = []
        self.cards: tuple[RuleCard, ...] = ()
        self.reporters: dict[str, Any] = {}
        self._manager: Manager | None = None
        self._modules_before = frozenset(sys.modules)
        self._builtin: dict[str, ModuleType] = {name: import_module(name) for name in BUILTIN}
        for entry in others_installed() if installed else ():
            self._register(entry.name, entry.load)
        for plugin in configured:
            self._register_configured(plugin)
        self.names = BUILTIN
        if self._manager:
            self.names += tuple(name for name, _ in self._manager.list_name_plugin())
        self._collect(custom)

    @property
    def rules(self) -> tuple[type[Rule], ...]:
        """The rules by their codes, all of them imported."""
        return tuple(card.rule for card in self.cards)

    @property
    def files(self) -> set[str]:
        """The files of all that plugins have imported up to now, besides Python's own and dockfix's."""
        if self._manager is None:
            return set()
        own = {*sys.stdlib_module_names, *_OWN}
        new = [
            name for name in sys.modules.keys() - self._modules_before if name.partition(".")[0] not in own
        ]
        files = (getattr(sys.modules.get(name), "__file__", None) for name in new)
        # What one plugin has imported another may use, and does not import again.
        _imported.update(file for file in files if file)
        return set(_imported)

    def cards_of(self, plugin: Path | str) -> tuple[RuleCard, ...]:
        """The cards of the rules that a configured or a built-in plugin brings, by their codes."""
        return tuple(card for card in self.cards if self._origins[card.code] == str(plugin))

    def _register_configured(self, plugin: Path | str) -> None:
        if plugin in BUILTIN:
            return
        if isinstance(plugin, Path):
            self._register(str(plugin), lambda: load_file(plugin))
        else:
            self._register(plugin, lambda: load_module(plugin))

    def _register(self, name: str, load: Callable[[], object]) -> None:
        if self._manager is None:
            from dockfix.hooks import Manager  # noqa: PLC0415 - pluggy takes 6 ms, and the built-in ones need none

            self._manager = Manager()
        try:
            plugin = load()
            _imported.update(filter(None, [getattr(plugin, "__file__", None)]))
            self._manager.register(plugin, name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self._refuse(name, f"cannot be loaded: {_described(error)}")

    def _refuse(self, plugin: str, message: str) -> None:
        self.problems.append(PluginProblem(plugin, message))

    def _collect(self, custom: Sequence[Definition]) -> None:
        taken = _Taken()
        with_cards = set()
        for plugin, card in self._answers("dockfix_cards"):
            with_cards.add(plugin)
            self._take(plugin, card if isinstance(card, RuleCard) else f"{card!r} is no RuleCard", taken)
        for plugin, rule in self._answers("dockfix_rules", without=with_cards):
            self._take(plugin, _carded(rule), taken)
        if custom:
            _take_custom(custom, taken)
        self.cards, self._origins = taken.cards(), taken.origins()
        for plugin, (name, reporter) in self._answers("dockfix_reporters", dict.items):
            message = _unusable(name, reporter)
            if name in self.reporters:
                message = f"the format {name} is there already, and this one is left out"
            if message:
                self._refuse(plugin, message)
            else:
                self.reporters[name] = reporter

    def _take(self, plugin: str, card: RuleCard | str, taken: _Taken) -> None:
        """Take a rule, unless `card` says in words why not, or another has its place."""
        message = card if isinstance(card, str) else taken.add(plugin, card)
        if message:
            self._refuse(plugin, message)

    def _answers(
        self, hook: str, items: Callable[[Any], Iterable[Any]] = iter, without: Iterable[str] = ()
    ) -> Iterator[tuple[str, Any]]:
        """What each plugin answers to a hook, item by item, in the order of registration."""
        # The hooks are called one by one, not all at once, so that one that fails takes no other with it.
        for plugin, function in self._implementations(hook):
            if plugin in without:
                continue
            try:
                answer = list(items(function()))
            except Exception as error:
                self._refuse(plugin, f"`{hook}` fails: {_described(error)}")
                continue
            for item in answer:
                yield plugin, item

    def _implementations(self, hook: str) -> Iterator[tuple[str, Callable[[], Any]]]:
        for name, module in self._builtin.items():
            if hasattr(module, hook):
                yield name, getattr(module, hook)
        if self._manager:
            for implementation in getattr(self._manager.hook, hook).get_hookimpls():
                yield implementation.plugin_name, implementation.function


class _Taken:
    """The cards of the rules that are taken, found by their classes, codes and names."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, str], tuple[str, RuleCard]] = {}

    def other(self, card: RuleCard) -> RuleCard | None:
        """The one that has the code or the name of `card`."""
        return next((self._by[key][1] for key in _keys(card) if key in self._by), None)

    def add(self, plugin: str, card: RuleCard) -> str:
        """Take `card`, unless it is there; if another has its code or name, say so instead."""
        is_the_same = ("class", f"{card.module}.{card.class_name}")
        if is_the_same in self._by:
            return ""
        keys = _keys(card)
        for what, value in keys:
            if (what, value) in self._by:
                holder, other = self._by[what, value]
                return (
                    f"the rule {card.class_name} has the {what} {value} of {other.class_name} ({holder})"
                    " and is left out"
                )
        self._by.update(dict.fromkeys((is_the_same, *keys), (plugin, card)))
        return ""

    def cards(self) -> tuple[RuleCard, ...]:
        """All of them, in the order of their codes."""
        return tuple(sorted((card for _, card in self._coded()), key=attrgetter("code")))

    def origins(self) -> dict[str, str]:
        """The plugin that each comes from, by their codes."""
        return {card.code: plugin for plugin, card in self._coded()}

    def _coded(self) -> list[tuple[str, RuleCard]]:
        return [taken for (what, _), taken in self._by.items() if what == "code"]


def _keys(card: RuleCard) -> tuple[tuple[str, str], ...]:
    return (("code", card.code), ("name", card.name))


def _take_custom(custom: Sequence[Definition], taken: _Taken) -> None:
    from dockfix.custom.definitions import NAME  # noqa: PLC0415 - for those alone who have such rules
    from dockfix.custom.rules import rule_of  # noqa: PLC0415

    families = [card for card in taken.cards() if card.is_family]
    for definition in custom:
        card = RuleCard.of(rule_of(definition))
        other = taken.other(card) or next((each for each in families if names_members(card.code, each)), None)
        if other:
            key = "name" if card.name == other.name else "code"
            definition.wrong(key, f"is {getattr(card, key)}, as that of the rule {other.code} ({other.name})")
        taken.add(NAME, card)


@cache
def others_installed() -> list[EntryPoint]:
    """The plugins that installed packages bring, besides dockfix itself."""
    return [entry for entry in entry_points(ENTRY_POINTS) if entry.value not in BUILTIN]


def _carded(rule: object) -> RuleCard | str:
    """The card of a rule; for what is none, what is wrong with it."""
    from dockfix.rule_faults import fault_of  # noqa: PLC0415 - the built-in rules have cards

    return fault_of(rule) or RuleCard.of(cast("type[Rule]", rule))


def _unusable(name: object, reporter: object) -> str:
    """What keeps something from being a format, the empty string if nothing does."""
    if not isinstance(name, str) or not name or ":" in name:
        return f"{name!r} is no name for a format: a colon in `--format NAME:FILE` begins the file"
    return "" if callable(reporter) else f"the format {name} is not a function but {reporter!r}"


def load_file(file: Path) -> ModuleType:
    """Import a local rule file; its rules are what its `dockfix_rules` gives, or the Rule classes in it."""
    from importlib.util import module_from_spec, spec_from_file_location  # noqa: PLC0415

    if not file.is_file():
        raise FileNotFoundError("there is no such file")
    name = f"dockfix_local_{abs(hash(str(file.resolve()))):x}_{file.stem}"
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise ImportError("it is not a Python file")
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return _with_hook(module)


def load_module(name: str) -> ModuleType:
    """Import a module by its name; its rules are found as in a local file."""
    return _with_hook(import_module(name))


def _with_hook(module: ModuleType) -> ModuleType:
    if not hasattr(module, "dockfix_rules"):
        module.dockfix_rules = lambda: rules_in(module)  # type: ignore[attr-defined]
    return module


def rules_in(module: ModuleType) -> list[type[Rule]]:
    """The rule classes that a module defines and that have a code."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Rule)
        and value.__module__ == module.__name__
        and value.code
    ]


def _described(error: BaseException) -> str:
    """What went wrong in one line, with the place in the plugin if that is where it did."""
    text = " ".join(str(error).split())
    place = ""
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        own = code.co_filename == __file__
        place = "" if own else f" ({Path(code.co_filename).name}, line {traceback.tb_lineno})"
        traceback = traceback.tb_next
    return f"{type(error).__name__}: {text}{place}" if text else f"{type(error).__name__}{place}"
