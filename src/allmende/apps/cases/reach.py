"""The table of rights as conditions of a query: what somebody's lists, searches and counts may contain at all."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from allmende.apps.cases.models import Task
from allmende.apps.cases.rules import HEAD, TREASURY, Staff, working_roles
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.matter.contested import FIRST
from allmende.foundation.identity import absences
from allmende.foundation.identity.models import Officer

NOTHING = Q(pk__in=())


def staff_of(officer: Officer, *, city: str, today: date) -> Staff:
    """The member of staff as the doors of the office know her. Two statements when warm."""
    stands_in_for = absences.list_stood_in_for(str(officer.pk), today)
    return Staff.of(str(officer.pk), officer.roles, officer.units, workers_of(city=city, today=today), stands_in_for)


def workers_of(*, city: str, today: date) -> dict[str, frozenset[str]]:
    """Service → roles that work it in this city on that day. One statement when warm.

    An objection goes to the office that decided first, so whoever works any service of her office works its objections, too.
    """
    workers: dict[str, frozenset[str]] = {}
    of_objections: set[str] = set()
    for service_id, desks in catalogue.list_desks(city=city, day=today):
        workers[service_id] = workers.get(service_id, frozenset()) | working_roles(desks.unit, desks.roles)
        of_objections |= {service_id} if FIRST in desks.roles else set()
    for service_id in of_objections:
        workers[service_id] = frozenset().union(*workers.values())
    return workers


def cases(staff: Staff) -> Q:
    """Cases she may find: of her office and service, those she is asked about, and for a head those without an office."""
    if not staff.units:
        return NOTHING
    asked = Task.objects.filter(own_tasks(staff), case=OuterRef("pk"), done_at=None)
    found = _inside(staff) | Q(Exists(asked))
    return found | Q(unit="") if staff.leads else found


def own_cases(staff: Staff) -> Q:
    """Cases of her own office that she works or leads: she reads their answers, whatever their tasks."""
    return _inside(staff) if staff.units else NOTHING


def own_tasks(staff: Staff) -> Q:
    """Tasks `rules.may_work` lets her work on."""
    if not staff.units:
        return NOTHING
    # One list of units for the index, and the case only where the task has none: a plain `or` would read every task.
    here = Q(unit__in=(*staff.units, "")) & (~Q(unit="") | Q(case__unit__in=staff.units))
    return here & _of_her_roles(staff)


def own_tasks_of_an_office(staff: Staff) -> Q:
    """Those of `own_tasks` that name an office, which most do: no case is read."""
    return Q(unit__in=staff.units) & _of_her_roles(staff) if staff.units else NOTHING


def _of_her_roles(staff: Staff) -> Q:
    if HEAD in staff.roles:
        return Q()
    return Q(role__in=staff.roles - {""}) | Q(role="", service_id__in=staff.services)


def open_tasks(staff: Staff) -> Q:
    """Open tasks she may find: those she may work on, and for a head those nobody has yet, because their case has no office."""
    mine = own_tasks(staff)
    return Q(done_at=None) & (mine | Q(unit="", case__unit="") if staff.leads else mine)


def done_tasks(staff: Staff) -> Q:
    """Finished tasks she may find: of cases of her own office, and what she did herself where her office was asked."""
    mine = Q(done_at__isnull=False) & own_tasks(staff)
    return mine & (_inside(staff, "case__unit") | Q(officer_id=staff.id))


def named_cases(staff: Staff) -> Q:
    """Cases whose names she may read, and so may find by name."""
    if not staff.units:
        return NOTHING
    theirs = [service for service, roles in staff.workers.items() if TREASURY in roles]
    asked = Task.objects.filter(own_tasks(staff), case=OuterRef("pk"), done_at=None)
    return _inside(staff) | Q(Exists(asked.filter(~Q(role=TREASURY) | Q(service_id__in=theirs))))


def _inside(staff: Staff, unit: str = "unit") -> Q:
    """Cases of her office: all for its head, those of her services for everybody else. A task says its service itself; `unit`: the
    way to the office of its case."""
    here = Q(**{f"{unit}__in": staff.units})
    return here if HEAD in staff.roles else here & Q(service_id__in=staff.services)
