from __future__ import annotations

import pytest

from dockfix.packages import (
    APT_GET,
    CONDA,
    DNF,
    MANAGER_OF,
    MANAGERS,
    PACMAN,
    PIP,
    YUM,
    PackageManager,
    is_exported,
    is_on,
)

ASKING = [manager for manager in MANAGERS if manager.yes]


def test_every_program_belongs_to_one_manager() -> None:
    commands = [command for manager in MANAGERS for command in manager.commands]
    assert len(commands) == len(set(commands))
    assert all(MANAGER_OF[command] in MANAGERS for command in commands)
    assert {"apt-get", "apt", "yum", "microdnf", "zypper", "apk", "micromamba", "pip3.12"} <= set(commands)


@pytest.mark.parametrize("manager", MANAGERS, ids=lambda manager: manager.name)
def test_entry_is_consistent(manager: PackageManager) -> None:
    assert manager.name in manager.commands
    assert all(name == verb.name for name, verb in manager.verbs.items())
    assert any(verb.asks for verb in manager.verbs.values()) is (manager.yes is not None)
    assert all(flag.startswith("-") for flag in manager.value_flags | manager.idle_flags)


@pytest.mark.parametrize("manager", ASKING, ids=lambda manager: manager.name)
def test_the_flag_to_add_answers(manager: PackageManager) -> None:
    yes = manager.yes
    assert yes is not None
    assert yes.flag in yes.flags
    every = yes.flags | yes.early_flags | yes.quiet_flags
    assert not every & (manager.value_flags | manager.idle_flags)
    assert yes.setting_flags <= manager.value_flags


@pytest.mark.parametrize(
    ("manager", "text", "answers"),
    [
        (APT_GET, """echo 'APT::Get::Assume-Yes "true";' > /etc/apt/apt.conf.d/90yes""", True),
        (APT_GET, r"""echo "APT::Get::Assume-Yes \"true\";" > /etc/apt/apt.conf""", True),
        (APT_GET, "printf 'apt::get::assume-yes=1;' >> /etc/apt/apt.conf.d/yes", True),
        (APT_GET, "echo 'APT { Get { Assume-Yes true; }; };' > /etc/apt/apt.conf", True),
        (APT_GET, """echo 'APT::Get::Assume-Yes "false";' > /etc/apt/apt.conf""", False),
        (APT_GET, "apt-get -o APT::Get::Assume-Yes=true install curl", False),
        (APT_GET, "echo 'Aptitude::CmdLine::Assume-Yes true;' > /etc/apt/apt.conf", False),
        (YUM, "echo assumeyes=1 >> /etc/yum.conf", True),
        (YUM, "sed -i 's/^assumeyes=.*/assumeyes=1/' /etc/yum.conf", True),
        (YUM, "yum-config-manager --save --setopt=assumeyes=1", True),
        (YUM, "echo defaultyes=1 >> /etc/yum.conf", False),
        (DNF, "echo defaultyes=True >> /etc/dnf/dnf.conf", True),
        (DNF, "echo assumeyes=no >> /etc/dnf/dnf.conf", False),
        (CONDA, "conda config --set always_yes yes", True),
        (CONDA, "echo 'always_yes: true' > ~/.condarc", True),
        (CONDA, "conda config --set always_yes no", False),
        (PIP, "pip config set uninstall.yes true", True),
        (PIP, "printf '[uninstall]\\nyes = true' > /etc/pip.conf", True),
    ],
)
def test_setting(manager: PackageManager, text: str, answers: bool) -> None:
    assert manager.yes is not None
    assert manager.yes.setting is not None
    assert manager.yes.setting.is_written_by(text) is answers


@pytest.mark.parametrize(
    ("value", "on"),
    [
        ("1", True),
        ("true", True),
        ("Yes", True),
        ("on", True),
        ("0", False),
        ("no", False),
        ("", False),
        ("10", False),
    ],
)
def test_is_on(value: str, on: bool) -> None:
    assert is_on(value) is on


@pytest.mark.parametrize(
    ("script", "exported"),
    [
        ("export CONDA_ALWAYS_YES=1", True),
        ('export PATH=/opt/conda/bin:$PATH CONDA_ALWAYS_YES="true"\nconda', True),
        ("export CONDA_ALWAYS_YES=0", False),
        ("export OTHER; CONDA_ALWAYS_YES=1 conda install numpy", False),
        ("CONDA_ALWAYS_YES=1", False),
    ],
)
def test_is_exported(script: str, exported: bool) -> None:
    assert is_exported({"CONDA_ALWAYS_YES"}, script) is exported


def test_pacman_shows_without_asking() -> None:
    assert "-s" in PACMAN.verbs["-S"].idle_flags
    assert "-s" not in PACMAN.verbs["-R"].idle_flags
