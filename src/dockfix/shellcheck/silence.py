"""Scripts that ShellCheck has nothing to say of, so that it need not be asked: half of those in Dockerfiles.

They are commands between `&&`, `;` or line ends, of programs that it has no check for, with words in which
no character means anything to a shell. Tests ask ShellCheck about all such scripts of the corpus, and more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dockfix.late_pattern import late_pattern

#: Programs that it has no check for, whatever their arguments are.
PROGRAMS = frozenset(
    """
    a2dismod a2enconf a2enmod a2ensite add-apt-repository addgroup adduser apk apt apt-cache apt-get
    apt-key aptitude autoconf autoreconf bower bundle bzip2 cargo chown cmake composer conda
    curl dnf dnf5 docker-php-ext-configure docker-php-ext-enable docker-php-ext-install dotnet dpkg
    dpkg-reconfigure easy_install gem git go gradle groupadd gulp gunzip gzip ldconfig locale-gen
    make microdnf mvn ninja node npm npx pecl phpize pip pip2 pip3 pnpm poetry python python2
    python3 rpm ruby service tar touch unzip update-alternatives update-ca-certificates update-rc.d
    useradd usermod uv wget yarn yum zypper
    """.split()
)
#: What it warns of where a separator seems to be missing.
_KEYWORDS = frozenset(
    "case coproc do done elif else esac fi for function if in select then until while".split()
)
#: What is deleted most, with a wildcard.
_CLEANED = frozenset(
    """
    /root/.cache /tmp/* /usr/src/* /var/cache/apk/* /var/cache/apt/* /var/cache/apt/archives/* /var/cache/dnf
    /var/cache/yum /var/lib/apt/lists/* /var/tmp/*
    """.split()
)
_PLAIN = r"%+,\-./0-9:=@A-Z_a-z"
_WORD = rf"""/[\w./]+/\*|[{_PLAIN}]++|"[ {_PLAIN}]++\""""
_COMMAND = late_pattern(
    rf"\s*+(?P<program>(?:\./)?[\w.+-]++)(?P<words>(?:[ \t]++(?:{_WORD}))*+)[ \t]*+(?P<end>&&|;|\n|\Z)",
    re.ASCII,
)
_ASSIGNMENT = late_pattern(r"[A-Za-z_]\w*=[^=]*", re.ASCII)
_OPTION_OF_SET = late_pattern(r"-[eux]+")


def is_silent_on(script: str) -> bool:
    """Whether ShellCheck says nothing of `script`, in whatever dialect; False is not certain."""
    script = script.rstrip()
    at, end = 0, ""
    while at < len(script):
        command = _COMMAND.match(script, at)
        if command is None or not _is_plain(command["program"], command["words"].split(), command["end"]):
            return False
        at, end = command.end(), command["end"]
    return end != "&&"


def _is_plain(program: str, words: Sequence[str], end: str) -> bool:
    if not _KEYWORDS.isdisjoint(words) or (program != "rm" and any("*" in word for word in words)):
        return False
    if program == "cd":  # which may fail, unless what follows depends on it
        return len(words) == 1 and words[0].startswith("/") and end == "&&"
    if program in PROGRAMS:
        return True
    is_plain = _WITHIN_LIMITS.get(program)
    return is_plain is not None and not any('"' in word for word in words) and is_plain(words)


#: Programs that it has no check for with such arguments.
_WITHIN_LIMITS: dict[str, Callable[[Sequence[str]], bool]] = {
    "chmod": lambda words: all(word == "-R" or not word.startswith("-") for word in words),
    "export": lambda words: bool(words) and all(map(_ASSIGNMENT.fullmatch, words)),
    "mkdir": lambda words: all(word == "-p" or not word.startswith("-") for word in words),
    "rm": lambda words: words[:1] in (["-f"], ["-fr"], ["-r"], ["-rf"]) and _CLEANED.issuperset(words[1:]),
    "set": lambda words: len(words) == 1 and _OPTION_OF_SET.fullmatch(words[0]) is not None,
}
