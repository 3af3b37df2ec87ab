"""`python -m dockfix`."""

from __future__ import annotations

from dockfix.cli import run

run()
