"""Somebody of the staff is away for some days, and a colleague stands in. She enters it herself, or a head of an office of hers.

The substitute sees the tasks of who is away and may take those that are for her anyway; she gains no right by standing in. Who
stands in for the substitute is not looked for: where both are away, the tasks are the team's. Why somebody is away is not asked.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from allmende.apps.cases.rules import HEAD
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.values import Problem, Text, day_words
from allmende.foundation.audit import chain
from allmende.foundation.identity import absences, officers
from allmende.foundation.identity.absences import Away
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day

FROM = Field("from_on", "date", Text.named("usecases.record_absence.from_on"), required=True, path="from_on")
UNTIL = Field("until_on", "date", Text.named("usecases.record_absence.until_on"), required=True, path="until_on")
EARLIEST, LONGEST = timedelta(days=31), timedelta(days=366)


def _problem(code: str, text: Text, where: str = "") -> Problem:
    return Problem(f"absence.{code}", text, where)


NO_DAY = _problem("day", Text.named("usecases.record_absence.no_day"))
BACKWARDS = _problem("backwards", Text.named("usecases.record_absence.backwards"), "until_on")
OVER = _problem("over", Text.named("usecases.record_absence.over"), "until_on")
LONG_AGO = _problem("ago", Text.named("usecases.record_absence.long_ago"), "from_on")
TOO_LONG = _problem("long", Text.named("usecases.record_absence.too_long"), "until_on")
NOBODY = _problem("who", Text.named("usecases.record_absence.nobody"), "who")
NO_RIGHT = _problem(
    "right",
    Text.named("usecases.record_absence.no_right"),
    "who",
)
NO_SUBSTITUTE = _problem(
    "substitute",
    Text.named("usecases.record_absence.no_substitute"),
    "substitute",
)
GONE = _problem("gone", Text.named("usecases.record_absence.gone"))


def list_people(actor: Officer) -> tuple[Officer, ...]:
    """For whom she may enter an absence: herself first, and as a head everybody of her offices."""
    return (actor, *(one for one in list_team(actor) if _leads(actor, one)))


def list_team(actor: Officer) -> tuple[Officer, ...]:
    """Active colleagues of her offices."""
    return tuple(
        one for one in officers.list_all() if one.active and one.pk != actor.pk and set(one.units) & set(actor.units)
    )


def list_absences(actor: Officer, now: datetime) -> tuple[Away, ...]:
    """Absences that are not over: her own, those she stands in for, and those of her offices."""
    seen = {str(actor.pk), *(str(one.pk) for one in list_team(actor))}
    return tuple(one for one in absences.list_from(local_day(now)) if one.officer_id in seen)


def may_end(actor: Officer, away: Away) -> bool:
    """May she end it: it is her own, or she leads an office of who is away?"""
    return away.officer_id in {str(person.pk) for person in list_people(actor)}


@transaction.atomic
def record_absence(
    *, actor: Officer, officer_id: str, substitute_id: str, from_on: str, until_on: str, now: datetime
) -> Away | tuple[Problem, ...]:
    """Enter it, or everything that is wrong. Days as typed; without a substitute the tasks are there for the team."""
    everybody = {str(one.pk): one for one in officers.list_all() if one.active}
    who, substitute = everybody.get(officer_id), everybody.get(substitute_id)
    days = _read_days(from_on, until_on, local_day(now))
    wrong = [day for day in days if isinstance(day, Problem)]
    if who is None:
        wrong.append(NOBODY)
    elif who.pk != actor.pk and not _leads(actor, who):
        wrong.append(NO_RIGHT)
    if (
        who
        and substitute_id
        and (not substitute or substitute.pk == who.pk or not set(who.units) & set(substitute.units))
    ):
        wrong.append(NO_SUBSTITUTE)
    first, last = days[0], days[-1]
    if wrong or who is None or isinstance(first, Problem) or isinstance(last, Problem):
        return tuple(wrong)
    officers.find(who.username, lock=True)  # two entries for one person come one after the other
    clash = _clash(who, substitute, first, last)
    if clash:
        return (clash,)
    to = str(substitute.pk) if substitute else None
    made = absences.record(officer_id=officer_id, substitute_id=to, from_on=first, until_on=last, now=now)
    _note("absence_recorded", actor, made, now)
    return made


@transaction.atomic
def end_absence(*, actor: Officer, absence_id: int, now: datetime) -> Problem | None:
    """She is back from today on; one that has not begun is gone. None: done."""
    away, today = absences.find(absence_id), local_day(now)
    if away is None or away.until_on < today:
        return GONE
    if not may_end(actor, away):
        return NO_RIGHT
    absences.end(absence_id=absence_id, today=today)
    _note("absence_ended", actor, away, now)
    return None


def _leads(actor: Officer, who: Officer) -> bool:
    return HEAD in actor.roles and bool(set(actor.units) & set(who.units))


def _read_days(from_on: str, until_on: str, today: date) -> tuple[date | Problem, ...]:
    first, last = _read_day(FROM, from_on), _read_day(UNTIL, until_on)
    if isinstance(first, Problem) or isinstance(last, Problem):
        return (first, last)
    if last < first:
        return (BACKWARDS,)
    if last < today:
        return (OVER,)
    if first < today - EARLIEST:
        return (LONG_AGO,)
    return (first, last) if last - first <= LONGEST and first <= today + LONGEST else (TOO_LONG,)


def _read_day(asked: Field, typed: str) -> date | Problem:
    if not typed.strip():
        return Problem(NO_DAY.code, NO_DAY.text, asked.id)
    value, refused = read(asked, typed.strip())
    if isinstance(value, date) and not refused:
        return value
    return Problem(refused[0].code if refused else NO_DAY.code, refused[0].text if refused else NO_DAY.text, asked.id)


def _clash(who: Officer, substitute: Officer | None, first: date, last: date) -> Problem | None:
    """Another absence of hers in that time, or one of who stands in."""
    for one, where in ((who, "from_on"), (substitute, "substitute")):
        there = absences.list_between(str(one.pk), first, last) if one else ()
        if one and there:
            first, last = there[0].from_on, there[0].until_on
            return _problem(
                "clash",
                Text.named(
                    "usecases.record_absence.name_is_entered_as_away",
                    name=one.name,
                    day=day_words(first),
                    day_2=day_words(last),
                ),
                where,
            )
    return None


def _note(act: str, actor: Officer, away: Away, now: datetime) -> None:
    said = {"from": away.from_on.isoformat(), "until": away.until_on.isoformat(), "substitute": away.substitute_id}
    chain.append(
        actor=f"officer:{actor.pk}", action=f"staff.{act}", subject=f"officer:{away.officer_id}", now=now, details=said
    )
