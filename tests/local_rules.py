"""Rules of someone's own, in a file that their settings name: what tests of the whole program run."""

from __future__ import annotations

from pathlib import Path

PLUGIN = '''
import re
from dockfix import Rule, Safety, Severity, Span, replace

class _Word(Rule):
    category = "words"
    word = new = ""

    def check_file(self, file):
        for match in re.finditer(self.word, file.source.text):
            yield self.found(Span(*match.span()), f"`{match[0]}` is said", self.mended(Span(*match.span())))

    def mended(self, span):
        return None

class Foo(_Word):
    """Somebody says foo."""
    code, name, word = "XX0001", "says-foo", "foo"
    fixes = Safety.SAFE

    def mended(self, span):
        return replace(span, "bar", "Say bar")

class Baz(_Word):
    """Somebody says baz."""
    code, name, word = "XX0002", "says-baz", "baz"
    severity = Severity.STYLE
    fixes = Safety.UNSAFE

    def mended(self, span):
        return replace(span, "qux", "Say qux").unsafe()

class Hum(_Word):
    """Somebody hums, and nobody knows what to do about it."""
    code, name, word, aliases = "XX0003", "hums", "h[mM\\udcff\\x1b]+", ("noise",)
    severity = Severity.ERROR

class Crash(_Word):
    """Raises on a word."""
    code, name = "XX0004", "crashes"

    def check_file(self, file):
        if "crash" in file.source.text:
            raise ValueError("it\\ncrashed")
        return ()
'''


def write_project(directory: Path, settings: str = "", plugin: str = PLUGIN) -> None:
    """Settings that run the rules of `plugin` alone, and `settings` besides."""
    (directory / "rules.py").write_text(plugin)
    (directory / "dockfix.toml").write_text(f'plugins = ["./rules.py"]\nselect = ["words"]\n{settings}')
