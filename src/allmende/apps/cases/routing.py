"""A task opens and a rule of its office gives it to somebody; where none fits, or nobody it names can do it, it is the team's.

Nobody gets a task that is not for her (`rules.may_work`). For who is away, who stands in gets it. A second look never goes to
somebody who has finished a task of the case. What the rule did stays with the task, so that it can be explained.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Count

from allmende.apps.cases import colleagues
from allmende.apps.cases.models import Case, RoutingRule, Task
from allmende.apps.cases.rules import CaseSituation
from allmende.domain.matter.routing import RouteRule, find_rule
from allmende.foundation.identity import absences

How = Literal["named", "load", "deputy", "team"]
MOST = 50
"""Rules of one office."""


@dataclass(frozen=True, slots=True)
class Routed:
    """Which rule, and how: the one it names, who had the least of several, who stands in, or nobody could (`team`)."""

    rule: str
    how: How

    def to_json(self) -> dict[str, str]:
        return asdict(self)


def route(*, task: Task, four_eyes: bool, today: date) -> None:
    """Set who gets the task, which is not stored yet. One statement without rules, six with."""
    found = list_rules(unit=task.unit) if task.unit else ()
    if not found:
        return
    case = Case.objects.filter(pk=task.case_id).values_list("service_id", "unit", "application__answers").first()
    rule = find_rule(found, service_id=case[0], kind=task.kind, answers=case[2]) if case else None
    if case is None or rule is None:
        return
    officer_id, how = _choose(task, rule, CaseSituation(case[0], case[1]), four_eyes=four_eyes, today=today)
    task.officer_id, task.routed = officer_id, Routed(rule.name, how).to_json()
    task.taken_at = task.opened_at if officer_id else None


@dataclass(frozen=True, slots=True)
class KeptRule:
    """A rule that is kept: its id and office."""

    id: int
    unit: str
    rule: RouteRule


def list_rules(*, unit: str) -> tuple[RouteRule, ...]:
    """The rules of an office in their order. One statement."""
    return tuple(_rule(row) for row in RoutingRule.objects.filter(unit=unit).order_by("place", "pk")[:MOST])


def list_kept(*, units: Collection[str]) -> tuple[KeptRule, ...]:
    """The rules of these offices, in their order. One statement."""
    rows = RoutingRule.objects.filter(unit__in=units).order_by("unit", "place", "pk")
    return tuple(KeptRule(row.pk, row.unit, _rule(row)) for row in rows[: MOST * max(len(units), 1)])


def add(*, unit: str, rule: RouteRule) -> int:
    """Add it as the last of its office; its id."""
    last = RoutingRule.objects.filter(unit=unit).order_by("-place").values_list("place", flat=True).first()
    made = RoutingRule(
        unit=unit,
        place=0 if last is None else last + 1,
        name=rule.name,
        service_id=rule.service_id,
        kind=rule.kind,
        first=rule.first,
        last=rule.last,
        streets=list(rule.streets),
        officers=list(rule.officers),
    )
    made.save()
    return made.pk


def remove(*, rule_id: int) -> None:
    RoutingRule.objects.filter(pk=rule_id).delete()


def lift(*, unit: str, rule_id: int) -> None:
    """It comes before the one that was before it."""
    order = list(RoutingRule.objects.select_for_update().filter(unit=unit).order_by("place", "pk"))
    at = next((number for number, one in enumerate(order) if one.pk == rule_id), 0)
    if at:
        order[at - 1], order[at] = order[at], order[at - 1]
    for place, one in enumerate(order):
        one.place = place
    RoutingRule.objects.bulk_update(order, ["place"])


def _rule(row: RoutingRule) -> RouteRule:
    return RouteRule(
        name=row.name,
        service_id=row.service_id,
        kind=row.kind,
        first=row.first,
        last=row.last,
        streets=tuple(row.streets),
        officers=tuple(row.officers),
    )


def _choose(task: Task, rule: RouteRule, where: CaseSituation, *, four_eyes: bool, today: date) -> tuple[Any, How]:
    away = absences.list_away(today)
    named = [key for key in rule.officers if key not in away]
    deputies = [away[key].substitute_id for key in rule.officers if key in away and away[key].substitute_id not in away]
    fit = colleagues.who_can(
        case_id=str(task.case_id),
        where=where,
        desk=(task.role, task.unit),
        today=today,
        four_eyes=four_eyes,
        among=[*named, *deputies],
    )
    here = [key for key in named if key in fit]
    if len(here) > 1:
        return fit[_least(here)].pk, "load"
    chosen = next((key for key in (*here, *deputies) if key in fit), "")
    return (fit[chosen].pk, "named" if here else "deputy") if chosen else (None, "team")


def _least(ids: list[str]) -> str:
    """Who has the least open; of equals the first the rule names."""
    rows = Task.objects.filter(done_at=None, officer_id__in=ids).order_by().values("officer_id").annotate(n=Count("pk"))
    has = {str(key): count for key, count in rows.values_list("officer_id", "n")}
    return min(ids, key=lambda key: has.get(key, 0))
