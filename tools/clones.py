"""What the tools that read clones of other repositories share."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def last_commit(clone: Path) -> str:
    """The day of a clone's last commit, in UTC."""
    command = ["git", "-C", str(clone), "log", "-1", "--date=format-local:%Y-%m-%d", "--format=%cd"]
    environment = {**os.environ, "TZ": "UTC"}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()
