from __future__ import annotations

from dockfix.image import ImageReference
from dockfix.model import File, Stage
from dockfix.source import Source
from dockfix.syntax.nodes import Onbuild, Run
from dockfix.syntax.parser import parse


def file_of(text: str) -> File:
    return File(parse(Source.from_text(text)))


def run_after(text: str) -> tuple[File, Run]:
    file = file_of(text + "RUN here\n")
    run = file.instructions[-1]
    assert isinstance(run, Run)
    return file, run


def test_stages_and_their_bases() -> None:
    file = file_of(
        "ARG V=12\nFROM debian:$V AS base\nFROM BASE AS mid\nFROM scratch\nFROM $NONE\n"
        "FROM other AS x\nFROM mid\nRUN a\n"
    )
    base, mid, scratch, unknown, other, final = file.stages
    assert isinstance(base.base, ImageReference)
    assert str(base.base) == "debian:12"
    assert mid.base is base
    assert scratch.base is None
    assert scratch.image == "scratch"
    assert unknown.image is None
    assert final.base is mid
    assert list(final.bases()) == [mid, base]
    assert [stage.ships for stage in file.stages] == [True, True, False, False, False, True]
    assert [stage.is_final for stage in file.stages] == [False] * 5 + [True]
    assert file.stage_named("MID") is mid
    assert file.stage_named("0") is base
    assert file.stage_named("x", before=other) is None
    assert file.stage_of(file.instructions[0]) is None
    assert file.stage_of(file.instructions[-1]) is final


def test_environment_in_force() -> None:
    file, run = run_after(
        "ARG G=global\nFROM a\nENV A=1 B=$A\nENV B=$A$A C='x y'\nARG G\nARG H=$G I\nARG J=j K=$J\n"
        'WORKDIR /a\nWORKDIR b/../c\nUSER $C\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\n'
    )
    environment = file.environment(run)
    assert dict(environment.env) == {"A": "1", "B": "11", "C": "x y"}
    assert dict(environment.args) == {"G": "global", "H": "global", "J": "j", "K": "j"}
    assert environment.is_declared("I")
    assert not environment.is_declared("Z")
    assert environment.workdir == "/a/c"
    assert environment.user == "x y"
    assert environment.shell.name == "bash"
    assert environment.shell.options >= {"e", "pipefail"}


def test_what_comes_later_is_not_in_force() -> None:
    file = file_of("FROM a\nRUN x\nENV A=1\nUSER u\nRUN y\n")
    first, last = file.instructions[1], file.instructions[-1]
    assert "A" not in file.environment(first).env
    assert file.environment(first).user is None
    assert file.environment(last).env["A"] == "1"


def test_stages_inherit_from_stages_only() -> None:
    file, run = run_after("FROM a AS b\nENV A=1\nWORKDIR /w\nUSER u\nFROM b\nWORKDIR v\nENV B=$A\n")
    environment = file.environment(run)
    assert dict(environment.env) == {"A": "1", "B": "1"}
    assert environment.workdir == "/w/v"
    assert environment.user == "u"
    file, run = run_after("FROM a AS b\nENV A=1\nFROM a\n")
    assert dict(file.environment(run).env) == {}


def test_a_long_chain_of_stages() -> None:
    text = "FROM a AS s0\nENV A=1\n" + "".join(f"FROM s{n} AS s{n + 1}\nARG B{n}\n" for n in range(2000))
    file, run = run_after(text)
    assert file.environment(run).env["A"] == "1"
    assert file.environment(run).is_declared("B0")


def commands(text: str) -> list[tuple[str, list[str]]]:
    file, source = file_of(text), text
    found = []
    for instruction in file.ast.walk():
        if isinstance(instruction, Run):
            for command in file.commands(instruction):
                assert file.instruction_of(command) is instruction
                for word in command.words:
                    if word.value == word.text and "\\" not in source[slice(*word.span)]:
                        assert source[slice(*word.span)] == word.text
                found.append((command.name, [word.literal for word in command.arguments]))
    return found


def test_commands_in_every_form() -> None:
    assert commands("FROM a\nRUN b c && \\\n  # note\n  d\n") == [("b", ["c"]), ("d", [])]
    assert commands('FROM a\nRUN ["b", "c d", "\\u0065"]\n') == [("b", ["c d", "e"])]
    assert ("b", ["c"]) in commands('FROM a\nRUN ["/bin/sh", "-c", "b c"]\n')
    assert commands("FROM a\nRUN <<EOF\nb c\nd\nEOF\n") == [("b", ["c"]), ("d", [])]
    assert commands("FROM a\nRUN <<EOF\n#!/usr/bin/env python\nprint(1)\nEOF\n") == []
    assert commands("FROM a\nRUN cat <<EOF > /b && c\nx\nEOF\n") == [("cat", []), ("c", [])]
    assert commands("FROM a\nONBUILD RUN b\n") == [("b", [])]
    assert commands('FROM a\nSHELL ["powershell", "-Command"]\nRUN Get-Item x\n') == []


def test_onbuild_sees_the_environment_around_it() -> None:
    file = file_of("FROM a\nUSER u\nONBUILD RUN b\n")
    onbuild = file.instructions[-1]
    assert isinstance(onbuild, Onbuild)
    assert onbuild.instruction
    assert file.environment(onbuild.instruction).user == "u"
    stage = file.stage_of(onbuild.instruction)
    assert isinstance(stage, Stage)


def test_instructions_before_are_those_of_the_bases_too() -> None:
    file = file_of(
        "ARG V=1\nFROM debian:12 AS base\nENV A=1\nFROM debian:12\nENV B=1\n"
        "FROM base\nENV C=1\nONBUILD RUN a\nENV D=1\n"
    )
    trigger = file.instructions[-2]
    assert isinstance(trigger, Onbuild)
    assert trigger.instruction is not None
    for instruction in (trigger, trigger.instruction):
        assert [each.body.text for each in file.instructions_before(instruction)] == ["A=1", "C=1"]
    assert file.instructions_before(file.stages[0].from_) == []
    assert file.instructions_before(file.instructions[0]) == []


def test_the_default_shell_of_windows() -> None:
    text = "FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS base\nFROM base\n"
    file, run = run_after(text)
    assert file.environment(run).shell.argv == ("cmd", "/S", "/C")
    file, run = run_after(text + 'SHELL ["/bin/bash", "-c"]\n')
    assert file.environment(run).shell.argv == ("/bin/bash", "-c")
