"""What ShellCheck finds in the scripts of a Dockerfile, each finding under ShellCheck's own code."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cache

from dockfix import surroundings
from dockfix.rule import Family, Finding, Rule, Safety, Severity
from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dockfix.model import File
    from dockfix.shellcheck.checker import Checker

_PROGRAM = "shellcheck"
_WIKI = "https://www.shellcheck.net/wiki/"
#: What ShellCheck 0.11 has fixes for, and how safe they are at best.
_FIXES = {2006: Safety.SAFE} | dict.fromkeys((2086, 2164, 2191, 2268, 2295), Safety.UNSAFE)
_MEMBER = """ShellCheck's {code}.

What it is about, and what to do, is told at {wiki}{code}.
How dockfix runs ShellCheck is told by `dockfix explain SC`.
"""


class ShellCheck(Family):
    """ShellCheck finds a mistake in a script.

    The scripts of RUN, CMD, ENTRYPOINT and HEALTHCHECK, also behind ONBUILD and in heredocs, are given to
    [ShellCheck](https://www.shellcheck.net): that of `pip install dockfix[shellcheck]`, or one on the PATH.
    Where there is none, these rules find nothing. It reads them as scripts of the shell in force, in which
    the variables of ENV and ARG have values of one word. SC1090 and SC1091 are left out, as the files that a
    script sources are in the image, and SC2291 about blanks that indent a continued line. ShellCheck's own
    settings, `.shellcheckrc` and `SHELLCHECK_OPTS`, are not read.

    Every finding has the code, the severity and the words of ShellCheck. Select and ignore `SC2086` or `SC`,
    in comments also with `# shellcheck disable=SC2086` before an instruction or between its lines. Its fixes
    are unsafe, but for that of SC2006 where the shell does the same for certain: to quote a variable (SC2086)
    makes another command where the value is empty or of several words.

    ```dockerfile bad
    FROM debian:12
    RUN echo `date` > /built
    ```

    ```dockerfile good
    FROM debian:12
    RUN date > /built
    ```
    """

    code = "SC"
    name = "shellcheck"
    severity = Severity.WARNING
    severity_varies = True
    category = "shell"
    instructions = ("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK")
    fixes = Safety.SAFE
    source = _WIKI

    @classmethod
    def url(cls) -> str:
        """ShellCheck's own documentation."""
        return _WIKI

    @classmethod
    @cache
    def member(cls, number: int) -> type[Rule]:
        """The rule of ShellCheck with this number."""
        code = f"{cls.code}{number:04}"
        attributes = {
            "__doc__": _MEMBER.format(code=code, wiki=_WIKI),
            "__module__": cls.__module__,
            "code": code,
            "name": f"{cls.name}-{number:04}",
            "aliases": (cls.name,),
            "fixes": _FIXES.get(number),
        }
        return type(f"{cls.__name__}{number:04}", (_Member,), attributes)

    @classmethod
    def note(cls) -> str:
        """Which program it runs, or that there is none."""
        absent = "not there, so its rules (SC) do not run: pip install dockfix[shellcheck]"
        return f"shellcheck: {surroundings.program(_PROGRAM) or absent}"

    @classmethod
    def prepare(cls, files: Sequence[File]) -> None:
        """Give ShellCheck the scripts of all `files` at once."""
        asking = _asking(files)
        if asking:
            checker, texts = asking
            checker.begin(texts)

    @classmethod
    def is_ready(cls, file: File) -> bool:
        """Whether ShellCheck has answered for all scripts of the file."""
        asking = _asking([file])
        if asking is None:
            return True
        checker, texts = asking
        return checker.is_ready(texts)

    @classmethod
    def finish(cls) -> None:
        """End the processes that nobody has waited for."""
        checking = sys.modules.get("dockfix.shellcheck.checker")
        if checking:
            checking.close_all()

    def check_file(self, file: File) -> Iterator[Finding]:
        """What it says of each script, at its place."""
        asking = _asking([file])
        if asking:
            from dockfix.shellcheck.findings import findings_in  # noqa: PLC0415 - only where it is to run

            yield from findings_in(file, asking[0], self.member)


def _asking(files: Sequence[File]) -> tuple[Checker, list[str]] | None:
    """Who asks ShellCheck, and about which texts of `files`; None without the program, or without a text."""
    program = surroundings.program(_PROGRAM)
    if program is None:
        return None
    from dockfix.shellcheck.texts import texts_of  # noqa: PLC0415 - only where the program is there

    texts = [text.text for file in files for text in texts_of(file)]
    if not texts:
        return None
    from dockfix.shellcheck.checker import checker  # noqa: PLC0415 - only where it is to run

    return checker(program), texts


class _Member(Rule):
    severity = ShellCheck.severity
    severity_varies = True
    category = ShellCheck.category
    source = _WIKI

    @classmethod
    def url(cls) -> str:
        """ShellCheck's own documentation of it."""
        return f"{_WIKI}{cls.code}"
