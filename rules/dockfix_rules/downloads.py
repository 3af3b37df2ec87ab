"""Programs that download."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.model import Stage
from dockfix.named_tuple import NamedTuple
from dockfix.presets import hadolint
from dockfix.rule import Finding, Fix, Rule, Safety, Severity, insert_after
from dockfix.shell.command import Command
from dockfix.syntax.nodes import Onbuild, Run
from dockfix_rules.base_system import Family, family, is_installed, may_have_wget2

_QUIET_TO_HADOLINT = frozenset("progress q quiet o output-file a append-output no-verbose".split())
_QUIET = (
    "-q",
    "--quiet",
    "-nv",
    "--no-verbose",
    "--progress",
    "-o",
    "--output-file",
    "-a",
    "--append-output",
)
_WGET_VALUES = frozenset(
    """-O --output-document -o --output-file -a --append-output -P --directory-prefix -U --user-agent -T
    --timeout -t --tries -w --wait -i --input-file -B --base -e --execute -Q --quota -A --accept -R --reject
    -D --domains -I --include-directories -X --exclude-directories -l --level --header --user --password
    --post-data --post-file --ca-certificate""".split()
)
_SHOWS_NOTHING = ("-V", "--version", "-h", "--help")


class WgetProgress(Rule):
    """`wget` writes a line of progress for every 50 kilobytes where it has no terminal.

    A download of a gigabyte fills the build's log with twenty thousand lines.

    The fix adds `--progress=dot:giga`, a line for every 32 megabytes, where the wget is GNU's; `-q` where it
    is busybox's, which knows no other. It is safe: only the log changes. In Fedora 40 and later `wget` is
    wget2, which shows no progress without a terminal, and does not know the flag: it is left alone.

    ```dockerfile bad
    FROM debian:12
    RUN wget https://example.com/model.bin
    ```

    ```dockerfile good
    FROM debian:12
    RUN wget --progress=dot:giga https://example.com/model.bin
    ```
    """

    code = "DL3047"
    name = "wget-progress"
    severity = Severity.INFO
    category = "network"
    fixes = Safety.SAFE
    source = "https://www.gnu.org/software/wget/manual/wget.html#Download-Options"
    commands = ("wget",)

    def check_command(self, command: Command) -> Iterator[Finding]:
        """Report a wget that tells all of its progress."""
        if self.as_hadolint:
            is_quiet = not hadolint.flags(command).isdisjoint(_QUIET_TO_HADOLINT)
            is_quiet |= command.word("-nv") is not None
        else:
            is_quiet = command.has_flag(*_QUIET, *_SHOWS_NOTHING, value_flags=_WGET_VALUES)
            is_quiet |= any(redirect.operator == "&>" or redirect.fd == 2 for redirect in command.redirects)
            is_quiet |= self._may_be_wget2(command)
        if not is_quiet:
            yield self.found(command.words[0], "`wget` fills the log with its progress", self._fix(command))

    def _may_be_wget2(self, command: Command) -> bool:
        stage = self.file.stage_of(self.file.instruction_of(command))
        return stage is not None and may_have_wget2(self.file, stage)

    def _fix(self, command: Command) -> Fix | None:
        stage = self.file.stage_of(self.file.instruction_of(command))
        system = family(self.file, stage) if stage else None
        if system is None or self._may_be_wget2(command):
            return None
        is_gnu = system is Family.GNU or is_installed(self.file, "wget", command)
        flag = "--progress=dot:giga" if is_gnu else "-q"
        return insert_after(command.words[0], f" {flag}", f"Add `{flag}`")


class _Use(NamedTuple):
    command: Command
    run: Run


class WgetAndCurl(Rule):
    """Both `wget` and `curl` download in one stage, and the image carries both.

    Each brings its own libraries along. Take one of them for all downloads.

    The first call of the second one is reported.

    ```dockerfile bad
    FROM debian:12
    RUN curl -o a https://example.com/a
    RUN wget https://example.com/b
    ```

    ```dockerfile good
    FROM debian:12
    RUN curl -o a https://example.com/a
    RUN curl -o b https://example.com/b
    ```
    """

    code = "DL4001"
    name = "wget-and-curl"
    severity = Severity.WARNING
    category = "network"
    source = "https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages"
    commands = ("curl", "wget")

    def check_stage(self, stage: Stage) -> Iterator[Finding]:
        """Report where the second of the two comes in."""
        uses = list(self._uses(stage))
        seen = set[str]()
        reported = False
        for command, run in uses:
            seen.add(command.name)
            if len(seen) == 2 and (self.as_hadolint or not reported):
                reported = True
                other = "curl" if command.name == "wget" else "wget"
                place = run.keyword_span if self.as_hadolint else command.words[0].span
                yield self.found(place, f"`{command.name}` where `{other}` is used, too: take one of them")

    def _uses(self, stage: Stage) -> Iterator[_Use]:
        for instruction in stage.instructions:
            held = instruction.instruction if isinstance(instruction, Onbuild) else instruction
            if isinstance(held, Run) and not (self.as_hadolint and held.parent):
                for command in self.file.commands(held):
                    if command.name in ("wget", "curl"):
                        yield _Use(command, held)
