from __future__ import annotations

import pytest

from dockfix.syntax.expand import expand

VARIABLES = {"A": "x", "EMPTY": "", "PATH": "/usr/lib/x.tar.gz"}

# What `docker build` makes of these words.
WORDS = [
    ("plain", "plain"),
    ("$A", "x"),
    ("${A}b", "xb"),
    ("$Ab", ""),
    ("'a b'", "a b"),
    ("''", ""),
    ("'a'b'c'", "abc"),
    ("\"a 'b'\"", "a 'b'"),
    ("/$A/b}/${A}}", "/x/b}/x}"),
    ("${PATH/lib/a}/b", "/usr/a/x.tar.gz/b"),
    ("${B:-a/b}/c", "a/b/c"),
    ("'$A'", "$A"),
    ('"$A"', "x"),
    ('"a \\" b"', 'a " b'),
    ('"a \\b"', "a \\b"),
    ("\\$A", "$A"),
    ("a\\ b", "a b"),
    ("$", "$"),
    ("a$", "a$"),
    ("${A:-y}", "x"),
    ("${B:-y}", "y"),
    ("${B:-$A}", "x"),
    ("${B:-${C:-z}}", "z"),
    ("${EMPTY:-y}", "y"),
    ("${EMPTY-y}", ""),
    ("${A:+y}", "y"),
    ("${B:+y}", ""),
    ("${EMPTY+y}", "y"),
    ("${EMPTY:+y}", ""),
    ("${A:?no}", "x"),
    ("${PATH#*/}", "usr/lib/x.tar.gz"),
    ("${PATH##*/}", "x.tar.gz"),
    ("${PATH%.*}", "/usr/lib/x.tar"),
    ("${PATH%%.*}", "/usr/lib/x"),
    ("${PATH/lib/bin}", "/usr/bin/x.tar.gz"),
    ("${PATH//\\//-}", "-usr-lib-x.tar.gz"),
    ("${PATH/[l]/b}", "/usr/lib/x.tar.gz"),
]


@pytest.mark.parametrize(("word", "value"), WORDS)
def test_expand(word: str, value: str) -> None:
    expansion = expand(word, VARIABLES)
    assert not expansion.error
    assert expansion.value == value


REFUSED = ["${", "${}", "${A", "${A:", "${A@Q}", "${A^^}", "'a", '"a', "${B:?why}", "${A:-b", "${A:#b}"]


@pytest.mark.parametrize("word", REFUSED)
def test_what_buildkit_refuses(word: str) -> None:
    expansion = expand(word, VARIABLES)
    assert expansion.error
    assert expansion.value == word


@pytest.mark.parametrize(
    ("text", "value"),
    [("'$A' \"b\"/c\n", "'x' \"b\"/c\n"), ("\\$A ${B:-'y'}", "$A 'y'"), ("'a'", "'a'")],
)
def test_quotes_mean_nothing_in_a_heredoc(text: str, value: str) -> None:
    assert expand(text, VARIABLES, quotes=False).value == value


def test_unset_variables_are_named() -> None:
    assert expand("$B${C:-$D}$A$B", VARIABLES).unset == ("B", "D")


def test_backtick_escapes() -> None:
    assert expand("a\\`$A", VARIABLES, "`").value == "a\\$A"


def test_patterns_that_backtracking_never_ends_for() -> None:
    value = "a" * 250
    assert expand("${A/" + "*a" * 60 + "b/}", {"A": value}).value == value
    assert expand("${A##" + "*a" * 2000 + "}", {"A": value}).value == value
