"""The pieces that hadolint reads a Dockerfile by, as regular expressions.

None of them goes back on what it has taken (`++`, `*+`), so that they take time in proportion to the text.
"""

from __future__ import annotations

import re

from dockfix.syntax.grammar import KEYWORDS

COPY_FLAGS = frozenset(("from", "chown", "chmod", "link", "parents", "exclude"))
ADD_FLAGS = frozenset(("checksum", "chown", "chmod", "link", "keep-git-dir", "unpack", "exclude"))
HEALTH_FLAGS = frozenset(("interval", "timeout", "start-period", "start-interval", "retries"))
_SECRET_FIELDS = frozenset(("target", "id", "required", "source", "mode", "uid", "gid", "env"))
#: The fields that each kind of mount may have, and the kinds that need no target.
MOUNT_FIELDS = {
    "bind": frozenset(("target", "source", "from", "ro", "relabel")),
    "cache": frozenset(("target", "sharing", "id", "ro", "from", "source", "mode", "uid", "gid")),
    "tmpfs": frozenset(("target", "size")),
    "secret": _SECRET_FIELDS,
    "ssh": _SECRET_FIELDS,
}
NO_TARGET = ("secret", "ssh")
SAME_FIELD = {"src": "source", "dst": "target", "destination": "target"}


class Patterns:
    """The patterns of a file under one escape character, each compiled when it is first used."""

    def __init__(self, escape: str) -> None:
        self.escape = escape
        self._sources = _sources(re.escape(escape))

    def __getattr__(self, name: str) -> re.Pattern[str]:
        pattern = re.compile(self._sources[name], re.IGNORECASE)
        setattr(self, name, pattern)
        return pattern


def _sources(mark: str) -> dict[str, str]:
    # A continuation takes in the empty lines and the comment lines that follow it.
    bare_break = rf"(?:{mark}[ \t]*\n++(?:[ \t]*#[^\n]*\n++)*+)"
    line_break = rf"(?:{bare_break}[ \t]*+)"
    maybe_blank = rf"(?:[ \t]++|{line_break})*+"
    blank = rf"(?:{bare_break}*+[ \t]++{maybe_blank})"
    rest_of_line = rf"(?:{line_break}|[^\n{mark}]++|{mark}++(?!\n))"

    def word(stop: str = "") -> str:
        return rf"(?:{line_break}|[^ \t\n{mark}{stop}]++|{mark}++(?!\n))++"

    def quoted(quote: str) -> str:
        return rf"(?:{line_break}|[^{mark}\n{quote}]++|{mark}++(?!{quote})|{mark}{quote})*+"

    def name(stop: str) -> str:
        expansion = r"\$(?:\{(?:[^{} \t\n]|\{[^{} \t\n]*\})*+\}?+)?+"
        return rf"(?:{expansion}|{word(stop + '$')})++"

    def value(stop: str) -> str:
        return rf"""(?:{line_break}|[^{mark}\n \t'"{stop}]++|{mark}++(?![ \t])|{mark}[ \t])++"""

    def items(item: str) -> str:
        return (
            rf"\[{maybe_blank}(?:{item}{maybe_blank}(?:,{maybe_blank}{item}{maybe_blank})*+)?+\]{maybe_blank}"
        )

    string = f'"{quoted(chr(34))}"'
    limit = rf"(?:\d++|\${word('/-')})"
    port = rf"(?>{limit}-{limit}(?:/(?:tcp|udp))?+|\${word('$')}|\d++/(?:tcp|udp)|\d++(?![/-]))"
    return {
        "blank": blank,
        "cmd": "cmd",
        "comment": rf"#[ \t]*(?-i:syntax[ \t]*=[ \t]*{rest_of_line}++|escape[ \t]*=[ \t]*[^\n\\]|[^\n]*+)",
        "copy_flag": rf"--(?-i:(?P<name>from|chown|chmod|exclude|checksum)={word()}"
        r"|(?P<short>link|parents|keep-git-dir|unpack)(?:=(?:true|false))?+)",
        "end_of_line": rf"(?:[ \t]++|\n++|{line_break})++",
        "exec_form": items(string),
        "file": word(),
        "file_strings": items(r'"(?:[^"\\]|\\.)*+"'),
        "base_image": rf"(?:--platform={word()}{blank})?+(?!--)(?:{name('.')}\.{name('/')}/)?+{name('@:')}"
        rf"(?::{name('@:')})?+(?:@{word('@')})?+(?:{blank}as{blank}{word()})?+",
        "health_flag": r"--(?-i:(?P<name>interval|timeout|start-period|start-interval)=\d++(?:\.\d++)?+[smh]"
        r"|(?P<short>retries)=\d++)",
        "heredoc": r"""<<-*(?:(?P<quoted>"[^"\n]*"|'[^'\n]*')|(?P<plain>\S*+)\s)""",
        "key": value("="),
        "keyword": "|".join(KEYWORDS),
        "maybe_blank": maybe_blank,
        "mount_field": rf"""(?-i:(?P<key>env|from|gid|id|mode|size|source|src|target|dst|destination|uid)="""
        rf"""(?:"[^"]*"|{word(",")})|(?P<relabel>relabel=(?:shared|private)|z|Z)"""
        r"""|(?P<sharing>sharing)=(?:private|shared|locked)|(?P<required>required(?:=(?:[tT]rue|[fF]alse))?+)"""
        r"""|(?P<type>type)=(?P<kind>bind|cache|tmpfs|secret|ssh))"""
        r"""|(?P<ro>(?:ro|rw|readonly|readwrite)(?:=(?:true|false))?+)""",
        "network": r"(?-i:none|host|default)",
        "only_breaks": rf"{bare_break}*+",
        "other_flag": rf"--{word('=')}=(?:{word()})?+",
        "ports": rf"(?:{port}(?:{blank}{port})*+{blank}?+)?+",
        "redirection": r"[|>][ \t]*",
        "run_flag": r"--(?-i:(?P<name>mount|network|security)=)",
        "security": r"(?-i:insecure|sandbox)",
        "single": f"'{quoted(chr(39))}'",
        "spaces": r"[ \t]*+",
        "string": string,
        "unclosed": f"\"{quoted(chr(34))}|'{quoted(chr(39))}",
        "until_end_of_line": rf"{rest_of_line}*+",
        "until_heredoc": rf"(?:{line_break}|[^\n<{mark}]++|<(?!<)|{mark})*+",
        "value": value(""),
    }
