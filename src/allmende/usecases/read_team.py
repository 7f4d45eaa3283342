"""A head sees who of her offices has how much, who is away and who stands in. Looking at it is not recorded, as with the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allmende.apps.cases import reach, team
from allmende.apps.cases.team import Load, Team
from allmende.foundation.identity import absences
from allmende.foundation.identity.absences import Away
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day
from allmende.usecases.record_absence import list_team


@dataclass(frozen=True, slots=True)
class Member:
    """`away`: the absence of today. `stands_in_for`: names of those she stands in for today."""

    id: str
    name: str
    load: Load
    away: Away | None
    stands_in_for: tuple[str, ...]


def read_team(*, city: str, officer: Officer, now: datetime) -> tuple[tuple[Member, ...], Team]:
    """Everybody of her offices, herself first, and what is free. Seven statements when warm, whatever there is."""
    today = local_day(now)
    staff = reach.staff_of(officer, city=city, today=today)
    people = (officer, *list_team(officer))
    counted = team.count_load(city=city, staff=staff, officer_ids=[str(person.pk) for person in people], today=today)
    away = absences.list_away(today)
    members = tuple(
        Member(
            str(person.pk),
            person.name,
            counted.by_officer.get(str(person.pk), Load()),
            away.get(str(person.pk)),
            tuple(found.officer for found in away.values() if found.substitute_id == str(person.pk)),
        )
        for person in people
    )
    return members, counted
