"""Output formats, as a plugin brings them: a name for `--format` and a function that writes a report.

A reporter gets a `dockfix.report.Run`, which it iterates over for the reports of the files and which has a
summary at the end, and a `dockfix.output.Output` to write to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from dockfix.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from dockfix.output import Output
    from dockfix.report import Run

    Reporter = Callable[[Run, Output], None]

#: What is used where no format is asked for.
DEFAULT = "text"
_WITH_EDITS = ("json", "jsonl", "sarif")
_WITHOUT_EDITS = (DEFAULT, "checkstyle", "github", "gitlab", "gnu", "junit", "markdown", "sonarqube")


def dockfix_reporters() -> Mapping[str, Reporter]:
    """The formats that come with dockfix."""
    return {name: _in_module(name) for name in (*_WITHOUT_EDITS, *_WITH_EDITS)}


def looks_at_edits(name: str) -> bool:
    """Whether the format of this name looks at the edits of fixes, as anyone's may."""
    return name not in _WITHOUT_EDITS


def _in_module(name: str) -> Reporter:
    def report(run: Run, output: Output) -> None:
        # Imported only when it is used: most runs need one of them.
        import_module(f"{__name__}.{name}").report(run, output)

    return report
