from __future__ import annotations

from pathlib import Path

from dockfix.lsp.formatting import formatting
from lsp.marks import applied, snapshot

TEXT = "from debian:12 as Build\nENV a 1\nRUN apt-get install curl\nEXPOSE 80/TCP\nFROM Build\nRUN true\n"


def formatted(text: str, directory: Path, settings: str = "") -> str:
    return applied(text, [*formatting(snapshot(text, directory, settings=settings))])


def test_the_style_is_mended_and_nothing_else(tmp_path: Path) -> None:
    after = formatted(TEXT, tmp_path)
    assert after == (
        "FROM debian:12 AS build\nENV a=1\nRUN apt-get install curl\nEXPOSE 80/tcp\nFROM build\nRUN true\n"
    )
    assert formatted(after, tmp_path) == after


def test_settings_and_comments_are_heeded(tmp_path: Path) -> None:
    settings = "ignore = ['StageNameCasing']\n[rules.FromAsCasing]\nfix = 'unsafe'\n"
    text = "from debian:12 as Build\n# dockfix: ignore=LegacyKeyValueFormat\nENV a 1\nRUN true\nRUN true\n"
    assert formatted(text, tmp_path, settings) == text.replace("from", "FROM")


def test_nothing_is_done_where_the_settings_are_wrong(tmp_path: Path) -> None:
    assert formatted(TEXT, tmp_path, "select = 1") == TEXT
