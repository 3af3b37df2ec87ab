"""The house rules of Acme for dockfix: two rules, one of them made of a table, and a report."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from dockfix import Command, Finding, ImageReference, Output, Rule, Safety, Severity, nodes, option, replace
from dockfix.report import Run


class OurRegistry(Rule):
    """An image does not come from Acme's registry.

    What comes from there is scanned, and is there when others are not.

    ```dockerfile bad
    FROM debian:13.6
    ```

    ```dockerfile good
    FROM registry.acme.example/library/debian:13.6
    ```
    """

    code = "ACME001"
    name = "acme-registry"
    category = "acme"
    severity = Severity.ERROR
    fixes = Safety.UNSAFE

    registry: str = option("registry.acme.example", "The registry that images come from")

    def check_from(self, from_: nodes.From) -> Iterator[Finding]:
        """Report a base image that comes from elsewhere."""
        stage, word = self.file.stage_of(from_), from_.image
        if stage and word and isinstance(stage.base, ImageReference) and stage.base.registry != self.registry:
            ours = str(stage.base._replace(registry=self.registry))
            fix = replace(word, ours, f"Write `{ours}`").unsafe() if "$" not in word.value else None
            yield self.found(word, f"`{stage.image}` does not come from {self.registry}", fix)


#: What is not used at Acme: a program, perhaps with its first argument; what stands for its last word, and why.
UNUSED = {
    "apt": ("apt-get", "is made for people, and may change"),
    "npm install": ("ci", "may install other versions than those that were tested"),
    "wget": ("", "is in none of the images, and curl is"),
}


class UnusedCommand(Rule):
    """A command is not used at Acme, and another one is.

    ```dockerfile bad
    FROM registry.acme.example/node:26.7.0
    RUN npm install
    ```

    ```dockerfile good
    FROM registry.acme.example/node:26.7.0
    RUN npm ci
    ```
    """

    code = "ACME002"
    name = "acme-unused-command"
    category = "acme"
    fixes = Safety.UNSAFE
    commands = tuple({words.split()[0] for words in UNUSED})

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report a command of the table."""
        for words, (instead, why) in UNUSED.items():
            program, *verbs = words.split()
            if command.invokes(program, *verbs):
                last = (command.verb() if verbs else None) or command.words[0]
                fix = replace(last, instead, f"Write `{instead}`").unsafe() if instead else None
                yield self.found(command, f"`{words}` {why}", fix)


def as_csv(run: Run, output: Output) -> None:
    """Write a line for each finding, for a spreadsheet."""
    for file in run:
        for finding in file.findings:
            line = file.source.position(finding.start).line if file.source else 0
            row = io.StringIO()
            csv.writer(row).writerow([file.path, line, finding.code, finding.severity.label, finding.message])
            output.write(row.getvalue())


def dockfix_rules() -> list[type[Rule]]:
    """The rules that dockfix finds here."""
    return [OurRegistry, UnusedCommand]


def dockfix_reporters() -> dict[str, Callable[[Run, Output], None]]:
    """The formats that dockfix finds here, by the names for `--format`."""
    return {"acme-csv": as_csv}
