"""The site that MkDocs builds: every link in it leads somewhere, and nothing of it is fetched from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import click
import pytest
from lxml import html  # type: ignore[import-untyped]

from ci.schemas import check
from conftest import ROOT
from dockfix.cli.app import app
from dockfix.cli.options import CHECK, ENVIRONMENT
from dockfix.config import KEYS
from dockfix.plugins import Plugins

RULES = Plugins(installed=False).rules
ADDRESS = next(
    line.removeprefix("site_url: ")
    for line in (ROOT / "mkdocs.yml").read_text().splitlines()
    if line.startswith("site_url: ")
)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, html.HtmlElement]:
    """The pages by their addresses."""
    files = [file for file in site.rglob("*.html") if file.name != "404.html"]
    return {
        urljoin(ADDRESS, f"{file.parent.relative_to(site).as_posix()}/".removeprefix("./")): html.parse(
            file
        ).getroot()
        for file in files
    }


def test_the_address_of_every_rule_is_its_page(pages: dict[str, html.HtmlElement]) -> None:
    own = [rule for rule in RULES if not rule.is_family]
    for rule in own:
        (title,) = pages[rule.url()].xpath("//h1")
        assert title.text.startswith(f"{rule.code}: {rule.name}")
    assert {urljoin(ADDRESS, f"rules/{rule.code}/") for rule in RULES} <= {*pages}


def test_every_block_is_taken_for_one(pages: dict[str, html.HtmlElement]) -> None:
    for address, page in pages.items():
        prose = page.xpath("//article//p//text()[not(ancestor::code)]")
        assert not [text for text in prose if "```" in text], address
        shown = page.xpath("//article//div[contains(@class, 'highlight')]//code")
        assert not [code for code in shown if code.text_content().startswith("```")], address


def test_links_lead_somewhere(site: Path, pages: dict[str, html.HtmlElement]) -> None:
    anchors = {
        address: {*page.xpath("//@id"), *page.xpath("//a/@name"), ""} for address, page in pages.items()
    }
    for address, page in pages.items():
        for link in page.xpath("//@href | //@src"):
            parts = urlsplit(urljoin(address, link))
            target = parts._replace(query="", fragment="").geturl()
            if not target.startswith(ADDRESS):
                continue
            path = unquote(target.removeprefix(ADDRESS))
            assert target in pages or (site / path).is_file(), f"{address}: {link}"
            if target in pages:
                assert unquote(parts.fragment) in anchors[target], f"{address}: {link}"


def test_nothing_is_fetched_from_elsewhere(site: Path, pages: dict[str, html.HtmlElement]) -> None:
    for address, page in pages.items():
        fetched = page.xpath("//script/@src | //img/@src | //iframe/@src | //link[@rel!='canonical']/@href")
        assert [link for link in fetched if urlsplit(link).netloc] == [], address
    for sheet in site.rglob("*.css"):
        assert "url(http" not in sheet.read_text() and "@import" not in sheet.read_text(), sheet


def _paths(group: click.Group) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from (f"{name}-{path}" for path in _paths(command))
        else:
            yield name


def test_every_setting_and_option_is_in_the_reference(pages: dict[str, html.HtmlElement]) -> None:
    settings = pages[urljoin(ADDRESS, "reference/settings/")]
    assert {*KEYS} <= {*settings.xpath("//h2/@id")}
    told = pages[urljoin(ADDRESS, "reference/command-line/")]
    assert {*_paths(app)} <= {*told.xpath("//h2/@id")}
    spelled = {text.split()[0] for text in told.xpath("//h4[starts-with(@id, 'check-')]/code/text()")}
    assert len(spelled) == len(CHECK) == len({*spelled})
    for rule in RULES:
        for name in rule.options:
            assert name.replace("_", "-") in {*settings.xpath("//td/code/text()")}


def test_the_environment_is_told() -> None:
    read = {
        name
        for file in (ROOT / "src" / "dockfix").rglob("*.py")
        for name in re.findall(
            r"""environ(?:\.get\(|\[)"(NO_COLOR|FORCE_COLOR|DOCKFIX_\w+)\"""", file.read_text()
        )
    }
    assert read == {*ENVIRONMENT}


def test_read_the_docs_can_build_it() -> None:
    check("vendor.readthedocs", (ROOT / ".readthedocs.yaml").read_text())
