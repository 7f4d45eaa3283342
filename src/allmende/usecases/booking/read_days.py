"""Who of the staff looked at whose appointments: an entry of the read log for each day list and each appointment opened.

What was seen already within `AGAIN` is not noted again: the list is loaded after each act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allmende.apps.booking import queries
from allmende.apps.booking.queries import SiteView
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.limits import memory
from allmende.usecases.stamp import digest

AGAIN = timedelta(minutes=10)
MOST = 500


@dataclass(frozen=True, slots=True)
class DayReading:
    """One entry: who saw how many appointments of a day, when. `names`: of those whose person is not forgotten yet."""

    at: datetime
    who: str
    count: int
    names: tuple[str, ...]


def note_read(*, city: str, officer: Officer, site: SiteView, on: date, booked: Sequence[str], now: datetime) -> None:
    """Nothing where nobody's name was shown."""
    seen = f"{city}:{officer.pk}:{site.id}:{on}:{digest(sorted(booked))}"
    if booked and memory.allow("booking.read", seen, limit=1, per=AGAIN, now=now):
        audit.append_read(
            actor=f"officer:{officer.pk}", action="booking.read", subject=_subject(site.id, on), now=now,
            details={"booked": list(booked)},
        )  # fmt: skip


def list_readings(*, site_id: int, on: date, officer: Officer, now: datetime) -> tuple[DayReading, ...]:
    """Who looked at that day of a site, newest first, at most `MOST`. That she asked is an entry itself."""
    found = audit.list_reads(_subject(site_id, on), limit=MOST)
    audit.append_read(
        actor=f"officer:{officer.pk}",
        action="log.read",
        subject=_subject(site_id, on),
        now=now,
        details={"what": "log"},
    )
    ids = {str(one) for entry in found for one in entry.details.get("booked", ())}
    persons = queries.list_names(reservation_ids=ids)
    names = officers.names_of(entry.actor.removeprefix("officer:") for entry in found)
    return tuple(
        DayReading(
            entry.at, names.get(entry.actor.removeprefix("officer:"), entry.actor), len(entry.details["booked"]),
            tuple(sorted(filter(None, (persons.get(str(one), "") for one in entry.details["booked"])))),
        )
        for entry in found
        if "booked" in entry.details
    )  # fmt: skip


def _subject(site_id: int, on: date) -> str:
    return f"site:{site_id}:{on.isoformat()}"
