"""What a real builder makes of Dockerfiles before and after the safe fixes: the same files, in fewer layers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from building.images import BASE, Builder, differences
from dockfix import fix, parse
from dockfix.syntax.nodes import Run

pytestmark = pytest.mark.build

_QUIET = "ENV DEBIAN_FRONTEND=noninteractive\n"
_INSTALL = "apt-get install -y --no-install-recommends"

SAME = {
    "installs": f"""\
RUN apt-get update
# to look around
RUN {_INSTALL} tree
RUN {_INSTALL} less && apt-get clean
RUN tree -a /etc/apt > /listing
""",
    "state of the shell": f"""\
RUN cd /srv && mkdir -p a && touch a/b
RUN touch c
RUN export WHO=me && umask 077 && echo "$WHO" > /srv/who
RUN echo "${{WHO:-nobody}}" > /srv/nobody
RUN set -eu; cd /opt; echo d > d
RUN set -eu; pwd > /srv/pwd; apt-get update; {_INSTALL} jq
RUN jq -n '{{"a": 1}}' > /srv/json
""",
    "failures": f"""\
RUN apt-get update
RUN {_INSTALL} no-such-package || true
RUN ls /nowhere; {_INSTALL} tree
RUN false || echo no > /srv/no
RUN ! test -e /srv/yes
RUN (exit 3) || exit 0
RUN trap 'touch /srv/left' EXIT; touch /srv/before
RUN if test -e /srv/left; then touch /srv/seen; fi
""",
    "programs that are replaced": """\
RUN printf '#!/bin/sh\\necho first\\n' > /usr/bin/tool && chmod +x /usr/bin/tool
RUN tool > /srv/first
RUN printf '#!/bin/sh\\necho second\\n' > /usr/local/bin/tool && chmod +x /usr/local/bin/tool
RUN tool > /srv/second
""",
    "bash": """\
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN shopt -s nullglob; echo /nothing* > /srv/glob
RUN echo /nothing* > /srv/noglob
RUN f() { echo f; }; f > /srv/f
RUN type f > /srv/type 2>&1 || echo none >> /srv/type
RUN (yes || true) | head -c 100 > /srv/yes
""",
}

LATE = {
    "package lists": f"""\
RUN apt-get update
RUN {_INSTALL} tree
RUN rm -rf /var/lib/apt/lists/*
""",
    "a large file": """\
RUN head -c 30000000 /dev/zero > /tmp/large
RUN wc -c < /tmp/large > /srv/size
RUN rm /tmp/large
""",
    "an unpacked archive": f"""\
WORKDIR /usr/src
RUN apt-get update && {_INSTALL} xz-utils && apt-get download jq
RUN dpkg-deb --fsys-tarfile jq_*.deb > jq.tar
RUN tar xf jq.tar ./usr/bin/jq && mv usr/bin/jq /usr/local/bin
RUN rm -rf usr jq* && rm -rf /var/lib/apt/lists/*
""",
}


def dockerfile(body: str) -> str:
    return f"FROM {BASE}\n{_QUIET}{body}"


def joined_bare(text: str) -> str:
    """All RUNs of `text` in one, with nothing but `&&` between them."""
    runs = [each.value[0] for each in parse(text).instructions if isinstance(each, Run)]
    return dockerfile(f"RUN {' && '.join(runs)}\n")


@pytest.mark.parametrize("body", [*SAME.values(), *LATE.values()], ids=[*SAME, *LATE])
def test_the_fixes_keep_what_is_built(
    builder: Builder, figure: Callable[[str], None], request: pytest.FixtureRequest, body: str
) -> None:
    text = dockerfile(body)
    fixed = fix(text)
    assert not fixed.failures
    before, after = builder.build(text), builder.build(fixed.source.text)
    saved = before.size - after.size
    figure(
        f"{request.node.callspec.id}: {before.layers} layers, {before.size:,} bytes;"
        f" {after.layers} layers, {after.size:,} bytes; {saved:,} bytes or {saved / before.size:.1%} less"
    )
    assert not differences(builder.tree(before), builder.tree(after))
    assert after.layers < before.layers
    assert after.size <= before.size
    if body in LATE.values():
        assert saved > 1_000_000


@pytest.mark.parametrize(
    ("name", "path"), [("state of the shell", "srv/c"), ("programs that are replaced", "srv/second")]
)
def test_a_wrong_join_is_noticed(builder: Builder, name: str, path: str) -> None:
    right, wrong = dockerfile(SAME[name]), joined_bare(dockerfile(SAME[name]))
    found = differences(builder.tree(builder.build(right)), builder.tree(builder.build(wrong)))
    assert path in [line.partition(":")[0] for line in found]
