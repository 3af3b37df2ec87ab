"""Variables that BuildKit replaces, and that nothing defines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from dockfix.build_args import PLATFORM_ARGS, names_for_from
from dockfix.expanded_texts import ExpandedText, expanded_texts
from dockfix.image import SCRATCH, ImageReference
from dockfix.model import Stage
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity, option
from dockfix.source import Span
from dockfix.spelling import did_you_mean
from dockfix.syntax.nodes import Arg, Env, Instruction
from dockfix_rules.environment import OF_THE_IMAGE, sets_besides
from dockfix_rules.placing import above
from dockfix_rules.variable_places import place_of

#: Official images that set PATH and nothing else.
_BARE_IMAGES = frozenset(("alpine", "amazonlinux", "busybox", "centos", "debian", "oraclelinux", "ubuntu"))


class UndefinedVar(Rule):
    """A variable is used that has no value here.

    In COPY, ADD, ENV, LABEL, ARG, USER, WORKDIR, VOLUME, EXPOSE, STOPSIGNAL and mounts it is BuildKit that
    replaces variables, and what neither ENV nor ARG has defined before is replaced by nothing. An ARG before
    the first FROM is seen by FROM alone, and `TARGETARCH` and the like by nobody, until the stage declares
    them. RUN, CMD and ENTRYPOINT are left to their shell, and not looked at. What the same ENV sets has no
    value there yet either, which DL3044 reports.

    A base image may bring variables of its own, which its name does not tell: on top of one, only those are
    reported that it can hardly be meant to define. Official images without any (such as `debian`), and
    `scratch`, have PATH alone.

    The fix declares an ARG in the stage that is there for FROM already. It is unsafe: the variable has
    a value then.

    ```dockerfile bad
    ARG VERSION=1.2
    FROM debian:12
    COPY app-${VERSION}.tar /opt/
    ENV PATH=$PAHT:/opt/bin
    ```

    ```dockerfile good
    ARG VERSION=1.2
    FROM debian:12
    ARG VERSION
    COPY app-${VERSION}.tar /opt/
    ENV PATH=$PATH:/opt/bin
    ```
    """

    code = "UndefinedVar"
    name = "undefined-var"
    severity = Severity.WARNING
    category = "stages"
    fixes = Safety.UNSAFE
    needs = ("$",)
    source = "https://docs.docker.com/reference/build-checks/undefined-var/"

    only_path: bool = option(False, "Take it that no base image sets a variable but PATH")

    def check_stage(self, stage: Stage) -> Iterator[Finding]:
        """Report the variables of a stage that nothing defines."""
        knows_all = self.only_path or _sets_only_path(stage)
        reported: set[str] = set()
        for instruction in stage.instructions:
            for name, span in self._undefined_in(instruction):
                if knows_all or self._cannot_be_inherited(name, stage):
                    fix = None if name in reported else self._declare(name, instruction)
                    reported.add(name)
                    yield self.found(span, self._message(name, instruction), fix)

    def _undefined_in(self, instruction: Instruction) -> Iterator[tuple[str, Span]]:
        """The names that nothing in the file defines, each once, with the place of its first use."""
        if "$" not in instruction.body.text and not instruction.flags and not instruction.heredocs:
            return
        environment = self.file.environment(instruction)
        seen = {"PATH"}
        is_late = _tells_lateness(instruction)
        for number, each in enumerate(expanded_texts(instruction)):
            for name in self._unset(each, environment.variables) if "$" in each.text else ():
                if name not in seen and not is_late(number, name) and not environment.is_declared(name):
                    yield name, place_of(self.file, name, each.span)
                    seen.add(name)
            if isinstance(instruction, Arg):  # each sees those before it in the line
                seen.add(instruction.pairs[number].key)

    def _unset(self, each: ExpandedText, variables: Mapping[str, str]) -> tuple[str, ...]:
        return each.expand(variables, self.file.ast.escape).unset

    def _cannot_be_inherited(self, name: str, stage: Stage) -> bool:
        """Whether no base image is likely to define a name: it is an ARG's, or PATH with letters swapped."""
        if name in self._args:
            return not _is_named_after(name, stage)
        return sorted(name) == sorted("PATH")

    def _message(self, name: str, instruction: Instruction) -> str:
        if name in self._args:
            return f"`{name}` has no value here: the stage has to declare it first, with `ARG {name}`"
        return f"`{name}` has no value here{did_you_mean(name, self._named_near(instruction))}"

    def _named_near(self, instruction: Instruction) -> set[str]:
        """The variables of the stage, wherever in it they get a value: worked out once, for all findings."""
        stage = self.file.stage_of(instruction)
        index = stage.index if stage else -1
        if index not in self._named:
            variables = self.file.final_environment(stage).variables if stage else {}
            self._named[index] = {"PATH", *self._args, *variables}
        return self._named[index]

    @cached_property
    def _named(self) -> dict[int, set[str]]:
        return {}

    def _declare(self, name: str, instruction: Instruction) -> Fix | None:
        if name not in self._args:
            return None
        start = above(instruction)
        text = f"ARG {name}{self.file.source.newline}"
        return Fix((Edit(Span(start, start), text),), f"Declare `{name}` in the stage", Safety.UNSAFE)

    @cached_property
    def _args(self) -> set[str]:
        return names_for_from(self.file)


def _tells_lateness(instruction: Instruction) -> Callable[[int, str], bool]:
    """What tells whether a name in one of the texts is set by the same ENV, too late: that is DL3044's."""
    if not isinstance(instruction, Env):
        return lambda _number, _name: False
    keys = Counter([pair.key for pair in instruction.pairs])

    def is_late(number: int, name: str) -> bool:
        is_value = number % 2 == 1  # each key is followed by its value
        return (
            is_value and name not in OF_THE_IMAGE and sets_besides(keys, instruction.pairs[number // 2], name)
        )

    return is_late


def _sets_only_path(stage: Stage) -> bool:
    """Whether what `stage` is built on is known to set no variable but PATH."""
    root = stage.root
    base = root.base
    if isinstance(base, ImageReference):
        return base.is_official and base.familiar_name in _BARE_IMAGES
    return root.image == SCRATCH


def _is_named_after(name: str, stage: Stage) -> bool:
    """Whether a variable is called after the base image, as `NODE_VERSION` is after `node`."""
    base = stage.root.base
    image = base.repository if isinstance(base, ImageReference) else ""
    return name not in PLATFORM_ARGS and (not image or name.lower().split("_")[0] in image)
