"""The pairs of a LABEL as a build sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dockfix.late_pattern import late_pattern
from dockfix.model import File
from dockfix.named_tuple import NamedTuple
from dockfix.once import once
from dockfix.presets import HADOLINT
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import Label, Pair

_VARIABLE = late_pattern(r"\$\{?(\w+)")


class LabelPair(NamedTuple):
    """A label: `key` and `value` are None where they depend on a variable that no ENV sets."""

    pair: Pair
    key: str | None
    value: str | None


@once
def read(file: File, label: Label) -> tuple[LabelPair, ...]:
    """The labels that `label` sets, variables and quotes resolved."""
    return tuple(_read(file, label))


def _read(file: File, label: Label) -> Iterator[LabelPair]:
    if file.preset == HADOLINT:  # which expands nothing
        yield from (LabelPair(pair, pair.key, pair.value) for pair in label.pairs if not label.parent)
        return
    # An ARG is for each build to set, and its default is often but a placeholder. What ONBUILD holds is
    # expanded in another build.
    known: Mapping[str, str] = {} if label.parent else file.environment(label).env
    for pair in label.pairs:
        key, value = (_resolved(raw, known, file.ast.escape) for raw in (pair.raw_key, pair.raw or ""))
        yield LabelPair(pair, key, value)


def _resolved(raw: str, known: Mapping[str, str], escape: str) -> str | None:
    if not all(name in known for name in _VARIABLE.findall(raw)):
        return None
    expansion = expand(raw, known, escape)
    return None if expansion.error else expansion.value
