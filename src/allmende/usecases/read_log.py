"""The data-protection officer sees who read a case, when and why; what is older than the city keeps it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db import transaction

from allmende.apps.cases import office, reach
from allmende.apps.cases.rules import TABLE, Standing
from allmende.apps.catalogue import queries as catalogue
from allmende.apps.records import operations as records
from allmende.domain.values import Text
from allmende.foundation.audit import chain as audit
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day

MOST = 500
WHAT = {
    "page": Text.named("usecases.read_log.page"),
    "file": Text.named("usecases.read_log.file"),
    "viewer": Text.named("usecases.read_log.viewer"),
    "letter": Text.named("usecases.read_log.letter"),
    "copy": Text.named("usecases.read_log.copy"),
    "log": Text.named("usecases.read_log.log"),
    "report": Text.named("usecases.read_log.report"),
    "refused": Text.named("usecases.read_log.refused"),
}


@dataclass(frozen=True, slots=True)
class LogReading:
    """One entry. `why`: how she stood to the case; empty for a refused try."""

    at: datetime
    who: str
    what: Text
    why: tuple[Text, ...]


def read_log(*, city: str, reference: str, officer: Officer, now: datetime) -> tuple[LogReading, ...] | None:
    """Who read the case with that number, newest first, at most `MOST`; None where there is none or it is not hers to ask.

    That she looked is an entry itself, also where nothing was found.
    """
    staff = reach.staff_of(officer, city=city, today=local_day(now))
    case_id = office.find_logged(city=city, staff=staff, reference=reference.strip().upper())
    found = audit.list_reads(f"case:{case_id}", limit=MOST) if case_id else ()
    audit.append_read(
        actor=f"officer:{staff.id}",
        action="log.read",
        subject=f"case:{case_id}" if case_id else "",
        now=now,
        details={"what": "log", "as": ["auditor"]},
    )
    if case_id is None:
        return None
    names = officers.names_of(one.actor.removeprefix("officer:") for one in found)
    return tuple(_reading(one, names.get(one.actor.removeprefix("officer:"), one.actor)) for one in found)


def _reading(entry: audit.RecordedEntry, who: str) -> LogReading:
    standings = cast(Sequence[Standing], entry.details.get("as", ()))
    what = "refused" if entry.action == "case.refused" else str(entry.details.get("what", "page"))
    return LogReading(
        entry.at, who, WHAT[what], tuple(TABLE[standing].name for standing in standings if standing in TABLE)
    )


def forget_reads(*, city: str, now: datetime) -> int:
    """Cut what the city keeps no longer (`read_log_days`); how many entries went."""
    keeps = timedelta(days=catalogue.get_city(city=city).read_log_days)
    with transaction.atomic():
        gone = audit.forget_reads(before=now - keeps, now=now)
        records.count_deleted(what="read", count=gone, today=local_day(now))
    return gone
