"""A person should look at what a machine decided: who may ask, until when it is answered, and what comes of it. Pure.

    NoticeProvided (decided by a machine) ── ReviewAsked ── ReviewSettled ── a message with the result

It is no remedy and stops no time: both sides read the last day of the remedy beside it. It is answered before that day where
time is left, so that whoever does not agree can still object. Asked after it, it is looked at all the same; what can be changed then
are §§ 48, 49 and 51 HVwVfG. Nobody who worked on the case does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allmende.domain import facts as f
from allmende.domain.deadlines import add_working_days, next_working_day
from allmende.domain.matter import speech
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.outcome import OpenTask, WriteMessage
from allmende.domain.matter.tools import stable_id
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem, Text, day_words

KIND = "review"
"""The kind of the task."""
STAYS, CHANGES = "stays", "changes"
OUTCOMES = (STAYS, CHANGES)
WITHIN = 10
"""Working days until it is answered."""
BEFORE_REMEDY = timedelta(days=3)
"""So long before the last day of the remedy the answer is there."""
TWO_PEOPLE = Problem("review.four_eyes", Text.named("matter.reviewing.four_eyes"))
_STAYS = Text.named("matter.reviewing.stays")
_CHANGES = Text.named("matter.reviewing.changes")
NO_WORDS = Problem("review.reason", Text.named("matter.reviewing.no_words"), "reason")


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A letter a machine decided. `until`: the last day of the remedy against it; `due`: until when a review asked for today is answered."""

    letter: f.NoticeIssued
    until: date | None
    due: date
    late: bool

    @property
    def words(self) -> Text:
        """What the person reads beside the button."""
        due = Text.named("matter.reviewing.due", due=day_words(self.due))
        if self.until is None:
            return Text.named("matter.reviewing.no_time", due=due)
        until = day_words(self.until)
        if self.late:
            return Text.named("matter.reviewing.late", due=due, until=until)
        return Text.named("matter.reviewing.in_time", due=due, until=until)


def find_reviewable(matter: Matter, today: date) -> Reviewable | None:
    """The latest letter that is out and that no person decided, where nobody has asked about it yet; else None."""
    facts = matter.facts
    if any(isinstance(x, f.TaskDone) and x.node_id and x.by for x in f.since_reopened(facts)):
        return None
    decision = decision_of(facts)
    if decision is not None and not decision.automatic:
        return None
    out = {x.notice_id for x in facts if isinstance(x, f.NoticeProvided)}
    asked = {x.notice_id for x in facts if isinstance(x, f.ReviewAsked)}
    decided = [x for x in facts if isinstance(x, f.NoticeIssued) and x.notice_kind in DECIDED and x.notice_id in out]
    if not decided or decided[-1].notice_id in asked or decided[-1].outcome == "annulled":
        return None
    letter = decided[-1]
    known = [x for x in facts if isinstance(x, f.NotificationDeemed) and x.notice_id == letter.notice_id]
    until = known[-1].appeal_until if known else None
    late = until is not None and until < today
    return Reviewable(letter, until, _due(matter, until if not late else None, today), late)


DECIDED = ("decision", "certificate")
"""Kinds of letters that bring something about for the person."""


def _due(matter: Matter, until: date | None, today: date) -> date:
    state = matter.service.city.state
    due = add_working_days(today, WITHIN, state)
    if until is None or until - BEFORE_REMEDY >= due:
        return due
    return max(until - BEFORE_REMEDY, next_working_day(today, state))


def ask(matter: Matter, found: Reviewable, now: datetime) -> tuple[f.ReviewAsked, OpenTask]:
    """What asking for it means: nobody who worked on the case does the task."""
    asked = f.ReviewAsked(
        at=now,
        task_id=stable_id(matter.case_id, KIND, found.letter.notice_id),
        notice_id=found.letter.notice_id,
        title=found.letter.title,
        due_on=found.due,
        until=found.until,
        late=found.late,
    )
    why = Text.named("matter.reviewing.task_reason").spoken("de")
    time = "" if asked.until is None else found.words.spoken("de")
    task = OpenTask(
        task_id=asked.task_id,
        work_key=f"{KIND}:{asked.notice_id}",
        kind=KIND,
        title=f"Entscheidung der Maschine prüfen: {asked.title}",
        reason=f"{why} {time}".strip(),
        role=speech.deciding_role(matter.service),
        due_on=asked.due_on,
        four_eyes=True,
    )
    return asked, task


def find_asked(facts: Iterable[f.Fact], task_id: str) -> f.ReviewAsked | None:
    """What that task is about."""
    return next((x for x in facts if isinstance(x, f.ReviewAsked) and x.task_id == task_id), None)


def took_part(matter: Matter, officer_id: str) -> bool:
    """Has that officer finished a task of the case, or decided in it?"""
    return any(isinstance(x, f.TaskDone) and x.officer == officer_id for x in matter.facts)


def settle(
    matter: Matter, asked: f.ReviewAsked, decision: OfficerDecision, by: str, officer: str, now: datetime
) -> tuple[f.ReviewSettled, WriteMessage] | Problem:
    """What came of it, with the message to the person; or why this officer cannot say so."""
    if took_part(matter, officer):
        return TWO_PEOPLE
    words = clean_lines(decision.reason).strip()
    if not words:
        return NO_WORDS
    told = _STAYS if decision.outcome == STAYS else _CHANGES
    said = told.said(matter.language, title=asked.title)
    message = WriteMessage(
        message_id=stable_id(asked.task_id, "told"),
        subject=Text.named("matter.reviewing.subject").spoken(matter.language),
        text=f"{said}\n\n{words}",
        author=by,
    )
    settled = f.ReviewSettled(
        at=now, task_id=asked.task_id, notice_id=asked.notice_id, outcome=decision.outcome, by=by, officer=officer,
        message_id=message.message_id,
    )  # fmt: skip
    return settled, message
