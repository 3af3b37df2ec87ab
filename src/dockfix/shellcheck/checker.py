"""Asks ShellCheck once for each text, and keeps what it said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dockfix.shellcheck.program import Comment, Process, ShellCheckError

#: The seconds that ShellCheck has for a process, and for each text in it besides.
_PATIENCE, _PATIENCE_EACH = 20.0, 0.2
#: After this many texts in a row that it fails on, each by itself, it is asked no more.
_MOST_FAILURES = 3
#: How many answers are kept.
_KEPT = 20_000
#: The characters of the longest text that it is given: of twice as many it takes four times the time.
_LONGEST = 200_000
#: How deep parentheses may be in each other: for one `$(…)` more, it takes twice the time.
_DEEPEST = 12

_Answer = tuple[Comment, ...] | ShellCheckError


class Checker:
    """Runs one ShellCheck program: `begin` says early which texts it will be asked for, `comments` asks.

    Where it fails on many texts at once, it is asked again for half of them each, so that one text that it
    breaks down on takes no other's answer with it.
    """

    def __init__(self, program: str, patience: float = _PATIENCE) -> None:
        self._program = program
        self._patience = patience
        self._answers: dict[str, _Answer] = {}
        self._running: dict[str, Process] = {}
        self._failures = 0
        self._broken: ShellCheckError | None = None

    def begin(self, texts: Iterable[str]) -> None:
        """Start one process for the texts that nothing is known of yet, and do not wait for it."""
        unknown = [text for text in dict.fromkeys(texts) if self._is_unknown(text)]
        if unknown and not self._broken:
            self._start(unknown)

    def _is_unknown(self, text: str) -> bool:
        return text not in self._answers and text not in self._running and _excess(text) is None

    def is_ready(self, texts: Iterable[str]) -> bool:
        """Whether it has answered for all `texts`, as far as it ever will."""
        for process in dict.fromkeys(self._running.values()):
            if process.has_ended:
                self._finish(process)
        waiting = (text in self._running or self._is_unknown(text) for text in texts)
        return self._broken is not None or not any(waiting)

    def close(self) -> None:
        """End all processes whose answer nobody has waited for."""
        for process in dict.fromkeys(self._running.values()):
            process.close()
        self._running.clear()

    def comments(self, text: str) -> tuple[Comment, ...]:
        """What ShellCheck says of `text`, in its order. Raises `ShellCheckError`."""
        excess = _excess(text)
        if excess:
            raise ShellCheckError(excess)
        self.begin([text])
        if text in self._running:
            self._finish(self._running[text])
        return self.known(text)

    def known(self, text: str) -> tuple[Comment, ...]:
        """What it has said of `text` by now. Raises `ShellCheckError`."""
        answer = self._answers.get(text, self._broken or ())
        if isinstance(answer, ShellCheckError):
            raise answer.with_traceback(None)
        return answer

    def _start(self, texts: Sequence[str]) -> None:
        try:
            process = Process(self._program, texts, self._patience + _PATIENCE_EACH * len(texts))
        except ShellCheckError as error:
            self._broken = error
        else:
            self._running.update(dict.fromkeys(texts, process))

    def _finish(self, process: Process) -> None:
        texts = process.texts
        try:
            answers: Sequence[_Answer] = process.answer()
            self._failures = 0
        except ShellCheckError as error:
            answers = [error] if len(texts) == 1 else ()
        for text in texts:
            del self._running[text]
        if answers:
            self._keep(texts, answers)
        else:
            self._finish_halves(texts)

    def _finish_halves(self, texts: Sequence[str]) -> None:
        middle = len(texts) // 2
        for half in (texts[:middle], texts[middle:]):
            self.begin(half)
            if half[0] in self._running:
                self._finish(self._running[half[0]])

    def _keep(self, texts: Sequence[str], answers: Sequence[_Answer]) -> None:
        for text, answer in zip(texts, answers, strict=True):
            self._answers[text] = answer
            if isinstance(answer, ShellCheckError):
                self._failures += 1
                if self._failures >= _MOST_FAILURES:
                    self._broken = answer
        while len(self._answers) > _KEPT:
            del self._answers[next(iter(self._answers))]


def _excess(text: str) -> str | None:
    """Why ShellCheck would take too long for `text`; None if it would not."""
    if len(text) > _LONGEST:
        return f"a script of {len(text)} characters is too long for ShellCheck"
    if text.count("(") > _DEEPEST and _depth(text) > _DEEPEST:
        return f"a script with more than {_DEEPEST} parentheses in each other takes ShellCheck too long"
    return None


def _depth(text: str) -> int:
    """How many parentheses are open at once, quoted or not."""
    depth = deepest = 0
    for sign in filter("()".__contains__, text):
        depth = depth + 1 if sign == "(" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


_checkers: dict[str, Checker] = {}


def checker(program: str) -> Checker:
    """The checker of this process for the ShellCheck at the path `program`."""
    if program not in _checkers:
        _checkers[program] = Checker(program)
    return _checkers[program]


def close_all() -> None:
    """End all that any checker of this process has begun."""
    for each in _checkers.values():
        each.close()
