from __future__ import annotations

from collections.abc import Callable

import pytest

from dockfix.engine import Engine
from dockfix.fixer import fix
from dockfix.plugins import Plugins
from dockfix.source import Source
from dockfix_rules.deleted_files import DeletedLater
from dockfix_rules.layers import UnmergedRuns

Make = Callable[..., Engine]

LATE = [
    # what makes, what deletes
    ("apt-get update", "rm -rf /var/lib/apt/lists/*"),
    ("apt-get update", "rm -r /var/lib/apt/lists"),
    ("sudo apt-get update", "sudo rm -rf /var/lib/apt/*"),
    ("apt-get install -y curl", "apt-get clean"),
    ("apt-get install -y curl", "apt clean"),
    ("apt-get upgrade -y || true", "rm -rf /var/cache/apt/archives/*"),
    ("yum install -y curl", "yum clean all"),
    ("yum install -y curl", "rm -rf /var/cache/yum"),
    ("microdnf install curl", "microdnf clean all"),
    ("dnf install -y curl", "rm -rf /var/cache/dnf/*"),
    ("zypper -n install curl", "zypper clean -a"),
    ("apk add curl", "rm -rf /var/cache/apk/*"),
    ("apk update", "rm /var/cache/apk/*"),
    ("pacman -Syu --noconfirm curl", "pacman -Scc --noconfirm"),
    ("conda install -y numpy", "conda clean --all -y"),
    ("pip install numpy", "pip cache purge"),
    ("python3 -m pip install numpy", "rm -rf ~/.cache/pip"),
    ("pip install numpy", "rm -rf /root/.cache"),
    ("npm ci", "npm cache clean --force"),
    ("yarn install", "yarn cache clean"),
    ("wget https://example.com/a.zip", "rm a.zip"),
    ("wget https://example.com/a.zip", "rm -f ./a.zip"),
    ("wget https://example.com/a.zip", "rm *.zip"),
    ("wget 'https://example.com/a.zip?raw=1'", "rm 'a.zip?raw=1'"),
    ("wget -qP /tmp https://example.com/a.zip", "rm /tmp/a.zip"),
    ("wget -O /tmp/b https://example.com/a.zip", "rm -rf /tmp/*"),
    ("wget -O /tmp/b https://example.com/a.zip", "rm -rf /tmp"),
    ("cd /tmp && wget https://example.com/a.zip", "cd /tmp; rm a.zip"),
    ("cd /tmp && (cd x && true) && wget https://example.com/a.zip", "rm /tmp/a.zip"),
    ("bash -c 'cd /tmp && wget https://example.com/a.zip'", "rm /tmp/a.zip"),
    ("curl -fsSLo a.zip https://example.com/b", "rm a.zip"),
    ("curl -LO https://example.com/a.zip?raw=1", "rm a.zip"),
    ("curl -L https://example.com/a.zip > a.zip", "rm a.zip"),
    ("curl -o ~/a.zip https://example.com/a.zip", "rm /root/a.zip"),
    ("curl -o $DIR/$TOLD.zip https://example.com/a.zip", "rm /srv/${TOLD}.zip"),
    ('["wget", "https://example.com/a.zip"]', '["rm", "a.zip"]'),
    ("tar xf /a.tgz -C /opt/a", "rm -rf /opt/a"),
    ("tar -xzC /opt/a -f /a.tgz", "rm -rf /opt/a/*"),
    ("tar xf a-1.2.tar.gz", "rm -rf a-1.2"),
    ("unzip a.zip -d /opt/a", "rm -r /opt/a"),
    ("git clone --depth 1 https://example.com/a.git", "rm -rf a"),
    ("git clone https://example.com/a.git /src", "rm -rf /src/.git"),
    ("git -C /src clone https://example.com/a", "rm -rf /src/a"),
    ("cp -r /a /tmp/b", "rm -rf /tmp/b"),
    ("mv /a/b.zip /tmp/", "rm /tmp/b.zip"),
    ("dd if=/dev/zero of=/swap bs=1M count=64", "rm /swap"),
    ("pg_dump a > /tmp/a.sql", "rm /tmp/a.sql"),
    ("wget https://example.com/a.zip && rm b.zip", "rm -rf a.zip || true"),
]

NOT_LATE = [
    ("apt-get install -y curl", "rm -rf /var/lib/apt/lists/*"),
    ("apt-get update", "apt-get clean"),
    ("apt-get update", "rm -rf /var/lib/apt/lists/partial"),
    ("apt-get update", "rm /var/lib/apt/lists"),
    ("apt-get install -y curl", "apt-get autoclean"),
    ("apt-get update", "apt-get update && rm -rf /var/lib/apt/lists/*"),
    ("apt-get update && rm -rf /var/lib/apt/lists/*", "rm -rf /var/lib/apt/lists/*"),
    ("pip install --no-cache-dir numpy", "rm -rf ~/.cache/pip"),
    ("PIP_NO_CACHE_DIR=1 pip install numpy", "rm -rf ~/.cache/pip"),
    ("apk add --no-cache curl", "rm -rf /var/cache/apk/*"),
    ("pip install numpy", "rm -rf /root/*"),
    ("pacman -Ss curl", "pacman -Scc --noconfirm"),
    ("npm run build", "npm cache clean --force"),
    ("wget https://example.com/a.zip", "rm /tmp/a.zip"),
    ("wget https://example.com/a.zip", "rm b.zip"),
    ("wget https://example.com/a.zip", "rm '*.zip'"),
    ("wget https://example.com/a.zip", 'if [ -n "$CLEAN" ]; then rm a.zip; fi'),
    ("wget https://example.com/a.zip", "mv a.zip b.zip"),
    ("wget -i list", "rm a.zip"),
    ("wget --content-disposition https://example.com/a.zip", "rm a.zip"),
    ("wget -qO- https://example.com/a.tgz | tar xz", "rm a.tgz"),
    ("curl -o /dev/null https://example.com/a.zip", "rm -rf /dev/*"),
    ("cd $SOMEWHERE && wget https://example.com/a.zip", "rm a.zip"),
    ("curl -o $UNKNOWN https://example.com/a.zip", "rm $UNKNOWN"),
    ("TOLD=b && curl -o $TOLD https://example.com/a.zip", "rm $TOLD"),
    ("[ -e b ] || wget https://example.com/a.zip", "rm a.zip"),
    ("test -e b && wget https://example.com/a.zip", "rm a.zip"),
    ("for a in b c; do wget https://example.com/a.zip; done", "rm a.zip"),
    ("chroot /mnt wget -P / https://example.com/a.zip", "rm /a.zip"),
    ("cd /tmp && tar xf /a-1.tar.gz && rm -rf a-1", "rm -rf /tmp/*"),
    ("wget -P /tmp https://example.com/a.zip && find /tmp -name '*.zip' -delete", "rm -rf /tmp/*"),
    ("wget -P /tmp https://example.com/a.zip && ls /tmp/* | xargs rm", "rm -rf /tmp/*"),
    ("wget -P /tmp https://example.com/a.zip && rm -f $SOME", "rm -rf /tmp/*"),
    ("wget -P /tmp https://example.com/a.zip && mv /tmp/a.zip /opt", "rm -rf /tmp/*"),
    ("tar xf app.tar.gz", "rm -rf app"),
    ("tar cf a.tar b", "rm -rf b"),
    ("git pull", "rm -rf .git"),
    ("echo 'exit 101' > /usr/sbin/policy-rc.d", "rm /usr/sbin/policy-rc.d"),
    ("cp a b", "rm -rf c"),
]


def findings(engine_for: Make, text: str) -> list[str]:
    result = engine_for(DeletedLater).check(Source.from_text(text))
    assert not result.failures
    return [finding.message for finding in result.findings]


def two_runs(maker: str, deleter: str) -> str:
    return f"FROM debian:12\nARG TOLD\nENV DIR=/srv\nWORKDIR /work\nRUN {maker}\nCOPY a /a\nRUN {deleter}\n"


@pytest.mark.parametrize(("maker", "deleter"), LATE)
def test_a_late_deletion_is_found(engine_for: Make, maker: str, deleter: str) -> None:
    (message,) = findings(engine_for, two_runs(maker, deleter))
    assert "in the layer of line 5" in message


@pytest.mark.parametrize(("maker", "deleter"), NOT_LATE)
def test_what_is_not_certain_is_not_found(engine_for: Make, maker: str, deleter: str) -> None:
    assert not findings(engine_for, two_runs(maker, deleter))


@pytest.mark.parametrize(
    ("copy", "deleter", "is_found"),
    [
        ("COPY a.deb /tmp/", "rm /tmp/a.deb", True),
        ("COPY a.deb /tmp", "rm /tmp/a.deb", True),
        ("COPY a.deb .", "rm a.deb", True),
        ("COPY debs/*.deb /tmp/debs/", "rm -rf /tmp/debs/*", True),
        ('COPY ["a b.deb", "/tmp/"]', "rm '/tmp/a b.deb'", True),
        ("ADD https://example.com/a.tgz?raw=1 /", "rm /a.tgz", True),
        ("COPY --from=b /a /opt/a", "rm -rf /opt/a", True),
        ("COPY . .", "rm -rf /work", True),
        ("COPY . .", "rm -rf tests", False),
        ("COPY a.deb $UNKNOWN/", "rm /a.deb", False),
        ("COPY <<EOF /tmp/a\na\nEOF", "rm /tmp/a", False),
    ],
)
def test_what_is_copied(engine_for: Make, copy: str, deleter: str, is_found: bool) -> None:
    text = f"FROM debian:12\nWORKDIR /work\n{copy}\nRUN {deleter}\n"
    assert bool(findings(engine_for, text)) is is_found


def test_the_user_has_a_home(engine_for: Make) -> None:
    text = "FROM a\nUSER b\nRUN pip install c\nCOPY c /c\nUSER {}\nRUN rm -rf ~/.cache\n"
    assert findings(engine_for, text.format("b:b"))
    assert not findings(engine_for, text.format("root"))


def test_a_fix_joins_no_more_than_it_must(engine_for: Make) -> None:
    text = "FROM a\nRUN b\nRUN wget https://example.com/a.zip\nRUN unzip a.zip\nRUN rm a.zip\nRUN c\n"
    fixed = fix(Source.from_text(text), engine_for(DeletedLater))
    assert fixed.source.text == (
        "FROM a\nRUN b\nRUN wget https://example.com/a.zip \\\n    && unzip a.zip \\\n    && rm a.zip\nRUN c\n"
    )
    assert not fixed.failures and not fixed.result.findings


def test_both_rules_together_do_it_once(engine_for: Make) -> None:
    text = "FROM a\nRUN apt-get update\nRUN apt-get install -y b\nRUN rm -rf /var/lib/apt/lists/*\n"
    both = fix(Source.from_text(text), engine_for(DeletedLater, UnmergedRuns))
    alone = fix(Source.from_text(text), engine_for(UnmergedRuns))
    assert both.source.text == alone.source.text
    assert [finding.code for finding in both.applied] == ["DL3059"]
    assert not both.result.findings


@pytest.mark.parametrize(
    "between",
    ["COPY a /a\n", "USER b\n", "# dockfix: ignore=DL3059\n", "RUN service c start\n", 'RUN ["c"]\n'],
)
def test_no_fix_where_they_cannot_be_joined(engine_for: Make, between: str) -> None:
    text = f"FROM a\nRUN wget https://example.com/a.zip\n{between}RUN rm -f a.zip\n"
    (finding,) = engine_for(DeletedLater).check(Source.from_text(text)).findings
    assert finding.fix is None


def test_it_is_registered() -> None:
    assert DeletedLater in Plugins(installed=False).rules
