"""Every block of code in the documentation is run, or read by whoever is to read it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dockerfile
import pytest
import reference_pages
import rule_pages
import yaml
from pre_commit.clientlib import load_config  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.token import Error  # type: ignore[import-untyped]

from ci.schemas import check
from conftest import ROOT
from dockfix import hadolint_config
from dockfix.config import forget, load
from dockfix.plugins import Plugins
from dockfix.rule import Rule
from dockfix.selection import Selection
from dockfix.testing.checks import checks_of_examples
from dockfix.testing.examples import examples_of
from dockfix.testing.trial import Tried
from docs.blocks import Block, blocks_of, mentions_of, written_pages
from docs.commands import check_script
from docs.sessions import play

RULES = Plugins(installed=False).rules
WRITTEN = written_pages()
BLOCKS = [block for page, text in WRITTEN.items() for block in blocks_of(page, text)]
#: The tests that do more with some blocks than those here would.
ELSEWHERE = {
    ("docs/buildkit.md", "dockerfile"): "tests/test_buildkit_docs.py",
    ("docs/ci.md", "yaml"): "tests/ci/test_docs.py",
    ("docs/differences.md", "dockerfile"): "tests/peers/test_differences.py",
    ("docs/editors.md", "elisp"): "tests/editors/test_emacs.py",
    ("docs/formats.md", "python"): "tests/cli/test_reports.py",
    ("docs/pre-commit.md", "yaml"): "tests/test_pre_commit.py",
}
MENTIONED = sorted(
    {
        mention
        for text in WRITTEN.values()
        for mention in mentions_of(text)
        if mention.startswith("dockfix ") and "…" not in mention
    }
)


def check_console(text: str) -> None:
    play(text, Path())


def check_dockerfile(text: str) -> None:
    dockerfile.parse_string(text)


def check_toml(text: str) -> None:
    """Settings of dockfix, also in pyproject.toml; what is for another program is only parsed."""
    table = tomllib.loads(text)
    if table.keys() & {"language-server", "rule", "schemas"}:  # Helix, Taplo, Tombi
        return
    path = Path("inner/most/pyproject.toml" if "tool" in table else "inner/most/dockfix.toml").absolute()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if "extend" in table:
        (path.parent / table["extend"]).touch()
    settings = load(path)
    Selection(Plugins(installed=False).cards, settings, complete=not settings.plugins)


def check_yaml(text: str) -> None:
    written: Any = yaml.safe_load(text)
    if isinstance(written, list):  # the steps of a job
        steps = "\n".join(f"      {line}" for line in text.splitlines())
        check("vendor.github-workflows", f"on: push\njobs:\n  a:\n    runs-on: a\n    steps:\n{steps}\n")
    elif "repos" in written:
        path = Path(".pre-commit-config.yaml")
        path.write_text(text)
        load_config(path)
    elif "jobs" in written:
        check("vendor.github-workflows", text)
    elif any("script" in job for job in written.values() if isinstance(job, dict)):
        check("vendor.gitlab-ci", text)
    else:
        hadolint_config.settings_of(Path(".hadolint.yaml"), text.encode())


def check_python(text: str) -> None:
    """Run it; the rules that are in it do what their examples say."""
    path = Path("block.py")
    path.write_text(text)
    plugins = Plugins([path.absolute()], installed=False)
    assert not plugins.problems
    for card in plugins.cards_of(path.absolute()):
        for number, each in enumerate(checks_of_examples(Tried(card, plugins.cards))):
            directory = Path(f"{card.code}-{number}").absolute()
            directory.mkdir()
            each.run(directory, update=False)


def check_lua(text: str) -> None:
    _in_neovim("x.lua", text, "lua assert(loadfile('x.lua'))")


def check_vim(text: str) -> None:
    _in_neovim("x.vim", text, "source x.vim")


def _in_neovim(name: str, text: str, command: str) -> None:
    nvim = shutil.which("nvim")
    if nvim is None:
        pytest.skip("Neovim is not installed (apt-get install neovim)")
    Path(name).write_text(text)
    done = subprocess.run(
        [nvim, "--headless", "--clean", "-n", "-c", command, "-c", "quit"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not done.stderr


def check_groovy(text: str) -> None:
    """Only its tokens, for want of a parser; what it gives to a shell is read by one."""
    tokens = [*get_lexer_by_name("groovy").get_tokens(text)]
    assert Error not in [kind for kind, _ in tokens]
    scripts = re.findall(r"^\s*sh '(.*)'$", text, re.MULTILINE)
    assert scripts
    for script in scripts:
        check_script(script)


CHECKS: dict[str, Callable[[str], object]] = {
    "console": check_console,
    "dockerfile": check_dockerfile,
    "groovy": check_groovy,
    "json": json.loads,
    "lua": check_lua,
    "python": check_python,
    "sh": check_script,
    "toml": check_toml,
    "vim": check_vim,
    "yaml": check_yaml,
}
#: Besides the examples, which are tests of their own: tests/rules/test_rules.py.
CHECKS_OF_RULES = {"dockerfile": None, "diff": None, "sh": check_script, "text": None, "toml": check_toml}


@pytest.fixture
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "block", [block for block in BLOCKS if (block.page, block.language) not in ELSEWHERE], ids=str
)
@pytest.mark.usefixtures("_elsewhere")
def test_block(block: Block) -> None:
    assert block.language in CHECKS, f"no test knows what to do with {block.language!r}"
    CHECKS[block.language](block.text)


def test_what_is_tested_elsewhere_is_there() -> None:
    assert {*ELSEWHERE} <= {(block.page, block.language) for block in BLOCKS}
    for (page, _), test in ELSEWHERE.items():
        assert Path(page).name in (ROOT / test).read_text()


@pytest.mark.parametrize("mention", MENTIONED)
def test_command_lines_in_prose(mention: str) -> None:
    check_script(mention)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.usefixtures("_elsewhere")
def test_page_of_a_rule(rule: type[Rule]) -> None:
    blocks = [*blocks_of(rule.code, rule_pages.page(rule, RULES))]
    for block in blocks:
        reads = CHECKS_OF_RULES[block.language]
        if reads:
            reads(block.text)
            forget()
    bad = [example for example in examples_of(rule) if example.kind == "bad"]
    differences = [block.text for block in blocks if block.language == "diff"]
    assert len(differences) == (len(bad) if rule.fixes and not rule.is_family else 0)
    for example, difference in zip(bad, differences, strict=False):
        lines = difference.splitlines(keepends=True)
        assert "".join(line[1:] for line in lines if line[0] in " -") == example.text
        assert any(line[0] in "-+" for line in lines)


@pytest.mark.parametrize("page", ["settings", "command-line"])
@pytest.mark.usefixtures("_elsewhere")
def test_reference(page: str) -> None:
    for block in blocks_of(page, reference_pages.pages(RULES)[f"reference/{page}.md"]):
        if block.language != "text":
            CHECKS[block.language](block.text)
            forget()
