"""The rules that come with dockfix: a plugin like any other."""

from __future__ import annotations

from importlib import import_module

from dockfix.rule_card import RuleCard
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dockfix.rule import Rule

_SUBJECTS = (
    "syntax",
    "layers",
    "deleted_files",
    "adding",
    "archives",
    "buildkit.base_images",
    "buildkit.casing",
    "buildkit.continuations",
    "buildkit.descriptions",
    "buildkit.ignored_files",
    "buildkit.legacy_pairs",
    "buildkit.ports",
    "buildkit.undefined_variables",
    "copy_destinations",
    "directories",
    "downloads",
    "environment",
    "exec_forms",
    "healthchecks",
    "ignore_comments",
    "images",
    "labels.keys",
    "labels.required",
    "labels.values",
    "maintainer",
    "outdated_images",
    "packages.caches",
    "packages.choices",
    "packages.ignored_failures",
    "packages.language_caches",
    "packages.missing_yes",
    "packages.unpinned",
    "pipes",
    "platforms",
    "ports",
    "programs",
    "refused.arguments",
    "refused.base_images",
    "refused.check_directives",
    "refused.copied_urls",
    "refused.expansions",
    "refused.flags",
    "refused.mounts",
    "refused.ports",
    "refused.shells",
    "refused.signals",
    "refused.stages",
    "registries",
    "secrets",
    "shell_link",
    "shellcheck",
    "stages",
    "start_command",
    "superseded",
    "triggers",
    "unreadable",
    "users",
    "workdir",
)


def dockfix_rules() -> list[type[Rule]]:
    """The rules of all subjects."""
    from dockfix.plugins import rules_in  # noqa: PLC0415 - a run takes the cards

    return [rule for subject in _SUBJECTS for rule in rules_in(import_module(f"{__name__}.{subject}"))]


def dockfix_cards() -> list[RuleCard]:
    """The cards of the same rules, as `tools/update_rule_cards.py` wrote them down."""
    from dockfix_rules.cards import ROWS  # noqa: PLC0415 - made of this package

    return [RuleCard(*row) for row in ROWS]
