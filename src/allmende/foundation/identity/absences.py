"""Who of the staff is away from which day to which, and who stands in. An absence ends by itself: nothing is switched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from allmende.foundation.identity.models import Absence

MOST = 500
KEPT = timedelta(days=90)
"""So long after its end an absence explains who took a task; the history of the case says it for good."""


@dataclass(frozen=True, slots=True)
class Away:
    """An absence, with the names of both. `substitute_id` and `substitute` are empty where nobody stands in."""

    id: int
    officer_id: str
    officer: str
    substitute_id: str
    substitute: str
    from_on: date
    until_on: date

    def holds(self, today: date) -> bool:
        """Is she away on that day?"""
        return self.from_on <= today <= self.until_on


def list_from(today: date) -> tuple[Away, ...]:
    """Absences of the city in scope that are not over, the next first. One statement."""
    return _read(Absence.objects.filter(until_on__gte=today))


def list_stood_in_for(officer_id: str, today: date) -> frozenset[str]:
    """Ids of those who are away on that day and for whom she stands in. One statement."""
    found = Absence.objects.filter(substitute_id=UUID(officer_id), from_on__lte=today, until_on__gte=today)
    return frozenset(str(pk) for pk in found.values_list("officer_id", flat=True))


def list_away(today: date) -> dict[str, Away]:
    """Who is away on that day, by id. One statement."""
    found = _read(Absence.objects.filter(from_on__lte=today, until_on__gte=today))
    return {one.officer_id: one for one in found}


def find(absence_id: int) -> Away | None:
    return next(iter(_read(Absence.objects.filter(pk=absence_id))), None)


def list_between(officer_id: str, from_on: date, until_on: date) -> tuple[Away, ...]:
    """Her absences that touch those days. One statement."""
    return _read(Absence.objects.filter(officer_id=officer_id, from_on__lte=until_on, until_on__gte=from_on))


def record(*, officer_id: str, substitute_id: str | None, from_on: date, until_on: date, now: datetime) -> Away:
    """Keep it."""
    made = Absence.objects.create(
        officer_id=officer_id, substitute_id=substitute_id, from_on=from_on, until_on=until_on, recorded_at=now
    )
    return _read(Absence.objects.filter(pk=made.pk))[0]


def end(*, absence_id: int, today: date) -> None:
    """She is back on that day: the days before it stay, the others go."""
    held = Absence.objects.filter(pk=absence_id)
    if not held.filter(from_on__lt=today).update(until_on=today - timedelta(days=1)):
        held.delete()


def forget_over(today: date) -> int:
    """Absences of the city in scope that ended so long ago that nothing asks for them; how many."""
    return Absence.objects.filter(until_on__lt=today - KEPT).delete()[0]


def _read(found: QuerySet[Absence]) -> tuple[Away, ...]:
    rows = found.select_related("officer", "substitute").order_by("from_on", "pk")[:MOST]
    return tuple(
        Away(
            row.pk,
            str(row.officer_id),
            row.officer.name,
            str(row.substitute_id) if row.substitute else "",
            row.substitute.name if row.substitute else "",
            row.from_on,
            row.until_on,
        )
        for row in rows
    )
