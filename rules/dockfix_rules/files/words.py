"""What the words of a RUN's commands say: variables replaced, paths told from the root of the image on."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from posixpath import join, normpath

from dockfix.environment import Environment
from dockfix.late_pattern import late_pattern
from dockfix.model import File
from dockfix.shell.command import Command
from dockfix.shell.directories import Directories
from dockfix.shell.words import Kind, Word, parts_of
from dockfix.syntax.nodes import Run

_BARE_NAME = late_pattern(r"(?<![$\w{])[A-Za-z_]\w*")
#: What a pattern of paths has, and a path has not.
MAGIC = late_pattern(r"[*?[]")
_BRACES = late_pattern(r"\{[^}]*,[^}]*\}")


def escaped(path: str) -> str:
    """The pattern that `path` alone matches, as of `glob.escape`, whose module compiles two patterns."""
    return MAGIC.sub(r"[\g<0>]", path)


class RunWords:
    """Reads the words of one RUN. Its commands are to be given to `follow` in their order."""

    def __init__(self, file: File, run: Run) -> None:
        environment = file.environment(run)
        self.environment: Environment = environment
        self._text = file.source.text[slice(*run.span)]
        # Where no WORKDIR says, relative paths stay so: they all start in the one directory of the image.
        self._directories = Directories(environment.workdir or "", self.text)
        self.follow = self._directories.follow
        self._mentioned: dict[str, bool] = {}

    @property
    def home(self) -> str:
        """The home directory of the user in force, root unless the file says another."""
        user = (self.environment.user or "root").partition(":")[0]
        return "/root" if user in ("root", "0") else f"/home/{user}"

    def mentions(self, name: str) -> bool:
        """Whether the variable `name` is set by the image, or set or used in the RUN."""
        if name not in self._mentioned:
            self._mentioned[name] = self.environment.is_declared(name) or name in self._text
        return self._mentioned[name]

    def text(self, word: Word | str) -> str | None:
        """What `word` says, None if that is not known; a string is one as it is written."""
        return _said(word, self._value, str)

    def path(self, command: Command, word: Word | str | None, *names: str | None) -> str | None:
        """The path that `word` says to `command`, and `names` below it; None if it is not known."""
        text = self.text(word) if word is not None else None
        if text is None or MAGIC.search(text) or any(name is None or "*" in name for name in names):
            return None
        return self._placed(command, join(text, *filter(None, names)), str)

    def pattern(self, command: Command, word: Word) -> str | None:
        """The pattern, as fnmatch knows it, of the paths that `word` says to `command`; None if unknown."""
        if _BRACES.search(word.text):
            return None
        pattern = _said(word, self._value, escaped)
        return None if pattern is None else self._placed(command, pattern, escaped)

    def _placed(self, command: Command, text: str, quote: Callable[[str], str]) -> str | None:
        """`text`, a path to `command`, from the root of the image on."""
        if text == "~" or text.startswith("~/"):
            text = quote(self.home) + text[1:]
        directory = self._directories.of(command)
        if not text or (directory is None and not text.startswith("/")):
            return None
        return normpath(join(quote(directory or ""), text))

    @cached_property
    def _bare_names(self) -> frozenset[str]:
        """All that the RUN names without a `$`: the variables that it sets are among them."""
        return frozenset(_BARE_NAME.findall(self._text))

    def _value(self, name: str) -> str | None:
        """What `$NAME` stands for; one that only the build is told stands for itself."""
        if name in self._bare_names:
            return None
        value = self.environment.variables.get(name)
        if value is None:
            if self.environment.is_declared(name):
                return f"${name}"
            return self.home if name == "HOME" else None
        return None if re.search(r"\s", value) else value


def _said(word: Word | str, value_of: Callable[[str], str | None], quote: Callable[[str], str]) -> str | None:
    """What `word` says, with `quote` for what is no wildcard; None if an expansion is not known."""
    if isinstance(word, Word) and word.script.is_exec_form:
        return quote(word.literal)
    said = []
    for part in parts_of(word if isinstance(word, str) else word.text):
        if part.kind is Kind.TEXT:
            said.append(quote(part.text) if part.quoted else part.text)
            continue
        name = part.text.strip("${}")
        value = value_of(name) if part.kind is Kind.PARAMETER and name.isidentifier() else None
        if value is None:
            return None
        said.append(quote(value))
    return "".join(said)
