"""Whom a case waits for while nothing lies on a desk of its own office: what the office's list of waiting cases says.

The first rule that holds decides. A task of the own people comes before all: then the case does not wait, they do.

    citizen      confirm an application made for her, answer a hearing, complete what was asked for, book an appointment
    payment      a demand that can be paid
    office       another office of the city that was asked; a body outside or a city that can still answer
    citizen      what the decision needs and was not sent along
    appointment  it is made and still to come
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from allmende.domain import facts as f
from allmende.domain.matter import appointments, confirming, status
from allmende.domain.matter.model import find_appointment
from allmende.domain.matter.partners import list_asked
from allmende.domain.matter.reached import due_day
from allmende.domain.values import Text

WaitsFor = Literal["citizen", "payment", "office", "appointment"]
WAITS_FOR: tuple[WaitsFor, ...] = get_args(WaitsFor)
Why = Literal["confirm", "hearing", "correction", "pay", "opinion", "answer", "missing", "appointment", "book"]

WORDS: Mapping[Why, Text] = {
    "confirm": Text.named("matter.waits.confirm"),
    "hearing": Text.named("matter.waits.hearing"),
    "correction": Text.named("matter.waits.correction"),
    "pay": Text.named("matter.waits.pay"),
    "opinion": Text.named("matter.waits.opinion"),
    "answer": Text.named("matter.waits.answer"),
    "missing": Text.named("matter.waits.missing"),
    "appointment": Text.named("matter.waits.appointment"),
    "book": Text.named("matter.waits.book"),
}
"""What happens next, from the clerk's chair."""


@dataclass(frozen=True, slots=True)
class Wait:
    """For whom, why, until which day (None: no day is set), and the name of another office or body that is asked."""

    on: WaitsFor
    why: Why
    until: date | None = None
    name: str = ""

    def spoken(self, language: str) -> str:
        """What is awaited, in a sentence without its day."""
        return WORDS[self.why].said(language, name=self.name)


def wait_of(facts: Iterable[f.Fact], today: date) -> Wait | None:
    """Whom the case waits for on that day; None where its own people or the machine are at work, or it is over."""
    known = tuple(facts)
    if f.find_closed(known) or any(isinstance(x, f.ApplicationWithdrawn) for x in known):
        return None
    tasks = [task for task in status.open_tasks(known) if task.node_id]
    if any(not task.asked for task in tasks):
        return None
    return (
        _citizen(known, today)
        or _payment(known)
        or _others(known, tasks, today)
        or _missing(known)
        or _appointment(known, today)
    )


def _citizen(known: tuple[f.Fact, ...], today: date) -> Wait | None:
    if confirming.is_open(known):
        return Wait("citizen", "confirm", confirming.asked_until(known))
    if hearing := status.open_hearing(known, today):
        return Wait("citizen", "hearing", hearing.until)
    if asked := status.open_correction(known, today):
        return Wait("citizen", "correction", asked.due_on)
    if invited := appointments.find_invited(known):
        return Wait("citizen", "book", invited.until)
    return None


def _payment(known: tuple[f.Fact, ...]) -> Wait | None:
    demands = status.open_demands(known)
    days = (due_day(known, demand) for demand in demands)
    return Wait("payment", "pay", min((day for day in days if day), default=None)) if demands else None


def _others(known: tuple[f.Fact, ...], tasks: list[f.TaskOpened], today: date) -> Wait | None:
    if tasks:
        return Wait("office", "opinion", tasks[0].due_on, tasks[0].asked)
    asked = min(list_asked(known, today), key=lambda one: one.until, default=None)
    return Wait("office", "answer", asked.until, asked.name) if asked else None


def _missing(known: tuple[f.Fact, ...]) -> Wait | None:
    lacking = status.find_lacking(known)
    return Wait("citizen", "missing", lacking.missing_until) if lacking else None


def _appointment(known: tuple[f.Fact, ...], today: date) -> Wait | None:
    made = find_appointment(known)
    return Wait("appointment", "appointment", made.day) if made and made.day >= today else None
