from __future__ import annotations

import pytest

from dockfix.lsp.names import Names, Occurrence
from dockfix.lsp.renaming import RenameError, rename
from lsp.marks import applied, at_cursor, snapshot, with_places

# In each text, the places of one name are marked, all others of the same spelling are not.
CASES = {
    "a stage": """\
FROM golang:1.21 AS ‹build›
FROM ‹build› AS builder
FROM --platform=linux/amd64 ‹BUILD›
COPY --from=‹build› --chown=build /build /build
RUN --mount=type=bind,from=‹build›,target=/build ls /build
ONBUILD COPY --from=build /a /b
""",
    "a stage of a name that comes twice": """\
FROM debian:12 AS ‹a›
FROM ‹a›
COPY --from=‹a› /x /y
FROM debian:12 AS a
FROM debian:12
COPY --from=a /x /y
""",
    "an argument": """\
ARG ‹VERSION›=12 OTHER=${‹VERSION›}
FROM debian:${‹VERSION›} AS VERSION
RUN echo $VERSION
ARG ‹VERSION›
RUN echo $‹VERSION› "${‹VERSION›:-1}" '$VERSION' \\$VERSION VERSION && sh -c 'echo $‹VERSION›'
COPY app-$‹VERSION›.tar '$VERSION' "a'$‹VERSION›'" \\$VERSION /opt/
ENV A=${‹VERSION›:-none} B=$VERSIONS
FROM debian:12
RUN echo $VERSION
ENV A=$VERSION
FROM VERSION
ENV B=$‹VERSION›
CMD echo $VERSION
HEALTHCHECK CMD test $VERSION
""",
    "a variable": """\
ARG NAME=1
FROM debian:12 AS base
ARG NAME
LABEL a=$NAME
ENV ‹NAME›=$NAME
USER $‹NAME›
ENV ‹NAME›=${‹NAME›}2
CMD echo $‹NAME›
CMD ["sh", "-c", "echo $‹NAME›"]
ONBUILD RUN echo $‹NAME›
FROM base
WORKDIR /${‹NAME›}
COPY <<EOF /x
a '$‹NAME›' \\$NAME
EOF
COPY <<'EOF' /x
$NAME
EOF
RUN <<EOF
echo $‹NAME›
EOF
FROM debian:12
ENV NAME=3
RUN echo $NAME
""",
    "a variable of another stage": """\
FROM debian:12
ENV NAME=1
FROM debian:12
ENV ‹NAME›=2
RUN if [ -n "$‹NAME›" ]; then export ‹NAME›=$((‹NAME› + 1)); fi
RUN --mount=type=cache,target=/x/$‹NAME› true
""",
    "the old form": """\
FROM debian:12
ENV ‹NAME› a b
VOLUME /$‹NAME› \\
    # $NAME
    /b/$‹NAME›
EXPOSE ${‹NAME›}
""",
    "a shell of Windows": """\
# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
ENV ‹NAME›=1
RUN echo %‹NAME%
SHELL ["powershell", "-Command"]
RUN echo $env:‹NAME›
""".replace("‹NAME%", "‹NAME›%"),
}


def occurrence_at(names: Names, offset: int) -> Occurrence:
    occurrence = names.at(offset)
    assert occurrence
    return occurrence


@pytest.mark.parametrize("case", CASES)
def test_every_place_of_a_name_is_found_from_each_of_them(case: str) -> None:
    text, places = with_places(CASES[case])
    names = Names(snapshot(text).file)
    for place in places:
        for offset in (place.start, place.end):
            found = names.of(occurrence_at(names, offset).symbol)
            assert [each.span for each in found] == places


@pytest.mark.parametrize("case", CASES)
def test_every_place_gets_another_name_and_keeps_its_meaning(case: str) -> None:
    text, places = with_places(CASES[case])
    file = snapshot(text).file
    names = Names(file)
    edits = rename(file, names, occurrence_at(names, places[0].start), "renamed")
    after = applied(text, edits)
    assert after == "".join(
        part if number % 2 == 0 else "renamed"
        for number, part in enumerate(CASES[case].replace("›", "‹").split("‹"))
    )
    again = Names(snapshot(after).file)
    assert len(again.occurrences) == len(names.occurrences)
    assert len(again.of(occurrence_at(again, places[0].start).symbol)) == len(places)


@pytest.mark.parametrize(
    "text",
    [
        "ARG ‹A›=1\nFROM debian:$│A\n",
        "ARG A=1\nFROM debian:12\nARG ‹A›\nARG B=$│A\n",
        "FROM debian:12\nENV ‹A›=1\nENV A=${│A}2\n",
        "FROM debian:12\nENV A=1\nENV ‹A›=2\nRUN echo │$A\n",
        "FROM debian:12 AS ‹a›\nFROM debian:12\nCOPY --from=│a / /\n",
        "‹FROM› debian:12\nFROM debian:12\nCOPY --from=│0 / /\n",
        "FROM debian:12 AS ‹a›\nARG B=a\nFROM │a\n",
        "ARG B=a\nFROM debian:12 AS ‹a›\nFROM $B│\n".replace("$B│", "│${B}"),
    ],
)
def test_a_name_is_declared_where_the_build_takes_it_from(text: str) -> None:
    marked, (declaration,) = with_places(text.replace("│", ""))
    offset = at_cursor(text.replace("‹", "").replace("›", ""))[1] + (text[text.index("│") + 1] == "$")
    assert occurrence_at(Names(snapshot(marked).file), offset).declaration == declaration


@pytest.mark.parametrize(
    "text", ["FROM debian:12\nRUN echo $│HOME\n", "FROM │debian:12\n", "ONBUILD ENV │A=1\n", "│", "ARG │"]
)
def test_what_nothing_declares_is_no_name(text: str) -> None:
    text, offset = at_cursor(text)
    assert Names(snapshot(text).file).at(offset) is None


@pytest.mark.parametrize(
    ("text", "new", "told"),
    [
        ("FROM a AS │b\n", "B", "cannot be a stage"),
        ("FROM a AS │b\n", "scratch", "cannot be a stage"),
        ("FROM a AS │b\nFROM a AS c\n", "c", "already, in line 2"),
        ("FROM a AS │b\n", "a", "the name of an image"),
        ("FROM a AS │b\nCOPY --from=nginx / /\n", "nginx", "the name of an image"),
        ("ARG X=b\nFROM a AS │b\nFROM $X\n", "c", "in line 3"),
        ("ARG │A\n", "1A", "cannot be a variable"),
        ("ARG │A\n", "A-B", "cannot be a variable"),
        ("ARG │A\nARG B\n", "B", "already"),
        ("FROM a\nENV │A=1\nRUN echo $HOME\n", "HOME", "already"),
        ("FROM a\nENV │A=1\nUSER ${\\\nA}\n", "B", "in line 3"),
    ],
)
def test_a_name_that_would_not_do_is_refused(text: str, new: str, told: str) -> None:
    text, offset = at_cursor(text)
    file = snapshot(text).file
    names = Names(file)
    with pytest.raises(RenameError, match=told):
        rename(file, names, occurrence_at(names, offset), new)


def test_a_stage_keeps_the_references_by_its_number() -> None:
    text, offset = at_cursor("FROM a AS │b\nFROM a\nCOPY --from=0 / /\nCOPY --from=b / /\n")
    file = snapshot(text).file
    names = Names(file)
    after = applied(text, rename(file, names, occurrence_at(names, offset), "c"))
    assert after == "FROM a AS c\nFROM a\nCOPY --from=0 / /\nCOPY --from=c / /\n"
