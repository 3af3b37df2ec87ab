"""Runs scripts in a throwaway root, where every program is a stub that logs how it is called.

This is a program of its own, started by `referee` as the first process of new namespaces and as root. It
reads cases as lines of JSON and answers each with a line: what differs, in how many runs that was seen, and
how often each intended difference was.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from joining.matching import Match, match

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_OURS = frozenset([".sys", "proc", "dev"])
_MOST_RUNS = 80
_SECONDS = 3.0
# What makes no call fail, by number and by arguments.
_NO_TURN, _NO_CALL = "-", "=(none)"
# Where programs run at the same time, what they do may depend on which is faster.
_ATTEMPTS = 4

# The stub reads its input to the end, so that the programs of a pipe run one after the other; it then logs
# itself, fails if it is its turn, and does what later commands may rest on: directories, and programs that
# an installer puts in front of others. Where a shell reads it in, it sets variables.
_STUB = r"""#!/.sys/ash
case $0 in */*) ;; *) v=sourced; export V=sourced; return ;; esac
input=
while IFS= read -r line; do input="$input$line|"; done
turn=0
read -r failing < /.sys/failing
case $failing in
  =*) ;;
  *) read -r turn < /.sys/turn; turn=$((turn + 1)); echo "$turn" > /.sys/turn ;;
esac
log=/.sys/log/$((turn + 10000)).$$
while [ -e "$log" ]; do log=$log.; done
{ printf '%s\037' "$0" "$@" "$PWD" "$input"; umask; export -p; } > "$log"
case $failing in
  "$turn" | "=$*") exit 3 ;;
esac
name=${0##*/}
case $name in
mkdir)
  for word; do case $word in -*) ;; *) /.sys/busybox mkdir -p "$word" ;; esac; done ;;
pip* | easy_install* | npm | yarn | gem | ln | cp | mv | install | add-shell)
  for word; do
    word=${word##*/}
    word=${word%%[=<>@]*}
    [ -e "/bin/$word" ] && [ "$word" ] && [ ! -e "/usr/local/bin/$word" ] &&
      /.sys/busybox cp /.sys/stub "/usr/local/bin/$word"
  done ;;
esac
echo "out-$name"
exit 0
"""
# `declare -x` lines that say nothing about the script: these differ between any two shells.
_NOISE = re.compile(r"export (?:_|SHLVL|OLDPWD)(?:=(?:'[^']*'|\"[^\"]*\"|\S*))?\n?")
# Arguments that a glob finds in /proc: which processes run is no doing of the script.
_PROCESSES = re.compile(r"/proc/\d+(?:/[^\037]*)?\037")
# What `time` says.
_DURATION = re.compile(r"\d+m\d+\.\d+s")

_UNSET = frozenset(
    """_ BASH BASHPID EUID HISTCMD HOME IFS LINENO OLDPWD OPTIND PATH PPID PS1 PS2 PS4 PWD RANDOM SECONDS SHELL
    SHELLOPTS SHLVL UID""".split()
)
_BUILTINS = frozenset(
    """. : [ [[ alias bg bind break builtin caller case cd chdir command compgen complete continue coproc declare
    dirs disown do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts
    hash help history if in jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly
    return select set shift shopt source suspend test then time times trap true type typeset ulimit umask
    unalias unset until wait while { }""".split()
)


class Shells:
    """The shells, as programs within the root: how each is called."""

    def __init__(self, system: Path) -> None:
        self._commands: dict[str, tuple[str, list[bytes]]] = {
            "bash": ("/.sys/bash", [b"bash"]),
            "bash-as-sh": ("/.sys/bash", [b"sh"]),
            "dash": (
                "/.sys/ld.so",
                [b"ld.so", b"--library-path", b"/.sys/lib", b"--argv0", b"sh", b"/.sys/dash"],
            ),
        }
        _copy("/bin/bash-static", system / "bash")
        _copy("/bin/dash", system / "dash")
        _copy_libraries("/bin/dash", system)
        _copy("/bin/busybox", system / "busybox")
        (system / "ash").symlink_to("busybox")
        data, table = _without_applets(Path("/bin/busybox").read_bytes())
        (system / "ash-alone").write_bytes(data)
        (system / "ash-alone").chmod(0o755)
        self._commands["ash"] = ("/.sys/ash-alone", [table])

    def command(self, name: str, options: list[str], script: str) -> tuple[str, list[bytes]]:
        program, start = self._commands[name]
        words = [*options, "-c", script]
        return program, [*start, *(word.encode("utf-8", "surrogateescape") for word in words)]


def _copy(source: str, target: Path) -> None:
    target.write_bytes(Path(source).read_bytes())
    target.chmod(0o755)


def _copy_libraries(program: str, system: Path) -> None:
    (system / "lib").mkdir()
    listing = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
    for path in re.findall(r"(/\S+)", listing):
        is_loader = "/ld-" in path
        _copy(path, system / "ld.so" if is_loader else system / "lib" / Path(path).name)


def _without_applets(data: bytes) -> tuple[bytes, bytes]:
    """Busybox with its programs renamed, which its shell would take rather than those in PATH; and `ash` now."""

    def renamed(names: bytes) -> bytes:
        return bytes(byte | 0x80 if byte else 0 for byte in names)

    start = data.index(b"\0[\0[[\0")
    end = data.index(b"\0\0", start + 1)
    return data[:start] + renamed(data[start:end]) + data[end:], renamed(b"ash")


def enter(root: Path) -> Shells:
    """Build the root, go into it, and say how its shells are called."""
    mount = ["mount", "-t", "tmpfs", "none", str(root)]
    subprocess.run(mount, check=True)
    system = root / ".sys"
    for name in (".sys", "proc", "dev", "root", "tmp"):
        (root / name).mkdir()
    for name in PATH.split(":"):
        (root / name[1:]).mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "proc", "none", str(root / "proc")], check=True)
    for name in ("null", "zero", "random", "urandom"):
        (root / "dev" / name).touch()
        subprocess.run(["mount", "--bind", f"/dev/{name}", str(root / "dev" / name)], check=True)
    (root / "dev" / "fd").symlink_to("/proc/self/fd")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        (root / "dev" / name).symlink_to(f"/proc/self/fd/{number}")
    shells = Shells(system)
    (system / "stub").write_text(_STUB)
    (system / "stub").chmod(0o755)
    (system / "log").mkdir()
    os.chroot(root)
    os.chdir("/")
    return shells


class Step(NamedTuple):
    """A script that is run in a shell of its own, and where."""

    script: str
    directory: str


class Case:
    """A case's world: the directories, programs and variables that its scripts mention."""

    def __init__(self, steps: list[Step]) -> None:
        text = "\n".join(step.script for step in steps)
        self.environment = {"PATH": PATH, "HOME": "/root"}
        self.entries: list[str] = []
        for name in sorted(set(re.findall(r"\$\{?([A-Z][A-Z0-9_]*)", text)) - _UNSET):
            if not name.startswith("BASH"):
                self.environment[name] = f"/v/{name}"
                self._directory(f"/v/{name}")
        self._programs(text, self._directories(text, sorted({step.directory for step in steps})))
        self._baseline = _listing()

    def _directories(self, text: str, begun_in: list[str]) -> list[str]:
        """Make them; those that scripts work in."""
        here = list(begun_in)
        for path in here:
            self._directory(path)
        for change in re.finditer(r"\b(?:cd|pushd)\s+(?:-\w\s+|--\s+)?[\"']?([^\s;&|\"')`]+)", text):
            target = change[1]
            target = re.sub(r"\$\{?([A-Z][A-Z0-9_]*)\}?", r"/v/\1", target).replace("~", "/root")
            for base in here[-6:] if not target.startswith("/") else ["/"]:
                path = os.path.normpath(f"{base}/{target}")
                self._directory(path)
                here.append(path)
        for path in re.findall(r"(?<![\w.])(/[\w./-]+)/[\w.*?-]+", text):
            self._directory(path)
        return list(dict.fromkeys(here))

    def _directory(self, path: str) -> None:
        path = os.path.normpath(path)
        if len(path) > 200 or path.lstrip("/").split("/")[0] in _OURS:
            return
        made = ""
        for part in path.lstrip("/").split("/"):
            made += "/" + part
            with suppress(OSError):
                Path(made).mkdir()
                self.entries.append(made)

    def _programs(self, text: str, here: list[str]) -> None:
        for name in set(re.findall(r"[\w+.:@%-]+", text)) - _BUILTINS:
            if len(name) < 100 and not name.startswith("-"):
                self._copy_stub(f"/bin/{name}")
        for path in set(re.findall(r"(?:^|[\s;&|({\"'`])([\w.-]*/[\w./+-]+)(?=$|[\s;&|)}\"'`])", text)):
            for base in here[:12] if not path.startswith("/") else ["/"]:
                place = os.path.normpath(f"{base}/{path}")
                if place.lstrip("/").split("/")[0] not in _OURS and not Path(place).exists():
                    self._copy_stub(place)

    def _copy_stub(self, path: str) -> None:
        """A file of its own, as a script may write to it."""
        file = Path(path)
        with suppress(OSError):
            file.touch(0o755, exist_ok=False)
            file.write_text(_STUB)
            self.entries.append(path)

    def reset(self) -> dict[str, str]:
        """Put everything back as it was; what had been changed, and to what."""
        now = _listing()
        changed = {}
        for path, content in now.items():
            if self._baseline.get(path) != content:
                changed[path] = content
        for path in sorted(set(now) - set(self._baseline), reverse=True):
            _remove(path)
        for path, content in self._baseline.items():
            if now.get(path) != content:
                _remove(path)
                if content == "stub":
                    self._copy_stub(path)
                elif content.startswith("l"):
                    Path(path).symlink_to(content[1:])
                else:
                    Path(path).mkdir()
        return changed

    def remove(self) -> None:
        for path in reversed(self.entries):
            _remove(path)


def _listing() -> dict[str, str]:
    found: dict[str, str] = {}
    stack = ["/"]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.name in _OURS and entry.path.count("/") == 1:
                    continue
                if entry.is_symlink():
                    found[entry.path] = f"l{Path(entry.path).readlink()}"
                elif entry.is_dir():
                    found[entry.path] = "d"
                    stack.append(entry.path)
                elif entry.is_file():
                    size = entry.stat().st_size
                    found[entry.path] = "stub" if size == len(_STUB) else "f" + _content(entry.path)
    return found


def _content(path: str) -> str:
    return _DURATION.sub("0m0s", Path(path).read_bytes().decode("utf-8", "backslashreplace"))


def _remove(path: str) -> None:
    place = Path(path)
    with suppress(OSError):
        if place.is_dir() and not place.is_symlink():
            place.rmdir()
        else:
            place.unlink()


class Outcome(NamedTuple):
    """What scripts did."""

    status: int
    log: list[str]
    #: How many entries the log has after each script.
    ends: list[int]
    #: What is in the files that they changed.
    changed: dict[str, str]


class TooLongError(Exception):
    """A script does not end."""


class Runner:
    """Runs sequences of scripts and says what they did."""

    def __init__(self, shells: Shells) -> None:
        self.shells = shells
        self.runs = 0
        signal.signal(signal.SIGALRM, _too_long)

    def run(self, case: Case, shell: str, options: list[str], steps: list[Step], failing: str) -> Outcome:
        """What `steps` do, each in a shell of its own, up to the first that fails."""
        self.runs += 1
        Path("/.sys/turn").write_text("0\n")
        Path("/.sys/failing").write_text(failing + "\n")
        status = 0
        ends: list[int] = []
        try:
            for step in steps:
                status = self._shell(case, shell, options, step)
                ends.append(len(os.listdir("/.sys/log")))  # noqa: PTH208 - of a log of names
                if status:
                    break
        finally:
            changed = case.reset()
            log = _read_log()
        return Outcome(status, log, ends, changed)

    def _shell(self, case: Case, shell: str, options: list[str], step: Step) -> int:
        program, words = self.shells.command(shell, options, step.script)
        null = os.open("/dev/null", os.O_RDWR)
        actions = [(os.POSIX_SPAWN_DUP2, null, number) for number in range(3)]
        os.chdir(step.directory)
        signal.setitimer(signal.ITIMER_REAL, _SECONDS)
        try:
            process = os.posix_spawn(program, words, case.environment, file_actions=actions)
            status = os.waitpid(process, 0)[1]
            signal.setitimer(signal.ITIMER_REAL, 0.5)
            with suppress(ChildProcessError, TooLongError):
                while True:
                    os.waitpid(-1, 0)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            os.chdir("/")
            os.close(null)
            self._end_all()
        return os.waitstatus_to_exitcode(status)

    def _end_all(self) -> None:
        """What still runs ends with its script, as in a container."""
        with suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        with suppress(ChildProcessError):
            while True:
                os.waitpid(-1, 0)

    def parses(self, shell: str, script: str) -> bool:
        program, words = self.shells.command(shell, ["-n"], script)
        null = os.open("/dev/null", os.O_RDWR)
        actions = [(os.POSIX_SPAWN_DUP2, null, number) for number in range(3)]
        process = os.posix_spawn(program, words, {"PATH": PATH}, file_actions=actions)
        os.close(null)
        return os.waitpid(process, 0)[1] == 0

    def verdict(self, job: dict[str, Any]) -> dict[str, Any]:
        """What is unlike after and before, in each shell, and for each command that may fail.

        What is intended is not among it but counted, for the first shell.
        """
        self.runs = 0
        before, after = ([Step(*step) for step in job[side]] for side in ("before", "after"))
        case = Case([*before, *after])
        comparison = Comparison(self, case, before, after, job["options"], job["intended"])
        differences = []
        endless = False
        for shell in job["shells"]:
            try:
                difference = comparison.difference(shell)
            except TooLongError:
                difference, endless = None, True
            if difference:
                differences.append({"shell": shell, **difference})
        case.remove()
        return {
            "differences": differences,
            "endless": endless,
            "runs": self.runs,
            "ran": comparison.ran,
            "intended": Counter(comparison.seen),
        }


class Comparison:
    """Runs what was before, and what is after, until they differ."""

    def __init__(
        self,
        runner: Runner,
        case: Case,
        before: list[Step],
        after: list[Step],
        options: list[str],
        intended: list[str],
    ) -> None:
        self._runner = runner
        self._case = case
        self._before = before
        self._after = after
        self._options = options
        self._intended = intended
        self._at_once = any(_runs_at_once(step.script) for step in after)
        #: The codes of the intended differences, of the first shell's run without a failure.
        self.seen: list[str] = []
        #: Whether all scripts ran to their ends in a shell, and called something.
        self.ran = False

    def difference(self, shell: str) -> dict[str, Any] | None:
        """What differs in `shell`, None if nothing does."""
        turns = [(_NO_CALL, _NO_CALL) if self._at_once else (_NO_TURN, _NO_TURN)]
        for number in range(_MOST_RUNS):
            if number >= len(turns):
                break
            for _ in range(_ATTEMPTS if self._at_once else 1):
                expected, actual = self._run(shell, *turns[number])
                found = self._match(expected, actual)
                if number == 0 and found and len(turns) == 1:
                    turns += _turns(found, self._at_once)
                    self.seen = self.seen or found.causes
                    self.ran = self.ran or bool(expected.log and not expected.status)
                if found and self._is_same(shell, expected, actual):
                    break
            else:
                if expected.status and actual.status and not self._parses(shell):
                    return None  # it never was a build under this shell
                return {"failing": turns[number], "expected": expected, "actual": actual}
        return None

    def _run(self, shell: str, failing: str, failing_after: str) -> tuple[Outcome, Outcome]:
        run = self._runner.run
        return (
            run(self._case, shell, self._options, self._before, failing),
            run(self._case, shell, self._options, self._after, failing_after),
        )

    def _match(self, expected: Outcome, actual: Outcome) -> Match | None:
        return match(expected.log, actual.log, self._intended, None if self._at_once else actual.ends)

    def _is_same(self, shell: str, expected: Outcome, actual: Outcome) -> bool:
        if not _is_same_status(shell, expected.status, actual.status):
            return False
        if self._at_once:  # which of two programs writes last depends on which is faster
            return expected.changed.keys() == actual.changed.keys()
        return expected.changed == actual.changed

    def _parses(self, shell: str) -> bool:
        return all(self._runner.parses(shell, step.script) for step in self._before)


def _read_log() -> list[str]:
    log = []
    for path in sorted(Path("/.sys/log").iterdir()):
        log.append(_PROCESSES.sub("", _NOISE.sub("", _content(str(path)))))
        path.unlink()
    return log


def _runs_at_once(script: str) -> bool:
    """Whether programs may run at the same time: in the background, or in a pipe that is not read to its end."""
    return bool(re.search(r"(?<![&>0-9])&(?![&0-9])|(?<!\|)\|(?!\|)", script))


def _is_same_status(shell: str, expected: int, actual: int) -> bool:
    """Bash stops with 127 at an expansion that cannot be done, but a subshell of it with 1."""
    return expected == actual or (shell.startswith("bash") and (expected, actual) == (127, 1))


def _turns(found: Match, at_once: bool) -> Iterable[tuple[str, str]]:
    """What makes each call fail in its turn, before and after.

    It is the call's number, or its arguments where the order varies. What is only called after has no turn,
    and nor has what cannot be told from that.
    """
    if not at_once:
        return [(str(before + 1), str(after + 1)) for before, after in found.places]
    return sorted(
        {(f"={before}", f"={after}") for before, after in found.arguments if after not in found.new}
    )


def _too_long(number: int, frame: object) -> None:
    raise TooLongError


def main() -> None:
    runner = Runner(enter(Path(sys.argv[1])))
    for line in sys.stdin:
        print(json.dumps(runner.verdict(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
