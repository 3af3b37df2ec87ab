from __future__ import annotations

from typing import Any

import pytest

from conftest import Sample
from dockfix.shell.dialect import DEFAULT_SHELL, Shell
from dockfix.shell.effects import effects
from dockfix.shell.facts import Effects
from dockfix.shell.script import Script
from dockfix.source import MappedText
from joining.corpus import run_groups

BASH = Shell(("/bin/bash", "-c"))


def of(script: str, shell: Shell = DEFAULT_SHELL) -> Effects:
    return effects(Script(MappedText(script), shell))


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ("alpha", ""),
        ("cd /d", "cd"),
        ("alpha && cd /d && beta", "cd"),
        ("'cd' /d", "cd"),
        (r"\cd /d", "cd"),
        ("command cd /d", "cd"),
        ("time -p cd /d", "cd"),
        ("( cd /d && alpha )", ""),
        ("alpha | cd /d", ""),
        ("cd /d | alpha && beta", ""),
        ("cd /d && alpha 2>&1 | beta", "cd"),
        ("cd /d && alpha 2>&1 | beta 2>&1 | gamma", "cd"),
        ("alpha $(cd /d && beta)", ""),
        ("if alpha; then cd /d; fi", "cd"),
        ("! cd /d", "cd"),
        ("f() { cd /d; }; f", "cd"),
        ("sh -c 'cd /d'", ""),
        ("export V=1", "export"),
        ("V=1", "V"),
        ("v=1", ""),
        ("https_proxy=x && alpha", "https_proxy"),
        ("V=1 alpha", ""),
        ("V=1 :", "V"),
        ("V=1 export W", "export"),
        ("umask 022 && alpha", "umask"),
        ("trap alpha EXIT", "trap"),
        ("set -- a b", "set"),
        ("set -ex", ""),
        (". ./env.sh && alpha", "."),
        ("$COMMAND alpha", "$COMMAND"),
        ("alpha & wait", "&"),
        (": ${v:=1}", "="),
        ("alpha $((v++))", "="),
        ("alpha $((1 + 1))", ""),
        ("read V < out", "read"),
        ("printf -v v 1", "printf"),
        ("unset V", "unset"),
    ],
)
def test_what_it_leaves_in_its_shell(script: str, state: str) -> None:
    assert of(script).state == state


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("v=1 && w=2; alpha", {"v", "w"}),
        ("for i in 1 2; do alpha $i; done", {"i"}),
        ("f() { alpha; }", {"f"}),
        ("( v=1 )", set()),
        ("alpha | while read v; do w=1; done", set()),
        ("[[ $v =~ x ]]", {"BASH_REMATCH"}),
    ],
)
def test_names_that_no_program_sees(script: str, names: set[str]) -> None:
    assert of(script, BASH).names == names


@pytest.mark.parametrize(
    ("script", "ending"),
    [
        ("exit 0", "exit"),
        ("exec alpha", "exec"),
        ("alpha || exit 1", "exit"),
        ("( exit 1 )", ""),
        ("alpha", ""),
    ],
)
def test_what_ends_its_shell(script: str, ending: str) -> None:
    assert of(script).ending == ending


@pytest.mark.parametrize(
    ("script", "is_grouped"),
    [
        ("alpha", False),
        ("alpha && beta | gamma", False),
        ("! alpha", False),
        ("if alpha; then beta; else gamma; fi", False),
        ("{ alpha; beta; }", False),
        ("alpha;", False),
        ("alpha # beta; gamma", False),
        ("set -ex; alpha", False),
        ("alpha || beta", True),
        ("alpha && beta || gamma > out", True),
        ("alpha || beta 2>&1 | gamma", True),
        ("alpha; beta", True),
        ("alpha\nbeta", True),
        ("alpha & beta", True),
        ("set -ex; alpha; beta", True),
        ("[[ a || b ]]", True),
        ("a | [[ a || b ]]", True),
        ("a | ( [[ a || b ]] )", False),
    ],
)
def test_what_binds_only_a_part(script: str, is_grouped: bool) -> None:
    assert of(script).is_grouped is is_grouped


@pytest.mark.parametrize(
    ("script", "matters"),
    [
        ("alpha", False),
        ("alpha && beta || gamma", False),
        ("alpha; beta", True),
        ("echo x; alpha", False),
        ("echo\tx; alpha", False),
        ("echo\u2028x; alpha", True),
        ("alpha &\u2028& beta", True),
        ("v=1; alpha", False),
        ("v=$(alpha); beta", True),
        ("export V=1; alpha", False),
        ("declare V=1; alpha", True),
        ("alpha && { beta; gamma; }", True),
        ("for i in 1 2; do alpha; done", True),
        ("for i in 1 2; do echo $i; done", False),
        ("if alpha; then beta; fi", False),
        ("if alpha; then beta; gamma; fi", True),
        ("alpha $(beta; gamma)", True),
        (". ./env && alpha", False),
        ("alpha && . ./env", True),
        ("trap alpha EXIT", True),
    ],
)
def test_what_errexit_matters_to(script: str, matters: bool) -> None:
    assert of(script).errexit_matters is matters


@pytest.mark.parametrize(
    ("script", "errexit"),
    [
        ("alpha", ""),
        ("set -ex; alpha", "-e"),
        ("alpha && set -o errexit", "-e"),
        ("( set -e; alpha )", "-e"),
        ("set -x", ""),
        ("set $OPTIONS", "set"),
        (". ./env", "."),
        ('eval "$(alpha)"', "eval"),
    ],
)
def test_what_switches_errexit_on(script: str, errexit: str) -> None:
    assert of(script).errexit == errexit


@pytest.mark.parametrize(
    ("script", "is_caught"),
    [
        ("alpha", True),
        ("alpha; beta", True),
        ("alpha && beta; gamma | delta", True),
        ("( alpha && beta )", True),
        ("alpha && beta", False),
        ("{ alpha && beta; }", False),
        ("! alpha", False),
        ("! alpha 2>&1 | beta", False),
        ("if alpha; then beta && gamma; fi", False),
    ],
)
def test_whether_errexit_catches_its_end(script: str, is_caught: bool) -> None:
    assert of(script).is_caught is is_caught


@pytest.mark.parametrize(
    ("script", "code", "comment"),
    [
        ("alpha", "alpha", ""),
        ("  alpha ; ", "alpha", ""),
        ("alpha # why", "alpha", "# why"),
        ("alpha; # why; not", "alpha", "# why; not"),
        ("alpha b#1 '#2'", "alpha b#1 '#2'", ""),
        (r"alpha -exec beta {} \;", r"alpha -exec beta {} \;", ""),
        (r"alpha\ ", r"alpha\ ", ""),
        ("alpha &", "alpha &", ""),
        ("größe 'ä' # ü", "größe 'ä'", "# ü"),
        ("# nothing", "", "# nothing"),
        ("  ", "", ""),
    ],
)
def test_where_its_commands_are(script: str, code: str, comment: str) -> None:
    found = of(script)
    assert (script[found.start : found.end], found.comment) == (code, comment)
    assert found.is_empty == (code == "")


@pytest.mark.parametrize(
    ("script", "opening", "rest"),
    [
        ("set -ex; alpha", "set -ex", "alpha"),
        ("set -euxo pipefail && alpha | beta", "set -euxo pipefail", "alpha | beta"),
        ("set -e -u -o pipefail; alpha", "set -e -u -o pipefail", "alpha"),
        ("set -e && alpha & beta", "", "set -e && alpha & beta"),
        ("set -f; alpha", "", "set -f; alpha"),
        ("set -e", "", "set -e"),
        ("set -e || alpha", "", "set -e || alpha"),
        ("set -e; # alpha", "", "set -e; # alpha"),
    ],
)
def test_the_options_that_it_opens_with(script: str, opening: str, rest: str) -> None:
    found = of(script)
    assert found.opening == opening
    assert script[found.body :] == rest


@pytest.mark.parametrize(
    "script",
    [
        "alpha '",
        "alpha &&",
        "alpha\r",
        "alpha $( beta",
        "! for i in 1; do alpha; done",
        "alpha;;",
        "coproc alpha",
        "return 1",
        "set",
        "alpha $SECONDS",
        "alpha $BASHPID",
        "kill $$",
        "alpha " + "\\",
        "set -e; v=$(alpha; beta)",
        "set -e; ! ( alpha; beta )",
    ],
)
def test_what_stays_alone(script: str) -> None:
    assert of(script).apart


@pytest.mark.parametrize(
    ("script", "at_fault"),
    [
        ("alpha &", "&"),
        ("alpha & beta; wait $!", "&"),
        ("( alpha & )", "&"),
        ("alpha > >(beta)", ">( … )"),
        ("alpha &> out", "&>"),
        ("trap alpha ERR", "trap"),
        ("service mysql start && alpha", "service mysql start"),
        ("service mysql start && alpha && service cron stop", "service mysql start"),
        ("service a start && service b start && service a stop", "service b start"),
        ("/etc/init.d/postgresql start", "/etc/init.d/postgresql start"),
        ("sh -c 'alpha &'", "&"),
        ("/usr/sbin/mysqld --user=root &", "mysqld"),
        ("pg_ctlcluster 9.5 main start", "pg_ctlcluster 9.5 main start"),
        ("echo x >> /etc/hosts", "/etc/hosts"),
        ("ln -sf /bin/bash /bin/sh", "/bin/sh"),
        ("rm /bin/sh && ln -s bash /bin/sh", "/bin/sh"),
        ("cd /bin && ln -sf bash sh", "/bin/sh"),
        ("dpkg-reconfigure dash", "/bin/sh"),
        ("apk add --no-cache dash-binsh", "/bin/sh"),
        ("cat <<EOF\ntext\nEOF", "here-document"),
    ],
)
def test_what_nothing_can_follow(script: str, at_fault: str) -> None:
    assert at_fault in of(script).last


@pytest.mark.parametrize(
    "script",
    [
        "alpha & beta & wait",
        "service mysql start && alpha && service mysql stop",
        "alpha 2>&1 >&2",
        "apt-get install mysqld",
        "useradd -s /bin/sh alpha",
        "echo '#!/bin/sh' > out && rm /bin/sh-old",
        "cat /etc/hosts.allow",
        "sed 's/a/&b/' out",
        "curl 'http://example.com/?a=1&b=2'",
    ],
)
def test_what_something_can_follow(script: str) -> None:
    assert of(script, BASH).last == ""


@pytest.mark.parametrize(
    ("script", "at_fault"),
    [
        ("alpha $_", "$_"),
        ("( alpha $_ ) && beta", "$_"),
        ("set -e && alpha $_", "$_"),
        ("type alpha", "type"),
        ("hash -r", "hash"),
    ],
)
def test_what_cannot_follow(script: str, at_fault: str) -> None:
    assert at_fault in of(script).first


@pytest.mark.parametrize("script", ["mkdir -p /d && cd $_", "alpha; beta ${_}", "alpha $_x", "alpha $?"])
def test_what_can_follow(script: str) -> None:
    assert of(script).first == ""


@pytest.mark.parametrize(
    ("script", "option", "notices"),
    [
        ("alpha; beta", "e", True),
        ("alpha && beta", "e", False),
        ("alpha $-", "e", True),
        ("alpha $v", "u", True),
        ("alpha", "u", False),
        ("alpha | beta", "pipefail", True),
        ("alpha", "pipefail", False),
        ("alpha *", "f", True),
        ("alpha > out", "C", True),
        ("alpha 2> out", "x", True),
        ("alpha 2>/dev/null", "x", False),
        ("alpha > /dev/null 2>&1", "x", False),
        ("echo alpha >&2", "x", False),
        ("eval alpha 2>&1 | beta", "x", True),
        ("[[ $v ]] 2>&1 | beta", "x", True),
        ("alpha", "a", True),
    ],
)
def test_options_that_it_notices(script: str, option: str, notices: bool) -> None:
    assert of(script).notices(option) is notices


@pytest.mark.parametrize(
    ("script", "name", "mentions"),
    [
        ("pip install -U pip", "pip", True),
        ("pip install 'pip>=20'", "pip", True),
        ("pip install pip-tools", "pip", False),
        ("pip install thing", "pip", False),
        ("ln -s /opt/alpha /usr/local/bin/alpha", "alpha", True),
        ("curl http://example.com/alpha-1.2.tar.gz", "alpha", True),
        ("rm -rf /root/.cache/pip", "pip", False),
        ("alpha && alpha", "alpha", False),
    ],
)
def test_programs_that_it_may_replace(script: str, name: str, mentions: bool) -> None:
    assert of(script).may_replace(name) is mentions


def test_when_it_may_replace_a_program() -> None:
    assert of("pip install pip").may_replace("pip", after_call=True)
    assert not of("pip install pip").may_replace("pip", before_call=True)
    assert of("apt-get install pip && pip x").may_replace("pip", before_call=True)
    assert not of("apt-get install pip && pip x").may_replace("pip", after_call=True)


def test_what_a_shell_remembers() -> None:
    found = of("alpha; ( beta ); gamma | delta; epsilon $(zeta)")
    assert {name for name in found.calls if found.remembers(name)} == {"alpha", "gamma", "delta", "epsilon"}


def test_options_of_the_shell_count() -> None:
    strict = Shell(("/bin/bash", "-eo", "pipefail", "-c"))
    assert of("alpha; beta", strict).needs_errexit
    assert of("set -e; alpha", strict).options_on == set()
    assert of("set +e; alpha", strict).options_off == {"e"}
    assert of("set +e; alpha").options_off == set()


@pytest.mark.parametrize("piece", ["( ", "{ a; ", "a && ", "a 2>&1 | ", "if a; then ", "$( ", "(( ", "<<E "])
def test_deep_nesting_is_no_problem(piece: str) -> None:
    of(piece * 5000 + "a")


def test_plain_scripts_need_no_tree(corpus: list[Sample], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the text alone tells is what the tree tells."""

    def facts(script: str) -> dict[str, Any]:
        found = vars(of(script))
        found["calls"] = {name: sorted(calls) for name, calls in found["calls"].items()}
        return {**found, "state": bool(found["state"])}  # any of the words at fault will do

    scripts = {script for group in run_groups(sample.data for sample in corpus) for script in group.scripts}
    plain = {script: facts(script) for script in scripts}
    monkeypatch.setattr(Script, "is_plain", False)
    assert {script for script in scripts if facts(script) != plain[script]} == set()
