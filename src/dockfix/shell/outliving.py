"""What ends with its RUN although it is no part of the shell: processes, and files that the builder provides.

Every RUN starts in a fresh container: processes that the one before left running are gone, `/etc/hosts` is
new, and the shell is whatever program stands at its path now. In one RUN they are all still there.
"""

from __future__ import annotations

import re

from dockfix.late_pattern import late_pattern
from dockfix.shell.dialect import Shell

_STARTED = "`{}` leaves a process running, and that ends with its RUN"
_PROVIDED = "`{}` is made anew for every RUN"

# Lengths are bounded, so that a script of any kind is searched in a time that grows with its length.
# By a word that must be in the text: how to make sure, and what to say; {} is what the first group holds.
# `re` compiles them when they are first needed: most scripts have none of the words.
_SIGNS: dict[str, list[tuple[str, str]]] = {
    "start": [
        (r"\b((?:service|rc-service)\s+\S{1,200}\s+(?:re)?start)\b", _STARTED),
        (r"((?:/etc/(?:rc\.d/)?)?\binit\.d/\S{1,200}\s+(?:re)?start)\b", _STARTED),
        (
            r"\b((?:systemctl|invoke-rc\.d|pg_ctlcluster|initctl)\s[^;&|]{0,500}\b(?:re)?start)\b",
            _STARTED,
        ),
        (
            r"\b((?:pg_ctl|apachectl|apache2ctl|adb|rabbitmqctl|start)\b[^;&|]{0,500}\s(?:re)?start)\b",
            _STARTED,
        ),
    ],
    "start-stop-daemon": [
        (r"\b(start-stop-daemon\s[^;&|]{0,500}(?:--start|-S))\b", _STARTED),
    ],
    "mysqld": [
        (
            r"(?:^|[;&|(\"']\s*)(?:/\S{0,200}/)?(mysqld_safe|mysqld)\s(?![^;&|]{0,500}(?:--initialize|--bootstrap))",
            _STARTED,
        ),
    ],
    "daemon": [
        (r"\s(--daemon(?:ize)?)\b", _STARTED),
        (r"\b(dbus-daemon\s)", _STARTED),
    ],
    "mongod": [
        (r"\b(mongod\s[^;&|]{0,500}--fork)\b", _STARTED),
    ],
    "couchdb": [
        (r"\b(couchdb\s+-b)\b", _STARTED),
    ],
    "ssh-agent": [
        (r"\b(ssh-agent)\b(?!\s+[^-\s])", _STARTED),
    ],
    "Xvfb": [
        (r"(?:^|[;&|(]\s*)(Xvfb)\s", _STARTED),
    ],
    "supervisord": [
        (r"(?:^|[;&|(]\s*)(?:/\S{0,200}/)?(supervisord)\b(?![\w./-])", _STARTED),
    ],
    "dockerd": [
        (r"(?:^|[;&|(]\s*)(dockerd)\b", _STARTED),
    ],
    "rpcbind": [
        (r"(?:^|[;&|(]\s*)(rpcbind)\b", _STARTED),
    ],
    "screen": [
        (r"\b(screen\s+-d)", _STARTED),
    ],
    "tmux": [
        (r"\b(tmux\s+new\S*\s+-d)", _STARTED),
    ],
    "nginx": [
        (r"(?:^|[;&|(]\s*)(?:/\S{0,200}/)?(nginx)\s*(?:$|[;&|)])", _STARTED),
    ],
    "&": [
        (r"\s-\w*c\s+(?:\"[^\"]{0,5000}|'[^']{0,5000})(?<![&>])(&)(?![&>])", _STARTED),
    ],
    "/etc/": [
        (r"(/etc/(?:hosts|resolv\.conf|hostname))(?![\w./-])", _PROVIDED),
    ],
    "/dev/shm": [
        (r"(/dev/shm)\b", _PROVIDED),
    ],
    "/proc/sys": [
        (r"(/proc/sys)/", _PROVIDED),
    ],
    "sysctl": [
        (r"(?:^|[;&|(]\s*)(sysctl)\s", _PROVIDED),
    ],
    "mount": [
        (r"(?:^|[;&|(]\s*|\bsudo\s+)(u?mount)\s+[-/]", _PROVIDED),
    ],
    "iptables": [
        (r"(?:^|[;&|(]\s*|\bsudo\s+)(ip6?tables)\s+-", _PROVIDED),
    ],
    "hostname": [
        (r"(?:^|[;&|(]\s*|\bsudo\s+)(hostname)\s+[^-\s;&|)]", _PROVIDED),
    ],
}
_STOPPED = r"(?:\bservice\s+|\binit\.d/){}\s+stop\b"
_SERVICE = late_pattern(r"(?:\bservice\s+|\binit\.d/)(\S{1,200})\s+(?:re)?start\b")

_SHELL_REPLACED = late_pattern(
    r"\b(?:ln|mv|cp|rm|unlink|install|dpkg-divert|update-alternatives)\s[^;&|]{0,500}?"
    r"(?<![\w!])(?:/usr)?/bin/(?:sh|bash|dash|ash)(?![\w./-])|\breconfigure\b[^;&|]{0,500}\bdash\b|\bdash/sh\b"
    r"|\bcd\s+(?:/usr)?/bin\s.{0,500}\b(?:ln|mv|cp|rm)\s[^;&|]{0,500}(?<=\s)(?:sh|bash|dash|ash)(?![\w./-])"
    r"|\b\w+-binsh\b"
)


def outliving(text: str, shell: Shell) -> str:
    """Why a script that follows in the same RUN may find more than in a RUN of its own; "" if it cannot."""
    for word, signs in _SIGNS.items():
        if word in text:
            for pattern, reason in signs:
                for match in re.finditer(pattern, text):
                    if not _is_stopped(text, match):
                        return reason.format(match[1])
    if _replaces_shell(text):
        return f"`{shell.argv[0]}` is replaced, and a RUN of its own would be read by the new one"
    return ""


def _is_stopped(text: str, start: re.Match[str]) -> bool:
    """Whether the service that is started is stopped again afterwards."""
    service = _SERVICE.search(start[0])
    return bool(service and re.compile(_STOPPED.format(re.escape(service[1]))).search(text, start.end()))


def _replaces_shell(text: str) -> bool:
    return ("/bin" in text or "dash" in text or "binsh" in text) and bool(_SHELL_REPLACED.search(text))
