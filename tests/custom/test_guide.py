"""The rules that the guide shows: their own examples, and real files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dockfix
from conftest import Sample
from dockfix.api import lint
from test_corpus import lost_or_unknown, read_by_buildkit

GUIDE = (Path(__file__).parent.parent.parent / "docs" / "custom-rules.md").read_text()
TABLES = re.findall(r"^```toml\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dockfix.Settings:
    path = tmp_path_factory.mktemp("guide") / "dockfix.toml"
    path.write_text('select = ["custom"]\n\n' + "\n".join(TABLES))
    return dockfix.load_settings(path)


def test_their_examples_are_true(settings: dockfix.Settings) -> None:
    assert len(settings.custom) == len(TABLES) > 5
    for definition in settings.custom:
        only = settings.with_command_line(select=[definition.code])
        (finding, *_) = lint(definition.bad, settings=only)
        assert finding.code == definition.code
        assert lint(definition.good, settings=only) == ()
        fixed = dockfix.fix(definition.bad, settings=only, unsafe=True)
        assert bool(fixed.applied) is bool(definition.add or definition.replace)
        assert (fixed.findings == ()) is bool(fixed.applied)


def test_they_break_no_real_file(settings: dockfix.Settings, corpus: list[Sample], tmp_path: Path) -> None:
    applied = 0
    for sample in corpus:
        fixed = dockfix.fix(sample.data, settings=settings, unsafe=True)
        assert not fixed.failures, (sample.name, [str(failure) for failure in fixed.failures])
        if fixed.applied:
            applied += len(fixed.applied)
            assert not dockfix.fix(fixed.source, settings=settings, unsafe=True).applied, sample.name
            before = read_by_buildkit(sample.data, tmp_path / "before")
            after = read_by_buildkit(fixed.source.to_bytes(), tmp_path / "after")
            assert after is not None or before is None, sample.name
            if before is not None and after is not None:
                assert not lost_or_unknown(before, after, fixed), sample.name
    assert applied > len(corpus)
