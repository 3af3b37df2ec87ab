"""How far dockfix's rules of BuildKit's checks find what tally finds under their names, in the corpus.

    PATH=DIRECTORY:$PATH python benchmarks/against_tally.py [CHECK …] [--differences 20]

It needs the corpus beside the repository and tally on the PATH (`npm install @wharflab/tally-linux-x64`,
the program is in its `bin`). With checks, the lines are shown of what only one of the two finds. The
judge between them is BuildKit itself: `benchmarks/against_buildkit.py`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from agreement import ROOT, read_corpus, show

sys.path.insert(0, str(ROOT / "tests"))

from peers.checks import found_by_dockfix, found_by_tally, table, tally


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checks", nargs="*", metavar="CHECK")
    parser.add_argument("--differences", type=int, default=20)
    options = parser.parse_args()
    if tally() is None:
        raise SystemExit("tally is not on the PATH: npm install @wharflab/tally-linux-x64")
    names, texts = read_corpus()
    with tempfile.TemporaryDirectory() as directory:
        theirs, given_up = found_by_tally(texts, Path(directory))
    ours = {each for each in found_by_dockfix(texts) if each.file not in given_up}
    print(f"{len(texts)} files, of which tally reads {len(texts) - len(given_up)}\n")
    print(table(theirs, ours, "tally"))
    for check in options.checks:
        for who, alone in (("tally", theirs - ours), ("dockfix", ours - theirs)):
            different = sorted(each for each in alone if each.check == check)
            print(f"# {check}: {who} alone: {len(different)}")
            show(different[: options.differences], names, texts)


if __name__ == "__main__":
    main()
