"""Every difference that is declared as intended is one that a fix makes, and is no larger than that."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import pytest

from dockfix.rule import Rule, Safety
from joining.fixed import fixed
from joining.intended import CHANGED, ENDING
from joining.matching import match


class Example(NamedTuple):
    """A script that a rule mends, and what would be no mending of it."""

    code: str
    image: str
    script: str
    wrong: str


EXAMPLES = [
    Example("DF1001", "debian:12", "'apt' install curl", "'apt' -y install curl"),
    Example("DF1002", "debian:12", "aptitude install curl", "aptitude install curl -y"),
    Example("DF1003", "archlinux", "pacman -Syu curl", "pacman --noconfirm -S curl"),
    Example("DF1004", "continuumio/miniconda3", "conda install numpy", "conda install -n -y numpy"),
    Example("DF1004", "continuumio/miniconda3", "conda env remove -n old", "conda -y env remove -n old"),
    Example("DF1005", "mambaorg/micromamba", "micromamba install numpy", "mamba install -y numpy"),
    Example("DF1006", "ubuntu", "add-apt-repository ppa:a/b", "add-apt-repository ppa:a/b -y"),
    Example("DF1007", "python:3.14", "pip uninstall numpy", "pip uninstall -y"),
    Example("DL3009", "debian:12", "apt-get update", "rm -rf /var/lib/apt/lists/* && apt-get update"),
    Example("DL3009", "debian:12", "sudo apt-get update", "sudo apt-get update && rm -rf /var/lib/apt"),
    Example("DL3009", "debian:12", "sh -c 'apt-get update'", "sh -c 'apt-get update; rm -rf /var/lib/apt/lists/*'"),
    Example("DL3014", "debian:12", "apt-get install curl", "apt-get install --yes curl"),
    Example("DL3014", "debian:12", "sudo apt-get -q install curl", "sudo -y apt-get -q install curl"),
    Example("DL3014", "debian:12", "sh -c 'apt-get install curl'", "sh -c 'apt-get install curl -y'"),
    Example("DL3019", "alpine:3.22", "apk add -q curl", "apk add -q curl --no-cache"),
    Example("DL3019", "alpine:3.22", "apk add -t build gcc", "apk add -t --no-cache build gcc"),
    Example("DL3027", "debian:12", "apt update", "apt-get upgrade"),
    Example("DL3027", "debian:12", "apt -q install -y curl", "apt-get -q install -y"),
    Example("DL3027", "debian:12", "apt -o A::B=c update", "apt-get -o update A::B=c"),
    Example("DL3027", "debian:12", "apt upgrade -y", "apt-get upgrade -y"),
    Example("DL3027", "debian:12", "apt upgrade", "apt-get upgrade -y"),
    Example("DL3027", "debian:12", "apt full-upgrade -y", "apt-get full-upgrade -y"),
    Example("DL3027", "debian:12", "apt dist-upgrade -y", "apt-get upgrade --with-new-pkgs -y"),
    Example("DL3027", "debian:12", "apt policy curl", "apt-get policy curl"),
    Example("DL3030", "centos:7", "yum install curl", "yum -y install curl"),
    Example("DL3032", "centos:7", "yum install -y curl", "yum install -y curl && yum clean metadata"),
    Example("DL3032", "centos:7", "su -c 'yum install -y curl'", "su -c 'yum clean all; yum install -y curl'"),
    Example("DL3034", "opensuse/leap:15.6", "zypper install curl", "zypper install --non-interactive curl"),
    Example("DL3036", "opensuse/leap:15.6", "zypper -n install curl", "zypper -n install curl && zypper clean"),
    Example("DL3036", "opensuse/leap:15.6", "sh -c 'zypper -n in curl'", "sh -c 'zypper -n in curl' && zypper clean"),
    Example("DL3038", "fedora:44", "dnf install curl", "dnf install curl -y"),
    Example("DL3040", "fedora:44", "dnf install -y curl", "dnf install -y curl && yum clean all"),
    Example("DL3040", "fedora:44", "sh -c 'dnf install -y curl'", "sh -c 'dnf install -y curl && yum clean all'"),
    Example("DL3042", "python:3.14", "pip install -U numpy", "pip install -U numpy --no-cache-dir"),
    Example("DL3042", "python:3.14", "pip install -r a.txt", "pip install -r --no-cache-dir a.txt"),
    Example("DL3046", "debian:12", "useradd -u 1000000 app", "useradd -u -l 1000000 app"),
    Example("DL3047", "debian:12", "wget -O a http://a/b", "wget -O --progress=dot:giga a http://a/b"),
    Example("DL3047", "alpine:3.22", "wget -O a http://a/b", "wget -q http://a/b"),
]  # fmt: skip
ids = [f"{example.code} {example.script}" for example in EXAMPLES]


def log(script: str) -> list[str]:
    """What a list of commands and pipes logs that all succeed, leaving out what goes through the pipes."""
    words = shlex.shlex(script, posix=True, punctuation_chars="&|")
    words.whitespace_split = True
    calls: list[list[str]] = [[]]
    for word in words:
        if word in ("&&", "|"):
            calls.append([])
        else:
            calls[-1].append(word)
    return ["\037".join([f"/bin/{call[0]}", *call[1:], "/", "", "022\n"]) for call in calls]


def is_intended(script: str, other: str, codes: Sequence[str]) -> bool:
    after = log(other)
    return match(log(script), after, codes, [len(after)]) is not None


def mended(example: Example) -> tuple[str, tuple[str, ...]]:
    """What the safe fixes make of an example, and which they are."""
    pair = fixed(f"FROM {example.image}\nUSER root\nRUN {example.script}\n".encode())
    assert pair
    return pair.after.groups[0].steps[0].script, pair.codes


@pytest.mark.parametrize("example", EXAMPLES, ids=ids)
def test_a_fix_makes_what_it_intends_and_nothing_else(example: Example) -> None:
    after, codes = mended(example)
    assert is_intended(example.script, after, codes)
    assert not is_intended(example.script, after, [code for code in codes if code != example.code])
    assert not is_intended(example.script, example.wrong, codes)
    assert not is_intended(after, example.script, codes)


def test_every_entry_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    used = [(example.script, *mended(example)) for example in EXAMPLES]

    def are_all_intended() -> bool:
        return all(is_intended(*each) for each in used)

    assert are_all_intended()
    for code, entries in CHANGED.items():
        for entry in entries:
            with monkeypatch.context() as without:
                without.setitem(CHANGED, code, [other for other in entries if other is not entry])
                assert not are_all_intended(), (code, entry)
    assert {example.code for example in EXAMPLES} == CHANGED.keys() | ENDING.keys()


def test_only_safe_fixes_are_declared(builtin_rules: tuple[type[Rule], ...]) -> None:
    safe = {rule.code for rule in builtin_rules if rule.fixes is Safety.SAFE}
    assert set(chain(CHANGED, ENDING)) <= safe


def test_what_is_added_stands_at_the_end_of_its_script() -> None:
    before, after = log("apt-get update && apt-get clean"), log("apt-get update && apt-get clean")
    after.insert(1, log("rm -rf /var/lib/apt/lists/*")[0])
    assert match(before, after, ["DL3009"], [2, 3])
    assert not match(before, after, ["DL3009"], [3])


def test_calls_in_other_circumstances_are_others() -> None:
    before = log("apt-get install curl")
    after = [re.sub("/\037\037", "/srv\037\037", entry) for entry in log("apt-get install -y curl")]
    assert not match(before, after, ["DL3014"], [1])


def test_calls_without_an_order_are_paired() -> None:
    before, after = (
        log("apt-get install a && apt-get install b"),
        log("apt-get install -y b && apt-get install a"),
    )
    found = match(before, after, ["DL3014"], None)
    assert found
    assert sorted(found.places) == [(0, 1), (1, 0)]
    assert found.causes == ["DL3014"]
    assert match(before, after, ["DL3014"], [2]) is None
