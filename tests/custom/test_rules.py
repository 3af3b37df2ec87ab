from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dockfix
from dockfix.custom import patterns
from dockfix.image import ImageReference

HEAD = '[[rules.custom]]\ncode = "A1"\nmessage = "{text}"\n'


@pytest.fixture(autouse=True)
def _in_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def settings_of(definition: str, head: str = HEAD) -> dockfix.Settings:
    Path("dockfix.toml").write_text(f'select = ["custom"]\n{head}{definition}\n')
    return dockfix.load_settings(".")


def said(definition: str, text: str) -> list[str]:
    return [finding.message for finding in dockfix.lint(text, settings=settings_of(definition))]


def fixed(definition: str, text: str) -> str:
    settings = settings_of(definition)
    done = dockfix.fix(text, settings=settings, unsafe=True)
    assert not done.failures
    assert not dockfix.fix(done.text, settings=settings, unsafe=True).applied
    return done.text


@pytest.mark.parametrize(
    ("definition", "line", "found"),
    [
        ('instruction = "ADD"', "ADD a b", ["ADD a b"]),
        ('instruction = ["ADD", "copy"]', "COPY a b", ["COPY a b"]),
        ('instruction = "ADD"', "COPY a b", []),
        ('instruction = "EXPOSE"', "ONBUILD EXPOSE 22", ["EXPOSE 22"]),
        ('instruction = "COPY --link"', "COPY --link a b", ["COPY --link a b"]),
        ('instruction = "COPY --link"', "COPY a b", []),
        ('instruction = "RUN --network=none"', "RUN --network=host a", []),
        ('instruction = "RUN --network=none"', "RUN --network=none a", ["RUN --network=none a"]),
        ('instruction = "COPY"\nwithout = "--chown"', "COPY a b", ["COPY a b"]),
        ('instruction = "COPY"\nwithout = ["--chown", "--link"]', "COPY --chown=a a b", []),
        ("instruction = 'EXPOSE'\nmatches = '\\b22\\b'", "EXPOSE 80 22 222", ["22"]),
        ("instruction = 'EXPOSE'\nmatches = '\\d+'", "EXPOSE 80 22", ["80", "22"]),
        ("instruction = 'ADD'\nmatches = 'https?://'\nunless = 'ours'", "ADD http://ours/x y", []),
        ("instruction = 'ADD'\nunless = 'ours'", "ADD http://x/x y", ["ADD http://x/x y"]),
        ("instruction = 'RUN'\nmatches = 'sec\\w+'", "RUN <<E\necho secret\nE", ["secret"]),
        ("instruction = 'RUN'\nmatches = '^$'", "RUN a", []),
        ("instruction = 'RUN'\nmatches = '^'", "RUN a", ["RUN a"]),
        ('command = "npm install"', "RUN cd x && npm install y", ["npm install y"]),
        ('command = "npm install"', "RUN npm --quiet install", ["npm --quiet install"]),
        ('command = "npm install"', "RUN npm run install", []),
        ('command = "npm install"', "CMD npm install", []),
        ('command = ["npm i", "npm install"]', "RUN npm i", ["npm i"]),
        ('command = "pip*"', "RUN pip3.11 list", ["pip3.11 list"]),
        ('command = "npm install -g"', "RUN npm install", []),
        ('command = "npm install -g"', "RUN npm install -qg x", ["npm install -qg x"]),
        ('command = "curl"\nwithout = ["-f", "--fail"]', "RUN curl x", ["curl x"]),
        ('command = "curl"\nwithout = ["-f", "--fail"]', "RUN curl -sSfL x", []),
        ('command = "curl"\nwithout = "--proto==https"', "RUN curl --proto =https x", []),
        ("command = 'git clone'\nmatches = 'git://\\S+'", "RUN git clone git://a/b c", ["git://a/b"]),
        ("command = 'git clone'\nunless = 'ours'", "RUN git clone ours/a && git clone b", ["git clone b"]),
        ('label = "maintainer"', 'LABEL a=b maintainer="x y"', ['maintainer="x y"']),
        ('label = "org.*"', "LABEL org.a=1 b=2 org.c=3", ["org.a=1", "org.c=3"]),
        ("label = 'url'\nunless = '^https://'", "LABEL url=http://x", ["url=http://x"]),
        ("label = 'url'\nunless = '^https://'", 'LABEL url="https://x"', []),
        ("label = 'url'\nunless = '^https://'", "LABEL url=$URL", []),
    ],
)
def test_what_is_found(definition: str, line: str, found: list[str]) -> None:
    assert said(definition, f"FROM a:1\n{line}\n") == found


@pytest.mark.parametrize(
    ("definition", "text", "found"),
    [
        ('image = "*"', "FROM a\nFROM scratch\nFROM b:1 AS c\nFROM c\n", ["a", "b:1"]),
        ('image = "*"\nexcept = "ours.example/*"', "FROM ours.example/a\nFROM b\n", ["b"]),
        ('image = "docker.io/*"', "FROM a\nFROM ghcr.io/a/b\nFROM docker.io/c\n", ["a", "docker.io/c"]),
        (
            'image = "debian"',
            "FROM debian:12\nFROM library/debian\nFROM u/debian\n",
            ["debian:12", "library/debian"],
        ),
        ('image = "debian:12*"', "FROM debian:12.1\nFROM debian:13\n", ["debian:12.1"]),
        (
            'image = "*@sha256:*"',
            f"FROM debian@sha256:{'0' * 64}\n",
            [f"debian@sha256:{'0' * 64}"[:59] + "…"],
        ),
        ('image = "*"', "ARG R=x.io/\nFROM ${R}a:1\nFROM $UNKNOWN\n", ["x.io/a:1"]),
        (
            'image = "*"',
            "FROM a AS b\nCOPY --from=c:1 x y\nCOPY --from=b x y\nCOPY --from=0 x y\n",
            ["a", "c:1"],
        ),
        ('image = "n*"', "FROM a\nRUN --mount=type=bind,from=n:1,target=/n x\n", ["n:1"]),
        ("image = '*'\nmatches = 'latest$'", "FROM a:latest\nFROM b\n", ["a:latest"]),
    ],
)
def test_which_images_are_found(definition: str, text: str, found: list[str]) -> None:
    assert said(definition, text) == found


@pytest.mark.parametrize(
    ("definition", "text", "is_found"),
    [
        ('instruction = "USER"', "FROM a\nRUN x\n", True),
        ('instruction = "USER"', "FROM a\nUSER x\n", False),
        ('instruction = "USER"', "FROM a AS b\nUSER x\nFROM b\n", False),
        ('instruction = "USER"', "FROM a AS b\nUSER x\nFROM c\nCOPY --from=b x y\n", True),
        ("instruction = 'USER'\nunless = '^root'", "FROM a\nUSER root\n", True),
        ("instruction = 'USER'\nmatches = '^\\d+$'", "FROM a\nUSER 1000\n", False),
        ('label = "team"', "FROM a\nLABEL Team=x\n", True),
        ('label = "team"', 'FROM a\nLABEL "team"=x\n', False),
        ('label = "team"', "FROM a\nLABEL $X=x\n", False),
        ("label = 'team'\nmatches = 'infra'", "FROM a\nLABEL team=x\n", True),
        ("label = 'team'\nmatches = 'infra'", "FROM a\nLABEL team=$T\n", False),
        ('command = "update-ca-certificates"', "FROM a\nRUN x\n", True),
        ('command = "update-ca-certificates"', "FROM a\nRUN x && sudo update-ca-certificates\n", False),
        ('instruction = "USER"', "ARG x\n", False),
    ],
)
def test_what_is_missing(definition: str, text: str, is_found: bool) -> None:
    assert bool(said(f"{definition}\nmissing = true", text)) is is_found


@pytest.mark.parametrize(
    ("definition", "before", "after"),
    [
        (
            'command = ["npm install", "npm i"]\nreplace = "npm ci"',
            "RUN a; npm  i -q x",
            "RUN a; npm  ci -q x",
        ),
        ('command = "npm i"\nreplace = "npm ci"', 'RUN ["npm", "i"]', 'RUN ["npm", "ci"]'),
        ('command = "npm i"\nreplace = "npm ci"', "RUN /opt/npm \\\n  i", "RUN /opt/npm \\\n  ci"),
        (
            'command = "apt"\nreplace = "apt-get"',
            "RUN sudo apt -y install x",
            "RUN sudo apt-get -y install x",
        ),
        ('command = "pip install"\nreplace = "uv pip install"', "RUN pip install x", "RUN uv pip install x"),
        (
            'command = "pip install"\nreplace = "uv pip install"',
            "RUN pip -q install x",
            "RUN pip -q install x",
        ),
        (
            'command = "pip install"\nreplace = "uv pip install"',
            'RUN ["pip", "install"]',
            'RUN ["uv", "pip", "install"]',
        ),
        (
            'command = "pip install"\nreplace = "uv pip install"',
            "RUN pip \\\n install",
            "RUN pip \\\n install",
        ),
        ('command = "curl"\nwithout = "--fail"\nadd = "--fail"', "RUN curl a|b", "RUN curl --fail a|b"),
        (
            'command = "curl"\nwithout = "--fail"\nadd = "--fail"',
            'RUN ["curl", "a"]',
            'RUN ["curl", "--fail", "a"]',
        ),
        ('instruction = "COPY"\nwithout = "--link"\nadd = "--link"', "copy a b", "copy --link a b"),
        (
            "instruction = 'ADD'\nmatches = 'http://'\nreplace = 'https://'",
            "ADD http://a http://b c",
            "ADD https://a https://b c",
        ),
        ("instruction = 'ENV'\nmatches = '(\\w+) (\\w+)$'\nreplace = '\\1=\\2'", "ENV a b", "ENV a=b"),
        ("instruction = 'RUN'\nmatches = 'a'\nreplace = 'aa'", "RUN a", "RUN a"),
        ("instruction = 'RUN'\nmatches = 'b c'\nreplace = 'd'", "RUN a b \\\nc", "RUN a b \\\nc"),
        (
            "instruction = 'RUN'\nmatches = 'se+cret'\nreplace = 'x'",
            "RUN <<E\na secret\nE",
            "RUN <<E\na x\nE",
        ),
        (
            "label = 'url'\nmatches = '^http:'\nreplace = 'https:'",
            'LABEL url="http://x"',
            'LABEL url="https://x"',
        ),
        ("label = 'a'\nmatches = 'x y'\nreplace = 'z'", "LABEL a=x\\ y", "LABEL a=x\\ y"),
        ('instruction = "USER"\nmissing = true\nadd = "USER x"', "RUN a", "RUN a\nUSER x"),
        ('label = "a"\nmissing = true\nadd = "LABEL a=1"', "CMD a", "CMD a\nLABEL a=1"),
        ('label = "a"\nmissing = true\nadd = "LABEL b=1"', "CMD a", "CMD a"),
    ],
)
@pytest.mark.parametrize("end", ["\n", ""])
def test_how_it_is_mended(definition: str, before: str, after: str, end: str) -> None:
    assert fixed(definition, f"FROM b:1\n{before}{end}") == f"FROM b:1\n{after}{end}"


def test_the_end_of_lines_is_that_of_the_file() -> None:
    definition = 'instruction = "USER"\nmissing = true\nadd = "USER x"'
    assert fixed(definition, "FROM a\r\nRUN b\r\n") == "FROM a\r\nRUN b\r\nUSER x\r\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM debian:12", "FROM our.example/library/debian:12"),
        ("FROM --platform=linux/arm64 ghcr.io/a/b AS c", "FROM --platform=linux/arm64 our.example/a/b AS c"),
        ("FROM our.example/x", "FROM our.example/x"),
        ("ARG V=1\nFROM a:$V", "ARG V=1\nFROM a:$V"),
        (f"FROM a:1@sha256:{'0' * 64}", f"FROM our.example/library/a:1@sha256:{'0' * 64}"),
        ("FROM scratch\nCOPY --from=a:2 x y", "FROM scratch\nCOPY --from=our.example/library/a:2 x y"),
    ],
)
def test_images_move_to_another_registry(before: str, after: str) -> None:
    definition = 'image = "*"\nexcept = "our.example/*"\nreplace = "our.example/{repository}{version}"'
    assert fixed(definition, f"{before}\n") == f"{after}\n"


def test_the_parts_of_an_image_in_a_message() -> None:
    head = '[[rules.custom]]\ncode = "A1"\nmessage = "{image}: {registry} {repository} {version}"\n'
    settings = settings_of('image = "*"', head)
    (finding,) = dockfix.lint("FROM debian:12\n", settings=settings)
    assert finding.message == "debian:12: docker.io library/debian :12"


def test_settings_and_comments_hold_for_them() -> None:
    text = "FROM a:1\nADD a b\n"
    definition = 'instruction = "ADD"\nmatches = "a"\nreplace = "c"\n'
    (finding,) = dockfix.lint(
        text, settings=settings_of(definition + '[rules.A1]\nseverity = "error"\nfix = "never"\n')
    )
    assert (finding.severity, finding.fix) == (dockfix.Severity.ERROR, None)
    settings = settings_of(definition)
    assert dockfix.lint(text, settings=settings)[0].rule.url() == ""
    assert dockfix.lint(text.replace("ADD", "# dockfix: ignore=a1\nADD"), settings=settings) == ()
    assert dockfix.lint(text, settings=settings.with_command_line(ignore=["custom"])) == ()
    assert dockfix.lint(text, settings=settings_of(definition + '[per-file-ignores]\n"*" = ["A1"]\n')) == ()


def test_a_pattern_that_takes_too_long_is_told_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "LIMIT", 0.05)
    slow = 'instruction = "RUN"\nmatches = "(a|aa)+$"\n'
    settings = settings_of(slow + HEAD.replace("A1", "A2") + 'instruction = "RUN"\n')
    text = f"FROM a:1\nRUN {'a' * 60}b\nRUN {'a' * 60}b\n"
    with pytest.warns(
        RuntimeWarning, match=r"rule A1 .*the regular expression \(a\|aa\)\+\$ takes longer"
    ) as told:
        found = dockfix.lint(text, settings=settings)
    assert [finding.code for finding in found] == ["A2", "A2"]
    assert len(told) == 1


names = st.from_regex(
    r"[a-z]{1,3}(\.[a-z]{2})?(:[0-9]+)?(/[a-z]{1,3}){0,2}(:[a-z0-9.]{1,4})?", fullmatch=True
)


@given(names)
def test_an_image_is_found_by_all_of_its_names(name: str) -> None:
    image = ImageReference.parse(name)
    if image:
        for pattern in (name, str(image), f"{image.registry}/{image.repository}*"):
            assert said(f'image = "{pattern}"', f"FROM {name}\n") == [name]
