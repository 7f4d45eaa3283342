"""Processes that belong together: begun by one command, ended with it however that ends."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence

from allmende.domain.values import Text
from allmende.words.command_line import complain

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 20.0
MOST_DEATHS, DEATHS_WITHIN_SECONDS = 5, 60.0
"""A command that dies that often within a minute cannot live here; one death now and then is nothing."""


def end_with_parent() -> None:
    """Have the kernel end this process when its parent is gone, even by `kill -9`. Linux only; elsewhere nothing happens."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # It ended just before.
        os.kill(os.getpid(), signal.SIGTERM)


class Family:
    """Some `allmende` commands, each in a process of its own, each begun again should it die, until `end`."""

    def __init__(self, *commands: Sequence[str]) -> None:
        self._commands = [list(command) for command in commands]
        self._members: list[subprocess.Popen[bytes]] = []
        self._over = threading.Event()

    def end(self, *_: object) -> None:
        """Ask everybody to finish what they have in hand. A signal handler."""
        self._over.set()

    def live(self) -> int:
        """Begin all, keep all alive until `end`, then wait for them; 1 when one of them cannot live."""
        self._members = [self._begin(command) for command in self._commands]
        deaths: deque[float] = deque(maxlen=MOST_DEATHS)
        gave_up = False
        while not self._over.wait(0.2):
            for number, member in enumerate(self._members):
                if member.poll() is None:
                    continue
                now = time.monotonic()
                if len(deaths) == MOST_DEATHS and now - deaths[0] < DEATHS_WITHIN_SECONDS:
                    gave_up = True
                    complain(Text.named("cli.family.gives_up", command=" ".join(self._commands[number])))
                    self._over.set()
                    break
                deaths.append(now)
                self._members[number] = self._begin(self._commands[number])
        self._finish()
        return int(gave_up)

    def _begin(self, command: list[str]) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches us alone, and we end the others in order.
        whole = [sys.executable, "-m", "allmende.entrypoints.cli", *command, "--with-parent"]
        return subprocess.Popen(whole, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - our own command

    def _finish(self) -> None:
        for member in self._members:
            member.send_signal(signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        for member in self._members:
            try:
                member.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                member.kill()
                member.wait()
