"""The schemas that others have published for their files, as check-jsonschema brings them."""

from __future__ import annotations

import subprocess
import sys


def check(schema: str, text: str) -> None:
    """Fail unless `text`, which is YAML, fits `schema`."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    command += ["--default-filetype", "yaml", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
