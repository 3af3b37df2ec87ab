"""JSON Lines, https://jsonlines.org: an object for every finding and error, as `--format json` has them.

A finding has a `code`; an error has none.
"""

from __future__ import annotations

from dockfix.output import Output
from dockfix.report import Run
from dockfix.reporters.json import dumped, error_data, findings_of


def report(run: Run, output: Output) -> None:
    """Write the findings and errors of the files as they come."""
    for file in run:
        for data in (*findings_of(file), *map(error_data, file.errors)):
            output.write(f"{dumped(data)}\n")
