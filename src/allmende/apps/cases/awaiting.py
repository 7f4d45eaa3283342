"""Cases that wait for somebody outside the office, in pages as the inbox has them: the day that comes next first.

For the office a case belongs to: its workers and its head, as `rules.TABLE` says. Who was only asked has her task for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from allmende.apps.cases import reach
from allmende.apps.cases.inbox import MOST_COUNTED, PAGE, InboxFilter
from allmende.apps.cases.models import WAITING, Case, Task
from allmende.apps.cases.rules import Staff
from allmende.domain.matter.people import people_of
from allmende.domain.matter.waits import Wait, WaitsFor, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitLine:
    """A case that waits. `over`: the day has passed. `officer_name`: who worked on it last; empty for nobody."""

    case_id: str
    reference: str
    service_id: str
    applicant_name: str
    wait: Wait
    over: bool
    opened_at: datetime
    officer_name: str


@dataclass(frozen=True, slots=True)
class WaitPage:
    """As `inbox.Page`, with cases."""

    lines: tuple[WaitLine, ...]
    after: str
    count: int
    more: bool


def list_waiting(
    *, city: str, staff: Staff, today: date, chosen: InboxFilter, after: str = "", limit: int = PAGE
) -> WaitPage:
    """Cases of her office that wait. Four statements at most. `after`: the id of a case, as an earlier page gave it."""
    if chosen.service and chosen.service not in staff.workers:
        return WaitPage((), "", 0, more=False)
    found = _chosen(city, staff, chosen)
    rows = _after(found, _find(city, after), limit)
    count = found.order_by()[: MOST_COUNTED + 1].count()
    return WaitPage(
        tuple(_line(row, today) for row in rows[:limit]),
        str(rows[limit - 1]["id"]) if len(rows) > limit else "",
        min(count, MOST_COUNTED),
        count > MOST_COUNTED,
    )


def _chosen(city: str, staff: Staff, chosen: InboxFilter) -> QuerySet[Case]:
    # Not both: the database would take the two for chance and expect far fewer cases than there are.
    waits = Q(waits_for=chosen.on) if chosen.on else WAITING
    found = Case.objects.filter(waits, reach.own_cases(staff), city_id=city)
    if chosen.service:
        found = found.filter(service_id=chosen.service)
    if chosen.unit:
        found = found.filter(unit=chosen.unit)
    if chosen.officer:
        hers = Task.objects.filter(city_id=city, officer_id=chosen.officer)
        found = found.filter(pk__in=hers.values("case_id"))
    return found


def _find(city: str, after: str) -> Case | None:
    try:
        key = UUID(after)
    except ValueError:
        return None
    return Case.objects.filter(city_id=city, pk=key).only("waits_until", "opened_at").first()


def _after(found: QuerySet[Case], last: Case | None, limit: int) -> list[dict[str, Any]]:
    """One row more than asked for, where there is one; those without a day come last, as a list of their own."""
    rows: list[dict[str, Any]] = []
    if last is None or last.waits_until is not None:
        dated = found.filter(waits_until__isnull=False)
        if last is not None:
            later = Q(waits_until__gt=last.waits_until) | _opened_after(last)
            dated = dated.filter(Q(waits_until__gte=last.waits_until), later)
        rows = list(_said(dated)[: limit + 1])
    if len(rows) <= limit:
        undated = found.filter(waits_until=None)
        if last is not None and last.waits_until is None:
            undated = undated.filter(Q(opened_at__gte=last.opened_at), _opened_after(last))
        rows += _said(undated)[: limit + 1 - len(rows)]
    return rows


def _opened_after(last: Case) -> Q:
    return Q(opened_at__gt=last.opened_at) | Q(opened_at=last.opened_at, pk__gt=last.pk)


def _said(found: QuerySet[Case]) -> QuerySet[Any, dict[str, Any]]:
    """What a line says, in the order of the index; who worked on it last is looked up for the lines of the page alone."""
    worked = Task.objects.filter(case=OuterRef("pk"), officer__isnull=False).order_by("-opened_at", "-pk")
    columns = (
        "id", "reference", "service_id", "opened_at", "waits_for", "waits_why", "waits_until", "waits_name",
        "application__answers",
    )  # fmt: skip
    named = found.annotate(officer_name=Subquery(worked.values("officer__name")[:1]))
    rows: QuerySet[Any, dict[str, Any]] = named.order_by("waits_until", "opened_at", "pk").values(
        *columns, "officer_name"
    )
    return rows


def _line(row: Mapping[str, Any], today: date) -> WaitLine:
    until = row["waits_until"]
    return WaitLine(
        case_id=str(row["id"]),
        reference=row["reference"],
        service_id=row["service_id"],
        applicant_name=people_of(row["application__answers"]).applicant,
        wait=Wait(cast("WaitsFor", row["waits_for"]), cast("Why", row["waits_why"]), until, row["waits_name"]),
        over=until is not None and until < today,
        opened_at=row["opened_at"],
        officer_name=row["officer_name"] or "",
    )
