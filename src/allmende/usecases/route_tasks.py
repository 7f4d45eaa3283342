"""A head says whom new tasks of her office go to. The rules hold for what opens from now on; every change is in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from allmende.apps.cases import routing
from allmende.apps.cases.inbox import KINDS
from allmende.apps.cases.routing import MOST, KeptRule
from allmende.apps.cases.rules import HEAD
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.matter.routing import RouteRule
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.spelling.comparing import plain
from allmende.domain.values import Problem, Text
from allmende.foundation.audit import chain
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day
from allmende.usecases.record_absence import list_team

MOST_STREETS = 200


def _problem(code: str, text: Text, where: str = "") -> Problem:
    return Problem(f"routing.{code}", text, where)


NOT_YOURS = _problem("unit", Text.named("usecases.route_tasks.not_yours"), "unit")
NO_NAME = _problem("name", Text.named("usecases.route_tasks.no_name"), "name")
NO_SERVICE = _problem("service", Text.named("usecases.route_tasks.no_service"), "service")
LETTERS = _problem("letters", Text.named("usecases.route_tasks.letters"), "letters")
STREETS = _problem("streets", Text.named("usecases.route_tasks.streets", most_streets=MOST_STREETS), "streets")
NOBODY = _problem("officers", Text.named("usecases.route_tasks.nobody"), "officers")
MANY = _problem("many", Text.named("usecases.route_tasks.many", most=MOST), "name")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInput:
    """A rule as typed. `streets`: one in a line, or a postcode."""

    unit: str = ""
    name: str = ""
    service: str = ""
    kind: str = ""
    first: str = ""
    last: str = ""
    streets: str = ""
    officers: Sequence[str] = ()


def list_rules(*, officer: Officer) -> tuple[KeptRule, ...]:
    """The rules of the offices she leads, in their order. One statement."""
    return routing.list_kept(units=officer.units) if HEAD in officer.roles else ()


def list_receivers(officer: Officer) -> tuple[Officer, ...]:
    """Whom her rules may name: herself and the active staff of her offices."""
    return (officer, *list_team(officer))


@transaction.atomic
def add_rule(*, city: str, officer: Officer, typed: RuleInput, now: datetime) -> tuple[Problem, ...]:
    """Add it as the last of its office, or everything that is wrong. Empty: done."""
    name, first, last = clean_line(typed.name), plain(typed.first.strip()), plain(typed.last.strip())
    streets = [line for one in typed.streets.splitlines() if (line := clean_line(one))]
    known = {service for service, _ in catalogue.list_desks(city=city, day=local_day(now))}
    receivers = {str(receiver.pk) for receiver in list_receivers(officer) if typed.unit in receiver.units}
    named = list(dict.fromkeys(typed.officers))
    mistakes = {
        NOT_YOURS: HEAD not in officer.roles or typed.unit not in officer.units,
        NO_NAME: not name or len(name) > 80,
        NO_SERVICE: typed.service not in {"", *known} or typed.kind not in ("", *KINDS),
        LETTERS: not _is_range(first, last),
        STREETS: len(streets) > MOST_STREETS or any(len(street) > 80 for street in streets),
        NOBODY: not named or not set(named) <= receivers,
        MANY: len(routing.list_kept(units=[typed.unit])) >= MOST,
    }
    wrong = tuple(problem for problem, is_so in mistakes.items() if is_so)
    if wrong:
        return wrong
    rule = RouteRule(
        name=name,
        service_id=typed.service,
        kind=typed.kind,
        first=first,
        last=last,
        streets=tuple(streets),
        officers=tuple(named),
    )
    _note("added", officer, KeptRule(routing.add(unit=typed.unit, rule=rule), typed.unit, rule), now)
    return ()


@transaction.atomic
def remove_rule(*, officer: Officer, rule_id: int, now: datetime) -> bool:
    """It holds no more. False where there is none she may change."""
    kept = _find(officer, rule_id)
    if kept is None:
        return False
    routing.remove(rule_id=rule_id)
    _note("removed", officer, kept, now)
    return True


@transaction.atomic
def lift_rule(*, officer: Officer, rule_id: int, now: datetime) -> bool:
    """It comes before the one that was before it. False where there is none she may change."""
    kept = _find(officer, rule_id)
    if kept is None:
        return False
    routing.lift(unit=kept.unit, rule_id=rule_id)
    _note("moved", officer, kept, now)
    return True


def _find(officer: Officer, rule_id: int) -> KeptRule | None:
    return next((rule for rule in list_rules(officer=officer) if rule.id == rule_id), None)


def _is_range(first: str, last: str) -> bool:
    """No letters, one, or two in order."""
    letters = [one for one in (first, last) if one]
    alone = all(len(letter) == 1 and letter.isascii() and letter.isalpha() for letter in letters)
    return alone and letters == sorted(letters) and (bool(first) or not last)


def _note(act: str, officer: Officer, kept: KeptRule, now: datetime) -> None:
    said = {"unit": kept.unit, "rule": kept.id, "officers": list(kept.rule.officers)}
    chain.append(
        actor=f"officer:{officer.pk}", action=f"routing.{act}", subject=f"unit:{kept.unit}", now=now, details=said
    )
