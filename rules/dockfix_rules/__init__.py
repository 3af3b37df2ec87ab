"""The rules that come with dockfix: a plugin like any other."""

from __future__ import annotations

from importlib import import_module

from dockfix.plugins import rules_in
from dockfix.rule import Rule

_SUBJECTS = (
    "syntax",
    "buildkit.base_images",
    "buildkit.casing",
    "buildkit.continuations",
    "buildkit.descriptions",
    "buildkit.ignored_files",
    "buildkit.legacy_pairs",
    "buildkit.ports",
    "buildkit.undefined_variables",
    "layers",
    "deleted_files",
    "packages.missing_yes",
    "packages.unpinned",
    "images",
    "labels.required",
    "labels.keys",
    "labels.values",
    "adding",
    "archives",
    "copy_destinations",
    "directories",
    "downloads",
    "environment",
    "maintainer",
    "pipes",
    "ports",
    "programs",
    "secrets",
    "shell_link",
    "start_command",
    "superseded",
    "triggers",
    "users",
    "workdir",
)


def dockfix_rules() -> list[type[Rule]]:
    """The rules of all subjects."""
    return [rule for subject in _SUBJECTS for rule in rules_in(import_module(f"{__name__}.{subject}"))]
