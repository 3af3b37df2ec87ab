from __future__ import annotations

from pathlib import Path

import pytest

from dockfix.project import Project, browsable_url

ORIGIN = (
    '[core]\n\tbare = false\n[remote "origin"]\n\turl = {}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n'
)


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def repository(root: Path, url: str = "https://github.com/acme/webapp.git") -> None:
    write(root, {".git/config": ORIGIN.format(url)})


@pytest.mark.parametrize(
    ("remote", "url"),
    [
        ("https://github.com/acme/webapp.git", "https://github.com/acme/webapp"),
        ("https://github.com/acme/webapp/", "https://github.com/acme/webapp"),
        ("https://ada:secret@github.com/acme/webapp", "https://github.com/acme/webapp"),
        (
            "https://x-access-token:secret@github.com:443/acme/webapp.git",
            "https://github.com:443/acme/webapp",
        ),
        ("https://github.com/acme/webapp.git?token=secret", "https://github.com/acme/webapp"),
        ("http://git.example.com:8080/webapp.git", "http://git.example.com:8080/webapp"),
        ("git@github.com:acme/webapp.git", "https://github.com/acme/webapp"),
        ("github.com:acme/webapp", "https://github.com/acme/webapp"),
        ("git@git.example.com:/srv/webapp.git", "https://git.example.com/srv/webapp"),
        ("ssh://git@github.com:22/acme/webapp.git", "https://github.com/acme/webapp"),
        ("git://github.com/acme/webapp.git", "https://github.com/acme/webapp"),
        ("git+ssh://git@github.com/acme/webapp.git", "https://github.com/acme/webapp"),
        ("git@ssh.dev.azure.com:v3/acme/x/webapp", None),
        ("git@work:acme/webapp.git", None),
        ("/srv/git/webapp.git", None),
        ("../webapp", None),
        ("file:///srv/git/webapp.git", None),
        ("C:\\git\\webapp", None),
        ("https://github.com/", None),
        ("https://[::1/x", None),
        ("https://github.com:port/x", None),
        ("", None),
    ],
)
def test_browsable_url(remote: str, url: str | None) -> None:
    assert browsable_url(remote) == url


@pytest.mark.parametrize(
    ("config", "url"),
    [
        (ORIGIN.format("https://github.com/acme/webapp"), "https://github.com/acme/webapp"),
        (ORIGIN.format('"https://github.com/acme/webapp" # mine'), "https://github.com/acme/webapp"),
        (
            '[remote "a"]\nurl=https://a.example/x\n[remote "origin"]\nURL=https://b.example/x',
            "https://b.example/x",
        ),
        ('[remote "a"]\nurl=https://a.example/x\nurl=https://b.example/x', "https://a.example/x"),
        ('[remote "a"]\nfetch = x\n[branch "b"]\nurl = https://b.example/x\n', None),
        ('[url "https://a.example/"]\n\tinsteadOf = a:\n', None),
        ("[remote\nurl\x00=", None),
        ("", None),
    ],
)
def test_remote(tmp_path: Path, config: str, url: str | None) -> None:
    write(tmp_path, {".git/config": config})
    assert Project(tmp_path / "Dockerfile").url == url


def test_work_tree(tmp_path: Path) -> None:
    repository(tmp_path / "main")
    write(
        tmp_path,
        {
            "main/.git/worktrees/side/commondir": "../..\n",
            "side/.git": f"gitdir: {tmp_path}/main/.git/worktrees/side\n",
        },
    )
    assert Project(tmp_path / "side/docker/Dockerfile").url == "https://github.com/acme/webapp"


def test_submodule(tmp_path: Path) -> None:
    repository(tmp_path, "https://github.com/acme/all")
    write(
        tmp_path,
        {
            ".git/modules/sub/config": ORIGIN.format("https://github.com/acme/sub"),
            "sub/.git": "gitdir: ../.git/modules/sub\n",
        },
    )
    assert Project(tmp_path / "sub/Dockerfile").url == "https://github.com/acme/sub"


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"pyproject.toml": '[project]\nname = "py"'}, "py"),
        ({"pyproject.toml": '[tool.poetry]\nname = "poetic"'}, "poetic"),
        ({"package.json": '{"name": "@acme/js"}'}, "@acme/js"),
        ({"pyproject.toml": '[project]\nname = "py"', "package.json": '{"name": "js"}'}, "py"),
        ({"pyproject.toml": "[tool.ruff]", "package.json": '{"name": "js"}'}, "js"),
        ({"package.json": '{"name": "root"}', "services/api/package.json": '{"name": "api"}'}, "api"),
        ({"package.json": '{"name": "root"}', "services/api/package.json": "{}"}, "root"),
        ({"pyproject.toml": "name = ", "package.json": '{"name"'}, "webapp"),
        ({"package.json": '{"name": 1}'}, "webapp"),
        ({"package.json": '{"name": "two\\nlines"}'}, "webapp"),
        ({"package.json": "[" * 100_000}, "webapp"),
        ({"package.json": '["name"]', "pyproject.toml": "project = 1\ntool = 2"}, "webapp"),
        ({}, "webapp"),
    ],
)
def test_name(tmp_path: Path, files: dict[str, str], name: str) -> None:
    repository(tmp_path)
    write(tmp_path, files)
    assert Project(tmp_path / "services/api/Dockerfile").name == name


def test_name_of_a_repository_without_remote(tmp_path: Path) -> None:
    write(tmp_path, {"shop/.git/HEAD": ""})
    assert Project(tmp_path / "shop/docker/Dockerfile").name == "shop"


@pytest.mark.parametrize(
    ("files", "licence"),
    [
        ({"pyproject.toml": '[project]\nlicense = "Apache-2.0"'}, "Apache-2.0"),
        ({"pyproject.toml": '[project]\nlicense = {text = "MIT"}'}, "MIT"),
        ({"pyproject.toml": '[project]\nlicense = {file = "LICENSE"}'}, None),
        ({"pyproject.toml": '[tool.poetry]\nlicense = "MIT"'}, "MIT"),
        ({"pyproject.toml": '[project]\nlicense = "MIT License"'}, None),
        ({"package.json": '{"license": "(MIT OR Apache-2.0)"}'}, "(MIT OR Apache-2.0)"),
        ({"package.json": '{"license": "UNLICENSED"}'}, None),
        ({"package.json": '{"license": {"type": "MIT"}}'}, None),
        ({}, None),
    ],
)
def test_licence(tmp_path: Path, files: dict[str, str], licence: str | None) -> None:
    write(tmp_path, files)
    assert Project(tmp_path / "Dockerfile").licence == licence


def test_nothing_is_known_of_what_is_nowhere() -> None:
    project = Project(None)
    assert (project.name, project.url, project.licence) == (None, None, None)


def test_outside_of_a_repository_only_the_own_directory_tells(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": '{"name": "above", "license": "MIT"}'})
    project = Project(tmp_path / "docker/Dockerfile")
    assert (project.name, project.url, project.licence) == (None, None, None)


def test_what_is_not_text_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").write_bytes(b"\xff\xfe")
    (tmp_path / "package.json").mkdir()
    project = Project(tmp_path / "Dockerfile")
    assert (project.name, project.url, project.licence) == (tmp_path.name, None, None)
