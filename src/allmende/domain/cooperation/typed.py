"""What people type into the forms of the cooperation, and what it means: hours worked, and the agreement."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.cooperation.rules import Key, Rules, check_rules
from allmende.domain.cooperation.sharing import ALL_SERVICES, KINDS
from allmende.domain.forms.values import RefusedEntry, read_as
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text

MOST_HOURS = Decimal(1000)
LONGEST_NOTE = 300
EVERYTHING = "*"
"""How a form says `ALL_SERVICES`: an empty answer is no answer."""
OF_SERVICE = "minutes."
KEYS: dict[Key, Text] = {
    "cases": Text.named("cooperation.typed.cases"),
    "equal": Text.named("cooperation.typed.equal"),
}


@dataclass(frozen=True, slots=True)
class TypedHours:
    """Hours worked on a day for a service, understood."""

    service_id: str
    kind: str
    worked_on: date
    hours: Decimal
    note: str


def read_booking(typed: Mapping[str, str], *, services: Collection[str], today: date) -> TypedHours | list[Problem]:
    """A booking from `service`, `kind`, `worked_on`, `hours`, `note` as typed; or what is wrong, at each field."""
    wrong: list[Problem] = []
    service = typed.get("service", "").strip()
    if service not in services and service != EVERYTHING:
        wrong.append(_wrong("service", Text.named("cooperation.typed.please_choose_service")))
    kind = typed.get("kind", "")
    if kind not in KINDS:
        wrong.append(_wrong("kind", Text.named("cooperation.typed.please_choose_kind_of_work")))
    worked_on = _read("date", "worked_on", typed, wrong)
    if worked_on is not None and not date(today.year - 5, 1, 1) <= worked_on <= today:
        wrong.append(
            _wrong(
                "worked_on",
                Text.named("cooperation.typed.day_lies_ahead_or_more"),
            )
        )
    hours = _read("decimal", "hours", typed, wrong)
    if hours is not None and (hours <= 0 or hours > MOST_HOURS or hours != hours.quantize(Decimal("0.01"))):
        wrong.append(
            _wrong(
                "hours",
                Text.named("cooperation.typed.please_enter_hours_such_as"),
            )
        )
    note = clean_line(typed.get("note", ""))
    if len(note) > LONGEST_NOTE:
        wrong.append(_wrong("note", Text.named("cooperation.typed.at_most_300_characters_please")))
    if wrong or worked_on is None or hours is None:
        return wrong
    return TypedHours(ALL_SERVICES if service == EVERYTHING else service, kind, worked_on, hours, note)


def read_rules(typed: Mapping[str, str]) -> Rules | list[Problem]:
    """The agreement from its fields as typed; `minutes.<service>` may stay empty. Or what is wrong, at each field."""
    wrong: list[Problem] = []
    numbers = {name: _read("integer", name, typed, wrong) for name in ("approvals", "legal", "data_protection")}
    rate = _read("money", "hourly_rate", typed, wrong)
    minutes = _read("integer", "minutes_saved", typed, wrong)
    by_service = {
        name.removeprefix(OF_SERVICE): _read("integer", name, typed, wrong)
        for name, text in typed.items()
        if name.startswith(OF_SERVICE) and text.strip()
    }
    key = next((key for key in KEYS if key == typed.get("key")), None)
    if key is None:
        wrong.append(_wrong("key", Text.named("cooperation.typed.please_choose_how_costs_are")))
    usual = Rules()
    rules = Rules(
        **{name: int(number or 0) for name, number in numbers.items()},
        hourly_rate=usual.hourly_rate if rate is None else rate,
        minutes_saved=int(minutes or 0),
        minutes_by_service={service: int(number or 0) for service, number in sorted(by_service.items())},
        key=key or usual.key,
    )
    problems = [*wrong, *(_placed(check_rule) for check_rule in check_rules(rules))]
    return problems or rules


def type_rules(rules: Rules) -> dict[str, str]:
    """The agreement as somebody would type it; reading it again gives the same."""
    return {
        **{name: str(getattr(rules, name)) for name in ("approvals", "legal", "data_protection", "minutes_saved")},
        "hourly_rate": f"{rules.hourly_rate:.2f}".replace(".", ","),
        "key": rules.key,
        **{f"{OF_SERVICE}{service}": str(minutes) for service, minutes in rules.minutes_by_service.items()},
    }


def _read(kind: str, name: str, typed: Mapping[str, str], wrong: list[Problem]) -> Any:
    found = read_as(kind, typed.get(name, ""))
    if found is None:
        wrong.append(_wrong(name, Text.named("cooperation.typed.please_fill_this_in")))
    if isinstance(found, RefusedEntry):
        wrong.append(Problem("typed.format", found.text, name))
        return None
    return found


def _placed(problem: Problem) -> Problem:
    """The field of a service's minutes is named after the service."""
    known = ("approvals", "legal", "data_protection", "hourly_rate", "minutes_saved")
    where = problem.where if problem.where in known else OF_SERVICE + problem.where
    return Problem(problem.code, problem.text, where)


def _wrong(where: str, text: Text) -> Problem:
    return Problem("typed.wrong", text, where)
