from __future__ import annotations

import pytest

from dockfix.package_request import Request, request_of, says_yes
from dockfix.packages import APT_GET, PIP, ZYPPER
from dockfix.shell.script import Script
from dockfix.source import MappedText


def request(script: str) -> Request | None:
    """The first that `script` makes."""
    requests = (request_of(command) for command in Script(MappedText(script)).commands)
    return next((found for found in requests if found), None)


@pytest.mark.parametrize(
    ("script", "name", "packages"),
    [
        ("apt-get install curl git", "apt-get install", "curl git"),
        ("/usr/bin/apt-get -o A=b install -t sid curl", "apt-get install", "curl"),
        ("apt-get $OPTIONS install curl", "apt-get install", "curl"),
        ("apt-get install -- curl", "apt-get install", "curl"),
        ("sudo -E apt-get install curl", "apt-get install", "curl"),
        ("apk add --repository https://example.com/x --virtual .build gcc", "apk add", "gcc"),
        ("yum --enablerepo epel group install Tools", "yum group install", "Tools"),
        ("dnf -x kernel install httpd", "dnf install", "httpd"),
        ("zypper --root /mnt in -r repository httpd", "zypper in", "httpd"),
        ("pacman -Syu curl", "pacman -S", "curl"),
        ("pacman --noconfirm -Rns curl", "pacman -R", "curl"),
        ("python3 -m pip install --index-url https://example.com wheel==1", "pip install", "wheel==1"),
        ("conda install -c conda-forge -n base numpy", "conda install", "numpy"),
        ("conda env remove -n base", "conda env remove", ""),
        ("npm install --registry https://example.com left-pad@1", "npm install", "left-pad@1"),
        ("yarn global add typescript", "yarn global add", "typescript"),
        ("add-apt-repository -u ppa:a/b", "add-apt-repository", "ppa:a/b"),
    ],
)
def test_what_is_asked(script: str, name: str, packages: str) -> None:
    found = request(script)
    assert found is not None
    assert found.name == name
    assert [word.value for word in found.packages] == packages.split()


@pytest.mark.parametrize(
    "script",
    ["echo apt-get install", "apt-get", "apt-get --version", "apt-get frobnicate", "$APT install x", "pip"],
)
def test_nothing_is_asked(script: str) -> None:
    assert request(script) is None


@pytest.mark.parametrize(
    ("script", "asks"),
    [
        ("apt-get install curl", True),
        ("apt-get install -y curl", False),
        ("apt-get install curl -qy", False),
        ("apt-get install -oDpkg::Use-Pty=no curl", True),  # no `-y` in the flag's value
        ("apt-get install -t=unstable-y curl", True),
        ("apt-get install -q curl", True),
        ("apt-get -q install -q curl", False),
        ("apt-get install --quiet --quiet curl", False),
        ("apt-get install -qqq curl", False),
        ("apt-get install -q=1 curl", True),
        ("apt-get -o APT::Get::Assume-Yes=false install curl", True),
        ("apt-get -oAPT::Get::Assume-Yes=true install curl", False),
        ("apt-get install -- -y", True),
        ("apt-get install", False),
        ("apt-get update", False),
        ("apt-get -s upgrade", False),
        ("aptitude -qq install curl", True),
        ("zypper -n install httpd", False),
        ("zypper install -n httpd", True),
        ("pacman -Sy", False),
        ("pacman -Su", True),
        ("echo curl | xargs pacman -S", True),
        ("pacman -Ss curl", False),
        ("pacman -Rs curl", True),
        ("pip install wheel", False),
        ("pip uninstall wheel", True),
        ("conda clean -tipsy", False),
        ("apk add curl", False),
        ("npm install", False),
    ],
)
def test_asks(script: str, asks: bool) -> None:
    found = request(script)
    assert found is not None
    assert found.asks is asks


@pytest.mark.parametrize(
    ("script", "unknown"),
    [
        ("apt-get $A install curl", "$A"),
        ("apt-get install ${A} curl", "${A}"),
        ('apt-get "$A" install $B $C curl $D', '"$A" $B $C'),
        ("apt-get install $A", ""),
        ("apt-get install $A $B", "$A"),
        ("apt-get install curl $A", ""),
        ("apt-get install $(cat packages) $A curl", ""),
        ("apt-get install -t $A curl", ""),
    ],
)
def test_unknown(script: str, unknown: str) -> None:
    found = request(script)
    assert found is not None
    assert " ".join(word.text for word in found.unknown) == unknown


def test_verb_words() -> None:
    found = request("yum group install Tools")
    assert found is not None
    assert [word.text for word in found.verb_words] == ["group", "install"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-y", True),
        ("-qy --x", True),
        ("--yes", True),
        ("--no-install-recommends", False),
        ("curl", False),
        ("", False),
    ],
)
def test_says_yes(text: str, expected: bool) -> None:
    assert APT_GET.yes is not None
    assert says_yes(text, APT_GET.yes) is expected


def test_says_yes_before_the_verb() -> None:
    assert ZYPPER.yes is not None
    assert PIP.yes is not None
    assert says_yes("-n", ZYPPER.yes)
    assert not says_yes("-n", PIP.yes)
