"""What the corpus hardly has: small files of which hadolint and the preset find the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from peers.hadolint import found_by_dockfix, found_by_hadolint

CASES = {
    "directories": """\
FROM debian:12
WORKDIR app
WORKDIR "app"
WORKDIR $APP/x
WORKDIR c:\\\\app
COPY a b
ONBUILD WORKDIR app
FROM debian:12 AS other
COPY a b
COPY a /b
COPY a $B
FROM other
COPY a "b"
""",
    "ports": "FROM debian:12\nEXPOSE 80 65536 70000/tcp 1-70000\nEXPOSE 65535 $PORT 80-90\n",
    "several": """\
FROM debian:12
CMD a
CMD ["b"]
ENTRYPOINT a
ENTRYPOINT ["b"]
HEALTHCHECK CMD a
HEALTHCHECK NONE
FROM debian:12
CMD ["c"]
ENTRYPOINT ["c"]
HEALTHCHECK CMD ["a"]
ONBUILD CMD a
""",
    "adding": """\
FROM debian:12
ADD a.py /
ADD a.tar.gz /
ADD a.tar.zst /
ADD https://example.com/a /
ADD git@github.com:a/b.git /
ADD $FILE /
ADD a.tgz b.txt /x/
ADD "a.txz" /
ONBUILD ADD a /
""",
    "copying": """\
FROM debian:12 AS a
COPY --from=a x /y
COPY --from=b x /y
COPY --from=0 x /y
COPY --from=1 x /y
COPY --from=nginx x /y
COPY --from=nginx:1 x /y
COPY --from=a / /
COPY --from=nginx:1 / /
COPY a b /c
COPY a b /c/
COPY a b .
FROM debian:12 AS a
FROM debian:12 AS A
COPY --from=a x /y
FROM scratch AS scratch
FROM debian:12 AS context
""",
    "platforms": """\
FROM --platform=linux/amd64 debian:12
FROM --platform=$BUILDPLATFORM debian:12
FROM --platform=$TARGETPLATFORM debian:12
FROM --platform=${TARGETPLATFORM} debian:12
FROM --platform=$OTHER debian:12
FROM --platform=linux/arm64 debian:12 AS build_arm64
""",
    "triggers": """\
FROM debian:12
ONBUILD RUN cd /a && b
ONBUILD RUN sudo a
ONBUILD RUN apt-get install curl
ONBUILD RUN wget a
ONBUILD ENV TOKEN=a
ONBUILD ONBUILD RUN a
ONBUILD MAINTAINER a
ONBUILD RUN pip install a
ONBUILD RUN ps | kill
""",
    "variables": """\
FROM debian:12
ENV A=1 B=$A
ENV C=1 D=${C}x E=$CD
ENV F=1 F=$F
ARG G
ENV G=1 H=$G
ENV PATH=/a:$PATH I=$PATH
ENV API_KEY=a DB_PASSWORD_FILE=b USERNAME=c MYTOKEN=d KEY=e
ARG AWS_ACCESS_KEY_ID
ARG PRIVATE
ENV travis_sudo=1
""",
    "users": """\
FROM debian:12
USER app
USER root
FROM debian:12
ARG USER_ID
USER $USER_ID
USER ${USER_ID}:app
USER 1000:app
USER 0:0
FROM debian:12
USER root
USER 1000
FROM debian:12
USER $OTHER
""",
    "programs": """\
FROM debian:12
RUN service a start
RUN command -v ps
RUN sh -c 'sudo vim'
RUN exec top
RUN useradd -u 100000 a
RUN useradd --uid 100000 a
RUN useradd -lu 100000 a
RUN useradd -u 99999 a
RUN useradd -u $UID a
RUN useradd -u $I a
RUN ln -sf /bin/bash /bin/sh
RUN /usr/bin/sudo a
RUN env sudo a
""",
    "downloads": """\
FROM debian:12
RUN wget a
RUN wget -qO- a
RUN wget -O- a
RUN wget -nv a
RUN wget --progress=bar a
RUN wget -o log a
RUN curl a
RUN curl a && wget -q b
FROM debian:12
RUN curl a
""",
    "pipes": """\
FROM debian:12
RUN a | b
RUN { a; } | b
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN a | b
SHELL ["/bin/bash", "-c"]
RUN a | b
RUN echo a | b
RUN set -o pipefail; a | b
RUN ["sh", "-c", "a"]
SHELL ["powershell", "-c"]
RUN a | b
FROM debian:12
RUN x=$(a | b)
""",
    "start": """\
FROM debian:12
SHELL ["/bin/bash", "-c"]
CMD a
ENTRYPOINT exec a
HEALTHCHECK CMD a || exit 1
HEALTHCHECK NONE
ONBUILD CMD a
""",
    "unpacked": """\
FROM debian:12
COPY a.tar.gz /
COPY b.zip /
COPY c.txz d.tar /x/
COPY e /e.tgz
COPY --from=0 f.tgz /
RUN tar -xf /a.tar.gz && unzip b.zip && tar xf c.txz && tar --extract -f d.tar && tar -xf e.tgz
""",
    "pins": """\
FROM debian:12
RUN apt-get install -y curl=1 git
RUN apt-get install -y -t stable curl=1
RUN apt-get install -y ./a.deb curl/stable
RUN apt-get install -y $A
RUN pip install a==1 b>=2 'c<3'
RUN pip install -r a.txt b
RUN pip3 install git+https://a/b git+https://a/b@1
RUN python3 -m pip install a
RUN pip install --index-url x a
RUN npm install a@1 @b/c d
RUN npm install -g @b/c@1
RUN npm install
RUN npm i a
RUN npm --registry x install a
RUN gem install a -v 1
RUN gem install a:1 b
RUN apk add -t x a b=1
RUN apk --no-cache add a~1
RUN yum install -y a-1 b
RUN yum install -y java-1.8.0-openjdk
RUN yum module install a:1 b
RUN dnf install -y a-$V
RUN zypper in a=1 'b>2'
RUN zypper in -y a
RUN go install a.b/c
RUN go install a.b/c@latest
RUN go run a.b/c@v1 x
RUN go get ./...
""",
    "merging": """\
FROM debian:12
RUN a
# comment
RUN b
RUN c && d
RUN e
RUN --network=none f
RUN --network=none g
RUN [ -f a ] && b
EXPOSE 80
RUN if a; then b; fi
RUN ["a", "b"]
""",
    "ignored": """\
# hadolint global ignore=DL3008
# hadolint stage ignore=DL3059,DL3003
FROM debian:12
RUN cd /a && b
RUN b
# hadolint ignore=DL3004
RUN sudo apt-get install curl
RUN sudo a
FROM debian:12
RUN a
RUN b
""",
    "labels": """\
FROM debian:12
LABEL Maintainer=a a..b=c com.docker.x=y 1a=b a_=c "a b"=c x-y=z
LABEL a="" b=c
""",
}
LABELS = """\
FROM debian:12 AS a
LABEL url=x date=2020 licence=Apache hash=z version=1 mail=no empty=
FROM debian:12 AS b
LABEL url=https://example.com date=2020-01-01T00:00:00Z licence=MIT hash=0123456 version=1.0.0
LABEL mail=a@example.com empty=x
FROM b
FROM a AS c
LABEL other=x
FROM debian:12
COPY --from=c /a /b
"""
CONFIGS = {
    "label schema": (
        "label-schema: {url: url, date: rfc3339, licence: spdx, hash: hash, version: semver, mail: email,"
        " empty: text}\n",
        LABELS,
    ),
    "strict labels": ("strict-labels: true\nlabel-schema: {url: url}\n", LABELS),
    "schema words": ("label-schema: {version: text, name: text}\n", "FROM debian:12\nLABEL version=1\n"),
    "registries": (
        "trustedRegistries: [docker.io, '*.example.com', 'quay*']\n",
        "FROM debian:12 AS a\nFROM a\nFROM r.example.com/a:1\nFROM quay.io/a:1\nFROM gcr.io/a:1\nFROM scratch\n"
        "COPY --from=gcr.io/b:1 /a /b\nCOPY --from=a /a /b\n",
    ),
    "severities": (
        "override: {info: [DL3057, DL1001]}\nignored: [DL3006]\n",
        "FROM debian AS a\nFROM debian AS b\nHEALTHCHECK NONE\n# hadolint ignore=DL3059\nRUN a\nFROM b\n",
    ),
    "no ignore comments": (
        "disable-ignore-pragma: true\n",
        "# hadolint global ignore=DL3008\nFROM debian:12\n# hadolint ignore=DL3004\nRUN sudo apt-get install a\n",
    ),
}


def difference(theirs: set[tuple[int, str]], ours: set[tuple[int, str]]) -> dict[str, list[tuple[int, str]]]:
    return {"hadolint alone": sorted(theirs - ours), "dockfix alone": sorted(ours - theirs)}


SAME: dict[str, list[tuple[int, str]]] = {"hadolint alone": [], "dockfix alone": []}


@pytest.mark.parametrize("name", CASES)
def test_the_same_is_found(hadolint: str, tmp_path: Path, name: str) -> None:
    text = CASES[name].encode()
    theirs = {(line, code) for _, line, code in found_by_hadolint([text], tmp_path) if code.startswith("DL")}
    ours = {(line, code) for _, line, code in found_by_dockfix([text]) if code.startswith("DL")}
    assert difference(theirs, ours) == SAME
    assert theirs


@pytest.mark.parametrize("name", CONFIGS)
def test_the_same_is_found_under_a_configuration(hadolint: str, tmp_path: Path, name: str) -> None:
    settings, text = CONFIGS[name]
    config = tmp_path / ".hadolint.yaml"
    config.write_text(settings)
    found = found_by_hadolint([text.encode()], tmp_path, "--config", str(config))
    theirs = {(line, code) for _, line, code in found if code.startswith("DL")}
    found = found_by_dockfix([text.encode()], config)
    ours = {(line, code) for _, line, code in found if code.startswith("DL")}
    assert difference(theirs, ours) == SAME
    assert theirs
