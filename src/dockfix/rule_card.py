"""What is to be known of a rule to select it and to say when it is called, without importing it: its card.

Most rules have nothing to look at in most files: a plugin that gives cards, not classes, has a rule imported
when a file first holds what it watches.
"""

from __future__ import annotations

from importlib import import_module

from dockfix.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dockfix.rule import Rule

#: The attributes of `Rule` that are on its card as they are.
_TOLD = (
    *("code", "name", "category", "aliases", "default"),
    *("commands", "instructions", "needs", "cacheable", "is_family"),
)
_ORDER = ("module", "class_name", *_TOLD, "options", "checks")


class RuleCard:
    """The card of one rule: what its class says under the same names, and where to find that.

    `options` are the names of its options, `checks` those of its check methods.
    """

    __slots__ = (*_ORDER, "_rule")

    code: str
    name: str
    category: str
    aliases: tuple[str, ...]
    default: bool
    commands: tuple[str, ...]
    instructions: tuple[str, ...]
    needs: tuple[str, ...]
    cacheable: bool
    is_family: bool
    options: tuple[str, ...]
    checks: tuple[str, ...]
    module: str
    class_name: str

    def __init__(self, *row: Any) -> None:
        """The card that `row` was made of."""
        for name, value in zip(_ORDER, row, strict=True):
            setattr(self, name, value)
        self._rule: type[Rule] | None = None

    @classmethod
    def of(cls, rule: type[Rule]) -> RuleCard:
        """The card of a rule that has been imported."""
        told = [_plain(getattr(rule, name)) for name in _TOLD]
        checks = tuple(name for name in dir(rule) if name.startswith("check_"))
        card = cls(rule.__module__, rule.__qualname__, *told, tuple(rule.options), checks)
        card._rule = rule
        return card

    @property
    def row(self) -> tuple[Any, ...]:
        """The card as plain values, to be written down."""
        return tuple(getattr(self, name) for name in _ORDER)

    @property
    def rule(self) -> type[Rule]:
        """The rule itself, imported when it is first asked for. Raises what the import raises."""
        if self._rule is None:
            self._rule = getattr(import_module(self.module), self.class_name)
        return self._rule

    @property
    def is_imported(self) -> bool:
        """Whether the rule itself has been asked for."""
        return self._rule is not None

    def __repr__(self) -> str:
        return f"<RuleCard {self.code}>"


def _plain(value: object) -> object:
    """A set as a tuple in a stable order, a tuple without what it has twice; all else as it is."""
    if isinstance(value, set | frozenset):
        return tuple(sorted(value))
    return tuple(dict.fromkeys(value)) if isinstance(value, tuple) else value
