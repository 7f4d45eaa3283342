"""Waiting on the server for an outcome, so that the page that answers already shows it.

A case whose citizen acted within the last seconds is usually through within one. The request sleeps and reads the
case's facts ten times a second, at most three seconds. Few requests of a process may wait at once: the rest answer
at once with the page that looks again by itself, so that waiting never takes the threads others need.
"""

from __future__ import annotations

import threading
import time

from django.conf import settings
from django.utils import timezone

from allmende.apps.cases import queries as cases
from allmende.domain.matter.telling.states import BRIEF

AT_ONCE = 3
"""So many requests of a process wait at the same time; a worker answers eight by default."""

LOOK_EVERY = 0.1
_slots = threading.BoundedSemaphore(AT_ONCE)


def wait_for_outcome(case_id: str, *, seconds: float | None = None) -> bool:
    """Return as soon as the case is past its brief states; False when it is not, after `seconds` or without a free slot.

    `seconds`: three by default (`OUTCOME_WAIT`). Call it outside of a transaction, after whatever the citizen did was
    committed, and read the case afterwards. A case that is not in a brief state costs one statement.
    """
    return not _brief(case_id) or wait_while_brief(case_id, seconds=seconds)


def wait_while_brief(case_id: str, *, seconds: float | None = None) -> bool:
    """As `wait_for_outcome`, for a case that was just read and is in a brief state: sleeps before it looks."""
    until = time.monotonic() + (settings.OUTCOME_WAIT if seconds is None else seconds)
    if not _slots.acquire(blocking=False):
        return False
    try:
        while time.monotonic() + LOOK_EVERY <= until:
            time.sleep(LOOK_EVERY)
            if not _brief(case_id):
                return True
    finally:
        _slots.release()
    return False


def _brief(case_id: str) -> bool:
    return cases.find_standing(case_id=case_id, now=timezone.now(), today=timezone.localdate()).state in BRIEF
