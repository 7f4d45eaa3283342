"""Until when a task is to be done where neither the law nor the process says so. Pure.

No provision names these days: they are what the authority owes the person who waits, counted in working days from the day the
task opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from allmende.domain.deadlines import add_working_days
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.values import BERLIN, Text

USUAL = 10
_DAYS: Mapping[str, int] = {
    "posting": 2,
    "trouble": 2,
    "message": 3,
    "waiver": 3,
    "finish": 3,
    "lookup": 3,
    "treasury": 5,
}
"""Working days by the kind of the task; `USUAL` for every other."""
_WHY: Mapping[str, Text] = {
    "posting": Text.named("matter.due_days.by_post"),
    "trouble": Text.named("matter.due_days.trouble"),
    "message": Text.named("matter.due_days.message"),
    "waiver": Text.named("matter.due_days.second"),
    "finish": Text.named("matter.due_days.second"),
    "lookup": Text.named("matter.due_days.lookup"),
    "treasury": Text.named("matter.due_days.treasury"),
}


def due_moment(task: OpenTask, opened_on: date, state: str) -> datetime:
    """The moment by which it is to be done: its own, the end of its own day, else that of its kind. `state`: ISO 3166-2 without `DE-`."""
    if task.due_at is not None:
        return task.due_at
    return end_of_day(task.due_on) if task.due_on else usual_moment(task.kind, opened_on, state)


def usual_moment(kind: str, opened_on: date, state: str) -> datetime:
    """The end of the day by which a task of that kind is to be done."""
    return end_of_day(add_working_days(opened_on, _DAYS.get(kind, USUAL), state))


def end_of_day(day: date) -> datetime:
    """The last minute of that local day."""
    return datetime.combine(day, time(23, 59), BERLIN)


def why_due(kind: str, opened_on: date, due_on: date, state: str) -> Text | None:
    """Why that day, where it is the one of the kind; None where the task brought its own."""
    count = _DAYS.get(kind, USUAL)
    if add_working_days(opened_on, count, state) != due_on:
        return None
    return Text.named("matter.due_days.counted", why=_WHY.get(kind, Text.named("matter.due_days.usual")), count=count)
