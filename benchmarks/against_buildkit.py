"""How far dockfix finds what BuildKit finds and refuses: in the corpus, and in tests/refused/cases.json.

    python benchmarks/against_buildkit.py PROGRAM

PROGRAM is `benchmarks/buildkit/main.go`, which has to be built within a checkout of BuildKit, whose
dependencies come with it:

    git clone --depth 1 https://github.com/moby/buildkit && mkdir buildkit/cmd/referee
    cp benchmarks/buildkit/main.go buildkit/cmd/referee/
    cd buildkit && CGO_ENABLED=0 go build -mod=vendor -o referee ./cmd/referee

The exit status is 1 where BuildKit judges a case of the tests otherwise than they say, or where dockfix
has an error for a file of the corpus that BuildKit builds.
"""

from __future__ import annotations

import argparse
import json
import sys

from agreement import ROOT, read_corpus

sys.path.insert(0, str(ROOT / "tests"))

from dockfix.engine import Engine
from dockfix.plugins import Plugins
from dockfix.rule_card import RuleCard
from dockfix.selection import ActiveRule
from dockfix.source import Source
from peers.checks import ask_buildkit, found_by_buildkit, found_by_dockfix, table
from refused.test_cases import REFUSED


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", metavar="PROGRAM")
    program = parser.parse_args().program
    names, texts = read_corpus()
    theirs, given_up = found_by_buildkit(texts, program)
    ours = {each for each in found_by_dockfix(texts) if each.file not in given_up}
    print(table(theirs, ours, "BuildKit"))
    wrong = changed_cases(program) + wrong_errors(names, texts, program)
    sys.exit(1 if wrong else 0)


def changed_cases(program: str) -> int:
    """Print the cases of the tests that BuildKit judges otherwise now, and count them."""
    cases = json.loads((ROOT / "tests" / "refused" / "cases.json").read_text())
    texts = [*cases["built"], *(text for _, text in cases["refused"]), *cases["open"]]
    wanted = [text not in set(cases["built"]) for text in texts]
    refused = [_is_refused(answer) for answer in ask_buildkit(texts, program)]
    changed = [text for text, want, is_so in zip(texts, wanted, refused, strict=True) if want != is_so]
    print(f"\n{len(texts)} cases, {len(changed)} judged otherwise than tests/refused/cases.json says")
    for text in changed:
        print(f"  {text!r}")
    return len(changed)


def wrong_errors(names: list[str], texts: list[bytes], program: str) -> int:
    """Print the errors for files that BuildKit builds and the files that it refuses; count the errors."""
    rules = [rule for rule in Plugins(installed=False).rules if rule.code in REFUSED]
    engine = Engine([ActiveRule(RuleCard.of(rule), {}) for rule in rules], ignore_comments=False)
    answers = ask_buildkit([text.decode("utf-8", "replace") for text in texts], program)
    wrong = refused = 0
    for name, text, answer in zip(names, texts, answers, strict=True):
        found = {finding.code for finding in engine.check(Source.from_bytes(text)).findings}
        if _is_refused(answer):
            refused += 1
            print(f"refused: {name}: {', '.join(sorted(found)) or 'not reported'}")
        elif found:
            wrong += 1
            print(f"built, and an error: {name}: {', '.join(sorted(found))}")
    print(f"{len(texts)} files, {refused} refused, {wrong} with an error that are built")
    return wrong


def _is_refused(answer: dict[str, object]) -> bool:
    return bool(answer["check_error"] or answer["build_error"])


if __name__ == "__main__":
    main()
