"""Real Dockerfiles with all safe fixes applied: their scripts do what they did, but for what a fix intends."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from conftest import Sample
from joining.fixed import Pair, fixed, replay
from joining.referee import Case, Verdict, differing, judge_all, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())

#: A file, what no fix should make of it, and the rule that the damage could pass for.
WRONG = {
    "directory is not restored": (
        "WORKDIR /a\nRUN cd /b && alpha\nCOPY c d\n",
        "WORKDIR /a\nWORKDIR /b\nRUN alpha\nCOPY c d\n",
        "DL3003",
    ),
    "another directory": (
        "WORKDIR /a\nRUN cd b && alpha\n",
        "WORKDIR /a\nWORKDIR /b\nRUN alpha\nWORKDIR /a\n",
        "DL3003",
    ),
    "directory of a later RUN": (
        "WORKDIR /a\nRUN cd /b && alpha\nENV C=d\nRUN beta\n",
        "WORKDIR /a\nWORKDIR /b\nRUN alpha\nENV C=d\nRUN beta\nWORKDIR /a\n",
        "DL3003",
    ),
    "value": ("ENV A b  c\nRUN alpha\n", "ENV A=b  c=\nRUN alpha\n", "LegacyKeyValueFormat"),
    "order of instructions": ("RUN alpha\nCOPY a b\nRUN beta\n", "RUN alpha && beta\nCOPY a b\n", "DL3059"),
    "shell": ("RUN alpha | beta\n", 'SHELL ["/bin/bash", "-c"]\nRUN alpha | beta\n', "DL4006"),
    "user": ("RUN alpha\nUSER a\nRUN beta\n", "USER a\nRUN alpha\nRUN beta\n", "DL3059"),
    "mount": ("RUN --network=none alpha\n", "RUN alpha\n", "DL3059"),
    "trigger": ("ONBUILD RUN alpha\nRUN beta\n", "ONBUILD RUN alpha && beta\n", "DL3059"),
    "cleaning hides a failure": (
        "RUN apt-get update\n",
        "RUN apt-get update; rm -rf /var/lib/apt/lists/*\n",
        "DL3009",
    ),
    "cleaning comes too early": (
        "RUN apt-get update && apt-get install -y a\n",
        "RUN apt-get update && rm -rf /var/lib/apt/lists/* && apt-get install -y a\n",
        "DL3009",
    ),
    "cleaning in a file": (
        "RUN apt-get update\nRUN alpha > b\n",
        "RUN apt-get update && rm -rf /var/lib/apt/lists/* > b && alpha\n",
        "DL3009",
    ),
    "flag is a value": (
        "RUN pip install -r a.txt\n",
        "RUN pip install -r --no-cache-dir a.txt\n",
        "DL3042",
    ),
    "input is lost": ("RUN alpha | apt-get install a\n", "RUN alpha; apt-get install -y a\n", "DL3014"),
    "failure is lost": ("RUN wget a\nRUN beta\n", "RUN wget --progress=dot:giga a; beta\n", "DL3047"),
}  # fmt: skip


def judge(pairs: Iterable[Pair]) -> list[Verdict]:
    """Run what the fixes have changed; the files must be the same in what can be told without that."""
    cases: list[Case] = []
    for pair in pairs:
        assert list(pair.differences) == []
        cases += pair.cases
    return judge_all(cases)


def all_fixed(samples: Iterable[Sample]) -> list[Pair]:
    return [pair for pair in (fixed(sample.data) for sample in samples) if pair]


@pytest.mark.parametrize("name", WRONG)
def test_damage_is_seen(name: str) -> None:
    before, after, code = WRONG[name]
    pair = Pair(replay(f"FROM a\n{before}".encode()), replay(f"FROM a\n{after}".encode()), (code,))
    assert list(pair.differences) or any(verdict.differences for verdict in judge([pair]))


def test_what_is_intended_is_no_difference() -> None:
    text = """\
FROM debian:12
WORKDIR /srv
RUN cd app && useradd -u 1000000 app
ADD a.py /srv/
RUN apt update
RUN cd /opt; 'apt' install curl
RUN wget -O - http://a/b | sh
"""
    pair = fixed(text.encode())
    assert pair
    verdicts = judge([pair])
    assert differing(verdicts) == []
    seen = {code for verdict in verdicts for code in verdict.intended}
    assert {"DL3003", "DL3020", "DL3059"} <= set(pair.codes)
    assert {"DF1001", "DL3009", "DL3027", "DL3046", "DL3047"} <= seen


def test_a_sample_does_the_same(corpus: list[Sample]) -> None:
    pairs = all_fixed(random.Random(1).sample(corpus, 50))
    assert len(pairs) > 45
    assert differing(judge(pairs)) == []


@pytest.mark.exhaustive
def test_all_do_the_same(corpus: list[Sample], figure: Callable[[str], None]) -> None:
    pairs = all_fixed(corpus)
    verdicts = judge(pairs)
    found = differing(verdicts)
    runs = sum(verdict.runs for verdict in verdicts)
    figure(f"{len(pairs)} files with safe fixes, {len(verdicts)} groups of RUNs changed, run {runs} times")
    figure(f"{sum(verdict.ran for verdict in verdicts)} groups run to their ends where nothing fails")
    figure(f"{len(found)} groups with a difference that no fix intends")
    intended: Counter[str] = Counter()
    for verdict in verdicts:
        intended.update(verdict.intended)
    for code, count in intended.most_common():
        figure(f"{count:6}  calls that {code} changes or adds")
    assert found == []
