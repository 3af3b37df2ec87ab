import os
import subprocess
import sys
from pathlib import Path

import pytest

from dockfix.config import Settings
from dockfix.discovery import Unreadable, discover, is_dockerfile
from dockfix.setting_values import ConfigError

not_root = pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read everything")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def tree(*names: str) -> None:
    """Make files; a name that ends in `/` is a directory."""
    for name in names:
        path = Path(name)
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.touch()


def write(name: str, *lines: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text("".join(f"{line}\n" for line in lines))


def defaults(_directory: Path) -> Settings:
    return Settings(root=Path.cwd().resolve())


def found(*paths: str) -> list[str]:
    return [
        f"{item.path}: {item.message}" if isinstance(item, Unreadable) else str(item)
        for item in discover([Path(path) for path in paths or (".",)], defaults)
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dockerfile", True),
        ("dockerfile", True),
        ("Dockerfile.dev", True),
        ("Dockerfile.", True),
        ("web.Dockerfile", True),
        ("web.dockerfile", True),
        (".dockerfile", True),
        ("Containerfile", True),
        ("Containerfile.dev", True),
        ("Containerfile-dev", True),
        ("DOCKERFILE", False),
        ("dockerfile.go", False),
        ("dockerfile.dev", False),
        ("containerfile", False),
        ("Dockerfile-dev", False),
        ("DockerfileX", False),
        ("MyDockerfile", False),
        ("Dockerfile~", False),
        ("Dockerfile.dev~", False),
        ("Containerfile~", False),
        ("Dockerfile.dockerignore", False),
        ("web.Dockerfile.dockerignore", False),
        ("Containerfile.containerignore", False),
        (".dockerignore", False),
        ("README.md", False),
    ],
)
def test_names(name: str, expected: bool) -> None:
    assert is_dockerfile(name) is expected
    tree(name)
    assert found() == [name] * expected


def test_the_order_is_by_name_with_a_directorys_files_first() -> None:
    tree("b/Dockerfile", "a/b/Dockerfile", "a/Dockerfile.z", "a/Dockerfile", "Dockerfile", "c/x/y/Dockerfile")
    assert found() == [
        "Dockerfile",
        "a/Dockerfile",
        "a/Dockerfile.z",
        "a/b/Dockerfile",
        "b/Dockerfile",
        "c/x/y/Dockerfile",
    ]


def test_a_directory_called_dockerfile_is_walked() -> None:
    tree("Dockerfile/Dockerfile", "Dockerfile/x")
    assert found() == ["Dockerfile/Dockerfile"]
    assert found("Dockerfile") == ["Dockerfile/Dockerfile"]


@pytest.mark.parametrize("name", [".git", ".hg", ".svn", ".venv", ".tox"])
def test_some_directories_are_never_walked(name: str) -> None:
    tree(f"{name}/Dockerfile", "node_modules/Dockerfile")
    assert found() == ["node_modules/Dockerfile"]


def test_a_file_that_is_named_is_read_whatever_its_name() -> None:
    tree("README.md", "Dockerfile~", ".git/", "build/Dockerfile")
    write(".gitignore", "build", "README.md")
    assert found("README.md", "Dockerfile~", "build/Dockerfile") == [
        "README.md",
        "Dockerfile~",
        "build/Dockerfile",
    ]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ((".", "a"), ["Dockerfile", "a/Dockerfile"]),
        (("a", "."), ["a/Dockerfile", "Dockerfile"]),
        (("a/Dockerfile", "a"), ["a/Dockerfile"]),
        (("a", "a/../a/Dockerfile"), ["a/Dockerfile"]),
        (("Dockerfile", "./Dockerfile"), ["Dockerfile"]),
        (("Dockerfile", "a/../Dockerfile"), ["Dockerfile"]),
        (("link/Dockerfile", "a/Dockerfile"), ["link/Dockerfile"]),
        (("a/Dockerfile", "link/../a/Dockerfile"), ["a/Dockerfile"]),
        (("a", "link"), ["a/Dockerfile"]),
        (("link", "a"), ["link/Dockerfile"]),
        (("z/link.Dockerfile", "a"), ["z/link.Dockerfile"]),
    ],
)
def test_no_file_comes_twice(paths: tuple[str, ...], expected: list[str]) -> None:
    tree("Dockerfile", "a/Dockerfile")
    Path("link").symlink_to("a")
    Path("z").mkdir()
    Path("z/link.Dockerfile").symlink_to("../a/Dockerfile")
    assert found(*paths) == expected


def test_links() -> None:
    tree("a/Dockerfile", "a/real")
    Path("b").symlink_to("a")
    Path("a/again").symlink_to("..")
    Path("Dockerfile").symlink_to("a/real")
    Path("Dockerfile.dir").symlink_to("a")
    Path("Dockerfile.gone").symlink_to("nowhere")
    Path("Dockerfile.loop").symlink_to("Dockerfile.loop")
    Path("gone").symlink_to("nowhere")
    gone = "a link to nowhere, which does not exist"
    assert found() == [
        "Dockerfile",
        f"Dockerfile.gone: {gone}",
        "Dockerfile.loop: cannot be read: too many levels of symbolic links",
        "a/Dockerfile",
    ]
    assert found("gone", "b") == [f"gone: {gone}", "b/Dockerfile"]


def test_what_does_not_exist_is_named_and_the_others_still_come() -> None:
    tree("Dockerfile")
    missing = "there is no such file or directory"
    assert found("x", "Dockerfile", "y/z") == [f"x: {missing}", "Dockerfile", f"y/z: {missing}"]
    assert found("Dockerfile/x") == ["Dockerfile/x: cannot be read: not a directory"]


def test_no_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    tree("a/Dockerfile", "b/Dockerfile", "c/Dockerfile")
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert found() == ["a/Dockerfile", "b: cannot be read: permission denied", "c/Dockerfile"]
    assert found("b", "c") == ["b: cannot be read: permission denied", "c/Dockerfile"]


@not_root
def test_no_permission_for_real() -> None:
    tree("a/Dockerfile", "b/Dockerfile")
    Path("a").chmod(0)
    try:
        assert found() == ["a: cannot be read: permission denied", "b/Dockerfile"]
        assert found("a/Dockerfile") == ["a/Dockerfile: cannot be read: permission denied"]
    finally:
        Path("a").chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_read_only_where_it_is_named() -> None:
    os.mkfifo("Dockerfile")
    assert found() == []
    assert found("Dockerfile") == ["Dockerfile"]


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ({".gitignore": ["build/"]}, ["Dockerfile", "a/Dockerfile", "a/b/Dockerfile"]),
        ({".gitignore": ["Dockerfile", "!a/Dockerfile"]}, ["a/Dockerfile"]),
        ({".gitignore": ["Dockerfile"], "a/.gitignore": ["!Dockerfile"]}, ["a/Dockerfile", "a/b/Dockerfile"]),
        (
            {".gitignore": ["Dockerfile"], "a/.gitignore": ["!Dockerfile"], "a/b/.gitignore": ["Dockerfile"]},
            ["a/Dockerfile"],
        ),
        ({".gitignore": ["a"], "a/.gitignore": ["!Dockerfile"]}, ["Dockerfile", "build/Dockerfile"]),
        ({"a/.gitignore": ["/b"]}, ["Dockerfile", "a/Dockerfile", "build/Dockerfile"]),
        ({".gitignore": ["*", "!*/", "!Dockerfile"]}, "all"),
        ({".gitignore": ["/*", "!/a"]}, ["a/Dockerfile", "a/b/Dockerfile"]),
        ({".gitignore": ["# Dockerfile", "", "[", "!"]}, "all"),
        ({".gitignore": ["a\r", "build \r"]}, ["Dockerfile"]),
        ({".gitignore": ["\ufeffa"]}, ["Dockerfile", "build/Dockerfile"]),
        ({".git/info/exclude": ["a"]}, ["Dockerfile", "build/Dockerfile"]),
        ({".git/info/exclude": ["Dockerfile"], ".gitignore": ["!/a/Dockerfile"]}, ["a/Dockerfile"]),
    ],
)
def test_what_git_ignores_is_left_out(lists: dict[str, list[str]], expected: list[str] | str) -> None:
    everything = ["Dockerfile", "a/Dockerfile", "a/b/Dockerfile", "build/Dockerfile"]
    tree(*everything, ".git/")
    for name, lines in lists.items():
        write(name, *lines)
    assert found() == (everything if expected == "all" else expected)


def test_lists_above_a_directory_hold_up_to_the_repositorys_root() -> None:
    write(".gitignore", "Dockerfile.outside")
    write("repository/.git/info/exclude", "Dockerfile.own")
    write("repository/.gitignore", "/a/Dockerfile.root")
    write("repository/a/.gitignore", "Dockerfile.a")
    tree(*(f"repository/a/Dockerfile.{end}" for end in ("a", "outside", "own", "root", "x")))
    assert found("repository/a") == ["repository/a/Dockerfile.outside", "repository/a/Dockerfile.x"]
    assert found() == found("repository/a")


def test_without_a_repository_only_the_lists_in_the_walk_hold() -> None:
    write(".gitignore", "Dockerfile.x")
    write("a/.gitignore", "Dockerfile.y")
    tree("a/Dockerfile", "a/Dockerfile.x", "a/Dockerfile.y")
    assert found() == ["a/Dockerfile"]
    assert found("a") == ["a/Dockerfile", "a/Dockerfile.x"]


def test_a_repository_within_begins_anew() -> None:
    tree(".git/", "module/.git/", "module/Dockerfile.x", "module/Dockerfile.y", "Dockerfile.x")
    write(".gitignore", "Dockerfile.x")
    write("module/.gitignore", "Dockerfile.y")
    assert found() == ["module/Dockerfile.x"]


def test_a_worktree_has_the_list_of_its_repository() -> None:
    write("main/.git/info/exclude", "Dockerfile.x")
    write("main/.git/worktrees/w/commondir", "../..")
    write("w/.git", f"gitdir: {Path.cwd()}/main/.git/worktrees/w")
    tree("w/Dockerfile.x", "w/Dockerfile")
    assert found("w") == ["w/Dockerfile"]


def test_an_ignored_directory_that_is_named_is_walked() -> None:
    tree(".git/", "build/a/Dockerfile", "build/Dockerfile", "build/a/x/Dockerfile")
    write(".gitignore", "build/")
    write("build/a/.gitignore", "x")
    assert found() == []
    assert found("build") == ["build/Dockerfile", "build/a/Dockerfile"]
    assert found("build/a") == ["build/a/Dockerfile"]
    assert found(".", "build/a") == ["build/a/Dockerfile"]


@pytest.mark.parametrize(
    ("exclude", "extend_exclude", "expected"),
    [
        (("a/b",), (), ["Dockerfile", "a/Dockerfile", "c/Dockerfile"]),
        (("b/",), ("/c",), ["Dockerfile", "a/Dockerfile"]),
        (("Dockerfile", "!/Dockerfile"), (), ["Dockerfile"]),
        (("*/",), (), ["Dockerfile"]),
    ],
)
def test_what_the_settings_exclude_is_left_out(
    exclude: tuple[str, ...], extend_exclude: tuple[str, ...], expected: list[str]
) -> None:
    tree("Dockerfile", "a/Dockerfile", "a/b/Dockerfile", "c/Dockerfile")
    settings = defaults(Path())._replace(exclude=exclude, extend_exclude=extend_exclude)
    assert [str(path) for path in discover([Path()], lambda _: settings)] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [(".", []), ("a", ["a/Dockerfile"]), ("a/b", ["a/b/Dockerfile"]), ("a/Dockerfile", ["a/Dockerfile"])],
)
def test_what_is_excluded_may_be_named(path: str, expected: list[str]) -> None:
    tree("a/Dockerfile", "a/b/Dockerfile")
    settings = defaults(Path())._replace(exclude=("a/",))
    rest = [str(each) for each in discover([Path(path)], lambda _: settings)]
    assert rest[:1] == expected


def test_patterns_are_relative_to_the_root_of_the_settings_of_each_directory() -> None:
    tree("a/x/Dockerfile", "x/Dockerfile", "a/Dockerfile")
    outer = defaults(Path())
    inner = Settings(root=(Path.cwd() / "a").resolve(), exclude=("/x",))

    def settings_for(directory: Path) -> Settings:
        return inner if "a" in directory.parts else outer

    assert [str(path) for path in discover([Path()], settings_for)] == ["a/Dockerfile", "x/Dockerfile"]
    elsewhere = inner._replace(root=Path("/nowhere"))
    assert len(list(discover([Path()], lambda _: elsewhere))) == 3


def test_wrong_settings_leave_out_their_directory_only() -> None:
    tree("a/Dockerfile", "a/b/Dockerfile", "c/Dockerfile", "Dockerfile")

    def settings_for(directory: Path) -> Settings:
        if "a" in directory.parts:
            raise ConfigError("a/dockfix.toml: wrong")
        return defaults(directory)

    wrong = Unreadable(Path("a"), "a/dockfix.toml: wrong")
    assert list(discover([Path()], settings_for)) == [Path("Dockerfile"), wrong, Path("c/Dockerfile")]
    assert list(discover([Path("a"), Path("c")], settings_for)) == [wrong, Path("c/Dockerfile")]


def test_absolute_paths_stay_absolute() -> None:
    tree("a/Dockerfile")
    assert found(str(Path.cwd())) == [str(Path.cwd() / "a/Dockerfile")]


def test_it_imports_nothing_heavy() -> None:
    write(".gitignore", "x")
    code = (
        "import sys; from pathlib import Path; from dockfix.config import settings_for;"
        "from dockfix.discovery import discover; list(discover([Path()], settings_for));"
        "print({'tomllib', 'difflib', 'json', 'dataclasses', 'inspect', 'pathspec'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "set()\n"
