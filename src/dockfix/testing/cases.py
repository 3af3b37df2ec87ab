"""fixtures/<CODE>/<case>: a Dockerfile, what a rule finds in it, and the text after all of its fixes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from dockfix.rule import Finding
from dockfix.setting_values import literal, shown
from dockfix.source import Source
from dockfix.testing.display import Place, difference, drawn_place
from dockfix.testing.failing import CheckError
from dockfix.testing.trial import Trial, Tried

DOCKERFILE = "Dockerfile"
EXPECTED = "expected.json"
FIXED = "fixed.Dockerfile"
SETTINGS = "dockfix.toml"

_ACCEPT = "If that is right, run pytest with --dockfix-update, and look at what it writes."


class Expected(NamedTuple):
    """What a case says is found. `messages` are not all there: those that are have to be right."""

    places: tuple[Place, ...]
    messages: tuple[str, ...]

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> Expected:
        """What a case would have to say for `findings` to be right."""
        return cls(
            tuple(Place.of(finding) for finding in findings),
            tuple(finding.message for finding in findings),
        )

    @classmethod
    def read(cls, file: Path) -> Expected:
        """What a file says. Raises `CheckError`."""
        try:
            data = json.loads(file.read_bytes())
            places = tuple(Place(**place) for place in data["findings"])
            return cls(places, tuple(data.get("messages", ())))
        except FileNotFoundError as error:
            raise CheckError(f"there is no {shown(file)}. {_ACCEPT}") from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise CheckError(f"{shown(file)} cannot be understood: {error!r}. {_ACCEPT}") from error

    def allows(self, found: Expected) -> bool:
        """Whether `found` is what is expected."""
        return self.places == found.places and self.messages == found.messages[: len(self.messages)]

    def text(self) -> str:
        """What to write to a file."""
        if not self.places:
            return '{"findings": []}\n'
        places = ",\n".join(f"  {literal(place._asdict())}" for place in self.places)
        messages = ",\n".join(f"  {literal(message)}" for message in self.messages)
        return f'{{"findings": [\n{places}\n], "messages": [\n{messages}\n]}}\n'

    def drawn(self, name: str, source: Source, other: Expected, sign: str) -> list[str]:
        """What is here and not in `other`, drawn behind a `sign`."""
        lacking = set(other._with_messages())
        return [
            "\n".join(f"{sign} {line}" for line in drawn_place(name, source, place, message).split("\n"))
            for place, message in self._with_messages(len(other.messages))
            if (place, message) not in lacking
        ]

    def _with_messages(self, most: int | None = None) -> list[tuple[Place, str]]:
        messages = self.messages[:most]
        return [
            (place, messages[index] if index < len(messages) else "")
            for index, place in enumerate(self.places)
        ]


class Case(NamedTuple):
    """One case of one rule."""

    tried: Tried
    directory: Path

    def __str__(self) -> str:
        return f"{self.tried.card.code}-{self.directory.name}"

    def run(self, directory: Path, *, update: bool) -> Sequence[str]:  # noqa: ARG002 - it has its own place
        """Compare what is found and made with what is expected, or write it to be expected.

        Raises `CheckError`.
        """
        trial = self._trial()
        found = Expected.of(trial.findings())
        fixed = trial.fixed().source
        if update:
            return [*self._written(found, fixed)]
        self._compare(trial, found, fixed)
        return ()

    def _trial(self) -> Trial:
        file, settings = self.directory / DOCKERFILE, self.directory / SETTINGS
        try:
            source = Source.from_bytes(file.read_bytes())
        except OSError as error:
            raise CheckError(f"{shown(file)} cannot be read: {error.strerror}") from error
        engine = self.tried.engine(settings if settings.exists() else None)
        return Trial(self.tried, engine, source, file, shown(file))

    def _compare(self, trial: Trial, found: Expected, fixed: Source) -> None:
        expected = Expected.read(self.directory / EXPECTED)
        told = []
        if not expected.allows(found):
            missing = expected.drawn(trial.name, trial.source, found, "-")
            new = found.drawn(trial.name, trial.source, expected, "+")
            told.append(f"{self.tried} finds other things than {EXPECTED} says (- expected, + found):")
            told += [*missing, *new] or ["(the same, in another order)"]
        after = self.directory / FIXED
        before = Source.from_bytes(after.read_bytes()) if after.exists() else None
        if before is None:
            told.append(f"there is no {shown(after)}")
        elif before.to_bytes() != fixed.to_bytes():
            told.append(f"{self.tried} makes another text than {FIXED} says (- expected, + made):")
            told.append(difference(shown(after), before, fixed).rstrip("\n"))
        if told:
            raise CheckError("\n\n".join([*told, _ACCEPT]))

    def _written(self, found: Expected, fixed: Source) -> list[str]:
        """Write what is not as it should be; gives back what was."""
        written = []
        expected, after = self.directory / EXPECTED, self.directory / FIXED
        if not _allows(expected, found):
            expected.write_bytes(found.text().encode())
            written.append(shown(expected))
        if not after.exists() or after.read_bytes() != fixed.to_bytes():
            after.write_bytes(fixed.to_bytes())
            written.append(shown(after))
        return written


def _allows(file: Path, found: Expected) -> bool:
    try:
        return Expected.read(file).allows(found)
    except CheckError:
        return False
