"""A bounded number of child processes: one question in, one answer out, killed when it takes too long.

    pool.ask(b"...", key="marburg")

The work, its memory and its crashes are the child's. Asking takes a thread, and threads answer everybody: so few may
wait, and the next is refused at once. Children begin on first use and stay. `most_per_key` keeps one city or one person
from taking every place.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from allmende.foundation.processes import frames

START_SECONDS = 60.0


class NoAnswer(Exception):
    """The question was not answered. The reasons are the classes below."""


class Busy(NoAnswer):
    """Every place was taken for as long as we wait, or too many waited already."""


class TooLong(NoAnswer):
    """The child was killed at its time limit."""


class Died(NoAnswer):
    """The child ended without an answer: out of memory, or a crash."""


@dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    channel: socket.socket

    def waits(self) -> bool:
        """Whether it can be asked. One that says something unasked has closed, or reads no more: it ends by itself."""
        if self.process.poll() is not None or select.select([self.channel], [], [], 0)[0]:
            return False
        with contextlib.suppress(OSError):
            # Nothing is sent, but the system refuses where the other side reads no more.
            self.channel.send(b"")
            return True
        return False

    def end(self) -> None:
        self.channel.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Pool:
    """Children that run `command`: it sends one message when it is ready, then one answer for each question, on its
    standard input, which is a socket (see `answering`).

    `most_per_key`: so many of one key are answered at a time, and so many wait. `most_waiting`: of all keys together.
    `seconds`: for one answer. `patience`: seconds to wait for a place. `env`: None hands down our environment.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: int,
        most_per_key: int,
        most_waiting: int,
        seconds: float,
        patience: float,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._command, self._env = list(command), env
        self._size, self._most_per_key = size, most_per_key
        self._most_waiting, self._seconds, self._patience = most_waiting, seconds, patience
        self._idle: list[_Child] = []
        self._busy: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._free = threading.Condition()

    def ask(self, question: bytes, *, key: str) -> bytes:
        """The child's answer. Errors: `Busy`, `TooLong`, `Died`."""
        with self._place(key):
            child = self._take()
            try:
                answer = _exchange(child, question, self._seconds)
            except BaseException:
                child.end()
                raise
            with self._free:
                self._idle.append(child)
            return answer

    def close(self) -> None:
        """End the children that have nothing in hand."""
        with self._free:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    @contextlib.contextmanager
    def _place(self, key: str) -> Iterator[None]:
        def free() -> bool:
            return self._busy.total() < self._size and self._busy[key] < self._most_per_key

        with self._free:
            if not free():
                self._wait(free, key)
            self._busy[key] += 1
        try:
            yield
        finally:
            with self._free:
                _count_down(self._busy, key)
                self._free.notify_all()

    def _wait(self, free: Callable[[], bool], key: str) -> None:
        """Error: `Busy`."""
        if self._waiting.total() >= self._most_waiting or self._waiting[key] >= self._most_per_key:
            raise Busy
        self._waiting[key] += 1
        try:
            if not self._free.wait_for(free, self._patience):
                raise Busy
        finally:
            _count_down(self._waiting, key)

    def _take(self) -> _Child:
        """The child used last, so that its caches serve most; a new one where all are busy or gone."""
        while True:
            with self._free:
                child = self._idle.pop() if self._idle else None
            if child is None:
                return self._begin()
            if child.waits():
                return child
            child.end()

    def _begin(self) -> _Child:
        ours, theirs = socket.socketpair()
        with theirs:
            # A session of its own: what the child forks ends with it, and Ctrl-C reaches us alone.
            process = subprocess.Popen(  # noqa: S603 - our own command
                self._command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=self._env, start_new_session=True
            )
        child = _Child(process, ours)
        try:
            # What it has to load is no part of the first answer's time.
            _receive(child, time.monotonic() + START_SECONDS)
        except BaseException:
            child.end()
            raise
        return child


def _count_down(counts: Counter[str], key: str) -> None:
    """One less, and no key that counts nothing."""
    counts[key] -= 1
    if not counts[key]:
        del counts[key]


def _exchange(child: _Child, question: bytes, seconds: float) -> bytes:
    until = time.monotonic() + seconds
    try:
        frames.send(child.channel, question, until)
    except TimeoutError as late:
        raise TooLong from late
    except OSError as broken:
        raise Died from broken
    return _receive(child, until)


def _receive(child: _Child, until: float) -> bytes:
    try:
        answer = frames.receive(child.channel, until)
    except TimeoutError as late:
        raise TooLong from late
    except (OSError, EOFError) as broken:
        raise Died from broken
    if answer is None:
        raise Died
    return answer
