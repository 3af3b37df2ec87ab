"""What docs/ci.md has to be pasted fits the schemas of those who read it, and dockfix understands it."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
import yaml

from ci.schemas import check
from ci.test_action import INPUTS
from conftest import ROOT
from dockfix.cli.arguments import plain_check
from dockfix.reporters import dockfix_reporters

TEXT = (ROOT / "docs" / "ci.md").read_text()
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
WORKFLOWS = [block for block in BLOCKS if "runs-on" in block]
(PIPELINE,) = [block for block in BLOCKS if block not in WORKFLOWS]


def formats(request: dict[str, Any] | None) -> None:
    assert request is not None
    assert {name.partition(":")[0] for name in request["format"]} <= {*dockfix_reporters()}


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_workflows(workflow: str) -> None:
    check("vendor.github-workflows", workflow)
    (job,) = yaml.safe_load(workflow)["jobs"].values()
    (step,) = (step for step in job["steps"] if step["uses"].startswith("dockfix/dockfix@"))
    given = step.get("with", {})
    assert set(given) <= set(INPUTS)
    formats(plain_check([*given.get("args", "").split(), f"--format={given.get('format', 'github')}"]))


def test_the_inputs_are_documented() -> None:
    rows = re.findall(r"^\| `(\S+)` \| (?:`(.*?)`)? ?\|", TEXT, re.MULTILINE)
    assert rows == [(name, each["default"]) for name, each in INPUTS.items()]


def test_the_pipeline() -> None:
    check("vendor.gitlab-ci", PIPELINE)
    job = yaml.safe_load(PIPELINE)["dockfix"]
    install, run = map(shlex.split, job["script"])
    assert install == ["pip", "install", "--quiet", "dockfix[shellcheck]"]
    request = plain_check(run[1:])
    assert request and request["output"] == job["artifacts"]["reports"]["codequality"]
    formats(request)
