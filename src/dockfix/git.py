"""What git knows of the files of a repository, by running git, and so that it runs nothing else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

from dockfix.named_tuple import NamedTuple

#: What tells git of another repository than the one that it is run in, as in a hook.
_ELSEWHERE = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
    "GIT_LITERAL_PATHSPECS",
)


class GitError(Exception):
    """What git could not do, in one line."""


class Entry(NamedTuple):
    """What stands at a path: a "blob", which is a file, or a "commit" of a submodule, and its name."""

    kind: str
    name: str


class Repository:
    """The repository whose files are at `root`. What it is asked raises `GitError`."""

    def __init__(self, root: str) -> None:
        self.root = root

    def commit(self, revision: str) -> str | None:
        """The object that `revision` names, None if none is called so; `A...` is where A and HEAD parted."""
        if revision.endswith("...") and len(revision) > 3:
            since = self.commit(revision[:-3])
            return self._git("merge-base", since, "HEAD").decode().strip() if since else None
        if revision.startswith("-"):  # no name of anything, but an option
            return None
        try:
            name = self._git("rev-parse", "--verify", "--quiet", revision).decode().strip()
        except GitError:
            self._git("rev-parse", "--git-dir")  # unless nothing works here
            return None
        return name if name.isalnum() else None  # not `^A`

    def entries(self, commit: str) -> Mapping[bytes, Entry]:
        """The files and submodules of a commit, or a tree, by their paths from the root."""
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", commit)
        entries = {}
        for line in filter(None, listed.split(b"\0")):
            head, _, path = line.partition(b"\t")
            _, kind, name = head.decode().split()
            entries[path] = Entry(kind, name)
        return entries

    def old_names(self, commit: str) -> Mapping[bytes, bytes]:
        """The paths that git takes for new names of files of `commit`, and what they were called there."""
        changes = self._git(
            "diff-index", "--cached", "--name-status", "-z", "--diff-filter=R", "--find-renames", commit
        )
        words = changes.split(b"\0")
        return dict(zip(words[2::3], words[1::3], strict=False))

    def blob(self, name: str) -> bytes:
        """The content of a file."""
        return self._git("cat-file", "blob", name)

    def has(self, name: str) -> bool:
        """Whether there is an object of this name."""
        try:
            self._git("cat-file", "-e", name)
        except GitError:
            return False
        return True

    def superproject(self) -> str | None:
        """The root of the repository that this one is a submodule of, None if it is none."""
        if os.path.isdir(os.path.join(self.root, ".git")):  # noqa: PTH112, PTH118 - as all paths here
            return None
        found = self._git("rev-parse", "--show-superproject-working-tree")
        return os.fsdecode(found.removesuffix(b"\n")) or None

    def _git(self, *arguments: str) -> bytes:
        environment = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
        try:
            done = subprocess.run(
                ["git", "-c", "core.fsmonitor=false", *arguments],
                cwd=self.root,
                env={**environment, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise GitError("git is not installed, or not on the PATH") from error
        except OSError as error:
            raise GitError(f"git cannot be run: {error.strerror}") from error
        if done.returncode:
            told = done.stderr.decode("utf-8", "replace").strip().splitlines()
            said = told[0].removeprefix("fatal: ") if told else f"it ended with status {done.returncode}"
            raise GitError(f"git: {said}")
        return done.stdout


def root_of(directory: str) -> str | None:
    """The root of the repository that holds `directory`, which is absolute; None if none does."""
    while not os.path.lexists(os.path.join(directory, ".git")):  # noqa: PTH118
        above = os.path.dirname(directory)  # noqa: PTH120
        if above == directory:
            return None
        directory = above
    return directory
