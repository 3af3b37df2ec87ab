from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.scaffold import ScaffoldError
from dockfix.scaffold.settings import with_plugin

TOML, PYPROJECT = Path("dockfix.toml"), Path("pyproject.toml")
NEW = "./x.py"


def changed(text: str, path: Path = TOML) -> str:
    return with_plugin(path, text.encode(), NEW).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'plugins = ["./x.py"]\n'),
        ("# ours\n", '# ours\nplugins = ["./x.py"]\n'),
        (
            '# c\nselect = ["A"]  # why\n\n# rules\n[rules.DL3]\nfix = "never"\n',
            '# c\nselect = ["A"]  # why\nplugins = ["./x.py"]\n\n# rules\n[rules.DL3]\nfix = "never"\n',
        ),
        ('select = ["A"]', 'select = ["A"]\nplugins = ["./x.py"]\n'),
        ('[rules.DL3]\nfix = "never"\n', 'plugins = ["./x.py"]\n\n[rules.DL3]\nfix = "never"\n'),
        ("plugins = []\n", 'plugins = ["./x.py"]\n'),
        ('plugins = ["a"]  # all\n[rules.DL3]\n', 'plugins = ["a", "./x.py"]  # all\n[rules.DL3]\n'),
        (
            'plugins = [\n  # ours\n  "a", # first\n  "b" # last\n]\n',
            'plugins = [\n  # ours\n  "a", # first\n  "b", # last\n  "./x.py"\n]\n',
        ),
        ('plugins = [\n\t"a",\n]\n', 'plugins = [\n\t"a",\n\t"./x.py",\n]\n'),
        ("a = 1\r\n\r\n[b]\r\n", 'a = 1\r\nplugins = ["./x.py"]\r\n\r\n[b]\r\n'),
    ],
)
def test_dockfix_toml(before: str, after: str) -> None:
    assert changed(before) == after


HEAD = '[project]\nname = "x"  # its name\n\n'
TAIL = "\n# another tool\n[tool.ruff]\nline-length = 110\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[tool.dockfix]\n", '[tool.dockfix]\nplugins = ["./x.py"]\n'),
        (
            '[tool.dockfix]\n# all\nselect = ["A"]\n',
            '[tool.dockfix]\n# all\nselect = ["A"]\nplugins = ["./x.py"]\n',
        ),
        (
            '[tool.dockfix.rules.DL3]\nfix = "never"\n',
            '[tool.dockfix]\nplugins = ["./x.py"]\n\n[tool.dockfix.rules.DL3]\nfix = "never"\n',
        ),
        (
            '[tool]\ndockfix.select = ["A"]\n',
            '[tool]\ndockfix.select = ["A"]\ndockfix.plugins = ["./x.py"]\n',
        ),
        (
            '[tool]\ndockfix = { select = ["A"] }\n',
            '[tool]\ndockfix = { select = ["A"], plugins = ["./x.py"]}\n',
        ),
    ],
)
def test_pyproject_toml(before: str, after: str) -> None:
    assert changed(HEAD + before + TAIL, PYPROJECT) == HEAD + after + TAIL


def test_tables_in_no_order() -> None:
    before = (
        '[tool.ruff]\na = 1\n\n[tool.dockfix]\n\n[project]\nname = "a"\n\n[tool.dockfix.rules.a]\nb = "c"\n'
    )
    after = before.replace("[tool.dockfix]\n", '[tool.dockfix]\nplugins = ["./x.py"]\n')
    assert changed(before, PYPROJECT) == after


_LINES = st.sampled_from(
    [
        *(
            "# a comment",
            "",
            "  ",
            "preset = 'hadolint'",
            "unsafe-fixes = true  # yes",
            "ignore = [\n  'a', # b\n]",
        ),
        *(
            "[rules.DL3059]",
            "[labels]",
            "[per-file-ignores]",
            "fix = 'never'",
            "'a/**' = ['DL3']",
            "rules.x.fix = 'safe'",
        ),
        *("plugins = ['a']", "plugins = [\n    'a',\n    # b\n]", "[[things]]"),
    ]
)


@given(st.lists(_LINES), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_all_that_was_there_stays(lines: list[str], newline: str, is_pyproject: bool) -> None:
    text = "\n".join(["[tool.dockfix]"] * is_pyproject + lines)
    try:
        wanted = tomllib.loads(text)
        after = changed(text.replace("\n", newline), PYPROJECT if is_pyproject else TOML)
    except (tomllib.TOMLDecodeError, ScaffoldError):
        return
    (wanted["tool"]["dockfix"] if is_pyproject else wanted).setdefault("plugins", []).append(NEW)
    assert tomllib.loads(after) == wanted
    assert "\r" not in after.replace("\r\n", "")
    # Every line is still there, in its order; a list of one line has grown.
    rest = iter(after.splitlines())
    for line in text.splitlines():
        kept = [line.strip(), line.rstrip("]\n").strip() if line.startswith("plugins") else line.strip()]
        assert any(each.strip() == kept[0] or (kept[1] and each.startswith(kept[1])) for each in rest), line


def test_what_would_lose_its_order_is_left_to_its_owner() -> None:
    text = "[[rules.custom]]\ncode = 'A1'\n[rules.DL3059]\nfix = 'never'\n[[rules.other]]\n[[rules.custom]]\ncode = 'A2'\n"
    with pytest.raises(
        ScaffoldError, match=r'dockfix\.toml: add "\./x\.py" to `plugins` by hand, and try again'
    ):
        changed(text)
    by_hand = f'plugins = ["./x.py"]\n{text}'
    assert changed(by_hand) == by_hand
