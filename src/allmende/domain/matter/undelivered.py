"""A mail that did not arrive: why, in words, and what a person in the office does about it."""

from __future__ import annotations

from datetime import timedelta

from allmende.domain.facts.kinds import UNDELIVERED
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
GIVE_UP = timedelta(days=5)
"""RFC 5321 § 4.5.4.1: at least four to five days."""
REPORTED_WITHIN = timedelta(days=7)
"""How long after sending a report is believed: the five days the servers on the way try, and two for the report itself."""


def pause_of(waited: timedelta) -> timedelta:
    """How long until the next try of a mail that has waited so long: as long again, one minute to four hours.

    >>> [str(pause_of(timedelta(minutes=waited))) for waited in (0, 3, 90, 6000)]
    ['0:01:00', '0:03:00', '1:30:00', '4:00:00']
    """
    return min(max(waited, FIRST_PAUSE), LONGEST_PAUSE)


def reason_of(status: str) -> str:
    """The key in `UNDELIVERED` for a status of RFC 3463 (`5.1.1`).

    >>> reason_of("5.1.1"), reason_of("5.2.2"), reason_of("5.7.1"), reason_of("4.4.7"), reason_of("")
    ('unknown', 'full', 'blocked', 'late', 'other')
    """
    if status == "4.4.7":
        return "late"
    subject = status.split(".")[1] if status.count(".") == 2 else ""
    return {"1": "unknown", "2": "full", "7": "blocked"}.get(subject, "other")


def task_about(case_id: str, failure_id: str, reason: str) -> OpenTask:
    """For the desk of the case: beside the process, which does not wait for it."""
    return OpenTask(
        task_id=stable_id(case_id, failure_id, "undelivered"),
        work_key=f"undelivered:{failure_id}",
        kind="message",
        title="E-Mail kommt nicht an: Person anders erreichen",
        reason=f"{UNDELIVERED[reason]['de']} Bitte schreiben Sie per Post, rufen Sie an, oder berichtigen Sie die Adresse.",
    )
