"""The site in a real browser, without a screen: no page is wider than the window that it is in."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

NARROW = 390
#: Opens the pages in frames as wide as a phone, a few at a time, and writes down how wide each page is.
SCRIPT = """<!DOCTYPE html><body><script>
const widths = {};
const pages = PAGES;
const look = async () => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  frame.width = WIDTH;
  frame.height = 800;
  for (let page = pages.pop(); page; page = pages.pop()) {
    await new Promise((done) => { frame.onload = done; frame.src = page; });
    widths[page] = frame.contentDocument.documentElement.scrollWidth;
  }
};
Promise.all([look(), look(), look(), look()]).then(() => {
  document.body.textContent = `WIDTHS${JSON.stringify(widths)}WIDTHS`;
});
</script>"""


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@contextmanager
def served(directory: Path) -> Iterator[str]:
    """The address at which the files of a directory are served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(directory))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def widths(site: Path, profile: Path) -> dict[str, int]:
    """How wide every page wants to be in a narrow window."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    pages = [f"/{file.parent.relative_to(site).as_posix()}/" for file in site.rglob("index.html")]
    script = SCRIPT.replace("WIDTH;", f"{NARROW};").replace("PAGES", json.dumps(pages))
    (site / "widths.html").write_text(script)
    with served(site) as address:
        command = [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
        command += ["--virtual-time-budget=600000", "--dump-dom", f"{address}/widths.html"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    found = re.search(r"WIDTHS(\{.*\})WIDTHS", done.stdout)
    assert found, done.stderr
    return dict(json.loads(found[1]))


def test_nothing_is_wider_than_a_phone(site: Path, tmp_path: Path) -> None:
    found = widths(site, tmp_path)
    assert len(found) > 100
    assert {page: width for page, width in found.items() if width > NARROW} == {}
