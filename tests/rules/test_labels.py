from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Sample
from dockfix.engine import Engine
from dockfix.fixer import fix
from dockfix.source import Source
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import Arg, Dockerfile, Label
from dockfix.syntax.parser import parse
from dockfix_rules.labels.formats import VALIDATORS
from dockfix_rules.labels.keys import InvalidLabelKey
from dockfix_rules.labels.required import MissingLabels
from dockfix_rules.labels.schemas import TYPES, keys_of
from dockfix_rules.labels.values import EmptyLabel, LabelNotDate, LabelNotSpdx, LabelNotUrl

EngineFor = Callable[..., Engine]

GOOD = {
    "url": [
        "https://example.com",
        "HTTP://x",
        "ftp://x/y",
        "mailto:a@example.com",
        "urn:isbn:1",
        "https://münchen.example/ä",
    ],
    "vcs-url": ["git@github.com:acme/webapp.git", "ssh://git@host/x", "git://host/x", "https://host/x.git"],
    "rfc3339": [
        "2020-01-01T00:00:00Z",
        "2020-01-01t00:00:00z",
        "2020-01-01T00:00:00.123456789+01:00",
        "2016-12-31T23:59:60Z",
    ],
    "spdx": ["MIT", "apache-2.0", "GPL-2.0+", "(MIT)", "MIT OR (ISC AND Zlib)", "LicenseRef-Acme"],
    "hash": ["abcdef0", "ABCDEF0", "0" * 12, "0" * 40, "0" * 64],
    "semver": ["0.0.0", "1.2.3", "1.0.0-alpha.1", "1.0.0-0a", "1.0.0--", "1.0.0+001", "1.0.0-x+y.z"],
    "email": ["a@example.com", "a.b+c@d", "a@[1.2.3.4]", "Ada <a@example.com>", '"a"@b', "<a@b>"],
}
BAD = {
    "url": [
        "www.example.com",
        "//example.com",
        "https://",
        "http:example.com",
        "https:///x",
        "http://a b",
        "/x",
        "1a:b",
        "x:",
    ],
    "vcs-url": ["github.com/acme/webapp", "acme/webapp", "git@github.com", "git@github.com:"],
    "rfc3339": [
        "2020-01-01",
        "2020-01-01 00:00:00Z",
        "2020-01-01T00:00:00",
        "2020-13-01T00:00:00Z",
        "2021-02-29T00:00:00Z",
        "2020-01-01T24:00:00Z",
        "2020-01-01T00:00:61Z",
        "2020-01-01T00:00:00+25:00",
        "20200101T000000Z",
        "２020-01-01T00:00:00Z",
    ],
    "spdx": ["GPLv2", "Apache License", "MIT,ISC", "MIT OR", "OR MIT", "NONE", "LicenseRef-"],
    "hash": ["abcdef", "abcdefg", "0" * 41, "0" * 63, "0" * 65, "v1.0.0", "HEAD"],
    "semver": [
        "1",
        "1.0",
        "v1.0.0",
        "01.0.0",
        "1.0.0-01",
        "1.0.0-",
        "1.0.0+",
        "1.0.0.0",
        "1.0.0-a..b",
        "latest",
    ],
    "email": ["a", "@b", "a@", "a@b@c", "a b@c", "a@b, c@d", "Ada a@b", "Ada <a@b", "a..b@c", ".a@b"],
}


def texts(cases: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(type_, text) for type_, values in cases.items() for text in values]


@pytest.mark.parametrize(("type_", "text"), texts(GOOD))
def test_good_value(type_: str, text: str) -> None:
    assert VALIDATORS[type_](text)


@pytest.mark.parametrize(("type_", "text"), texts(BAD))
def test_bad_value(type_: str, text: str) -> None:
    assert not VALIDATORS[type_](text)


def test_every_type_is_tried() -> None:
    assert set(VALIDATORS) - {"text"} == set(GOOD) == set(BAD)
    assert set(TYPES.values()) <= set(VALIDATORS)


@pytest.mark.parametrize("type_", BAD)
@pytest.mark.parametrize("piece", ["a", "1.", "a.", "1-", "(", "MIT OR ", "a@", " ", "<", "x:"])
def test_long_values_are_judged(type_: str, piece: str) -> None:
    # A validator whose time grows with the square of the length would not come back from this.
    assert not VALIDATORS[type_]("1.0.0-" + piece * 100_000 + "!")


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("vcs-ref", ("org.label-schema.vcs-ref", "org.opencontainers.image.revision")),
        ("revision", ("org.label-schema.vcs-ref", "org.opencontainers.image.revision")),
        ("schema-version", ("org.label-schema.schema-version",)),
        ("authors", ("org.opencontainers.image.authors",)),
        ("com.example.team", ("com.example.team",)),
        ("org.label-schema.name", ("org.label-schema.name",)),
    ],
)
def test_keys_of(word: str, keys: tuple[str, ...]) -> None:
    assert keys_of(word) == keys


@pytest.mark.parametrize(
    ("attributes", "labels", "missing"),
    [
        ({"required": ("name", "version")}, "", ["org.label-schema.name", "org.label-schema.version"]),
        ({"required": ("name", "title", "name")}, "", ["org.label-schema.name"]),
        ({"required": ("name",)}, "LABEL org.label-schema.name=x", []),
        ({"required": ("name",)}, "LABEL org.opencontainers.image.title=x", []),
        ({"required": ("name",)}, "LABEL org.label-schema.name x", []),
        ({"required": ("name",)}, "ENV p=org.label-schema\nLABEL $p.name=x", []),
        ({"required": ("name",)}, "LABEL $unknown=x", []),
        ({"required": ("name",)}, "ONBUILD LABEL org.label-schema.name=x", ["org.label-schema.name"]),
        ({"required": ("name",)}, "LABEL org.opencontainers.image.url=x", ["org.opencontainers.image.title"]),
        (
            {"required": ("name",), "schema": "oci"},
            "LABEL org.label-schema.url=x",
            ["org.label-schema.name"],
        ),
        (
            {"required": ("name",)},
            "LABEL org.label-schema.url=x org.opencontainers.image.url=x",
            ["org.label-schema.name"],
        ),
        (
            {"required": ("schema-version", "authors"), "schema": "oci"},
            "",
            ["org.opencontainers.image.authors"],
        ),
        ({"required": ("authors",)}, "", []),
        ({"required": ("maintainer",)}, "LABEL maintainer=x", []),
        (
            {"required": ("org.label-schema.name",)},
            "LABEL org.opencontainers.image.title=x",
            ["org.label-schema.name"],
        ),
        (
            {"required": ("name", "schema-version"), "schema": "both"},
            "LABEL org.label-schema.name=x",
            ["org.opencontainers.image.title", "org.label-schema.schema-version"],
        ),
    ],
)
def test_missing(engine_for: EngineFor, attributes: dict[str, Any], labels: str, missing: list[str]) -> None:
    engine = engine_for(MissingLabels, **attributes)
    result = engine.check(Source.from_text(f"FROM debian:12\n{labels}\n"))
    assert not result.failures
    (*_, message) = ["", *(finding.message for finding in result.findings)]
    assert message.split("`")[1::2] == missing


def test_no_stage_is_asked_for_nothing(engine_for: EngineFor) -> None:
    for text in ("", "# nothing\n", "ARG VERSION\n", "RUN make\n"):
        assert not engine_for(MissingLabels).check(Source.from_text(text)).findings


def test_there_are_three_schemas() -> None:
    assert MissingLabels.options["schema"].choices == ("label-schema", "oci", "both")


def test_unknown_type_is_refused() -> None:
    demand = LabelNotUrl.options["types"].demand
    assert demand
    assert "a list of key=type, with types of text, url" in demand(("com.example.docs=link",))
    assert not demand(("com.example.docs=url",))


def test_types_take_precedence(engine_for: EngineFor) -> None:
    engine = engine_for(LabelNotUrl, types=("docs=url", "org.label-schema.url=text"))
    text = "FROM debian:12\nLABEL docs=nowhere org.label-schema.url=nowhere\n"
    (finding,) = engine.check(Source.from_text(text)).findings
    assert "`docs`" in finding.message


def fixed(engine: Engine, text: str, path: Path | None = None) -> str:
    result = fix(Source.from_text(text), engine, path)
    assert not result.failures
    assert not result.result.findings
    again = fix(result.source, engine, path)
    assert again.source.text == result.source.text
    return result.source.text


def tree(text: str) -> Dockerfile:
    return parse(Source.from_text(text))


BLOCK = 'ARG VERSION\nLABEL org.label-schema.version="${VERSION}"'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM debian:12", f"FROM debian:12\n{BLOCK}"),
        ("FROM debian:12\n", f"FROM debian:12\n{BLOCK}\n"),
        ("FROM debian:12\n\n", f"FROM debian:12\n\n{BLOCK}\n\n"),
        ("FROM debian:12\nCMD x", f"FROM debian:12\n{BLOCK}\nCMD x"),
        ("FROM debian:12\n\nCMD x\n", f"FROM debian:12\n\n{BLOCK}\n\nCMD x\n"),
        ("FROM debian:12\n\nRUN x", f"FROM debian:12\n\nRUN x\n\n{BLOCK}"),
        ("FROM debian:12\n\n# why\nRUN x\n", f"FROM debian:12\n\n# why\nRUN x\n\n{BLOCK}\n"),
        ("FROM debian:12\nRUN x\n# why\nCMD x\n", f"FROM debian:12\nRUN x\n{BLOCK}\n# why\nCMD x\n"),
        ("FROM debian:12\nRUN x\n# the end\n", f"FROM debian:12\nRUN x\n{BLOCK}\n# the end\n"),
        (
            "FROM debian:12\nEXPOSE 80\nRUN x\nUSER y\n",
            f"FROM debian:12\nEXPOSE 80\nRUN x\n{BLOCK}\nUSER y\n",
        ),
        ("FROM debian:12\nEXPOSE $VERSION\nCMD x\n", f"FROM debian:12\nEXPOSE $VERSION\n{BLOCK}\nCMD x\n"),
        ("FROM debian:12\nCMD x\nENV a=$VERSION\n", f"FROM debian:12\nCMD x\nENV a=$VERSION\n{BLOCK}\n"),
        ("FROM debian:12\nRUN <<E\nx\nE", f"FROM debian:12\nRUN <<E\nx\nE\n\n{BLOCK}"),
        ("FROM debian:12\nONBUILD RUN x\n", f"FROM debian:12\n{BLOCK}\nONBUILD RUN x\n"),
        ("FROM a\nFROM debian:12\n", f"FROM a\nFROM debian:12\n{BLOCK}\n"),
        ("FROM debian:12\r\nCMD x\r\n", "FROM debian:12\r\n" + BLOCK.replace("\n", "\r\n") + "\r\nCMD x\r\n"),
    ],
)
def test_place(engine_for: EngineFor, text: str, expected: str) -> None:
    assert fixed(engine_for(MissingLabels, required=("version",)), text) == expected


@pytest.mark.parametrize(
    ("before", "arguments", "reference"),
    [
        ("FROM debian:12", ["VERSION"], "${VERSION}"),
        ("FROM debian:12\nARG VERSION", ["VERSION"], "${VERSION}"),
        ("FROM debian:12\nARG VERSION=1 OTHER", ["VERSION", "OTHER"], "${VERSION}"),
        ("FROM debian:12 AS a\nARG VERSION\nFROM a", ["VERSION"], "${VERSION}"),
        ("FROM debian:12 AS a\nARG VERSION\nFROM debian:12", ["VERSION", "VERSION"], "${VERSION}"),
        ("ARG VERSION=1\nFROM debian:12", ["VERSION", "VERSION"], "${VERSION}"),
        ("ARG VERSION=1\nFROM debian:$VERSION", ["VERSION", "IMAGE_VERSION"], "${IMAGE_VERSION}"),
        (
            "ARG VERSION=1\nFROM debian:${VERSION}\nARG VERSION",
            ["VERSION"] * 2 + ["IMAGE_VERSION"],
            "${IMAGE_VERSION}",
        ),
        ("ARG VERSIONS=1\nFROM debian:$VERSIONS", ["VERSIONS", "VERSION"], "${VERSION}"),
        ("FROM debian:12\nENV VERSION=1", ["IMAGE_VERSION"], "${IMAGE_VERSION}"),
        ("FROM debian:12\nENV VERSION=1 IMAGE_VERSION=", ["IMAGE_VERSION_2"], "${IMAGE_VERSION_2}"),
        ("FROM debian:12\nONBUILD ARG VERSION", ["VERSION"], "${VERSION}"),
    ],
)
def test_arguments(engine_for: EngineFor, before: str, arguments: list[str], reference: str) -> None:
    text = fixed(engine_for(MissingLabels, required=("version",)), before)
    instructions = tree(text).instructions
    declared = [pair.key for each in instructions if isinstance(each, Arg) for pair in each.pairs]
    assert declared == arguments
    (label,) = (each for each in instructions if isinstance(each, Label))
    assert label.pairs[0].value == reference


def test_both_schemas_share_an_argument(engine_for: EngineFor) -> None:
    text = fixed(engine_for(MissingLabels, required=("revision",), schema="both"), "FROM debian:12\n")
    assert text.count("ARG ") == 1
    assert text.count('="${VCS_REF}"') == 2


@pytest.mark.parametrize(("keyword", "written"), [("from", "label"), ("FROM", "LABEL"), ("From", "LABEL")])
def test_keywords_are_written_as_the_files_are(engine_for: EngineFor, keyword: str, written: str) -> None:
    text = fixed(engine_for(MissingLabels, required=("schema-version",)), f"{keyword} debian:12\n")
    assert text.splitlines()[1] == f'{written} org.label-schema.schema-version="1.0"'


@pytest.mark.parametrize("directive", ["", "# escape=`\n"])
@pytest.mark.parametrize("name", ["webapp", 'the "app"', "a$b", "${c}", "`d`", "e\\", "\\\"`$'#"])
def test_values_are_quoted(engine_for: EngineFor, tmp_path: Path, directive: str, name: str) -> None:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "{quoted}"\n')
    engine = engine_for(MissingLabels, required=("name", "schema-version"))
    ast = tree(fixed(engine, f"{directive}FROM debian:12\n", tmp_path / "Dockerfile"))
    label = ast.instructions[-1]
    assert isinstance(label, Label)
    assert [pair.key for pair in label.pairs] == ["org.label-schema.name", "org.label-schema.schema-version"]
    assert expand(label.pairs[0].raw or "", {}, ast.escape).value == name


def test_what_the_repository_tells(engine_for: EngineFor, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").write_text('[remote "origin"]\n\turl = git@github.com:acme/webapp.git\n')
    (tmp_path / "package.json").write_text('{"license": "MIT"}')
    engine = engine_for(MissingLabels, required=("name", "source", "licenses"), schema="oci")
    (tmp_path / "docker").mkdir()
    assert fixed(engine, "FROM debian:12\n", tmp_path / "docker/Dockerfile") == (
        "FROM debian:12\n"
        'LABEL org.opencontainers.image.title="webapp" \\\n'
        '      org.opencontainers.image.source="https://github.com/acme/webapp" \\\n'
        '      org.opencontainers.image.licenses="MIT"\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "FROM debian:12\nRUN x \\",
        "FROM debian:12\nRUN x \\\n\n# y\n",
        "FROM debian:12\nRUN <<E\nx\n",
        "FROM debian:12\nFOO\n",
        "FROM debian:12\nENV a\n",
        "# escape=x\nFROM debian:12\n",
    ],
)
def test_no_fix_where_the_file_may_not_take_it(engine_for: EngineFor, text: str) -> None:
    (finding,) = engine_for(MissingLabels).check(Source.from_text(text)).findings
    assert finding.fix is None


def test_a_check_renders_nothing() -> None:
    script = (
        "import sys; from dockfix.api import lint\n"
        "assert any(f.code == 'DF3001' and f.fix for f in lint('FROM debian:12\\n'))\n"
        "sys.exit('jinja2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("label", "count"),
    [
        ("LABEL a.b=1 c-d=2", 0),
        ("LABEL A=1 B=2", 2),
        ("LABEL A 1", 1),
        ("ONBUILD LABEL A=1", 1),
        ('LABEL ""=1', 1),
    ],
)
def test_invalid_keys(engine_for: EngineFor, label: str, count: int) -> None:
    result = engine_for(InvalidLabelKey).check(Source.from_text(f"FROM debian:12\n{label}\n"))
    assert len(result.findings) == count


@pytest.mark.parametrize(
    "value", ["$UNKNOWN", "${UNKNOWN:-never}", "${ARGUMENT:-never}", "$ARGUMENT", "$EMPTY", ""]
)
def test_what_is_not_known_is_not_judged(engine_for: EngineFor, value: str) -> None:
    text = f'FROM debian:12\nARG ARGUMENT=never\nENV EMPTY=\nLABEL org.label-schema.build-date="{value}"\n'
    result = engine_for(LabelNotDate).check(Source.from_text(text))
    assert not result.findings
    assert bool(engine_for(EmptyLabel).check(Source.from_text(text)).findings) is (value == "")


def test_a_variable_of_env_is_known(engine_for: EngineFor) -> None:
    text = 'FROM debian:12\nENV LICENCE=GPLv2\nLABEL org.opencontainers.image.licenses="${LICENCE}"\n'
    (finding,) = engine_for(LabelNotSpdx).check(Source.from_text(text)).findings
    assert "`GPLv2`" in finding.message


def test_corpus(corpus: list[Sample], engine_for: EngineFor) -> None:
    """Whatever is fixed has its labels then, and is otherwise as it was."""
    engine = engine_for(MissingLabels)
    for sample in corpus[::4]:
        source = Source.from_bytes(sample.data)
        result = fix(source, engine)
        assert not result.failures, sample.name
        assert all(finding.fix is None for finding in result.result.findings), sample.name
        before = [each.value for each in tree(source.text).instructions]
        after = [(each.keyword, each.value) for each in tree(result.source.text).instructions]
        added = len(after) - len(before)
        start = next((i for i, value in enumerate(before) if value != after[i][1]), len(before))
        assert {keyword for keyword, _ in after[start : start + added]} <= {"ARG", "LABEL"}, sample.name
        assert [value for _, value in after[:start] + after[start + added :]] == before, sample.name
