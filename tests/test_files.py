from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from dockfix import files
from dockfix.files import FileError, read, replace

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away"
)
not_root = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read and write everything"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"FROM a\n")
    return path


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_read(file: Path) -> None:
    file.write_bytes(b"\xff\r\n\0")
    assert read(file) == b"\xff\r\n\0"


def test_read_the_beginning_alone(file: Path) -> None:
    data = os.urandom(200_000)
    file.write_bytes(data)
    assert read(file) == data
    for most in (0, 1, 70_000, 200_000, 300_000):
        assert read(file, most) == data[:most]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "there is no such file or directory"),
        (lambda path: path.mkdir(), "is a directory, not a file"),
        (lambda path: path.symlink_to("gone"), "a link to gone, which does not exist"),
        (
            lambda path: path.symlink_to(path.name),
            "cannot be read: too many levels of symbolic links",
        ),
        (lambda path: path.symlink_to("/dev/zero"), "is not a regular file"),
        pytest.param(os.mkfifo, "is not a regular file", marks=needs_pipes),
    ],
)
def test_what_is_no_file_is_refused_at_once(
    tmp_path: Path, make: Callable[[Path], object], message: str
) -> None:
    path = tmp_path / "Dockerfile"
    make(path)
    with pytest.raises(FileError, match=f"^{message}$"):
        read(path)


def test_no_permission_to_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FileError, match=r"^cannot be read: permission denied$"):
        read(file)


@not_root
def test_no_permission_for_real(file: Path) -> None:
    file.chmod(0)
    with pytest.raises(FileError, match=r"^cannot be read: permission denied$"):
        read(file)
    file.chmod(0o444)
    with pytest.raises(FileError, match=r"^cannot be written: permission denied$"):
        replace(file, b"FROM a\n", b"FROM b\n")
    assert names(file.parent) == ["Dockerfile"]


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o755, 0o666, 0o2640])
def test_a_file_is_replaced_with_its_mode(file: Path, mode: int) -> None:
    file.chmod(mode)
    replace(file, b"FROM a\n", b"FROM b\n")
    assert file.read_bytes() == b"FROM b\n"
    assert stat.S_IMODE(file.stat().st_mode) == mode
    assert names(file.parent) == ["Dockerfile"]


@needs_root
def test_a_file_is_replaced_with_its_owner_and_mode(file: Path) -> None:
    os.chown(file, 1234, 2345)
    file.chmod(0o4750)
    replace(file, b"FROM a\n", b"FROM b\n")
    status = file.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 2345, 0o4750)


def test_a_file_whose_owner_cannot_be_kept_is_left(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "fchmod", refuse)
    with pytest.raises(FileError, match=r"^cannot be replaced: operation not permitted$"):
        replace(file, b"FROM a\n", b"FROM b\n")
    assert file.read_bytes() == b"FROM a\n"
    assert names(file.parent) == ["Dockerfile"]


def test_the_file_behind_links_is_replaced(file: Path, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    link, further = tmp_path / "sub" / "link", tmp_path / "further"
    link.symlink_to("../Dockerfile")
    further.symlink_to("sub/link")
    replace(further, b"FROM a\n", b"FROM b\n")
    assert further.is_symlink() and link.is_symlink() and not file.is_symlink()
    assert file.read_bytes() == b"FROM b\n"
    assert names(tmp_path / "sub") == ["link"]


def test_a_file_with_the_longest_name_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / f"Dockerfile.{'x' * 244}"
    file.write_bytes(b"a")
    replace(file, b"a", b"b")
    assert file.read_bytes() == b"b"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda file: file.write_bytes(b"FROM c\n"),
            "changed on disk while it was being fixed: left as it is",
        ),
        (
            lambda file: file.write_bytes(b""),
            "changed on disk while it was being fixed: left as it is",
        ),
        (lambda file: file.unlink(), "cannot be replaced: no such file or directory"),
    ],
)
def test_a_file_that_changed_is_left(file: Path, change: Callable[[Path], object], message: str) -> None:
    change(file)
    before = file.read_bytes() if file.exists() else None
    with pytest.raises(FileError, match=f"^{message}$"):
        replace(file, b"FROM a\n", b"FROM b\n")
    assert (file.read_bytes() if file.exists() else None) == before
    assert names(file.parent) == (["Dockerfile"] if file.exists() else [])


def test_a_change_is_seen_up_to_the_last_moment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_then_read(path: Path) -> bytes:
        assert len(names(path.parent)) == 2, "the new text is ready before the file is compared"
        path.write_bytes(b"FROM c\n")
        return b"FROM c\n"

    monkeypatch.setattr(files, "read", write_then_read)
    with pytest.raises(FileError, match="changed on disk"):
        replace(file, b"FROM a\n", b"FROM b\n")
    assert file.read_bytes() == b"FROM c\n"
    assert names(file.parent) == ["Dockerfile"]


@pytest.mark.parametrize("raised", [KeyboardInterrupt, MemoryError, OSError(28, "No space left on device")])
@pytest.mark.parametrize("at", ["read", "_write_like"])
def test_nothing_is_left_behind(
    file: Path, monkeypatch: pytest.MonkeyPatch, at: str, raised: type[BaseException] | BaseException
) -> None:
    done = getattr(files, at)

    def fail(*arguments: object) -> None:
        done(*arguments)
        raise raised

    monkeypatch.setattr(files, at, fail)
    with pytest.raises((KeyboardInterrupt, MemoryError, FileError)):
        replace(file, b"FROM a\n", b"FROM b\n")
    assert file.read_bytes() == b"FROM a\n"
    assert names(file.parent) == ["Dockerfile"]
