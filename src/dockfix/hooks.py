"""The hooks that a plugin implements, as pluggy has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pluggy

from dockfix.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dockfix.rule import Rule
    from dockfix.rule_card import RuleCard

PROJECT = "dockfix"

hookspec = pluggy.HookspecMarker(PROJECT)
#: Marks a function as an implementation of one of the hooks.
hookimpl = pluggy.HookimplMarker(PROJECT)


class Hooks:
    """What a plugin can implement."""

    @hookspec
    def dockfix_rules(self) -> Iterable[type[Rule]]:  # type: ignore[empty-body]
        """The rule classes that the plugin brings."""

    @hookspec
    def dockfix_cards(self) -> Iterable[RuleCard]:  # type: ignore[empty-body]
        """The cards of these rules: where there are any, a rule is imported only when a file needs it."""

    @hookspec
    def dockfix_reporters(self) -> Mapping[str, Any]:  # type: ignore[empty-body]
        """Output formats: names for `--format`, each with a function that writes a report."""


class Manager(pluggy.PluginManager):
    """Takes every function called `dockfix_…` for a hook, marked or not, as pytest does with its own."""

    def __init__(self) -> None:
        super().__init__(PROJECT)
        self.add_hookspecs(Hooks)

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        """The options of a hook's implementation; None for what is no hook."""
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
