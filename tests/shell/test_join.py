from __future__ import annotations

import pytest

from conftest import Sample
from dockfix.shell.dialect import DEFAULT_SHELL, Shell
from dockfix.shell.join import Part, join
from joining.corpus import run_groups


def joined(*scripts: str, shell: Shell = DEFAULT_SHELL) -> list[str]:
    return [segment.text for segment in join(scripts, shell)]


# The scripts, and the one that they become.
ONE = [
    # Nothing leaks: as a person would have written it.
    (["apt-get update && apt-get install -y x", "rm -rf y"], "apt-get update && apt-get install -y x && rm -rf y"),
    (["alpha", "beta | gamma", "! delta"], "alpha && beta | gamma && ! delta"),
    (["if alpha; then beta; fi", "gamma"], "if alpha; then beta; fi && gamma"),
    (["alpha ;", " beta; "], "alpha && beta"),
    (["v=1 && alpha $v", "beta"], "v=1 && alpha $v && beta"),
    (["V=1 alpha", "beta $V"], "V=1 alpha && beta $V"),
    (["set -x && alpha", "beta"], "set -x && alpha && beta"),
    (["alpha", "cd /d"], "alpha && cd /d"),
    (["alpha", "exit 0"], "alpha && exit 0"),
    # Only the binding is at stake.
    (["alpha || true", "beta || true"], "{ alpha || true; } && { beta || true; }"),
    (["alpha; beta", "gamma"], "{ alpha; beta; } && gamma"),
    (["alpha", "beta; gamma"], "alpha && { beta; gamma; }"),
    (["alpha", "beta & gamma &"], "alpha && { beta & gamma & }"),
    (["alpha || echo \\;", "beta"], "{ alpha || echo \\;; } && beta"),
    # The state of the shell is at stake.
    (["cd /d && make", "rm x"], "( cd /d && make ) && rm x"),
    (["cd /d && make", "cd /e && make"], "( cd /d && make ) && cd /e && make"),
    (["v=1 && alpha $v", "beta $v"], "( v=1 && alpha $v ) && beta $v"),
    (["v=1 && alpha $v", "eval beta"], "( v=1 && alpha $v ) && eval beta"),
    (["export V=1 && alpha", "beta"], "( export V=1 && alpha ) && beta"),
    (["alpha || exit 1", "beta"], "( alpha || exit 1 ) && beta"),
    (["exec alpha", "beta"], "( exec alpha ) && beta"),
    (["alpha", "trap beta EXIT; gamma"], "alpha && { trap beta EXIT; gamma; }"),
    (["( trap alpha EXIT; beta )", "gamma"], "( trap alpha EXIT; beta ) && gamma"),
    (["set -f && alpha", "beta *"], "( set -f && alpha ) && beta *"),
    (["set -f && alpha", "beta"], "set -f && alpha && beta"),
    (["f() { alpha; } && f", "f"], "( f() { alpha; } && f ) && f"),
    (["alpha & wait", "beta"], "( alpha & wait ) && beta"),
    (["pip install -U pip", "pip install x"], "( pip install -U pip ) && pip install x"),
    (["pip install x", "pip install y"], "pip install x && pip install y"),
    (["apt-get install -y pip", "pip install x", "pip install -U pip"],
     "apt-get install -y pip && pip install x && pip install -U pip"),
    (["( alpha; beta )", "gamma"], "( alpha; beta ) && gamma"),
    # `set -ex`, once.
    (["set -ex && alpha", "set -ex && beta"], "set -ex && alpha && beta"),
    (["set -ex; alpha && beta", "set -ex; gamma"], "set -ex; alpha && beta && gamma"),
    (["set -ex; alpha; beta", "set -ex; gamma; delta"], "set -ex; alpha; beta; gamma; delta"),
    (["set -ex; alpha; beta", "set -x; gamma"], "set -ex; alpha; beta; gamma"),
    (["set -ex; alpha; beta", "set -eux; gamma; delta"], "set -ex; alpha; beta; set -eux; gamma; delta"),
    (["set -ex; cd /d; beta", "set -ex; gamma; delta"], "set -ex; ( cd /d; beta ); gamma; delta"),
    (["set -ex; alpha; beta", "gamma && delta"], "set -ex; alpha; beta; gamma && delta"),
    (["set -ex; alpha; beta", "gamma && delta", "epsilon"], "set -ex; alpha; beta; ( gamma && delta ); epsilon"),
    (["alpha", "set -ex; beta; gamma"], "alpha && { set -ex; beta; gamma; }"),
    (["alpha", "set -ex; beta; gamma", "set -ex; delta; epsilon"],
     "alpha && { set -ex; beta; gamma; delta; epsilon; }"),
    (["set -e && alpha", "beta; gamma"], "( set -e && alpha ) && { beta; gamma; }"),
    # Comments, and nothing at all.
    (["alpha # why", "beta"], "alpha && beta"),
    (["", "alpha", "# nothing"], "alpha"),
    (["# nothing", ""], ":"),
    # A here-document at the end.
    (["alpha", "cat > x <<EOF\ntext\nEOF"], "alpha && cat > x <<EOF\ntext\nEOF"),
]  # fmt: skip


@pytest.mark.parametrize(("scripts", "text"), ONE, ids=[text for _, text in ONE])
def test_scripts_become_one(scripts: list[str], text: str) -> None:
    assert joined(*scripts) == [text]


STRICT = Shell(("/bin/bash", "-eo", "pipefail", "-c"))


@pytest.mark.parametrize(
    ("scripts", "text"),
    [
        (["alpha && beta", "gamma"], "alpha && beta && gamma"),
        (["alpha; beta", "gamma; delta"], "alpha; beta; gamma; delta"),
        (
            ["alpha; beta", "cd /d", "gamma && delta", "beta"],
            "alpha; beta; ( cd /d ); ( gamma && delta ); beta",
        ),
        (["alpha", "beta; gamma", "delta"], "alpha && { beta; gamma; delta; }"),
        (["set +e; alpha; beta", "gamma"], "( set +e; alpha; beta ); gamma"),
    ],
)
def test_the_shells_own_errexit(scripts: list[str], text: str) -> None:
    assert joined(*scripts, shell=STRICT) == [text]


@pytest.mark.parametrize(
    ("scripts", "shell", "reason"),
    [
        (["alpha", "beta"], ("powershell", "-command"), "`powershell -command` is no shell"),
        (["alpha", "beta"], ("/bin/zsh", "-c"), "`/bin/zsh -c` is no shell"),
        (["alpha", "beta"], ("/bin/bash", "-l", "-c"), "option `l`"),
        (["alpha", "beta"], ("/bin/bash", "-ic"), "option `i`"),
        (["alpha", "beta"], ("/bin/bash",), "is no shell"),
        (["alpha", "beta"], (), "is no shell"),
        (["alpha", "beta '"], ("/bin/sh", "-c"), "syntax"),
        (["alpha '", "beta"], ("/bin/sh", "-c"), "syntax"),
        (["alpha '", ""], ("/bin/sh", "-c"), "syntax"),
        (["alpha &", "beta"], ("/bin/sh", "-c"), "`&`"),
        (["ln -sf bash /bin/sh", "beta"], ("/bin/sh", "-c"), "`/bin/sh` is replaced"),
        (["alpha", "beta $_"], ("/bin/sh", "-c"), "`$_`"),
        (["alpha; set -e; beta; gamma", "delta"], ("/bin/sh", "-c"), "`-e` is ignored"),
        (["set -ex; alpha; beta", "gamma; delta"], ("/bin/sh", "-c"), "`set -e` from the script before"),
        ([". ./env; alpha", "beta"], ("/bin/sh", "-c"), "`.` may switch on `-e`"),
        (["cat <<EOF\nEOF", "alpha"], ("/bin/sh", "-c"), "here-document"),
        (["alpha", "beta; cat <<EOF\nEOF"], ("/bin/sh", "-c"), "here-document"),
    ],
)
def test_what_cannot_be_joined_and_why(scripts: list[str], shell: tuple[str, ...], reason: str) -> None:
    first, second = join(scripts, Shell(shell))
    assert (first.first, first.last, first.text, first.reason) == (0, 0, scripts[0], "")
    assert (second.first, second.last, second.text) == (1, 1, scripts[1])
    assert [first.parts, second.parts] == [(Part(0, len(script)),) for script in scripts]
    assert reason in second.reason


def test_what_is_left_out_is_told() -> None:
    (segment,) = join(["alpha ; # why", "set -x; beta #", "set -x; gamma"], DEFAULT_SHELL)
    assert segment.parts == (
        Part(0, 5, "", "", "# why", ""),
        Part(0, 12, "{ ", "; }", "#", " && "),
        Part(8, 13, "", "", "", " && "),
    )


def test_segments_stand_side_by_side() -> None:
    scripts = ["alpha", "beta &", "gamma", "delta '", "", "epsilon", "zeta"]
    segments = join(scripts, DEFAULT_SHELL)
    assert [(segment.first, segment.last) for segment in segments] == [(0, 1), (2, 2), (3, 3), (4, 6)]


def test_nothing_becomes_nothing() -> None:
    assert join([], DEFAULT_SHELL) == []
    assert joined("alpha ; # why") == ["alpha ; # why"]


def test_a_shell_takes_only_so_much() -> None:
    segments = join(["alpha " + "x" * 60_000] * 3 + ["beta " + "y" * 200_000], DEFAULT_SHELL)
    assert [len(segment.parts) for segment in segments] == [1, 1, 1, 1]
    assert "longer" in segments[1].reason
    many = join(["alpha x"] * 20_000, DEFAULT_SHELL)
    assert max(len(segment.text) for segment in many) <= 100_000
    assert len(many) <= 6


def test_the_text_is_its_parts(corpus: list[Sample]) -> None:
    for group in run_groups(sample.data for sample in corpus):
        at = 0
        for segment in join(group.scripts, group.shell):
            scripts = group.scripts[segment.first : segment.last + 1]
            assert segment.first == at
            at = segment.last + 1
            made = [
                part.glue + part.before + script[part.start : part.end] + part.after
                for part, script in zip(segment.parts, scripts, strict=True)
            ]
            assert segment.text == "".join(made)
        assert at == len(group.scripts)


@pytest.mark.parametrize(
    "script",
    ["apt-get install -y x", "", "v=1; alpha $v", "set -ex; alpha; beta", "set -x; pip install pip", "'"],
)
def test_any_number_of_scripts(script: str) -> None:
    segments = join([script] * 16_000, DEFAULT_SHELL)
    assert [segment.first for segment in segments[1:]] == [segment.last + 1 for segment in segments[:-1]]
    assert segments[-1].last == 15_999
