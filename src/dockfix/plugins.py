"""Where rules come from: the pluggy hooks, installed packages and local files.

The built-in rules, a package that is installed and a file that the configuration names are all plugins:
modules (or objects) with functions named after the hooks below. A plugin that fails is named in a
`PluginProblem` and left out; the others are loaded all the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pluggy

from dockfix.entry_points import may_exist
from dockfix.rule import Rule

PROJECT = "dockfix"
ENTRY_POINTS = "dockfix"
_BUILTIN = ("dockfix_rules", "dockfix.reporters")

hookspec = pluggy.HookspecMarker(PROJECT)
#: Marks a function as an implementation of one of the hooks.
hookimpl = pluggy.HookimplMarker(PROJECT)


class Hooks:
    """What a plugin can implement."""

    @hookspec
    def dockfix_rules(self) -> Iterable[type[Rule]]:  # type: ignore[empty-body]
        """The rule classes that the plugin brings."""

    @hookspec
    def dockfix_reporters(self) -> Mapping[str, Any]:  # type: ignore[empty-body]
        """Output formats: names for `--format`, each with a function that writes a report."""


class _Manager(pluggy.PluginManager):
    """Takes every function called `dockfix_…` for a hook, marked or not, as pytest does with its own."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        options = super().parse_hookimpl_opts(plugin, name)
        if options is None and name.startswith("dockfix_") and callable(getattr(plugin, name, None)):
            options = pluggy.HookimplOpts(
                wrapper=False,
                hookwrapper=False,
                optionalhook=False,
                tryfirst=False,
                trylast=False,
                specname=None,
            )
        return options


class PluginProblem(NamedTuple):
    """A plugin, or a rule of it, that could not be taken, and why."""

    plugin: str
    message: str

    def __str__(self) -> str:
        return f"plugin {self.plugin}: {self.message}"


class Plugins:
    """The plugins of one run: their `names`, `rules` by their codes, `reporters` by name, and `problems`."""

    def __init__(self, configured: Sequence[Path | str] = (), *, installed: bool = True) -> None:
        """Load them: the built-in rules, the `installed` packages, and `configured` files and modules."""
        self.problems: list[PluginProblem] = []
        self.rules: tuple[type[Rule], ...] = ()
        self.reporters: dict[str, Any] = {}
        self._manager = _Manager(PROJECT)
        self._manager.add_hookspecs(Hooks)
        for builtin in _BUILTIN:
            self._manager.register(import_module(builtin), builtin)
        if installed:
            self._register_installed()
        for plugin in configured:
            self._register_configured(plugin)
        self.names = tuple(name for name, _ in self._manager.list_name_plugin())
        self._collect()

    def _register_installed(self) -> None:
        if not may_exist(ENTRY_POINTS, besides=PROJECT):
            return
        from importlib.metadata import entry_points  # noqa: PLC0415 - slow to import

        for entry in entry_points(group=ENTRY_POINTS):
            if entry.value != "dockfix_rules":
                self._register(entry.name, entry.load)

    def _register_configured(self, plugin: Path | str) -> None:
        if isinstance(plugin, Path):
            self._register(str(plugin), lambda: load_file(plugin))
        else:
            self._register(plugin, lambda: load_module(plugin))

    def _register(self, name: str, load: Callable[[], object]) -> None:
        try:
            self._manager.register(load(), name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self._refuse(name, f"cannot be loaded: {_described(error)}")

    def _refuse(self, plugin: str, message: str) -> None:
        self.problems.append(PluginProblem(plugin, message))

    def _collect(self) -> None:
        rules: dict[str, tuple[str, type[Rule]]] = {}
        for plugin, rule in self._answers(self._manager.hook.dockfix_rules):
            self._take_rule(plugin, rule, rules)
        self.rules = tuple(rule for _, (_, rule) in sorted(rules.items()))
        for _, item in self._answers(self._manager.hook.dockfix_reporters, dict.items):
            self.reporters.setdefault(*item)

    def _answers(
        self, hook: pluggy.HookCaller, items: Callable[[Any], Iterable[Any]] = iter
    ) -> Iterator[tuple[str, Any]]:
        """What each plugin answers to a hook, item by item, in the order of registration."""
        # The hooks are called one by one, not all at once, so that one that fails takes no other with it.
        for implementation in hook.get_hookimpls():
            try:
                answer = list(items(implementation.function()))
            except Exception as error:
                self._refuse(implementation.plugin_name, f"`{hook.name}` fails: {_described(error)}")
                continue
            for item in answer:
                yield implementation.plugin_name, item

    def _take_rule(self, plugin: str, rule: object, rules: dict[str, tuple[str, type[Rule]]]) -> None:
        message = _misfit(rule)
        if message:
            self._refuse(plugin, message)
            return
        assert isinstance(rule, type) and issubclass(rule, Rule)
        for other_plugin, other in rules.values():
            if other is rule:
                return
            if rule.code == other.code or rule.name == other.name:
                same = f"code {rule.code}" if rule.code == other.code else f"name {rule.name}"
                holder = f"{other.__name__} ({other_plugin})"
                self._refuse(plugin, f"the rule {rule.__name__} has the {same} of {holder} and is left out")
                return
        rules[rule.code] = (plugin, rule)


def _misfit(rule: object) -> str:
    """What keeps an object from being a rule, the empty string if nothing does."""
    if not (isinstance(rule, type) and issubclass(rule, Rule)):
        return f"{rule!r} is not a subclass of dockfix.Rule"
    missing = [attribute for attribute in ("code", "name", "category") if not getattr(rule, attribute)]
    if missing:
        return f"the rule {rule.__name__} has no {' and no '.join(missing)}"
    return "" if rule.__doc__ else f"the rule {rule.__name__} has no docstring to document it"


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
