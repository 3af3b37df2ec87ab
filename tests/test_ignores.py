import pytest

from dockfix.ignores import Ignores, ShellHint
from dockfix.rule import Rule
from dockfix.source import Source
from dockfix.syntax.parser import parse


class Pin(Rule):
    code = "DL3008"
    name = "apt-unpinned"
    category = "packages"


class Yes(Rule):
    code = "DL3014"
    name = "apt-missing-yes"
    category = "packages"
    aliases = ("missing-yes",)


class Secret(Rule):
    code = "SecretsUsedInArgOrEnv"
    name = "secret-in-variable"
    category = "secrets"
    aliases = ("DF0900",)


def ignored(text: str, line: int) -> str:
    ignores = Ignores(parse(Source.from_text(text)))
    return " ".join(rule.code for rule in (Pin, Yes, Secret) if ignores.covers(rule, line))


ALL = "DL3008 DL3014 SecretsUsedInArgOrEnv"


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# dockfix: ignore=DL3008", "DL3008"),
        ("# dockfix: ignore=dl3008", "DL3008"),
        ("#dockfix:ignore=DL3008", "DL3008"),
        ("## dockfix ignore = DL3008", "DL3008"),
        ("# dockfix: ignore: DL3008", "DL3008"),
        ("# Dockfix: Ignore=DL3008", "DL3008"),
        ("   # dockfix: ignore=DL3008   ", "DL3008"),
        ("# dockfix: ignore=DL3008,missing-yes", "DL3008 DL3014"),
        ("# dockfix: ignore=DL3008 , apt-missing-yes", "DL3008 DL3014"),
        ("# dockfix: ignore=DL3008, -- a reason", "DL3008"),
        ("# dockfix: ignore=DL3008 -- not DL3014, missing-yes", "DL3008"),
        ("# dockfix: ignore=DL3008 missing-yes", "DL3008"),
        ("# dockfix: ignore=packages", "DL3008 DL3014"),
        ("# dockfix: ignore=DL3", "DL3008 DL3014"),
        ("# dockfix: ignore=DL301", "DL3014"),
        ("# dockfix: ignore=ALL", ALL),
        ("# dockfix: ignore=DF0900", "SecretsUsedInArgOrEnv"),
        ("# dockfix: ignore=nobody,DL3014", "DL3014"),
        ("# hadolint ignore=DL3008,DL3014", "DL3008 DL3014"),
        ("# hadolint ignore=DL3008, DL3014", "DL3008 DL3014"),
        ("# dockfix: ignore=", ""),
        ("# dockfix: ignore", ""),
        ("# dockfix: ignored=DL3008", ""),
        ("# dockfixes ignore=DL3008", ""),
        ("# please dockfix: ignore=DL3008", ""),
        ("# ignore=DL3008", ""),
        ("# check=skip=SecretsUsedInArgOrEnv", "SecretsUsedInArgOrEnv"),
        ("# check=skip=SecretsUsedInArgOrEnv // a reason", "SecretsUsedInArgOrEnv"),
        ("#Check = skip=JSONArgsRecommended,SecretsUsedInArgOrEnv", "SecretsUsedInArgOrEnv"),
        ("# check=error=true;skip=SecretsUsedInArgOrEnv", "SecretsUsedInArgOrEnv"),
        ("# check=skip=all", ALL),
        ("# check=error=true", ""),
        ("# check=skip=", ""),
        ("# check this: skip=all", ""),
    ],
)
def test_a_comment_before_an_instruction(comment: str, expected: str) -> None:
    text = f"FROM a\n{comment}\nRUN b\nRUN c\n"
    assert [ignored(text, line) for line in (1, 3, 4)] == ["", expected, ""]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# dockfix: ignore=DL3008\nFROM a\nRUN b\n", [2]),
        ("FROM a\n# dockfix: ignore=DL3008\n\n# more\n\nRUN b\nRUN c\n", [6]),
        ("FROM a\n# dockfix: ignore=DL3008\nRUN b \\\n  c \\\n  d\nRUN e\n", [3, 4, 5]),
        ("FROM a\nRUN b \\\n# dockfix: ignore=DL3008\n  c\nRUN e\n", [2, 3, 4]),
        ("FROM a\n# dockfix: ignore=DL3008\nRUN <<E\nb\nE\nRUN c\n", [3, 4, 5]),
        ("FROM a\nRUN <<E\n# dockfix: ignore=DL3008\nE\nRUN c\n", []),
        ("FROM a\nRUN b\n# dockfix: ignore=DL3008\n", []),
        ("FROM a\r\n# dockfix: ignore=DL3008\r\nRUN b\r\nRUN c\r\n", [3]),
        ("FROM a\nRUN b # dockfix: ignore=DL3008\n", []),
        ("# dockfix: ignore=DL3008\n# dockfix: ignore=DL3014\nFROM a\n", [3]),
        ("FROM a\n# dockfix: global ignore=DL3008\nRUN b\n", [1, 2, 3]),
        ("FROM a\nRUN b\n# hadolint global ignore=DL3008\n", [1, 2, 3]),
        ("FROM a\nRUN b \\\n# dockfix: global  ignore=DL3008\n c\n", [1, 2, 3, 4]),
        ("# check=skip=DL3008\nFROM a\nRUN b\n", [1, 2, 3]),
        ("# syntax=x\n# check=skip=DL3008;error=true\nFROM a\n", [1, 2, 3]),
        ("# check=skip=DL3014, DL3008\nFROM a\n", []),
        ("\n# check=skip=DL3008\nFROM a\nRUN b\n", [3]),
        ("FROM a\n# check=skip=DL3008\n#\nRUN b\n", []),
        ("FROM a\n# check=skip=DL3008\n\n# b\nRUN b\n", [5]),
        ("FROM a\n# check=error=true\n# check=skip=DL3008\nRUN b\n", []),
        ("FROM a\nRUN b \\\n# check=skip=DL3008\n  c\n", []),
        ("FROM a\nRUN b\n# hadolint stage ignore=DL3008\nFROM c\nRUN d \\\n  e\nFROM f\nRUN g\n", [4, 5, 6]),
        ("# dockfix: stage ignore=DL3008\n\nFROM a\nRUN b\n", [3, 4]),
        ("FROM a\n# dockfix: stage ignore=DL3008\nRUN b\n", []),
    ],
)
def test_where_a_comment_holds(text: str, lines: list[int]) -> None:
    count = text.count("\n")
    assert [line for line in range(1, count + 1) if "DL3008" in ignored(text, line).split()] == lines


def test_an_instruction_may_be_asked_for_also_inside_an_onbuild() -> None:
    ast = parse(Source("FROM a\n# dockfix: ignore=DL3008\nONBUILD RUN b\nONBUILD RUN c\n"))
    ignores = Ignores(ast)
    assert [ignores.covers(Pin, each) for each in ast.walk()] == [False, True, True, False, False]


def test_they_may_be_left_unheeded_but_the_shells_are_not() -> None:
    text = "# check=skip=all\n# dockfix: global ignore=DL3008\n# hadolint shell=sh\n# dockfix: ignore=x\nFROM a\n"
    ignores = Ignores(parse(Source(text)), heeded=False)
    assert not ignores
    assert [hint.shell for hint in ignores.shells] == ["sh"]


def test_without_such_comments_it_is_false() -> None:
    assert not Ignores(parse(Source("# syntax=x\n# a comment\nFROM a\n# check it\nRUN b\n")))
    assert Ignores(parse(Source("# dockfix: ignore=x\nFROM a\n")))
    assert Ignores(parse(Source("# dockfix: global ignore=x\nFROM a\n")))


def test_the_shells_that_comments_tell() -> None:
    text = (
        "# hadolint shell=/bin/bash -- as the base image\nFROM a\nRUN b \\\n"
        "# dockfix: shell = pwsh -Command \n c\n"
    )
    assert Ignores(parse(Source(text))).shells == (
        ShellHint(1, "/bin/bash"),
        ShellHint(4, "pwsh -Command"),
    )


def test_which_instructions_have_comments_of_their_own() -> None:
    ast = parse(
        Source("# dockfix: global ignore=DL3008\nFROM a\n# dockfix: ignore=x\nONBUILD RUN b\n# c\nRUN c\n")
    )
    ignores = Ignores(ast)
    assert [ignores.has_own(each) for each in ast.walk()] == [False, True, True, False]
