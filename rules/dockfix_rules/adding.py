"""ADD, where COPY would do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from dockfix import surroundings
from dockfix.late_pattern import late_pattern
from dockfix.rule import Edit, Finding, Fix, Rule, Safety, Severity
from dockfix.syntax.expand import expand
from dockfix.syntax.nodes import Add, Word
from dockfix_rules.archives import ARCHIVE
from dockfix_rules.placing import cased

# hadolint, which ARCHIVE is shared with, knows no others; nor does it take `A.TAR` for one.
_ARCHIVE = late_pattern(rf"{ARCHIVE.pattern}|\.t?zst$", re.IGNORECASE)
#: Names of archives in disguise: ADD goes by the content, and unpacks these too.
_TAR_BY_ANOTHER_NAME = late_pattern(r"\.(?:apk|box|crate|gem|ipk|ova|tar\.\w+|xbps)$", re.IGNORECASE)
_REMOTE = late_pattern(r"(?:https?|ftp|git|ssh)://|[\w.-]+@[\w.-]+:")
_GLOB = late_pattern(r"[*?\[]")
# A folder, or an ending that is none of an archive once these are ruled out.
_PLAIN_NAME = late_pattern(r"(?:^|/)\.{0,2}/?$|[/\w\]?*-]\.[A-Za-z][A-Za-z0-9]*$|^\.[A-Za-z]\w*$")
#: What COPY has no flag for.
_OF_ADD = frozenset(["checksum", "keep-git-dir", "unpack"])
_MAGIC = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd")
_TAR_MAGIC, _TAR_MAGIC_AT = b"ustar", 257


class AddInsteadOfCopy(Rule):
    """ADD is for addresses and archives; files and folders are for COPY.

    ADD unpacks what it takes for an archive and downloads what looks like an address, so that what it does
    depends on the content of a file. COPY does one thing only.

    The fix writes COPY. It is safe where no source can be an archive: a folder, a name with an ending that no
    archive has, or a file beside the Dockerfile that is none; it is unsafe where that is not certain, as for
    `ADD rootfs /`, `ADD dist/* /srv/` or `ADD rails.gem /`, which is an archive by another name.

    ```dockerfile bad
    FROM debian:12
    ADD app.py /srv/
    ```

    ```dockerfile good
    FROM debian:12
    COPY app.py /srv/
    ADD vendor.tar.gz /srv/
    ADD https://example.com/key.asc /etc/apt/
    ```
    """

    code = "DL3020"
    name = "add-instead-of-copy"
    severity = Severity.ERROR
    category = "copy"
    fixes = Safety.SAFE
    source = "https://docs.docker.com/build/building/best-practices/#add-or-copy"

    def check_add(self, add: Add) -> Iterator[Finding]:
        """Report an ADD whose sources are all files and folders."""
        if self.as_hadolint:
            if not add.parent and not all(_is_special_to_hadolint(word.value) for word in add.sources):
                fix = self._fix(add) if self._is_copy(add) else None
                yield self.found(add.keyword_span, "ADD where COPY would do", fix)
        elif self._is_copy(add):
            names = ", ".join(f"`{word.value}`" for word in add.sources)
            yield self.found(add.keyword_span, f"ADD of {names}, where COPY would do", self._fix(add))

    def _is_copy(self, add: Add) -> bool:
        """Whether an ADD does what COPY does, as far as its sources tell."""
        return (
            add.destination is not None
            and not add.heredocs
            and all(self._is_plain(add, word) for word in add.sources)
        )

    def _fix(self, add: Add) -> Fix | None:
        if add.error or any(flag.name in _OF_ADD for flag in add.flags):
            return None
        fix = Fix((Edit(add.keyword_span, cased(self.file, "COPY", add)),), "Write COPY")
        return fix if all(self._is_certain(add, word) for word in add.sources) else fix.unsafe()

    def _is_plain(self, add: Add, source: Word) -> bool:
        """Whether a source is no address and no archive, as far as its name and its content tell."""
        name = self._name(add, source)
        return name is not None and not _is_special(name) and not _is_archive(self._beside(name))

    def _name(self, add: Add, source: Word) -> str | None:
        """What a source names; None where a variable without a value begins it, and it may be an address."""
        written = source.value
        variables = {} if add.parent else self.file.environment(add).variables
        expansion = expand(written, variables, self.file.ast.escape)
        return None if expansion.unset and written.lstrip("\"'").startswith("$") else expansion.value

    def _is_certain(self, add: Add, source: Word) -> bool:
        """Whether it is no archive for certain, and not only by what is known."""
        name = source.value if "$" in source.value else self._name(add, source) or ""
        if _TAR_BY_ANOTHER_NAME.search(name):
            return False
        if _PLAIN_NAME.search(name):
            return True
        place = self._beside(name)
        return place is not None and surroundings.exists(place)

    def _beside(self, name: str) -> Path | None:
        """The file of this name beside the Dockerfile, where the build context most often is."""
        if self.file.path is None or _GLOB.search(name) or "$" in name or "\0" in name:
            return None
        return self.file.path.parent / name.lstrip("/")


def _is_special(name: str) -> bool:
    return bool(_REMOTE.match(name) or _ARCHIVE.search(name))


def _is_special_to_hadolint(word: str) -> bool:
    value = word.strip("\"'")
    return value.startswith(("http://", "https://")) or bool(ARCHIVE.search(value))


def _is_archive(path: Path | None) -> bool:
    """Whether there is a file at `path` that ADD would unpack, whatever it is called."""
    if path is None or _PLAIN_NAME.search(path.name):
        return False
    head = surroundings.head(path, _TAR_MAGIC_AT + len(_TAR_MAGIC))
    return head.startswith(_MAGIC) or head[_TAR_MAGIC_AT:] == _TAR_MAGIC
