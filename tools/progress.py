"""Lines for whoever waits: what goes on, and how long it took."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

REMIND_SECONDS = 10.0


class Refusal(Exception):
    """Something the person has to put right, said in one clear sentence. Ends the program with exit code 1."""


def say(line: str) -> None:
    """One line, at once, also into a pipe."""
    print(line, flush=True)


def warn(line: str) -> None:
    """One line for standard error."""
    print(line, file=sys.stderr, flush=True)


class Step:
    """A step under way. `note` is what the reminder says beside the time, such as `31 of 77 packages`."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.note = ""


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Say what begins, remind every ten seconds, say how long it took."""
    say(f"· {title} …")
    under_way, began, over = Step(title), time.monotonic(), threading.Event()

    def remind() -> None:
        while not over.wait(REMIND_SECONDS):
            note = f", {under_way.note}" if under_way.note else ""
            say(f"  … {title}: {time.monotonic() - began:.0f} s{note}")

    reminder = threading.Thread(target=remind, daemon=True)
    reminder.start()
    try:
        yield under_way
    finally:
        over.set()
        reminder.join()
    say(f"✓ {title} ({time.monotonic() - began:.1f} s)")
