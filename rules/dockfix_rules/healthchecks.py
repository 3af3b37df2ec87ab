"""HEALTHCHECK, where there is none."""

from __future__ import annotations

from collections.abc import Iterator

from dockfix.model import Stage
from dockfix.rule import Finding, Rule, Severity
from dockfix.syntax.nodes import Healthcheck


class MissingHealthcheck(Rule):
    """The image has no HEALTHCHECK.

    Docker then takes a container for well as long as its process runs. Whoever runs images under Kubernetes,
    which looks at no HEALTHCHECK, has no use for this rule; it is off by default.

    ```dockerfile bad
    FROM debian:12
    CMD ["serve"]
    ```

    ```dockerfile good
    FROM debian:12
    HEALTHCHECK CMD ["check-server"]
    CMD ["serve"]
    ```
    """

    code = "DL3057"
    name = "missing-healthcheck"
    severity = Severity.INFO
    category = "stages"
    default = False
    source = "https://docs.docker.com/reference/dockerfile/#healthcheck"

    def check_stage(self, stage: Stage) -> Iterator[Finding]:
        """Report the final stage where neither it nor one that it builds on has a check."""
        if not stage.is_final and not self.as_hadolint:
            return
        if not any(_has_check(each) for each in (stage, *stage.bases())) and not self._is_base(stage):
            yield self.found(stage, "the image has no HEALTHCHECK")

    def _is_base(self, stage: Stage) -> bool:
        """Whether a stage with a check builds on it, for which hadolint takes it for checked."""
        later = self.file.stages[stage.index + 1 :]
        return self.as_hadolint and any(_has_check(each) and stage in each.bases() for each in later)


def _has_check(stage: Stage) -> bool:
    return any(isinstance(each, Healthcheck) for each in stage.instructions)
