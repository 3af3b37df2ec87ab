"""ENV instructions whose values are not what they look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from dockfix.late_pattern import late_pattern
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.source import Span
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import Arg, Env, Pair

_REFERENCE_OF_HADOLINT = late_pattern(r"\$(?:\{(\w+)\}|(\w+))")
#: What an image most often sets itself.
OF_THE_IMAGE = frozenset(["HOME", "PATH"])


def sets_besides(keys: Counter[str], pair: Pair, name: str) -> bool:
    """Whether an ENV that has these `keys` sets `name` besides `pair`, which cannot refer to it."""
    return keys[name] > (pair.key == name)


class SelfReferringEnv(Rule):
    """An ENV refers to a variable that it sets itself.

    All values of an ENV are expanded before the first of them is set, so that the reference gets what the
    variable was before: nothing, if this is where it comes from. A reference with a default, such as
    `${NAME:-none}`, is left alone.

    The fix parts the instruction in two, so that the reference gets the new value. It is unsafe since that
    changes what is set.

    ```dockerfile bad
    FROM debian:12
    ENV APP_HOME=/srv/app APP_DATA=$APP_HOME/data
    ```

    ```dockerfile good
    FROM debian:12
    ENV APP_HOME=/srv/app
    ENV APP_DATA=$APP_HOME/data
    ```
    """

    code = "DL3044"
    name = "self-referring-env"
    severity = Severity.ERROR
    category = "stages"
    fixes = Safety.UNSAFE
    needs = ("$",)
    source = "https://docs.docker.com/reference/dockerfile/#environment-replacement"

    def check_env(self, env: Env) -> Iterator[Finding]:
        """Report the values that refer to another key of the instruction; hadolint reports the first."""
        if self.as_hadolint and env.parent:
            return
        keys = Counter([pair.key for pair in env.pairs])
        first = {pair.key: index for index, pair in reversed([*enumerate(env.pairs)])}
        parted_at = 0
        for index, pair in enumerate(env.pairs):
            for name in self._references(pair):
                if sets_besides(keys, pair, name) and not self._has_a_value(name, env):
                    if first[name] >= parted_at:  # else what is parted for another reference will do
                        parted_at = index
                    fix = self._fix(env, parted_at) if first[name] < parted_at else None
                    message = f"`{name}` has no value here: it is set by the same ENV"
                    yield self.found(pair.value_span, message, fix)
                    if self.as_hadolint:
                        return
                    break

    def _references(self, pair: Pair) -> Iterable[str]:
        """The variables that a value needs, which are those without a default."""
        if self.as_hadolint:
            return (match[1] or match[2] for match in _REFERENCE_OF_HADOLINT.finditer(pair.raw or ""))
        return expand(pair.raw or "", {}, self.file.ast.escape).unset

    def _has_a_value(self, name: str, env: Env) -> bool:
        """Whether the variable is set before, so that the reference may be meant for that."""
        if self.as_hadolint:
            return any(name == pair.key for before in self._before(env) for pair in before.pairs)
        return name in OF_THE_IMAGE or (not env.parent and self.file.environment(env).is_declared(name))

    def _before(self, env: Env) -> Iterator[Env | Arg]:
        """Every ENV and ARG in front, in whichever stage."""
        for instruction in self.file.instructions:
            if instruction is env:
                return
            if isinstance(instruction, Env | Arg):
                yield instruction

    def _fix(self, env: Env, index: int) -> Fix | None:
        """Begin another ENV with the pair at `index`."""
        if env.parent or env.inner_comments or env.error:
            return None
        text = self.file.source.text
        between = Span(env.pairs[index - 1].span.end, env.pairs[index].span.start)
        keyword = text[slice(*env.keyword_span)]
        return Fix(
            (Edit(between, f"{self.file.source.newline}{keyword} "),), "Part the ENV in two", Safety.UNSAFE
        )
