"""The lines that are new since a revision, in real repositories of git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.changed_lines import ChangedLines, new_lines
from dockfix.files import read
from dockfix.setting_values import ConfigError
from dockfix.source import Source


def git(*arguments: str | bytes, at: Path | str = ".") -> str:
    settings = ("user.name=a", "user.email=a@b", "protocol.file.allow=always", "core.autocrlf=false")
    options = [word for setting in settings for word in ("-c", setting)]
    done = subprocess.run(["git", *options, *arguments], cwd=at, capture_output=True, check=True)
    return done.stdout.decode().strip()


def put(name: str | bytes, data: str | bytes) -> Path:
    path = Path(name if isinstance(name, str) else name.decode("utf-8", "surrogateescape"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def commit(at: Path | str = ".") -> str:
    git("add", "-A", at=at)
    git("commit", "-q", "-m", "x", at=at)
    return git("rev-parse", "HEAD", at=at)


def new(path: Path | str, revision: str = "HEAD") -> list[int]:
    return sorted(ChangedLines(revision).of(Path(path), Source.from_bytes(read(Path(path)))))


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "a repository"
    root.mkdir()
    monkeypatch.chdir(root)
    git("init", "-q", "-b", "main")
    put("Dockerfile", "1\n2\n3\n4\n")
    commit()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\n2\n3\n4\n", []),
        ("1\nx\n3\n4\n", [2]),
        ("x\n1\n2\n3\n4\ny\n", [1, 6]),
        ("1\n3\n4\n", []),
        ("1\r\n2\r\n3\r\n4\r\n", []),
        ("1\r\n2\r\nx\r\n4\r\n", [3]),
        ("\ufeff1\n2\n3\n4\n", []),
        ("2\n3\n4\n1\n", [4]),
        ("1\n2\n2\n3\n4\n", [3]),
        (b"1\n2\xff\n3\n4\n", [2]),
    ],
)
def test_the_working_tree_is_compared(text: str | bytes, expected: list[int]) -> None:
    put("Dockerfile", text)
    assert new("Dockerfile") == expected
    git("add", "-A")
    assert new("Dockerfile") == expected


@given(st.lists(st.sampled_from("abc"), max_size=9), st.lists(st.sampled_from("abc"), max_size=9))
def test_what_is_not_new_was_there_in_this_order(before: list[str], after: list[str]) -> None:
    changed = new_lines(before, after)
    assert changed <= set(range(1, len(after) + 1))
    rest = iter(before)
    assert all(line in rest for at, line in enumerate(after, 1) if at not in changed)
    assert before != after or not changed


@pytest.mark.parametrize(
    "name", ["a b", "é", 'say "x"', "tab\there", "new\nline", b"\xff\xfe", "-x", ":(top)x", "*", "b/c d/e"]
)
def test_any_name(name: str | bytes) -> None:
    try:
        path = put(name, "1\n2\n")
    except OSError:
        pytest.skip("the file system takes no such name")
    commit()
    path.write_text("1\nx\n")
    assert new(path) == [2]


def test_a_file_that_is_not_in_the_revision_is_new() -> None:
    put(".gitignore", "ignored\n")
    for name in ("untracked", "ignored", "sub/added"):
        put(name, "1\n2\n")
    git("add", "sub")
    for name in ("untracked", "ignored", "sub/added"):
        assert new(name) == [1, 2, 3]


def test_a_renaming_is_followed() -> None:
    put("Dockerfile", "".join(f"{line}\n" for line in range(50)))
    commit()
    Path("new").mkdir()
    git("mv", "Dockerfile", "new/a b")
    path = put("new/a b", "x\n" + Path("new/a b").read_text())
    assert new(path) == [1]
    git("add", "-A")
    assert new(path) == [1]
    commit()
    assert (new(path), new(path, "HEAD~")) == ([], [1])


def test_from_a_subdirectory_and_through_links(monkeypatch: pytest.MonkeyPatch) -> None:
    put("sub/deep/Dockerfile", "1\n2\n")
    Path("link").symlink_to("sub")
    Path("Other").symlink_to("sub/deep/Dockerfile")
    commit()
    put("sub/deep/Dockerfile", "1\nx\n")
    assert new("link/deep/Dockerfile") == new("Other") == [2]
    monkeypatch.chdir("sub")
    assert new("deep/Dockerfile") == [2]
    assert new("../Dockerfile") == []


def test_since_another_branch_was_left() -> None:
    git("checkout", "-q", "-b", "mine")
    put("Dockerfile", "1\nmine\n3\n4\n")
    commit()
    git("checkout", "-q", "main")
    put("Dockerfile", "1\n2\n3\ntheirs\n")
    commit()
    git("tag", "-a", "-m", "x", "theirs")
    git("checkout", "-q", "mine")
    assert new("Dockerfile", "main") == new("Dockerfile", "theirs") == [2, 4]
    assert new("Dockerfile", "main...") == new("Dockerfile", "theirs...") == [2]
    assert new("Dockerfile", "HEAD^{tree}") == []


def test_a_submodule_is_compared_with_what_was_recorded(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git("init", "-q", "-b", "main", at=other)
    put(str(other / "Dockerfile"), "1\n2\n")
    commit(other)
    git("submodule", "--quiet", "add", str(other), "mod")
    assert new("mod/Dockerfile") == [1, 2, 3]  # it was not there
    commit()
    assert new("mod/Dockerfile") == []
    put("mod/Dockerfile", "1\nx\n")
    commit("mod")
    assert new("mod/Dockerfile") == [2]
    assert new("Dockerfile") == []
    commit()
    assert (new("mod/Dockerfile"), new("mod/Dockerfile", "HEAD~")) == ([], [2])


def test_a_linked_working_tree(tmp_path: Path) -> None:
    git("worktree", "add", "-q", str(tmp_path / "linked"))
    path = put(str(tmp_path / "linked" / "Dockerfile"), "1\n2\nx\n4\n")
    assert new(path) == [3]


def test_in_a_hook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put("Dockerfile", "1\nx\n3\n4\n")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert new("Dockerfile") == [2]


def test_a_repository_with_longer_names(tmp_path: Path) -> None:
    git("init", "-q", "--object-format=sha256", str(tmp_path / "long"))
    path = put(str(tmp_path / "long" / "Dockerfile"), "1\n2\n")
    commit(tmp_path / "long")
    assert new(path) == []
    put(str(path), "1\nx\n")
    assert new(path) == [2]


@pytest.mark.parametrize(
    "revision", ["nonsense", "", "-h", "--output=made", "^HEAD", "HEAD HEAD", "a..b", "...", "nonsense...", "HEAD:x"]
)  # fmt: skip
def test_what_is_no_revision(revision: str) -> None:
    with pytest.raises(ConfigError, match=r"^`--diff-base`: .* has no revision .*: is it spelled right"):
        new("Dockerfile", revision)
    assert not Path("made").exists()


def test_outside_of_a_repository(tmp_path: Path) -> None:
    path = put(str(tmp_path / "outside"), "1\n")
    with pytest.raises(ConfigError, match=r"^`--diff-base`: .* is in no git repository$"):
        new(path)


def test_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ConfigError, match=r"^`--diff-base`: .*: git is not installed, or not on the PATH$"):
        new("Dockerfile")


def test_a_repository_that_git_refuses() -> None:
    Path(".git/HEAD").write_text("nonsense")
    with pytest.raises(ConfigError, match=r"^`--diff-base`: .*: git: not a git repository"):
        new("Dockerfile")


def test_before_the_first_commit(tmp_path: Path) -> None:
    git("init", "-q", str(tmp_path / "empty"))
    path = put(str(tmp_path / "empty" / "Dockerfile"), "1\n")
    with pytest.raises(ConfigError, match="has no revision"):
        new(path)
