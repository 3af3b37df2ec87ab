"""Time and memory as the input grows: files of one shape each, of sizes doubling, linted and mended.

    python benchmarks/growth.py [SHAPE …] [--largest 16000] [--steps 5] [--fix]

The last column is the exponent over all sizes: 1 where time grows as the size does, 2 where it grows as its
square. Each file is checked in a process of its own, whose imports are left out.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import resource
import time
from collections.abc import Callable
from typing import NamedTuple

START = "FROM debian:12\n"


def lines(line: str) -> Callable[[int], str]:
    """As many lines as the size says, each with its number for `{n}`."""
    return lambda size: START + "".join(line.replace("{n}", str(n)) + "\n" for n in range(size))


def apart(line: str) -> Callable[[int], str]:
    """As many lines, on an image that nothing is known of."""
    return lambda size: lines(line)(size).replace(START, "FROM example.com/base:1\n", 1)


def one_run(command: str, separator: str) -> Callable[[int], str]:
    """A RUN of as many commands."""
    return lambda size: (
        START + "RUN " + separator.join(command.replace("{n}", str(n)) for n in range(size)) + "\n"
    )


def nested(opening: str, closing: str, inner: str = "true") -> Callable[[int], str]:
    """A RUN that opens as many things in each other."""
    return lambda size: f"{START}RUN echo {opening * size}{inner}{closing * size}\n"


def chain(size: int) -> str:
    """As many stages, each built on the one before, and copied from."""
    stages = (
        f"FROM s{n} AS s{n + 1}\nCOPY --from=s{n // 2} /a /b\nRUN apt-get install x{n} | wget y\n"
        for n in range(size)
    )
    return "FROM debian:12 AS s0\n" + "".join(stages)


SHAPES: dict[str, Callable[[int], str]] = {
    "RUNs": lines("RUN echo {n}"),
    "RUNs that install": lines("RUN apt-get update && apt-get install package{n}"),
    "RUNs that cd": lines("RUN cd /d{n} && make"),
    "RUNs that delete": lines("RUN touch /f{n} && rm /f{n}\nRUN rm -rf /tmp/x{n}"),
    "RUNs with pip": lines("RUN pip install package{n}"),
    "RUNs with pip, on an unknown image": apart("RUN pip install package{n}"),
    "RUNs with wget": apart("RUN wget http://example.com/{n}"),
    "RUNs with sudo": apart("RUN sudo apt-get install package{n}"),
    "RUNs with a pipe": apart("RUN a | b{n}"),
    "MAINTAINERs": lines("MAINTAINER a{n}"),
    "COPYs": lines("COPY a{n} b{n}"),
    "ADDs of archives": lines("ADD https://example.com/a{n}.tar.gz /"),
    "ENVs that are used": lines("ENV V{n}=1\nRUN echo $V{n}"),
    "ENVs that use the one before": lambda size: (
        START + "ENV V0=1\n" + "".join(f"ENV V{n + 1}=$V{n}\n" for n in range(size))
    ),
    "ARGs": lines("ARG A{n}\nRUN echo $A{n}"),
    "ENV of many pairs": lambda size: (
        START + "ENV" + "".join(f" V{n}=$V{n // 2}" for n in range(size)) + "\n"
    ),
    "LABELs": lines('LABEL org.example.l{n}="x"'),
    "undefined variables": lines("COPY $Q{n} /x"),
    "EXPOSEs": lines("EXPOSE {n}/TCP"),
    "WORKDIRs": lines("WORKDIR d{n}"),
    "USERs": lines("USER u{n}"),
    "CMDs": lines("CMD echo {n}"),
    "ONBUILDs": lines("ONBUILD RUN apt-get install p{n}"),
    "SHELLs": lines('SHELL ["/bin/bash", "-c"]\nRUN a | b'),
    "stages": chain,
    "stages apart": lines("FROM debian:12 AS a{n}\nRUN apt-get install p{n}"),
    "comments": lines("# comment {n}"),
    "ignore comments": lines("# dockfix: ignore=DL3008\nRUN apt-get install -y p{n}"),
    "empty lines in a RUN": lambda size: f"{START}RUN echo \\\n{chr(10) * size}  x\n",
    "continuations": lambda size: START + "RUN echo" + " \\\n  x" * size + "\n",
    "continuations with comments": lambda size: START + "RUN echo" + " \\\n# c\n  x" * size + "\n",
    "spaces": lambda size: f"{START}RUN echo{' ' * size}x\n",
    "one long word": lambda size: f"{START}RUN echo {'x' * size}\n",
    "one long quoted word": lambda size: f'{START}RUN echo "{"x " * size}"\n',
    "one long path": lambda size: f"{START}RUN rm {'/x' * size}\nCOPY a {'/x' * size}\n",
    "one long key": lambda size: f"{START}ENV {'x' * size}=1\n",
    "one long image": lambda size: f"FROM {'x/' * size}y:latest\n",
    "one long tag": lambda size: f"FROM y:{'x' * size}\n",
    "one long array": lambda size: f'{START}CMD ["a"{", " + chr(34) + "b" + chr(34)}]\n'.replace(
        ', "b"', ', "b"' * size
    ),
    "one long heredoc": lambda size: f"{START}RUN <<EOF\n{'apt-get install x' + chr(10)}EOF\n".replace(
        "apt-get install x\n", "apt-get install x\n" * size
    ),
    "heredocs": lines("RUN <<EOF\necho {n}\nEOF"),
    "heredocs of one COPY": lambda size: (
        START
        + "COPY"
        + "".join(f" <<E{n}" for n in range(size))
        + " /\n"
        + "".join(f"x\nE{n}\n" for n in range(size))
    ),
    "commands with &&": one_run("echo {n}", " && "),
    "commands with ;": one_run("echo {n}", "; "),
    "commands with |": one_run("cat {n}", " | "),
    "installs in a RUN": one_run("apt-get install -y p{n}", " && \\\n  "),
    "installs with a flag in a RUN": one_run("apk add p{n}", " && "),
    "caches and deletions in a RUN": one_run("apt-get update && rm -rf /x{n}", " && "),
    "packages in a RUN": lambda size: (
        START + "RUN apt-get install " + " ".join(f"p{n}" for n in range(size)) + "\n"
    ),
    "flags in a RUN": lambda size: START + "RUN apt-get install " + "--x " * size + "p\n",
    "flags of a COPY": lambda size: START + "COPY " + "--link " * size + "a b\n",
    "mounts of a RUN": lambda size: START + "RUN " + "--mount=type=cache,target=/x " * size + "true\n",
    "cds in a RUN": one_run("cd d{n}", " && "),
    "variables in a RUN": one_run("A{n}=1; echo $A{n}", "; "),
    "exports in a RUN": one_run("export A{n}=$A{n}", " && "),
    "functions in a RUN": one_run("f{n}() { echo; }", "; "),
    "ifs in a RUN": one_run("if a; then b; fi", "; "),
    "redirections": lambda size: START + "RUN echo" + " >a" * size + "\n",
    "globs": lambda size: f"{START}RUN rm {'*?' * size}\n",
    "sudo": lambda size: START + "RUN " + "sudo " * size + "true\n",
    "sh -c in each other": lambda size: START + "RUN " + "sh -c " * size + "true\n",
    "substitutions": nested("$(echo ", ")"),
    "backquotes": lambda size: START + "RUN echo " + "`echo x` " * size + "\n",
    "subshells": lambda size: START + "RUN " + "(" * size + "true" + ")" * size + "\n",
    "groups": lambda size: START + "RUN " + "{ " * size + "true" + "; }" * size + "\n",
    "ifs in each other": lambda size: START + "RUN " + "if a; then " * size + "true" + "; fi" * size + "\n",
    "open substitutions": nested("$(", ""),
    "open parameters": nested("${", ""),
    "parameters in each other": lambda size: START + "COPY " + "${A:-" * size + "x" + "}" * size + " /y\n",
    "open quotes": nested('"', "", ""),
    "open brackets": lambda size: START + "CMD " + "[" * size + "\n",
    "backslashes": nested("\\", "", ""),
    "dollars": nested("$", "", ""),
    "quotes of both kinds": nested("'\"", "", ""),
    "unknown instructions": lines("FOO {n}"),
    "continuations of nothing": lambda size: START + "\\\n" * size + "RUN x\n",
}


class Measured(NamedTuple):
    """Seconds of processor time, and KiB of memory that the file took."""

    seconds: float
    memory: int


def check(text: str, fixes: bool) -> Measured:
    """Check `text`, and mend it where that is asked for."""
    from dockfix.api import default_engine  # noqa: PLC0415 - in the process that is measured
    from dockfix.fixer import fix  # noqa: PLC0415
    from dockfix.source import Source  # noqa: PLC0415

    engine = default_engine()
    fix(Source.from_bytes(START.encode() * 2 + b"RUN apt-get install curl\n"), engine)  # imports
    memory = _peak()
    started = time.process_time()
    source = Source.from_bytes(text.encode())
    if fixes:
        fix(source, engine, unsafe=True)
    else:
        engine.check(source)
    return Measured(time.process_time() - started, _peak() - memory)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def exponent(sizes: list[int], measured: list[Measured]) -> float:
    """The slope of time over size, both as logarithms, by the larger half of the sizes."""
    half = len(sizes) // 2
    first, last = measured[half], measured[-1]
    return math.log(last.seconds / first.seconds) / math.log(sizes[-1] / sizes[half])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shapes", nargs="*", metavar="SHAPE")
    parser.add_argument("--largest", type=int, default=16_000)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--fix", action="store_true", help="mend the files, with unsafe fixes")
    parser.add_argument("--patience", type=float, default=120, help="seconds for one file")
    options = parser.parse_args()
    sizes = [options.largest >> step for step in reversed(range(options.steps))]
    print(f"| | {' | '.join(map(str, sizes))} | |\n| --- |{' --- |' * (len(sizes) + 1)}")
    for name in options.shapes or SHAPES:
        measured: list[Measured] = []
        for size in sizes:
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                answer = pool.apply_async(check, (SHAPES[name](size), options.fix))
                try:
                    measured.append(answer.get(options.patience))
                except multiprocessing.TimeoutError:
                    break
        cells = [f"{each.seconds:.2f} s, {each.memory / 1024:.0f} MiB" for each in measured]
        cells += ["too long"] * (len(sizes) - len(measured))
        grows = f"{exponent(sizes[: len(measured)], measured):.1f}" if len(measured) > 1 else ""
        print(f"| {name} | {' | '.join(cells)} | {grows} |", flush=True)


if __name__ == "__main__":
    main()
