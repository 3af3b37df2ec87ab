"""Baselines: files that hold findings of old, so that only new ones are reported.

A finding is known again by its file, its code and the text of its instruction, wherever that has moved; the
same in several places is counted. Whoever changes an instruction gets all its findings. Paths are relative to
the directory of the baseline, and each entry has a line of its own, sorted, for the sake of diffs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from dockfix import files
from dockfix.config import Settings
from dockfix.files import FileError
from dockfix.fingerprints import fingerprints
from dockfix.named_tuple import NamedTuple
from dockfix.report import STDIN, FileReport, ReportedFinding, shown_path
from dockfix.setting_values import ConfigError, literal, shown
from dockfix.source import Source
from dockfix.typed import Any

VERSION = 1
_KEYS = ("path", "code", "fingerprint")
_ABSENT = "there is no such baseline: record it with --update-baseline"
_MEND = "mend it, or record it anew with --update-baseline"


class Entry(NamedTuple):
    """A finding of old."""

    path: str
    code: str
    fingerprint: str


class Baseline:
    """The baseline in the file at `path`, with these entries."""

    def __init__(self, path: Path, entries: Iterable[Entry] = ()) -> None:
        self.path = path
        self._directory = os.path.realpath(path.parent)
        self._entries: dict[str, set[Entry]] = {}
        for entry in entries:
            self._entries.setdefault(entry.path, set()).add(entry)

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """The baseline that was written to `path`. Raises `FileError`."""
        data = files.read(path)
        try:
            return cls(path, _entries(json.loads(data)))
        except (ValueError, RecursionError) as error:
            raise FileError(f"is no baseline: {error}: {_MEND}") from error

    def held(self, path: str, source: Source, findings: Sequence[ReportedFinding]) -> tuple[list[bool], int]:
        """Which of all findings in a file it holds, and how many entries for the file fit none of them."""
        name = self._name(path)
        known = self._entries.get(name)
        if not known:
            return [False] * len(findings), 0
        found = _found(name, source, findings)
        return [entry in known for entry in found], len(known.difference(found))

    def renewed(self, told: Mapping[str, Iterable[Entry]]) -> Baseline:
        """What it becomes with the entries of the files that are `told` about.

        The others keep theirs, unless they are no more.
        """
        kept = [
            entry
            for name, entries in self._entries.items()
            if name not in told and self._exists(name)
            for entry in entries
        ]
        return Baseline(self.path, [*kept, *(entry for entries in told.values() for entry in entries)])

    def entries(self, report: FileReport) -> tuple[str, list[Entry]]:
        """What a file is called here, and the entries that hold all that its report tells."""
        name = self._name(report.path)
        return name, _found(name, report.source, report.findings) if report.source else []

    def write(self) -> None:
        """Put it where it belongs, at once or not at all. Raises `FileError`."""
        after = self.to_text().encode()
        if not self.path.exists():
            files.create(self.path, after)
            return
        before = files.read(self.path)
        if before != after:
            files.replace(self.path, before, after)

    def to_text(self) -> str:
        """The text of its file."""
        entries = sorted(entry for entries in self._entries.values() for entry in entries)
        lines = [json.dumps(dict(zip(_KEYS, entry, strict=True))) for entry in entries]
        return "\n".join((f'{{"version": {VERSION}, "findings": [', ",\n".join(lines), "]}", ""))

    def __len__(self) -> int:
        return sum(map(len, self._entries.values()))

    def _name(self, path: str) -> str:
        """What a file is called here."""
        if path == STDIN:
            return path
        directory, name = os.path.split(path)
        real = os.path.join(os.path.realpath(directory), name)  # noqa: PTH118 - a link is called what it is
        try:
            return os.path.relpath(real, self._directory).replace(os.sep, "/")
        except ValueError:  # on another drive
            return real

    def _exists(self, name: str) -> bool:
        return name == STDIN or Path(self._directory, name).exists()


class Baselines:
    """The baselines of a run: one that is named for all files, or those that their settings name.

    What is obsolete in them is told where all rules run that they were recorded with: if `is_complete`.
    """

    def __init__(self, named: Path | None, *, is_complete: bool = True) -> None:
        self._named = named
        self._is_complete = is_complete
        self._read: dict[Path, Baseline | ConfigError] = {}

    def prepare(self, settings: Settings) -> None:
        """Read the baseline for files under `settings`. Raises `ConfigError`."""
        self._baseline(settings)

    def held(
        self, path: str, settings: Settings, source: Source, findings: Sequence[ReportedFinding]
    ) -> tuple[list[bool], int]:
        """Which of all findings in a file are held back, and how many entries fit none.

        Raises `ConfigError`.
        """
        baseline = self._baseline(settings)
        if baseline is None:
            return [False] * len(findings), 0
        held, obsolete = baseline.held(path, source, findings)
        return held, obsolete if self._is_complete else 0

    def _baseline(self, settings: Settings) -> Baseline | None:
        path = self._named or settings.baseline
        if path is None:
            return None
        if path not in self._read:
            try:
                self._read[path] = Baseline.read(path)
            except FileError as error:
                told = str(error) if path.exists() else _ABSENT
                self._read[path] = ConfigError(f"{shown(path)}: {told}")
        baseline = self._read[path]
        if isinstance(baseline, ConfigError):
            raise baseline.with_traceback(None)
        return baseline


class Recording:
    """The baselines of a run, recorded anew."""

    def __init__(self, named: Path | None, settings_for: Callable[[Path], Settings]) -> None:
        self._named = named
        self._settings_for = settings_for
        self._told: dict[Path, dict[str, list[Entry]]] = {}

    def concerns(self, path: Path | None) -> bool:
        """Whether there is a baseline for a file, or it will be told why that is not known."""
        try:
            return self._path_for(shown_path(path)) is not None
        except ConfigError:
            return True

    def _path_for(self, path: str) -> Path | None:
        return self._named or self._settings_for(Path(path).parent).baseline

    def recorded(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        """`reports`, all of whose findings are held back from now on."""
        for report in reports:
            path = self._path_for(report.path) if report.source else None
            if path is None:
                yield report
                continue
            name, entries = Baseline(path).entries(report)
            self._told.setdefault(path, {})[name] = entries
            yield report._replace(findings=(), held_back=len(report.findings))

    def write(self) -> list[Baseline]:
        """Put the baselines where they belong. Raises `FileError`."""
        written = []
        for path, told in self._told.items():
            baseline = _old(path).renewed(told)
            try:
                baseline.write()
            except FileError as error:
                raise FileError(f"{shown(path)}: {error}") from error
            written.append(baseline)
        return written


def _old(path: Path) -> Baseline:
    """What was recorded before; nothing if that is broken, as it is mended so."""
    try:
        return Baseline.read(path)
    except FileError:
        return Baseline(path)


def _entries(data: Any) -> list[Entry]:
    """The entries of a baseline's JSON. Raises ValueError for other JSON."""
    if not isinstance(data, dict) or not isinstance(data.get("findings"), list):
        raise ValueError("it has no list of findings")
    if data.get("version") != VERSION:
        raise ValueError(f"its version is {literal(data.get('version'))}, not {VERSION}")
    entries = []
    for number, each in enumerate(data["findings"], 1):
        values = [each.get(key) for key in _KEYS] if isinstance(each, dict) else [None]
        if not all(isinstance(value, str) for value in values):
            raise ValueError(f"its finding {number} lacks one of {', '.join(_KEYS)}")
        entries.append(Entry(*values))
    return entries


def _found(name: str, source: Source, findings: Sequence[ReportedFinding]) -> list[Entry]:
    """The entries for all findings in the file that is called `name`, in their order."""
    codes = (finding.code for finding in findings)
    return [Entry(name, *each) for each in zip(codes, fingerprints(source, findings), strict=True)]
