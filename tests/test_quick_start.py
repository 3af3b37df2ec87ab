from __future__ import annotations

import copy
import pickle
import typing

import pytest

from dockfix.late_pattern import late_pattern
from dockfix.named_tuple import NamedTuple


class Ours(NamedTuple):
    """What it is."""

    number: int
    #: With a default.
    word: str = "x"

    @property
    def twice(self) -> int:
        return 2 * self.number

    @classmethod
    def of(cls, number: int) -> Ours:
        return cls(number)


class Theirs(typing.NamedTuple):
    number: int
    word: str = "x"


def test_it_is_what_typing_makes() -> None:
    for made in (Ours(1), Ours(number=1), Ours(1, "x"), Ours.of(1), Ours(2)._replace(number=1)):
        assert tuple(made) == tuple(Theirs(1)) == (1, "x")
        assert made == (1, "x")
        assert hash(made) == hash(Theirs(1))
        assert repr(made).partition("(")[2] == repr(Theirs(1)).partition("(")[2]
    assert Ours(3).twice == 6
    assert Ours.__doc__ == "What it is."
    assert Ours._fields == Theirs._fields
    assert copy.copy(Ours(1)) == pickle.loads(pickle.dumps(Ours(1))) == Ours(1)
    match Ours(1):
        case Ours(number, word):
            assert (number, word) == (1, "x")


@pytest.mark.parametrize("arguments", [{}, {"number": 1, "other": 2}])
def test_wrong_arguments(arguments: dict[str, int]) -> None:
    with pytest.raises(TypeError):
        Ours(**arguments)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="other"):
        Ours(1)._replace(other=2)  # type: ignore[call-arg]


def test_a_late_pattern_is_a_pattern() -> None:
    pattern = late_pattern("(a+)b")
    assert pattern.pattern == "(a+)b"
    found = pattern.search("caab")
    assert found and found[1] == "aa"
    assert pattern.sub("x", "aab") == "x"


def test_a_pattern_is_not_compiled_for_what_lacks_what_it_needs() -> None:
    wrong = late_pattern("(", needs=("?", "!"))
    assert wrong.match("a") is wrong.fullmatch("b") is wrong.search("c") is None
    with pytest.raises(Exception, match="unterminated"):
        wrong.search("a!")
    right = late_pattern("!$", needs=("!",))
    assert right.search("a!") and right.search("b!") and not right.search("!c")
