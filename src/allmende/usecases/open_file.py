"""A foreign file is opened by a process with limits of its own, never by the one that answers people."""

from __future__ import annotations

import atexit
import os
import sys
from functools import cache

from allmende.domain.values import Text
from allmende.formats.uploads.verdict import HUGE, AcceptedFile, RejectedFile, read_answer
from allmende.foundation.processes.pool import Busy, NoAnswer, Pool

SIZE = 2
PER_KEY = 1
SECONDS = 15.0
WAITING = 2
"""Web threads, of eight, that wait for a place."""
PATIENCE = 15.0
MEGABYTES = 1024
CPU_SECONDS = 10
PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""Of our environment; addresses and secrets are no business of a process that reads foreign files."""

BUSY = RejectedFile(
    "file_busy",
    Text.named("usecases.open_file.file_busy"),
)


def open_file(content: bytes, *, key: str) -> AcceptedFile | RejectedFile:
    """What the file really is, or why it is refused. `key`: whose files are opened one after the other."""
    try:
        return read_answer(_pool().ask(content, key=key))
    except Busy:
        return BUSY
    except NoAnswer:
        return HUGE


@cache
def _pool() -> Pool:
    answering = ("-m", "allmende.foundation.processes.answering", "allmende.formats.uploads.opening:answer")
    pool = Pool(
        (sys.executable, "-P", *answering, str(MEGABYTES), str(CPU_SECONDS)),
        size=SIZE,
        most_per_key=PER_KEY,
        most_waiting=WAITING,
        seconds=SECONDS,
        patience=PATIENCE,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
    )
    atexit.register(pool.close)
    return pool
