from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockfix.api import default_engine
from dockfix.numbers import GREATEST, number
from dockfix.source import Source

_LONG = "9" * 5000


@given(st.integers(0, GREATEST), st.integers(0, 5000))
def test_a_number_is_read_whatever_zeros_are_before_it(value: int, zeros: int) -> None:
    assert number("0" * zeros + str(value)) == value


@pytest.mark.parametrize("digits", [str(GREATEST + 1), _LONG])
def test_greater_numbers_are_the_greatest(digits: str) -> None:
    assert number(digits) == GREATEST


@pytest.mark.parametrize(
    "line",
    [
        f"RUN apt-get -q={_LONG} install x",
        f"RUN echo a {_LONG}>f",
        f"RUN {_LONG}<<E\na\nE",
        f"COPY --from={_LONG} a /b",
        f"RUN --mount=type=cache,target=/x,uid={_LONG} x",
        'CMD ["a", ' + "[" * 5000,
    ],
    ids=lambda line: line[:12],
)
def test_no_rule_fails_at_what_is_too_long_or_too_deep(line: str) -> None:
    assert not default_engine().check(Source(f"FROM a\n{line}\n")).failures
