"""MkDocs' hooks: the pages that dockfix itself writes, and links from every page to those of the rules."""

from __future__ import annotations

import re
from typing import Any

import reference_pages
import rule_pages
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from dockfix.plugins import Plugins

RULES = Plugins(installed=False).rules
_NAV_PLACE = "rules/"
#: A block with a word behind its language: what it is an example of, or a file's name.
_FENCE = re.compile(r"^(```\w+) ([\w.-]+)$", re.MULTILINE)
_TITLES = {"bad": "Bad", "good": "Good"}
_CODE = re.compile(r"(?P<before><pre.*?</pre>|<a\b.*?</a>|<h1.*?</h1>)|<code>(?P<code>\w+)</code>", re.DOTALL)
_URLS = {rule.code: f"rules/{rule.code}/" for rule in RULES}


def on_config(config: MkDocsConfig) -> None:
    """Put the pages of the rules into the navigation."""
    for section in config.nav or ():
        for title, place in section.items():
            if place == _NAV_PLACE:
                section[title] = rule_pages.navigation(RULES)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add what is generated."""
    for path, text in {**rule_pages.pages(RULES), **reference_pages.pages(RULES)}.items():
        files.append(File.generated(config, path, content=text))


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Give the examples their titles."""
    return _FENCE.sub(lambda fence: f'{fence[1]} title="{_TITLES.get(fence[2], fence[2])}"', markdown)


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Link the codes of rules to their pages."""

    def linked(match: re.Match[str]) -> str:
        url = _URLS.get(match["code"])
        if url is None or url == page.url:
            return match[0]
        return f'<a href="{get_relative_url(url, page.url)}">{match[0]}</a>'

    return _CODE.sub(linked, html)
