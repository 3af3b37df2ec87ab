"""How many layers joining saves in the corpus of real Dockerfiles, what is left and why, and in what time.

python benchmarks/joining.py
"""

from __future__ import annotations

import re
import sys
import tarfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
sys.path[:0] = [str(ROOT / "tests")]

from dockfix.shell.join import join  # noqa: E402
from joining.corpus import run_groups  # noqa: E402


def files() -> list[bytes]:
    found = []
    for archive in sorted(CORPUS.glob("*.tar.xz")):
        with tarfile.open(archive) as tar:
            members = [tar.extractfile(member) for member in tar if member.isfile()]
            found += [member.read() for member in members if member]
    return found


def main() -> None:
    groups = list(run_groups(files()))
    join(["true", "'true'"], groups[0].shell)  # loads the grammar
    start = time.process_time()
    joined = [join(group.scripts, group.shell) for group in groups]
    seconds = time.process_time() - start
    possible = sum(len(group.scripts) - 1 for group in groups)
    left = Counter(
        re.sub("^`[^`]*` (leaves|is made)", r"… \1", segment.reason)
        for segments in joined
        for segment in segments[1:]
    )
    saved = possible - left.total()
    print(f"{sum(len(group.scripts) for group in groups)} scripts in {len(groups)} groups: {seconds:.2f} s")
    print(f"{saved} of {possible} layers saved ({saved / possible:.1%}); left are")
    for reason, count in left.most_common():
        print(f"{count:6}  {reason}")


if __name__ == "__main__":
    main()
