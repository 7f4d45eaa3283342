"""Somebody sets a task aside to a day on which it can be done, and says why; until then it is in no list of what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.domain.facts import TaskSetAside
from allmende.domain.forms import Field
from allmende.domain.forms.values import read
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import CHANGED, find_task, why_not_move

LONGEST = timedelta(days=366)
LONGEST_NOTE = 200
DAY = Field("until", "date", Text.named("usecases.set_aside.until"), required=True, path="until")

NO_DAY = Problem("aside.day", Text.named("usecases.set_aside.aside_day"), "until")
PAST = Problem("aside.past", Text.named("usecases.set_aside.aside_past"), "until")
FAR = Problem("aside.far", Text.named("usecases.set_aside.aside_far"), "until")
NO_NOTE = Problem("aside.note", Text.named("usecases.set_aside.aside_note"), "note")
LONG_NOTE = Problem("aside.long", Text.named("usecases.set_aside.aside_long"), "note")


@dataclass(frozen=True, slots=True)
class Aside:
    """Until when, and why."""

    until: date
    note: str


def read_aside(typed: str, note: str, today: date) -> Aside | tuple[Problem, ...]:
    """Day and reason as typed, or everything that is wrong with them."""
    value, refused = read(DAY, typed.strip()) if typed.strip() else (None, ())
    day = value if isinstance(value, date) else None
    wrong = [Problem(refused[0].code, refused[0].text, "until")] if refused else [] if day else [NO_DAY]
    if day:
        wrong += [PAST] if day <= today else [FAR] if day > today + LONGEST else []
    words = clean_line(note)
    wrong += [] if words else [NO_NOTE]
    wrong += [LONG_NOTE] if len(words) > LONGEST_NOTE else []
    return tuple(wrong) if wrong or day is None else Aside(day, words)


def set_aside(
    *, city: str, task_id: str, officer_id: str, until: date | None, note: str, version: int, now: datetime
) -> Problem | None:
    """To be done from that day on, or at once (None). Her own or a free task; somebody else's only as head of the office.

    The day was read by `read_aside`. Error: `NotFound`.
    """
    task, officer = find_task(city=city, task_id=task_id, officer_id=officer_id, now=now)
    refused = why_not_move(task, officer_id, version)
    if refused:
        return refused
    with transaction.atomic():
        cases.lock(case_id=task.case_id)
        if not cases.set_aside(task_id=task.id, until=until, version=version):
            return CHANGED
        fact = TaskSetAside(at=now, task_id=task.id, by=officer.name, until=until, note=note)
        cases.append(
            case_id=task.case_id,
            facts=[(f"{task.id}:aside:{version}", fact)],
            now=now,
            today=local_day(now),
            actor=f"officer:{officer.pk}",
        )
    return None
