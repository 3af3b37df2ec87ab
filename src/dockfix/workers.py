"""Several processes that check files: forked, so that each has all that this one has loaded.

A process that ends while it checks loses nothing: what it had is checked again, one file at a time, and a
file that ends another process is an error in its report. Where the system cannot fork there is one process.
"""

from __future__ import annotations

import gc
import marshal
import os
import select
import signal
import struct
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from dockfix import scratch
from dockfix.named_tuple import NamedTuple
from dockfix.report import FileReport, RunError
from dockfix.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dockfix.runner import Runner, Work

#: How much work a process is given at once, at least and at most: much at first, as rules may do things for
#: many files together, and little at the end, so that all processes end at about the same time.
_LEAST, _MOST = 8, 64
_HEAD = struct.Struct("!Q")
#: How long a process may take to tidy up after Ctrl-C, in seconds.
_GRACE = 1.0


class _Portion(NamedTuple):
    """Some of the work, by its positions; `is_again` if a process has ended over it before."""

    positions: tuple[int, ...]
    is_again: bool = False


class Pool:
    """Processes that check files as `runner` does."""

    def __init__(self, runner: Runner, count: int) -> None:
        self._runner = runner
        self._count = count
        self._workers: list[_Worker] = []
        self._is_warm = False

    def reports(self, work: Sequence[Work]) -> Iterator[FileReport]:
        """The reports on `work`, in its order."""
        first = 0
        if not self._is_warm:
            # The first files import what most files need, once for all processes.
            self._is_warm = True
            first = min(_LEAST, len(work))
            yield from self._runner.checked(work[:first])
        yield from self._spread(work, first)

    def _spread(self, work: Sequence[Work], first: int) -> Iterator[FileReport]:
        waiting = deque(_portions(range(first, len(work)), self._count))
        done: dict[int, FileReport] = {}
        following = first
        while following < len(work):
            self._hand_out(work, waiting)
            for worker in self._ready():
                done |= self._taken(worker, work, waiting)
            self._hand_out(work, waiting)
            while following in done:
                yield done.pop(following)
                following += 1

    def _hand_out(self, work: Sequence[Work], waiting: deque[_Portion]) -> None:
        """Give every idle process something to do, as long as there is anything."""
        if not self._workers:
            gc.freeze()  # what there is stays, and is shared
        while len(self._workers) < min(self._count, len(waiting)):
            self._workers.append(_Worker(self._runner, self._workers))
        for worker in self._workers:
            if worker.portion is None and waiting:
                worker.give(waiting.popleft(), work)

    def _ready(self) -> list[_Worker]:
        busy = {worker.answers: worker for worker in self._workers if worker.portion}
        return [busy[ready] for ready in select.select(list(busy), [], [])[0]]

    def _taken(
        self, worker: _Worker, work: Sequence[Work], waiting: deque[_Portion]
    ) -> dict[int, FileReport]:
        """What a process says; if it has ended, its portion waits again."""
        portion = worker.portion
        assert portion
        answer = worker.take()
        if answer is not None:
            self._hand_out(work, waiting)  # it goes on while its reports are put together
            return {
                position: self._runner.report_from(work[position], data)
                for position, data in zip(portion.positions, answer, strict=True)
            }
        self._workers.remove(worker)
        how = worker.end()
        if not portion.is_again:
            again = [_Portion((position,), is_again=True) for position in portion.positions]
            waiting.extendleft(reversed(again))
            return {}
        (position,) = portion.positions
        shown = work[position].shown
        error = RunError(shown, f"the process that checked it ended {how}: please report it")
        return {position: FileReport(shown, errors=(error,))}

    def close(self) -> None:
        """End all processes; those that still check something, as Ctrl-C does."""
        for worker in self._workers:
            worker.stop()
        until = time.monotonic() + _GRACE
        for worker in self._workers:
            worker.end(until)
        self._workers.clear()


def _portions(positions: Sequence[int], count: int) -> Iterator[_Portion]:
    """`positions` in portions for `count` processes."""
    at = 0
    while at < len(positions):
        size = min(max((len(positions) - at) // (2 * count), _LEAST), _MOST)
        yield _Portion(tuple(positions[at : at + size]))
        at += size


class _Worker:
    """One process, seen from the one that has made it."""

    def __init__(self, runner: Runner, others: Sequence[_Worker]) -> None:
        self.portion: _Portion | None = None
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        with _interrupts_wait():  # the new process must not leave by the way that it came
            self._pid = os.fork()
            if not self._pid:
                for other in others:  # or they would not see that their pipe is closed
                    other.forget()
                os.close(ours_in)
                os.close(ours_out)
                _serve(runner, theirs_in, theirs_out)
        os.close(theirs_in)
        os.close(theirs_out)
        self._questions = ours_out
        self.answers = ours_in

    def give(self, portion: _Portion, work: Sequence[Work]) -> None:
        """Have `portion` checked; that the process has ended shows when its answer is taken."""
        self.portion = portion
        with suppress(BrokenPipeError):
            _send(self._questions, [_plain(work[position]) for position in portion.positions])

    def take(self) -> list[Any] | None:
        """The answer, None if the process has ended instead."""
        self.portion = None
        answer: list[Any] | None = _receive(self.answers)
        return answer

    def forget(self) -> None:
        """Close the pipes."""
        for pipe in (self._questions, self.answers):
            with suppress(OSError):
                os.close(pipe)

    def stop(self) -> None:
        """Have the process end: at once if it checks something, tidily all the same."""
        if self.portion:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGINT)
        self.forget()

    def end(self, until: float | None = None) -> str:
        """Wait for the process to end, and say how it did; it is killed if it has not `until` then."""
        if until is not None:
            while time.monotonic() < until:
                pid, status = os.waitpid(self._pid, os.WNOHANG)
                if pid:
                    return self._ended(status)
                time.sleep(0.0005)
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        else:
            self.forget()
        return self._ended(os.waitpid(self._pid, 0)[1])

    def _ended(self, status: int) -> str:
        if status:
            scratch.remove_all_of(self._pid)
        return _how(status)


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Ctrl-C is heard when this is left."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"with signal {-code}" if code < 0 else f"with status {code}"


def _serve(runner: Runner, questions: int, answers: int) -> None:
    """The life of a process: check what comes until no more does, or Ctrl-C does. Never returns."""
    status = 1
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        while (work := _receive(questions)) is not None:
            _send(answers, runner.checked_data([_work_of(each) for each in work]))
        status = 0
    except (KeyboardInterrupt, BrokenPipeError):
        status = 130
    finally:
        with suppress(KeyboardInterrupt):
            runner.workspace.finish()
        os._exit(status)  # what the other process has not yet written is not written twice


def _plain(work: Work) -> tuple[Any, ...]:
    return (work.shown, str(work.path) if work.path else None, work.data, work.is_file, work.key)


def _work_of(plain: Sequence[Any]) -> Work:
    from pathlib import Path  # noqa: PLC0415

    from dockfix.runner import Work  # noqa: PLC0415 - it imports this

    shown, path, data, is_file, key = plain
    return Work(shown, Path(path) if path else None, data, is_file, key)


def _send(pipe: int, message: Any) -> None:
    data = marshal.dumps(message)
    rest = memoryview(_HEAD.pack(len(data)) + data)
    while rest:
        rest = rest[os.write(pipe, rest) :]


def _receive(pipe: int) -> Any:
    """What the other end has sent; None if it is closed."""
    head = _read(pipe, _HEAD.size)
    data = _read(pipe, _HEAD.unpack(head)[0]) if head else None
    return marshal.loads(data) if data else None


def _read(pipe: int, size: int) -> bytes | None:
    parts = []
    while size:
        part = os.read(pipe, min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
