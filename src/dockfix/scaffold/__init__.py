"""Beginnings: `dockfix new` writes a rule, or a package of rules, that works as it stands."""

from __future__ import annotations


class ScaffoldError(Exception):
    """What is asked for cannot be begun: in one line, why, and what to do."""
