"""How long a keystroke takes in a file of 1,000 lines, up to the new diagnostics.

    python benchmarks/lsp.py [FILE] [--lines 1000] [--keys 300]

Without FILE, it needs the corpus beside the repository: the text is made of real Dockerfiles, put one after
the other. A line is typed letter by letter at places all over the text, once with the language server's
modules in this process, once with a server in a process of its own, spoken to as an editor does.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from dockfix.lsp.diagnostics import diagnostics
from dockfix.lsp.documents import Desk, Document
from dockfix.workspace import Choices

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
PLACE = Path.cwd() / "Dockerfile"
URI = PLACE.as_uri()
#: Between an answer and the next key, in seconds: somebody who types fast takes three times as long.
PAUSE = 0.05
TYPED = 'RUN apt-get update && apt-get install -y "curl=$VERSION" | tee log\n'


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--lines", type=int, default=1000)
    parser.add_argument("--keys", type=int, default=300)
    options = parser.parse_args()
    text = options.file.read_text() if options.file else made_of_real_files(options.lines)
    texts = [*typed(text, options.keys)]
    document = Document(Desk(Choices()), PLACE, PLACE.parent, text, 0)
    print(
        f"{text.count(chr(10))} lines, {len(text)} characters, {len(diagnostics(document.now))} diagnostics"
    )
    show("in one process", in_process(document, texts))
    show("through the protocol", through_the_protocol(text, texts))


def made_of_real_files(lines: int) -> str:
    """Real files of 10 to 60 lines, as many as it takes."""
    text = ""
    for archive in sorted(CORPUS.glob("*.tar.xz")):
        with tarfile.open(archive) as tar:
            for member in tar:
                file = tar.extractfile(member) if member.isfile() else None
                part = file.read().decode("utf-8", "replace").strip() if file else ""
                # A heredoc that is not closed would hold all the rest, and directives stand at the top.
                if 10 <= part.count("\n") < 60 and "<<" not in part and not part.startswith("#"):
                    text += part + "\n\n"
                if text.count("\n") >= lines:
                    return text
    sys.exit(f"no corpus at {CORPUS} of so many lines: name a FILE")


def typed(text: str, keys: int) -> Iterator[str]:
    """The text after each key: a line typed in front of this line, then one in front of another."""
    lines = text.splitlines(keepends=True)
    places = max(keys // len(TYPED), 1)
    for key in range(keys):
        at = len(lines) * (key // len(TYPED)) // places
        yield "".join((*lines[:at], TYPED[: key % len(TYPED) + 1], *lines[at:]))


def timed(action: Callable[[], object]) -> float:
    time.sleep(PAUSE)
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def in_process(document: Document, texts: list[str]) -> list[float]:
    def press(text: str) -> None:
        document.change(text, document.version + 1)
        diagnostics(document.now)

    gc.disable()  # as the server does
    return [timed(lambda text=text: press(text)) for text in texts]  # type: ignore[misc]


def through_the_protocol(text: str, texts: list[str]) -> list[float]:
    with subprocess.Popen(
        [sys.executable, "-m", "dockfix", "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        editor = Editor(process)
        editor.send("initialize", {"capabilities": {}, "processId": None, "rootUri": None}, request=1)
        editor.wait_for(lambda message: message.get("id") == 1)
        document = {"uri": URI, "languageId": "dockerfile", "version": 0, "text": text}
        editor.send("textDocument/didOpen", {"textDocument": document})
        editor.wait_for_diagnostics(0)
        seconds = [
            timed(lambda text=text, number=number: editor.press(text, number))  # type: ignore[misc]
            for number, text in enumerate(texts, 1)
        ]
        editor.send("shutdown", None, request=2)
        editor.wait_for(lambda message: message.get("id") == 2)
        editor.send("exit", None)
    return seconds


class Editor:
    """As little of an editor as it takes."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin and process.stdout
        self._to, self._from = process.stdin, process.stdout

    def press(self, text: str, version: int) -> None:
        document = {"uri": URI, "version": version}
        self.send("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        self.wait_for_diagnostics(version)

    def send(self, method: str, params: object, request: int | None = None) -> None:
        message: dict[str, object] = {"jsonrpc": "2.0", "method": method, "params": params}
        if request is not None:
            message["id"] = request
        body = json.dumps(message).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._to.flush()

    def wait_for_diagnostics(self, version: int) -> None:
        def are_they(message: dict[str, Any]) -> bool:
            is_right = message.get("method") == "textDocument/publishDiagnostics"
            return is_right and message["params"]["version"] == version

        self.wait_for(are_they)

    def wait_for(self, is_right: Callable[[dict[str, Any]], bool]) -> None:
        while not is_right(self._read()):
            pass

    def _read(self) -> dict[str, Any]:
        length = 0
        while line := self._from.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        message: dict[str, Any] = json.loads(self._from.read(length))
        return message


def show(what: str, seconds: list[float]) -> None:
    in_ms = sorted(1000 * each for each in seconds)
    tail = quantiles(in_ms, n=20)[-1]
    print(
        f"{what}: {len(in_ms)} keys, median {median(in_ms):.1f} ms, 95 % below {tail:.1f}, "
        f"worst {in_ms[-1]:.1f} ms"
    )


if __name__ == "__main__":
    main()
