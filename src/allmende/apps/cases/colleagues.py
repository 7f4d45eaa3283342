"""Who of a city's active staff may do a task: whom a rule may give it to, and whether a second person is there at all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from allmende.apps.cases import reach, rules
from allmende.apps.cases.models import Task
from allmende.apps.cases.rules import CaseSituation, Desk, Staff
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import get_city_in_scope


def who_can(
    *,
    case_id: str,
    where: CaseSituation,
    desk: Desk,
    today: date,
    four_eyes: bool,
    among: Collection[str] | None = None,
) -> Mapping[str, Officer]:
    """Id → person, by name: those `rules.may_work` lets, of these ids or (None) of everybody. Three statements when warm.

    `four_eyes`: without those who finished a task of the case.
    """
    people = Officer.objects.filter(active=True).order_by("name", "pk")
    if among is not None:
        people = people.filter(pk__in=[key for key in among if key])
    workers = reach.workers_of(city=get_city_in_scope(), today=today)
    fit = {
        str(person.pk): person
        for person in people
        if rules.may_work(Staff.of(str(person.pk), person.roles, person.units, workers), where, desk)
    }
    if four_eyes and fit:
        done = Task.objects.filter(case_id=case_id, done_at__isnull=False, officer_id__in=list(fit))
        worked = {str(key) for key in done.values_list("officer_id", flat=True)}
        return {key: one for key, one in fit.items() if key not in worked}
    return fit
