"""Whether the machine's clock can be believed: asked before every act that cannot be taken back.

Three witnesses. A steady clock that nobody sets: since the last look, both must have gone on by the same. The database:
it keeps the latest moment somebody vouched for, and PostgreSQL has a clock of its own. And the operator, who confirms.
While they disagree the clock is in doubt: what can be taken back goes on, the rest waits.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

from django.db import connection

from allmende.foundation import log
from allmende.foundation.jobs import queue
from allmende.foundation.jobs.models import ClockRow

TOLERANCE = queue.CLOCK_TOLERANCE
LONGEST_PAUSE = timedelta(days=3)
"""So long may all workers have been away without anybody having to confirm the clock: a long weekend."""

LOOKED_LATELY_SECONDS = 60.0
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""This software is younger."""

_TIMEX_BYTES, _TIME_ERROR = 256, 5
"""More than `struct timex` holds, all zero: only read. 5: unsynchronised (adjtimex(2))."""

IMPLAUSIBLE, DATABASE, JUMPED, BEHIND, AHEAD = "implausible", "database", "jumped", "behind", "ahead"

_log = log.get_logger("jobs")
_watch: ClockWatch | None = None


class ClockWatch:
    """Compares the clock that can be set with one that cannot, in one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: tuple[datetime, float] | None = None

    def trust(self, now: datetime, steady: float) -> None:
        """The clock is right at this moment: compare with it from here on."""
        with self._lock:
            self._since = (now, steady)

    def agrees(self, now: datetime, steady: float, *, within: float | None = None) -> bool | None:
        """Whether both clocks went on by the same since it was last trusted; None where that was never, or long ago.

        `within`: it must have been trusted within so many seconds.
        """
        with self._lock:
            since = self._since
        if since is None or (within is not None and steady - since[1] > within):
            return None
        return abs(now - since[0] - timedelta(seconds=steady - since[1])) <= TOLERANCE


def watch() -> ClockWatch:
    """Begin to watch the clock in this process: from now on `find_doubt` asks every witness."""
    global _watch
    _watch = ClockWatch()
    return _watch


def unwatch() -> None:
    """The worker of this process ended."""
    global _watch
    _watch = None


def read_steady() -> float:
    """Seconds of a clock nobody can set; where the system has one, it goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def is_synchronised() -> bool | None:
    """Whether the kernel says that a time server keeps its clock (`adjtimex`, Linux); None where it cannot be asked."""
    if not sys.platform.startswith("linux"):
        return None
    state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return None if state < 0 else state != _TIME_ERROR


def find_doubt(now: datetime, steady: float | None = None) -> str:
    """Why `now`, as the machine's clock tells it, is not to be believed; empty when it is.

    implausible  before this software was written
    database     PostgreSQL's clock says something else
    jumped       it was set by more than five minutes while this process ran
    behind       before a moment that was vouched for
    ahead        more than three days after the last one

    Only a process that watches its clock (a worker) asks the steady clock, PostgreSQL's, and the newest job.
    """
    if now < EARLIEST:
        return IMPLAUSIBLE
    if _watch is not None and _differs_from_database(now):
        return DATABASE
    latest = find_trusted()
    vouched = latest is not None and abs(now - latest) <= TOLERANCE
    steady = read_steady() if steady is None else steady
    if not vouched and _watch is not None and _watch.agrees(now, steady) is False:
        return JUMPED
    if latest is None and _watch is not None:
        latest = queue.find_newest_moment()
    if latest is None:
        return ""
    if now < latest - TOLERANCE:
        return BEHIND
    return AHEAD if now > latest + LONGEST_PAUSE else ""


def must_wait(now: datetime, task: str) -> bool:
    """True when an act that cannot be taken back must not happen now. The log says which `task` waits, and why.

    Costs nothing in a worker that looked at its clock within the last minute.
    """
    if _watch is not None and _watch.agrees(now, read_steady(), within=LOOKED_LATELY_SECONDS):
        return False
    doubt = find_doubt(now)
    if doubt:
        _log.warning("jobs.held", task=task, reason=doubt)
    return bool(doubt)


def find_trusted() -> datetime | None:
    """The latest moment somebody vouched for."""
    found: datetime | None = ClockRow.objects.values_list("trusted_at", flat=True).first()
    return found


def trust(now: datetime) -> None:
    """Vouch for this moment: a worker without doubts, or an operator who looked at a watch of her own."""
    ClockRow.objects.bulk_create(
        [ClockRow(trusted_at=now)], update_conflicts=True, unique_fields=["name"], update_fields=["trusted_at"]
    )


def _differs_from_database(now: datetime) -> bool:
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        there: datetime = cursor.fetchone()[0]
    return abs(there - now) > TOLERANCE
