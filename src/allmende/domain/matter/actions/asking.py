"""Asking the citizen: for corrections, documents, their view, an appointment."""

from __future__ import annotations

from datetime import date

from allmende.domain import facts as f
from allmende.domain.deadlines import period_end
from allmende.domain.deadlines.periods import Length
from allmende.domain.matter import appointments, by_post, reasons, speech
from allmende.domain.matter.hearing import UNDERWAY, assumed_of, begin_of
from allmende.domain.matter.outcome import InviteToBook, OpenCorrection, StepOutcome, WriteMessage
from allmende.domain.matter.tools import CannotPerform, WorkStep
from allmende.domain.matter.words import spoken_message

HEARING_PERIOD = Length(14, "days")
"""Where the process names no day. The law asks for a reasonable period and fixes none (§ 28 Abs. 1 HVwVfG)."""

INVITED = Length(14, "days")
"""So long somebody can book an appointment where the process names no day."""


def request_correction(step: WorkStep) -> StepOutcome:
    """Open the named fields again. What the case worker chose wins over what the process names.

    Where a letter asks first and went by post, `due` counts from the day it counts as notified.
    """
    since = _since_choice(step.matter.facts)
    done = since[0] if since and isinstance(since[0], f.TaskDone) else None
    chosen = done if done and done.outcome == "correct" and done.fields else None
    fields = chosen.fields if chosen else tuple(step.node.options.get("fields", "").split())
    if not fields:
        raise CannotPerform(reasons.NO_FIELDS)
    _subject, body = spoken_message(step, step.node.options.get("text") or step.node.message)
    text = (chosen.reason if chosen else "") or body
    begin = _notified(since, step.today)
    due = step.last_day(begin)
    request = OpenCorrection(request_id=step.id("correction"), fields=fields, text=text, due_on=due)
    fact = f.CorrectionRequested(
        at=step.now, request_id=request.request_id, fields=fields, text=text, due_on=due,
        notice_id=_letter_of(since), counted_from=begin,
    )  # fmt: skip
    return StepOutcome(facts=(fact,), effects=(request,))


def _since_choice(facts: tuple[f.Fact, ...]) -> tuple[f.Fact, ...]:
    """From the latest task on that was more than to post a letter; everything where there was none."""
    done = [n for n, x in enumerate(facts) if isinstance(x, f.TaskDone) and x.outcome not in by_post.BESIDE]
    return facts[done[-1] :] if done else facts


def _letter_of(facts: tuple[f.Fact, ...]) -> str:
    """The letter among these facts that went by post and asks; empty where the person reads the request online alone."""
    posted = [x.notice_id for x in facts if isinstance(x, f.LetterPosted)]
    return posted[-1] if posted else ""


def _notified(facts: tuple[f.Fact, ...], today: date) -> date:
    """The day the letter posted among these facts counts as notified, never before the day it assumes; today without one."""
    posted = {x.notice_id: x.posted_on + UNDERWAY for x in facts if isinstance(x, f.LetterPosted)}
    deemed = {x.notice_id: x.day for x in facts if isinstance(x, f.NotificationDeemed) and x.notice_id in posted}
    assumed = (assumed_of(x) for x in facts if isinstance(x, f.NoticeIssued) and x.notice_id in posted)
    return max((today, *(posted | deemed).values(), *assumed))


def invite_hearing(step: WorkStep) -> StepOutcome:
    """The chance to speak before a burdening decision (§ 28 HVwVfG).

    Where the node names the letter that invites, its `due` counts from the day the letter counts as received.
    """
    subject, body = spoken_message(step, step.node.message)
    letter = by_post.find_letter(step.matter.facts, step.node.notice) if step.node.notice else None
    begin = begin_of(step.matter.facts, letter, step.today) if letter else step.today
    until = (
        step.last_day(begin)
        or period_end(
            begin, HEARING_PERIOD, state=step.matter.service.city.state, law=step.matter.service.sheet.law
        ).day
    )
    message = WriteMessage(message_id=step.id("hearing"), subject=subject, text=body)
    facts = (
        f.HearingOpened(
            at=step.now,
            text=subject,
            until=until,
            notice_id=letter.notice_id if letter else "",
            counted_from=begin if letter else None,
            posted_on=by_post.find_posted_on(step.matter.facts, letter.notice_id) if letter else None,
        ),
        f.MessageSent(at=step.now, message_id=message.message_id),
    )
    return StepOutcome(facts=facts, effects=(message,))


def book_appointment(step: WorkStep) -> StepOutcome:
    """The person is invited to book a time of the city's offer that the node names; without one, somebody makes it with her.

    `due`: until when she can book; without it `INVITED`.
    """
    purpose = str(step.option("purpose") or step.node.name or "Termin")
    task_id, offer = step.id("appointment"), step.node.options.get("offer", "")
    unit, role = speech.task_unit(step.matter.service, step.node), step.node.role or ""
    if offer:
        state, law = step.matter.service.city.state, step.matter.service.sheet.law
        until = step.last_day() or period_end(step.today, INVITED, state=state, law=law).day
        invited = f.AppointmentInvited(at=step.now, purpose=purpose, task_id=task_id, offer=offer, until=until)
        effect = InviteToBook(
            task_id=task_id, offer=offer, purpose=purpose, until=until, node_id=step.node.id, role=role, unit=unit
        )
        return StepOutcome(facts=(invited,), effects=(effect,))
    asked = f.AppointmentRequested(
        at=step.now, purpose=purpose, task_id=task_id, calendar=step.node.options.get("calendar", "")
    )
    reason = step.node.options.get("text", "")
    task = appointments.desk_task(asked, node_id=step.node.id, role=role, unit=unit, reason=reason)
    return StepOutcome(facts=(asked, task.fact(step.now)), effects=(task,))
