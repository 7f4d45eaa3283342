"""A head holds the deletion of a case back, and lets it go again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import office, reach
from allmende.apps.cases import operations as cases
from allmende.apps.cases.rules import Staff
from allmende.apps.records import operations, queries
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day

LONGEST = 1000
FURTHEST = timedelta(days=731)

UNKNOWN = Problem(
    "hold.unknown",
    Text.named("usecases.retaining.hold_case.hold_unknown"),
    "nummer",
)
NO_REASON = Problem(
    "hold.reason",
    Text.named("usecases.retaining.hold_case.hold_reason"),
    "grund",
)
BAD_DAY = Problem(
    "hold.day",
    Text.named("usecases.retaining.hold_case.hold_day"),
    "pruefen",
)
ALREADY = Problem(
    "hold.already",
    Text.named("usecases.retaining.hold_case.hold_already"),
    "nummer",
)


@transaction.atomic
def hold(
    *, city: str, officer: Officer, reference: str, reason: str, review_on: date | None, now: datetime
) -> Problem | None:
    """Hold the deletion of the case with that number back; None when it is."""
    today = local_day(now)
    case_id = office.find_held(city=city, staff=_staff(city, officer, today), reference=reference.strip().upper())
    if case_id is None:
        return UNKNOWN
    if not reason.strip():
        return NO_REASON
    if review_on is None or not today < review_on <= today + FURTHEST:
        return BAD_DAY
    cases.lock(case_id=case_id)
    done = operations.place_hold(
        case_id=case_id,
        reason=reason.strip()[:LONGEST],
        review_on=review_on,
        by=officer.name,
        actor=f"officer:{officer.pk}",
        now=now,
    )
    return None if done else ALREADY


def lift(*, city: str, officer: Officer, hold_id: str, now: datetime) -> None:
    """The reason is gone. Again, it changes nothing. Error: `NotFound` where the case is not hers."""
    today = local_day(now)
    case_id = queries.find_held_case(city=city, hold_id=hold_id)
    staff = _staff(city, officer, today)
    if case_id is None or not office.why_she_may(city=city, staff=staff, case_id=case_id, act="hold"):
        raise NotFound
    operations.lift_hold(hold_id=hold_id, by=officer.name, actor=f"officer:{officer.pk}", now=now, today=today)


def _staff(city: str, officer: Officer, today: date) -> Staff:
    return reach.staff_of(officer, city=city, today=today)
