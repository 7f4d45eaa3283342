"""A letter whose day of arrival counts: a person notes it from the record that comes back, or that the service failed.

return_receipt       the return receipt (§ 4 Abs. 2 Satz 1 VwZG)
service_certificate  the certificate of the post (§ 3 VwZG); leaving it in the letter box or at the post office counts, too
post_abroad          what proves the arrival, where the law has no day of its own for letters abroad
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from allmende.domain import facts as f
from allmende.domain.deadlines import BY_HAND, find_notification_rule, next_working_day
from allmende.domain.forms import Field
from allmende.domain.matter.announcing import Provided
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.tools import stable_id
from allmende.domain.values import BERLIN, Text, spoken_day

KIND = "arrival"
"""The kind of a task to note the arrival of one letter."""
ARRIVED, FAILED = "arrived", "failed"
OUTCOMES = (ARRIVED, FAILED)
ARRIVED_ON = Field(
    "arrived_on",
    "date",
    Text.named("matter.arrival.arrived_on"),
    Text.named("matter.arrival.arrived_day_of_arrival_or_service_not"),
    required=True,
    path="arrived_on",
)
BACK_WITHIN = timedelta(days=14)
"""After that long the record should be there; the task is due then."""
SERVICE_FAILED = (
    "Das Schreiben kam nicht an, es ist nicht bekannt gegeben. Bitte klären Sie die Anschrift und bringen Sie es noch einmal auf "
    "den Weg."
)


def counts_arrival(matter: Matter, way: Provided) -> bool:
    """Does the law count from an arrival that a person must note? Only letters with a period, and what was formally served."""
    rule = find_notification_rule(matter.service.sheet.law, way.channel, way.on)
    if rule is None or rule.begins != "arrival" or way.channel in BY_HAND or way.channel == "portal":
        return False
    return way.kind == "decision" or way.channel not in ("post", "post_abroad")


def ask_arrival(
    matter: Matter, notice: f.NoticeIssued, way: Provided, sent: f.LetterPosted, now: datetime
) -> tuple[OpenTask, ...]:
    """The task to note when that letter arrived; none where the law does not ask."""
    if not counts_arrival(matter, way):
        return ()
    rule = find_notification_rule(matter.service.sheet.law, way.channel, way.on)
    assert rule is not None
    due = next_working_day(sent.posted_on + BACK_WITHIN, matter.service.city.state)
    return (
        OpenTask(
            task_id=task_id_of(sent.task_id),
            work_key=f"arrival:{sent.task_id}",
            kind=KIND,
            title=f"Zugang festhalten: {notice.title}",
            due_at=datetime.combine(due, time(23, 59), BERLIN),
            due_on=due,
            reason=f"Hier zählt der Tag des Zugangs ({rule.basis}). Auf den Weg gebracht am {spoken_day(sent.posted_on, 'de')}. "
            "Tragen Sie ein, was Rückschein, Zustellungsurkunde oder ein anderer Nachweis sagt.",
        ),
    )


def task_id_of(posting_task: str) -> str:
    """The id of the task that notes the arrival of what was posted at that task."""
    return stable_id(posting_task, "arrival")


def list_open(facts: Iterable[f.Fact], notice_id: str) -> tuple[str, ...]:
    """The tasks that still wait for the arrival of that letter."""
    known = tuple(facts)
    over = {x.task_id for x in known if isinstance(x, (f.TaskDone, f.TaskDropped))}
    asked = (task_id_of(x.task_id) for x in known if isinstance(x, f.LetterPosted) and x.notice_id == notice_id)
    opened = {x.task_id for x in known if isinstance(x, f.TaskOpened)}
    return tuple(one for one in asked if one in opened - over)


def find_awaited(facts: Iterable[f.Fact], task_id: str) -> f.LetterPosted | None:
    """The posting whose arrival that task notes."""
    return next((x for x in facts if isinstance(x, f.LetterPosted) and task_id_of(x.task_id) == task_id), None)


def find_arrived_on(facts: Iterable[f.Fact], notice_id: str) -> date | None:
    """The day that letter arrived, as corrected; None where none is noted for its latest way."""
    found: date | None = None
    for fact in facts:
        match fact:
            case f.LetterArrived() if fact.notice_id == notice_id:
                found = fact.arrived_on
            case f.DayCorrected(day="arrived") if fact.notice_id == notice_id:
                found = fact.new
            case f.LetterPosted() | f.LetterReturned() if fact.notice_id == notice_id:
                found = None
    return found
