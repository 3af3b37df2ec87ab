import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockfix.gitignore import GitIgnore

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is the referee")


@pytest.mark.parametrize(
    ("lines", "ignored", "kept"),
    [
        (["build"], ["build", "a/build", "build/x", "a/build/x/y"], ["builds", "a/rebuild"]),
        (["build/"], ["build/x"], ["build", "a/build"]),
        (["/build"], ["build", "build/x"], ["a/build"]),
        (["a/b"], ["a/b", "a/b/c"], ["x/a/b", "a/bc"]),
        (["*.x"], ["a.x", "d/a.x", ".x"], ["a.xy"]),
        (["a/*.x"], ["a/b.x"], ["a/b/c.x", "b.x"]),
        (["a/**"], ["a/b", "a/b/c"], ["a", "b/a"]),
        (["a/**/b"], ["a/b", "a/x/b", "a/x/y/b/z"], ["a/x", "ab"]),
        (["**/b/c"], ["b/c", "a/b/c"], ["a/bc"]),
        (["a**b"], ["ab", "axxb"], ["a/b"]),
        (["?.x"], ["a.x"], ["ab.x", ".x"]),
        (["a?b"], ["axb"], ["a/b", "ab"]),
        (["[a-c].x"], ["a.x", "b.x"], ["d.x", "-.x"]),
        (["[!a-c].x"], ["d.x"], ["a.x"]),
        (["[^a].x"], ["b.x"], ["a.x"]),
        (["[]-].x"], ["].x", "-.x"], ["a.x"]),
        (["[[:digit:]_]"], ["1", "_"], ["a", ":"]),
        (["a[/]b"], [], ["a/b"]),
        (["\\#a", "\\!b", "c\\*"], ["#a", "!b", "c*"], ["a", "b", "cd"]),
        (["# a", "", "   "], [], ["# a", "a", " "]),
        (["a  ", "b\\ "], ["a", "b "], ["a  ", "b"]),
        (["(a|b)+.{2}$^"], ["(a|b)+.{2}$^"], ["a", "aab"]),
        (["*", "!*/", "!Dockerfile"], ["a/x", "x"], ["Dockerfile", "a/Dockerfile", "a/b/Dockerfile"]),
        (["/*", "!/keep/"], ["x", "y/keep/x"], ["keep/x", "keep/y/x"]),
        (["*", "!keep/"], ["keep/x", "x"], []),
        (["a/", "!a/b"], ["a/b", "a/c"], []),
        (["*.x", "!b.x", "b.x"], ["a.x", "b.x"], []),
    ],
)
def test_what_is_ignored(lines: list[str], ignored: list[str], kept: list[str]) -> None:
    patterns = GitIgnore(lines)
    assert [path for path in (*ignored, *kept) if patterns.ignores(path)] == ignored


@pytest.mark.parametrize("line", ["[", "a[", "[a-", "[z-a]", "a\\", "!", "/", "!/", "\\", "[]", "[]-"])
def test_a_pattern_that_is_broken_matches_nothing(line: str) -> None:
    assert not GitIgnore([line])


@pytest.mark.parametrize("is_directory", [True, False])
def test_a_directory_pattern_matches_directories_only(is_directory: bool) -> None:
    assert GitIgnore(["a/"]).ignores("a", is_directory=is_directory) is is_directory


def test_decide_looks_at_one_entry_and_says_when_no_pattern_does() -> None:
    patterns = GitIgnore(["a", "!b"])
    assert [patterns.decide(path, is_directory=False) for path in ("a", "b", "c", "a/c")] == [
        True,
        False,
        None,
        None,
    ]


_names = st.text("ab.", min_size=1, max_size=2).filter(lambda name: name.strip("."))
_paths = st.lists(_names, min_size=1, max_size=3).map("/".join)
_globs = (
    st.lists(
        st.sampled_from(["a", "b", ".", "/", "/", "*", "**", "**/", "/**", "?", "[ab]", "[!a]", "\\a"]),
        min_size=1,
        max_size=5,
    )
    .map("".join)
    # git matches the literal start of a pattern apart, and then takes this for `**/` at the beginning.
    .filter(lambda glob: not re.search(r"[^/*]\*{2,}/", glob))
)
_lines = st.lists(st.builds("{}{}".format, st.sampled_from(["", "", "!"]), _globs), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "--quiet", path], check=True)
    return path


@needs_git
@settings(max_examples=int(os.environ.get("DOCKFIX_EXAMPLES", "60")))
@given(_lines, st.sets(_paths, min_size=3))
def test_git_agrees(repository: Path, lines: list[str], paths: set[str]) -> None:
    (repository / ".gitignore").write_text("\n".join(lines) + "\n")
    asked = sorted(paths)
    answer = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin"],
        input="\n".join(asked) + "\n",
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    patterns = GitIgnore(lines)
    assert [path for path in asked if patterns.ignores(path)] == answer.stdout.splitlines()
