"""The site in a real browser, without a screen: no page is wider than its window, and the rules can be filtered."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pytest

NARROW = 390
#: `answer()` gives what the test wants to know; `open(page)` the window of a frame as wide as a phone.
PAGE = """<!DOCTYPE html><body><script>
const frames = Array.from({ length: 4 }, () => document.createElement("iframe"));
for (const frame of frames) Object.assign(document.body.appendChild(frame), { width: WIDTH, height: 800 });
const open = (page, frame = frames[0]) => new Promise((done) => {
  frame.onload = () => done(frame.contentWindow);
  frame.src = page;
});
ANSWER
answer().then((value) => fetch("/", { method: "POST", body: JSON.stringify(value) }));
</script>"""
WIDTHS = """
const answer = async () => {
  const [widths, pages] = [{}, PAGES];
  const look = async (frame) => {
    for (let page = pages.pop(); page; page = pages.pop())
      widths[page] = (await open(page, frame)).document.documentElement.scrollWidth;
  };
  await Promise.all(frames.map(look));
  return widths;
};"""
FILTERED = """
const answer = async () => {
  const { document, Event } = await open("/rules/");
  const field = document.querySelector("input.filter");
  field.value = "Missing-YES  apt-get";
  field.dispatchEvent(new Event("input"));
  return [...document.querySelectorAll("article tbody tr, article h2")]
    .filter((each) => each.offsetParent)
    .map((each) => each.textContent);
};"""


class _Handler(SimpleHTTPRequestHandler):
    """Serves a directory, and takes the answers that are posted."""

    def __init__(self, answers: SimpleQueue[bytes], *args: Any, **options: Any) -> None:
        self._answers = answers
        super().__init__(*args, **options)

    def do_POST(self) -> None:
        self._answers.put(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(HTTPStatus.NO_CONTENT)
        self.end_headers()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@contextmanager
def _served(directory: Path, answers: SimpleQueue[bytes]) -> Iterator[str]:
    handler = partial(_Handler, answers, directory=str(directory))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def _opened(program: str, address: str, profile: Path) -> Iterator[None]:
    command = [
        program,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={profile}",
        address,
    ]
    output = subprocess.DEVNULL
    browser = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()


@pytest.fixture
def answer_of(site: Path, tmp_path: Path) -> Callable[[str], Any]:
    """What a script gives that looks at the site in a browser."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")

    def ask(script: str) -> Any:
        page = site / "asking.html"
        page.write_text(PAGE.replace("WIDTH", str(NARROW)).replace("ANSWER", script))
        answers = SimpleQueue[bytes]()
        with _served(site, answers) as address, _opened(chromium, f"{address}/{page.name}", tmp_path):
            return json.loads(answers.get(timeout=200))

    return ask


def test_nothing_is_wider_than_a_phone(site: Path, answer_of: Callable[[str], Any]) -> None:
    pages = [f"/{file.parent.relative_to(site).as_posix()}/" for file in site.rglob("index.html")]
    widths = answer_of(WIDTHS.replace("PAGES", json.dumps(pages)))
    assert len(widths) == len(pages) > 100
    assert {page: width for page, width in widths.items() if width > NARROW} == {}


def test_the_rules_can_be_filtered(answer_of: Callable[[str], Any]) -> None:
    (heading, *rows) = answer_of(FILTERED)
    assert heading.startswith("Packages")
    assert [row.split()[0] for row in rows] == ["DL3014apt-missing-yes"]
