"""Instructions of which only the last in a stage counts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dockfix.model import Stage
from dockfix.rule import Finding, Fix, Rule, Safety, Severity
from dockfix.syntax.nodes import Cmd, Entrypoint, Healthcheck, Instruction
from dockfix.typed import ClassVar
from dockfix_rules.placing import removal

_CHECK = "MultipleInstructionsDisallowed"
_SOURCE = "https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/"


class Superseded(Rule):
    """What the rules share that look for a second instruction of one kind in a stage."""

    kind: ClassVar[type[Instruction]]

    category = "stages"
    aliases = (_CHECK,)
    fixes = Safety.SAFE
    source = _SOURCE

    def check_stage(self, stage: Stage) -> Iterator[Finding]:
        """Report every one but the first, and remove the one before it."""
        same = [each for each in stage.instructions if isinstance(each, self.kind)]
        for before, after in pairwise(same):
            message = f"this {after.keyword} makes the one in line {before.line} have no effect"
            yield self.found(after.keyword_span, message, self._fix(before))

    def _fix(self, before: Instruction) -> Fix | None:
        edit = removal(self.file, before)
        return Fix((edit,), f"Remove the {before.keyword} in line {before.line}") if edit else None


class SeveralCmds(Superseded):
    """Of several CMDs in a stage only the last has an effect.

    The others look as if they were run, too. What is to run at the build belongs in a RUN; what is to run
    besides, in the program that the last one starts. The fix removes the earlier ones, which is safe: they
    have no effect. One with an ignore comment, or with comments between its lines, is left alone.

    ```dockerfile bad
    FROM debian:12
    CMD ["migrate"]
    CMD ["serve"]
    ```

    ```dockerfile good
    FROM debian:12
    CMD ["serve"]
    ```
    """

    code = "DL4003"
    name = "several-cmds"
    kind = Cmd
    instructions = ("CMD",)


class SeveralEntrypoints(Superseded):
    """Of several ENTRYPOINTs in a stage only the last has an effect.

    The others look as if they were run, too. The fix removes the earlier ones, which is safe: they have no
    effect. One with an ignore comment, or with comments between its lines, is left alone.

    ```dockerfile bad
    FROM debian:12
    ENTRYPOINT ["/usr/bin/env"]
    ENTRYPOINT ["serve"]
    ```

    ```dockerfile good
    FROM debian:12
    ENTRYPOINT ["serve"]
    ```
    """

    code = "DL4004"
    name = "several-entrypoints"
    severity = Severity.ERROR
    kind = Entrypoint
    instructions = ("ENTRYPOINT",)


class SeveralHealthchecks(Superseded):
    """Of several HEALTHCHECKs in a stage only the last has an effect.

    The others look as if they were checked, too. Put all checks into one command. The fix removes the earlier
    ones, which is safe: they have no effect. One with an ignore comment, or with comments between its lines,
    is left alone.

    ```dockerfile bad
    FROM debian:12
    HEALTHCHECK CMD ["check-database"]
    HEALTHCHECK CMD ["check-server"]
    ```

    ```dockerfile good
    FROM debian:12
    HEALTHCHECK CMD ["check-server"]
    ```
    """

    code = "DL3012"
    name = "several-healthchecks"
    severity = Severity.ERROR
    kind = Healthcheck
    instructions = ("HEALTHCHECK",)
