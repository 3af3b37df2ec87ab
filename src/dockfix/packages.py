"""The package managers, as data: what they are called, what they are asked to do, how they are told yes.

Rules look here and hold no such knowledge themselves. The facts are those of the programs' manuals and, where
these are silent, of their sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from itertools import product

from dockfix.named_tuple import NamedTuple

#: What follows the name of a setting or a variable, up to its value, and what switches it on and off.
_IS = r"""[\s:="'\\]+"""
_TRUE, _FALSE = r"(?:true|yes|on|1|y)\b", r"(?:false|no|off|0|n)\b"
_ON = _IS + _TRUE


class Purpose(StrEnum):
    """What a verb is for."""

    INSTALL = "install"
    UPGRADE = "upgrade"
    REMOVE = "remove"
    REFRESH = "refresh"
    CLEAN = "clean"
    OTHER = "other"


class Verb(NamedTuple):
    """One thing that a manager can be asked to do: `install`, `group install`, `-S`."""

    name: str
    purpose: Purpose
    #: Whether it asks before it acts.
    asks: bool = False
    #: Flags with which it only shows something, and asks nothing.
    idle_flags: frozenset[str] = frozenset()
    #: Flags with which it acts without being given packages; None where it always does.
    acts_alone_with: frozenset[str] | None = None


class Setting(NamedTuple):
    """A line of configuration. All three are regular expressions."""

    #: What is set.
    name: str
    #: What the files that hold it, and the programs that write it, are called.
    holder: str
    #: To what it is set.
    value: str = _TRUE

    def is_in(self, text: str) -> bool:
        """Whether `text` has the line."""
        # `\n` is how printf and `echo -e` write the start of a line.
        pattern = rf"(?:\b|(?<=\\n)){self.name}{_IS}{self.value}"
        return re.search(pattern, text, re.IGNORECASE) is not None

    def is_written_by(self, text: str) -> bool:
        """Whether `text`, an instruction's or a script's, writes the line where it is read."""
        return self.is_held_by(text) and self.is_in(text)

    def is_held_by(self, text: str) -> bool:
        """Whether `text` names a file that may hold the line."""
        return re.search(self.holder, text) is not None


class Yes(NamedTuple):
    """How a manager is told yes."""

    #: The flag to add, and whether that belongs in front of the verb.
    flag: str
    before_verb: bool = False
    #: Every flag that answers.
    flags: frozenset[str] = frozenset()
    #: Flags that answer in front of the verb only; after it they mean something else.
    early_flags: frozenset[str] = frozenset()
    #: Flags that answer if they are given twice, or 2 as their value.
    quiet_flags: frozenset[str] = frozenset()
    #: Flags whose value is a line of configuration.
    setting_flags: frozenset[str] = frozenset()
    setting: Setting | None = None
    #: Environment variables that answer if they are set to something true.
    variables: frozenset[str] = frozenset()
    #: A regular expression for images that are too old for the flag, and ask nothing.
    too_old: str = ""


class Lean(NamedTuple):
    """How a manager is told to install what is asked for and what that depends on, and no more."""

    #: The flag to add.
    flag: str
    #: Every flag that says so.
    flags: frozenset[str]
    #: Flags whose value is a line of configuration.
    setting_flags: frozenset[str]
    setting: Setting

    def is_in(self, flags: str) -> bool:
        """Whether it is told so in `flags`, the value of a variable that stands among the flags."""
        return not self.flags.isdisjoint(flags.split()) or self.setting.is_in(flags)


class Readers(NamedTuple):
    """What reads a cache that is there, and does not fill it before."""

    #: What the manager's verbs are for that read it.
    purposes: frozenset[Purpose] = frozenset()
    #: Flags with which those verbs fill it before.
    fresh_flags: frozenset[str] = frozenset()
    #: Flags with which any verb reads it as it is.
    stale_flags: frozenset[str] = frozenset()
    #: Other programs that read it.
    programs: frozenset[str] = frozenset()


class Cache(NamedTuple):
    """A directory where a manager keeps what it has downloaded, and can get again."""

    path: str
    #: What fills it.
    filled_by: frozenset[Purpose]
    #: The verbs, or the flags, that empty it.
    emptied_by: frozenset[str] = frozenset()
    #: Flags, and environment variables, with which it stays empty.
    off_flags: frozenset[str] = frozenset()
    off_variables: frozenset[str] = frozenset()
    #: Configuration with which it stays empty.
    off_setting: Setting | None = None
    #: The flag to add, so that it stays empty; a regular expression for images that are too old for it.
    off_flag: str = ""
    too_old: str = ""
    #: The command that empties it; `{program}` is what has filled it.
    cleaning: str = ""
    #: Flags and variables that say where it is instead, and what follows their value.
    moved_by: Mapping[str, str] = {}
    #: A regular expression for what is written where the downloads in it are to stay.
    wanted: str = ""
    readers: Readers = Readers()


class PackageManager(NamedTuple):
    """One package manager."""

    name: str
    #: What its programs are called.
    commands: frozenset[str]
    #: By name; the only one is called "" where the program has no verbs.
    verbs: Mapping[str, Verb]
    #: Flags that take the next argument as their value.
    value_flags: frozenset[str] = frozenset()
    #: Flags with which it only shows something, and asks nothing.
    idle_flags: frozenset[str] = frozenset({"-h", "--help", "--version"})
    #: None for one that never asks.
    yes: Yes | None = None
    #: What stands between a package and its version.
    pins: tuple[str, ...] = ()
    #: Where it keeps what it has downloaded.
    caches: tuple[Cache, ...] = ()
    #: The verb that is meant where no operand names one.
    default_verb: str = ""
    #: How it is told to install no packages that are only recommended; None for one that installs none.
    lean: Lean | None = None


def is_on(value: str) -> bool:
    """Whether `value` switches on what a variable or a setting stands for."""
    return re.fullmatch(_ON, f"={value}", re.IGNORECASE) is not None


def is_exported(variables: Iterable[str], script: str) -> bool:
    """Whether `script` switches on one of `variables` for the commands that come after it."""
    return any(re.search(rf"\bexport\b[^;&|\n]*\b{name}{_ON}", script, re.IGNORECASE) for name in variables)


def _verbs(purpose: Purpose, names: str, *, asks: bool = False) -> dict[str, Verb]:
    return {name: Verb(name, purpose, asks) for name in names.split()}


def _two_word_verbs(purpose: Purpose, nouns: str, names: str) -> dict[str, Verb]:
    """`group install` and the like; all of them ask."""
    both = (f"{noun} {name}" for noun, name in product(nouns.split(), names.split()))
    return {name: Verb(name, purpose, asks=True) for name in both}


def _flags(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INSTALL, _UPGRADE, _REMOVE = Purpose.INSTALL, Purpose.UPGRADE, Purpose.REMOVE
_REFRESH, _CLEAN, _OTHER = Purpose.REFRESH, Purpose.CLEAN, Purpose.OTHER
_CHANGES = frozenset({_INSTALL, _UPGRADE})

# --- apt -------------------------------------------------------------------------------------------------

# Without packages these do nothing, and so ask nothing, unless they are told to repair or to tidy up.
_APT_ALONE = _flags("-f --fix-broken --autoremove --auto-remove")
_APT_VERBS = {
    **{name: Verb(name, _INSTALL, True, acts_alone_with=_APT_ALONE) for name in ("install", "reinstall")},
    **{name: Verb(name, _REMOVE, True, acts_alone_with=_APT_ALONE) for name in ("remove", "purge")},
    **_verbs(_INSTALL, "build-dep satisfy", asks=True),
    **_verbs(_UPGRADE, "upgrade dist-upgrade full-upgrade dselect-upgrade", asks=True),
    **_verbs(_REMOVE, "autoremove auto-remove autopurge", asks=True),
    **_verbs(_REFRESH, "update"),
    **_verbs(_CLEAN, "clean autoclean auto-clean distclean dist-clean"),
}
_APT_VALUE_FLAGS = _flags(
    "-o --option -c --config-file -t --target-release --default-release -a --host-architecture"
    " -P --build-profiles -S --snapshot --with-source --solver --planner --comment"
)
_APT_IDLE_FLAGS = _flags(
    "-h --help -v --version -s --simulate --just-print --dry-run --recon --no-act --print-uris --assume-no"
)
# To remove packages, what is installed is all that apt looks at.
APT_LISTS = Cache(
    "/var/lib/apt/lists",
    frozenset({_REFRESH}),
    _flags("distclean dist-clean"),
    cleaning="rm -rf /var/lib/apt/lists/*",
    readers=Readers(
        frozenset({_INSTALL, _UPGRADE, _OTHER}),
        programs=_flags(
            "apt-cache apt-fast apt-file apt-rdepends apt-show-versions apt-src dselect equivs-build gdebi"
            " grep-aptavail mk-build-deps netselect-apt nala rosdep synaptic tasksel unattended-upgrade wajig"
        ),
    ),
)
_APT_CACHES = (
    APT_LISTS,
    Cache("/var/cache/apt/archives", _CHANGES, _flags("clean distclean dist-clean")),
)
APT_LEAN = Lean(
    "--no-install-recommends",
    _flags("--no-install-recommends"),
    _flags("-o --option"),
    Setting("Install-Recommends", r"apt\.conf", _FALSE),
)
# `--force-yes` and `DEBIAN_FRONTEND=noninteractive` leave the question whether to go on unanswered.
_APT_YES = Yes(
    "-y",
    flags=_flags("-y --yes --assume-yes"),
    quiet_flags=_flags("-q --quiet --silent"),
    setting_flags=_flags("-o --option"),
    setting=Setting(r"(?<!CmdLine::)Assume-Yes", r"apt\.conf"),
)

APT_GET = PackageManager(
    "apt-get",
    _flags("apt-get"),
    {**_APT_VERBS, **_verbs(_OTHER, "source download changelog check indextargets markauto unmarkauto")},
    _APT_VALUE_FLAGS,
    _APT_IDLE_FLAGS,
    _APT_YES,
    ("=",),
    _APT_CACHES,
    lean=APT_LEAN,
)
APT = PackageManager(
    "apt",
    _flags("apt"),
    {
        **_APT_VERBS,
        **_verbs(
            _OTHER, "source download changelog list search show policy depends rdepends showsrc edit-sources"
        ),
    },
    _APT_VALUE_FLAGS,
    _APT_IDLE_FLAGS,
    _APT_YES,
    ("=",),
    _APT_CACHES,
    lean=APT_LEAN,
)
# Said twice, `-q` answers for apt-get but not for aptitude.
APTITUDE = PackageManager(
    "aptitude",
    _flags("aptitude"),
    {
        **_verbs(_INSTALL, "install reinstall build-dep", asks=True),
        **_verbs(_UPGRADE, "upgrade safe-upgrade full-upgrade dist-upgrade", asks=True),
        **_verbs(_REMOVE, "remove purge", asks=True),
        **_verbs(_REFRESH, "update"),
        **_verbs(_CLEAN, "clean autoclean"),
        **_verbs(_OTHER, "search show download changelog versions why why-not"),
    },
    _flags(
        "-o -t --target-release --default-release -F --display-format -w --width -O --sort --add-user-tag"
    ),
    _flags("-h --help --version -s --simulate"),
    Yes(
        "-y",
        flags=_flags("-y --assume-yes"),
        setting_flags=_flags("-o"),
        setting=Setting("CmdLine::Assume-Yes", r"apt\.conf"),
    ),
    ("=",),
    _APT_CACHES,
    lean=APT_LEAN._replace(
        flag="--without-recommends", flags=_flags("-R --without-recommends"), setting_flags=_flags("-o")
    ),
)
ADD_APT_REPOSITORY = PackageManager(
    "add-apt-repository",
    _flags("add-apt-repository apt-add-repository"),
    {"": Verb("", _OTHER, asks=True)},
    _flags("-p --pocket -c --component -k --keyserver -P --ppa -C --cloud -U --uri -S --sourceslist"),
    _flags("-h --help --dry-run -L --list"),
    Yes("-y", flags=_flags("-y --yes"), too_old=r"ubuntu:(?:10\.|lucid|maverick)|debian:(?:6|squeeze)"),
)

# --- rpm -------------------------------------------------------------------------------------------------

_YUM_VERBS = {
    **_verbs(_INSTALL, "install localinstall groupinstall reinstall downgrade swap", asks=True),
    **_verbs(
        _UPGRADE,
        "update upgrade update-to upgrade-to update-minimal upgrade-minimal localupdate groupupdate"
        " distro-sync distribution-synchronization",
        asks=True,
    ),
    **_verbs(_REMOVE, "remove erase autoremove groupremove grouperase", asks=True),
    **_two_word_verbs(_INSTALL, "group groups module", "install"),
    **_two_word_verbs(_UPGRADE, "group groups module", "update upgrade"),
    **_two_word_verbs(_REMOVE, "group groups module", "remove erase"),
    **_two_word_verbs(_OTHER, "module", "enable disable reset switch-to"),
    **_two_word_verbs(_OTHER, "history", "undo redo rollback"),
    **_verbs(_REFRESH, "makecache check-update"),
    **{f"clean {what}": Verb(f"clean {what}", _CLEAN) for what in ("all", "metadata")},
    **_verbs(_OTHER, "clean list info search provides whatprovides repolist deplist grouplist groupinfo"),
}
_YUM_VALUE_FLAGS = _flags(
    "-c --config -d --debuglevel -e --errorlevel -R --randomwait -x --exclude --excludepkgs --disableexcludes"
    " --disableexcludepkgs --installroot --enablerepo --disablerepo --repo --repoid --repofrompath"
    " --releasever --setopt --enableplugin --disableplugin --rpmverbosity"
    " --color --downloaddir --destdir --forcearch --advisory --advisories --bz --bzs --cve --cves --comment"
)
_YUM_IDLE_FLAGS = _flags("-h --help --version --assumeno")


def _yum_cache(path: str) -> Cache:
    return Cache(
        path,
        _CHANGES | {_REFRESH},
        frozenset({"clean all", "clean metadata"}),
        cleaning="{program} clean all",
        moved_by={"--installroot": path},
        wanted="--downloadonly|keepcache",
        readers=Readers(stale_flags=_flags("-C --cacheonly")),
    )


def _yum_yes(settings: str) -> Yes:
    return Yes(
        "-y",
        flags=_flags("-y --assumeyes"),
        setting_flags=_flags("--setopt"),
        setting=Setting(f"(?:{settings})", r"(?:yum|dnf)\.conf|config-manager"),
    )


YUM = PackageManager(
    "yum",
    _flags("yum"),
    _YUM_VERBS,
    _YUM_VALUE_FLAGS,
    _YUM_IDLE_FLAGS,
    _yum_yes("assumeyes"),
    ("-",),
    tuple(map(_yum_cache, ("/var/cache/yum", "/var/cache/dnf"))),
)
# Where `defaultyes` is set, dnf takes the end of its input for yes.
DNF = PackageManager(
    "dnf",
    _flags("dnf dnf-3 dnf5 microdnf"),
    {
        **_YUM_VERBS,
        **_verbs(_INSTALL, "in rei dg builddep debuginfo-install", asks=True),
        **_verbs(_UPGRADE, "up up-min distrosync dsync", asks=True),
        **_verbs(_REMOVE, "rm", asks=True),
        **_two_word_verbs(_OTHER, "copr", "enable"),
        **_verbs(_REFRESH, "mc"),
    },
    _YUM_VALUE_FLAGS,
    _YUM_IDLE_FLAGS,
    _yum_yes("assumeyes|defaultyes"),
    ("-",),
    tuple(map(_yum_cache, ("/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/yum"))),
)
# After a verb, `-n` is the flag `--name`.
ZYPPER = PackageManager(
    "zypper",
    _flags("zypper"),
    {
        **_verbs(_INSTALL, "install in source-install si install-new-recommends inr", asks=True),
        **_verbs(_UPGRADE, "update up patch dist-upgrade dup", asks=True),
        **_verbs(_REMOVE, "remove rm removeptf rmptf", asks=True),
        **_verbs(_OTHER, "verify ve", asks=True),
        **_verbs(_REFRESH, "refresh ref refresh-services refs"),
        **_verbs(_CLEAN, "clean cc"),
        **_verbs(_OTHER, "addrepo ar removerepo rr modifyrepo mr repos lr search se info if list-updates lu"),
    },
    _flags(
        "-c --config -D --reposd-dir -C --cache-dir --raw-cache-dir --solv-cache-dir --pkg-cache-dir"
        " -R --root --installroot --releasever -p --plus-repo --plus-content --userdata -r --repo --from"
        " -t --type --download --capability"
    ),
    _flags("-h --help -V --version"),
    Yes(
        "--non-interactive",
        before_verb=True,
        flags=_flags("--non-interactive -y --no-confirm"),
        early_flags=_flags("-n"),
    ),
    ("=",),
    (
        Cache(
            "/var/cache/zypp",
            _CHANGES | {_REFRESH},
            _flags("clean cc"),
            cleaning="zypper clean --all",
            moved_by={
                **dict.fromkeys(("-R", "--root", "--installroot"), "/var/cache/zypp"),
                **dict.fromkeys(("-C", "--cache-dir"), ""),
            },
            wanted=r"--download-only|\bin(?:stall)?\s+-d\b|keep-?packages",
            readers=Readers(stale_flags=_flags("--no-refresh")),
        ),
    ),
)

# --- other distributions ---------------------------------------------------------------------------------

APK = PackageManager(
    "apk",
    _flags("apk"),
    {
        **_verbs(_INSTALL, "add"),
        **_verbs(_UPGRADE, "upgrade"),
        **_verbs(_REMOVE, "del"),
        **_verbs(_REFRESH, "update"),
        **_verbs(_OTHER, "fix cache fetch info list search policy"),
    },
    _flags(
        "-X --repository -p --root -t --virtual --arch --cache-dir --cache-max-age --keys-dir --progress-fd"
        " --repositories-file --timeout --wait"
    ),
    pins=("=", "~", "<", ">"),
    caches=tuple(
        Cache(
            path,
            _CHANGES | {_REFRESH},
            off_flags=_flags("--no-cache --no-network"),
            off_flag="--no-cache",
            too_old=r"alpine.*(?<![\d.])(?:2\.\d+|3\.[0-2])(?![\d])",
            moved_by={**dict.fromkeys(("-p", "--root"), path), "--cache-dir": ""},
            readers=Readers(
                frozenset({_INSTALL, _UPGRADE, _OTHER}),
                fresh_flags=_flags("-U --update-cache --update"),
                stale_flags=_flags("--no-network"),
            ),
        )
        for path in ("/var/cache/apk", "/etc/apk/cache")
    ),
)
_PACMAN_IDLE = "-p --print -h --help"
_SYNC_IDLE = _flags(f"-s --search -i --info -l --list -g --groups -c --clean {_PACMAN_IDLE}")
_SYNC_ALONE = _flags("-u --sysupgrade")
PACMAN = PackageManager(
    "pacman",
    _flags("pacman yay paru"),
    {
        **{name: Verb(name, _INSTALL, True, _SYNC_IDLE, _SYNC_ALONE) for name in ("-S", "--sync")},
        **{name: Verb(name, _INSTALL, True, _flags(_PACMAN_IDLE)) for name in ("-U", "--upgrade")},
        **{name: Verb(name, _REMOVE, True, _flags(_PACMAN_IDLE)) for name in ("-R", "--remove")},
        **_verbs(_OTHER, "-Q --query -D --database -F --files -T --deptest"),
    },
    _flags(
        "-b --dbpath -r --root --config --cachedir --gpgdir --hookdir --logfile --arch --color --ignore"
        " --ignoregroup --assume-installed --overwrite --print-format"
    ),
    yes=Yes("--noconfirm", flags=_flags("--noconfirm")),
    caches=(Cache("/var/cache/pacman/pkg", _CHANGES, _flags("-c --clean")),),
)

# --- languages -------------------------------------------------------------------------------------------

# `-p` is not among the flags that take a value: for `clean` it means `--packages`.
_CONDA_VALUE_FLAGS = _flags(
    "-n --name --prefix -c --channel --file --solver --experimental-solver --revision"
)
_CONDA_IDLE_FLAGS = _flags("-h --help -V --version -d --dry-run")
_CONDA_VERBS = {
    **_verbs(_INSTALL, "install create", asks=True),
    **_verbs(_UPGRADE, "update upgrade", asks=True),
    **_verbs(_REMOVE, "remove uninstall", asks=True),
    **_verbs(_CLEAN, "clean", asks=True),
    **_two_word_verbs(_REMOVE, "env", "remove"),
    **_verbs(_OTHER, "config info init list run search activate"),
}


_CONDA_CACHES = (Cache("/opt/conda/pkgs", _CHANGES, _flags("clean")),)


def _conda_yes(variables: str) -> Yes:
    setting = Setting("always_yes", r"config|condarc|mambarc")
    return Yes("-y", flags=_flags("-y --yes"), setting=setting, variables=_flags(variables))


CONDA = PackageManager(
    "conda",
    _flags("conda"),
    _CONDA_VERBS,
    _CONDA_VALUE_FLAGS,
    _CONDA_IDLE_FLAGS,
    _conda_yes("CONDA_ALWAYS_YES"),
    ("=", "<", ">"),
    _CONDA_CACHES,
)
MAMBA = PackageManager(
    "mamba",
    _flags("mamba micromamba"),
    {**_CONDA_VERBS, **_verbs(_OTHER, "self-update", asks=True)},
    _CONDA_VALUE_FLAGS | _flags("-r --root-prefix --rc-file"),
    _CONDA_IDLE_FLAGS,
    _conda_yes("MAMBA_ALWAYS_YES CONDA_ALWAYS_YES"),
    ("=", "<", ">"),
    _CONDA_CACHES,
)
# Images whose own pip is older than 6.0, and has neither the cache nor the flag.
_OLDER_THAN_PIP_6 = (
    r"^(?:[^/]*/)?(?:debian|ubuntu|buildpack-deps):(?:[678]\b|1[0-5]\.\d\d|squeeze|wheezy|jessie|lucid|maverick"
    r"|natty|oneiric|precise|quantal|raring|saucy|trusty|utopic|vivid|wily)|phusion/baseimage:0\.9\."
    r"|^java(?::(?!.*alpine)|$)|alpine:(?:2\.\d+|3\.[01])\b|^fedora:(?:1\d|2[01])\b|^opensuse:13"
)
PIP = PackageManager(
    "pip",
    _flags(f"pip pip2 pip2.7 pip3 {' '.join(f'pip3.{minor}' for minor in range(3, 30))}"),
    {
        **_verbs(_INSTALL, "install"),
        **_verbs(_REMOVE, "uninstall", asks=True),
        **{name: Verb(name, _CLEAN) for name in ("cache purge", "cache remove")},
        **_verbs(_OTHER, "download wheel freeze list show check config cache"),
    },
    _flags(
        "-r --requirement -c --constraint -e --editable -t --target -i --index-url --extra-index-url -f"
        " --find-links --proxy --timeout --retries --cert --client-cert --cache-dir --log --trusted-host"
        " --root --prefix --src -d --dest -w --wheel-dir --platform --python-version --implementation --abi"
        " --progress-bar --no-binary --only-binary --global-option --install-option -C --config-settings"
        " --python --exists-action --use-feature --use-deprecated --upgrade-strategy --report"
    ),
    _flags("-h --help -V --version"),
    Yes(
        "-y",
        flags=_flags("-y --yes"),
        setting=Setting("yes", r"pip\.conf|\bpip3? config"),
        variables=_flags("PIP_YES"),
    ),
    ("==", "===", "~=", ">=", "<=", "!=", ">", "<", "@"),
    (
        Cache(
            "/root/.cache/pip",
            _CHANGES,
            frozenset({"cache purge"}),
            _flags("--no-cache-dir --no-cache"),
            _flags("PIP_NO_CACHE_DIR"),
            # Any value does: pip takes `false` for the same as `true`.
            Setting("no-cache-dir", r"pip\.conf|\bpip3? config", rf"(?:{_TRUE}|{_FALSE})"),
            "--no-cache-dir",
            _OLDER_THAN_PIP_6,
            moved_by={"--cache-dir": "", "PIP_CACHE_DIR": "", "XDG_CACHE_HOME": "/pip"},
        ),
    ),
)
GEM = PackageManager(
    "gem",
    _flags("gem"),
    {
        **_verbs(_INSTALL, "install i"),
        **_verbs(_UPGRADE, "update"),
        **_verbs(_REMOVE, "uninstall"),
        **_verbs(_CLEAN, "cleanup"),
    },
    _flags(
        "-v --version -i --install-dir -n --bindir -s --source -P --trust-policy --platform -p --http-proxy"
    ),
    _flags("-h --help"),
    pins=(":",),
    caches=(Cache("/root/.gem", _CHANGES),),
)
NPM = PackageManager(
    "npm",
    _flags("npm"),
    {
        **_verbs(_INSTALL, "install i add ci"),
        **_verbs(_UPGRADE, "update up upgrade"),
        **_verbs(_REMOVE, "uninstall remove rm un"),
        **{name: Verb(name, _CLEAN) for name in ("cache clean",)},
        **_verbs(_OTHER, "run run-script start test build exec config cache"),
    },
    _flags("--registry --prefix --cache --loglevel --userconfig -w --workspace --omit --include"),
    pins=("@",),
    caches=(Cache("/root/.npm", _CHANGES, frozenset({"cache clean"})),),
)


def _yarn_cache(path: str) -> Cache:
    return Cache(
        path,
        _CHANGES,
        frozenset({"cache clean"}),
        cleaning="yarn cache clean",
        moved_by={"--cache-folder": "", "YARN_CACHE_FOLDER": "", "XDG_CACHE_HOME": "/yarn"},
    )


YARN = PackageManager(
    "yarn",
    _flags("yarn yarnpkg"),
    {
        **_verbs(_INSTALL, "install add"),
        **_verbs(_UPGRADE, "upgrade up"),
        **_verbs(_REMOVE, "remove"),
        **{name: Verb(name, _INSTALL) for name in ("global add",)},
        **{name: Verb(name, _CLEAN) for name in ("cache clean",)},
        **_verbs(_OTHER, "run build start test config"),
    },
    _flags("--registry --cache-folder --modules-folder --cwd --network-timeout --mutex --use-yarnrc"),
    _flags("-h --help -v --version"),
    pins=("@",),
    caches=tuple(map(_yarn_cache, ("/usr/local/share/.cache/yarn", "/root/.cache/yarn"))),
    default_verb="install",
)

GO = PackageManager(
    "go",
    _flags("go"),
    {**_verbs(_INSTALL, "install get run"), **_verbs(_OTHER, "build test generate mod env list vet version")},
    _flags(
        "-C -o -p -asmflags -buildmode -buildvcs -compiler -gccgoflags -gcflags -installsuffix -ldflags -mod"
        " -modfile -overlay -pgo -pkgdir -tags -toolexec -exec"
    ),
    pins=("@",),
)

MANAGERS = (
    APT_GET,
    APT,
    APTITUDE,
    ADD_APT_REPOSITORY,
    YUM,
    DNF,
    ZYPPER,
    APK,
    PACMAN,
    CONDA,
    MAMBA,
    PIP,
    GEM,
    NPM,
    YARN,
    GO,
)
#: The manager that each program belongs to.
MANAGER_OF = {command: manager for manager in MANAGERS for command in manager.commands}
