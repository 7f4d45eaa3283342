"""A letter goes by post: a person notes the day she posted it, or that it came back. The clock of the law follows those days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries as case_queries
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.queries import LoadedCase
from allmende.apps.notices import operations as notices
from allmende.apps.notices import queries
from allmende.apps.payments import operations as payments
from allmende.domain import facts as f
from allmende.domain.matter import Matter, arrival, by_post, speech
from allmende.domain.matter.announcing import channel_by_post
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.outcome import MoveDemand, OpenCorrection, OpenTask, ProvideNotice
from allmende.domain.matter.tools import stable_id
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer
from allmende.usecases import read_case
from allmende.usecases.clock import local_day
from allmende.usecases.take_task import DONE

NOT_POSTED = Problem(
    "letter.not_posted",
    Text.named("usecases.post_letter.letter_not_posted"),
    "returned_on",
)


def post_letter(
    *, loaded: LoadedCase, task: TaskLine, officer: Officer, decision: OfficerDecision, now: datetime
) -> tuple[Problem, ...]:
    """Note how and on which day the letter went out; the waiting step goes on. Empty: done. The caller asked whether she may."""
    matter, today = loaded.matter, local_day(now)
    order = by_post.find_order(matter.facts, task.id)
    if order is None:
        return (DONE,)
    sent = by_post.read_sent(matter, order, decision.outcome, decision.answers, officer.name, now, today)
    if not isinstance(sent, f.LetterPosted):
        return sent
    done = f.TaskDone(
        at=now, task_id=task.id, node_id=task.node_id, outcome=decision.outcome, reason=decision.reason, by=officer.name,
        officer=str(officer.pk),
    )  # fmt: skip
    facts: list[tuple[str, f.Fact]] = [(f"{task.id}:done", done), (f"{task.id}:posted", sent)]
    waited = order.step and f.find_closed(matter.facts) is None
    beside, effects = ((), ()) if waited else by_post.provide(matter, order, sent, now, today)
    facts += [(f"{task.id}:{fact.kind}", fact) for fact in beside]
    with transaction.atomic():
        cases.lock(case_id=task.case_id)
        if not cases.finish_task(task_id=task.id, outcome=decision.outcome, officer_id=str(officer.pk), now=now):
            return (DONE,)
        keep_effects(case_id=task.case_id, effects=effects, now=now)
        cases.append(case_id=task.case_id, facts=facts, now=now, today=today, actor=f"officer:{officer.pk}")
    return ()


def keep_effects(*, case_id: str, effects: Iterable[by_post.FromPosting], now: datetime) -> None:
    """Keep what a letter on its way brings about beside the process. The caller holds the transaction."""
    for effect in effects:
        match effect:
            case OpenCorrection():
                cases.open_correction(case_id=case_id, request=effect, now=now)
            case MoveDemand():
                payments.move_day(demand_id=effect.demand_id, due_on=effect.due_on)
            case OpenTask():
                unit = case_queries.find_unit(case_id=case_id)
                cases.open_task(case_id=case_id, task=effect, unit=unit, now=now)
            case ProvideNotice():
                notices.provide(provided=effect, now=now)


def note_return(
    *, city: str, case_id: str, notice_id: str, officer: Officer, typed: str, now: datetime
) -> Problem | None:
    """The letter came back on the day typed: it is not notified any more, and a person must bring it another way.

    Error: `NotFound` without the right to write to the person.
    """
    read_case.need(city=city, case_id=case_id, officer=officer, act="write", now=now)
    today = local_day(now)
    with transaction.atomic():
        cases.lock(case_id=case_id)
        listed = queries.list_notices(city=city, case_id=case_id)
        notice = next((one for one in listed if one.id == notice_id and one.can_return), None)
        if notice is None or notice.announcement_id is None:
            return NOT_POSTED
        matter = case_queries.find_matter(case_id=case_id, today=today)
        day = by_post.read_returned_on(matter, notice_id, typed, today)
        if isinstance(day, Problem):
            return day
        end_way(
            matter=matter, notice_id=notice_id, announcement_id=notice.announcement_id, day=day, reason=by_post.CAME_BACK,
            officer=officer, now=now,
        )  # fmt: skip
    return None


def end_way(
    *, matter: Matter, notice_id: str, announcement_id: int, day: date, reason: str, officer: Officer, now: datetime
) -> None:
    """That letter is not notified: what followed from its way counts no more, its arrival is not waited for, it goes out anew.

    The caller holds the case.
    """
    actor, today = f"officer:{officer.pk}", local_day(now)
    notices.end(announcement_id=announcement_id, day=day)
    key = f"returned:{announcement_id}"
    returned = f.LetterReturned(at=now, notice_id=notice_id, returned_on=day, by=officer.name)
    facts: list[tuple[str, f.Fact]] = [(key, returned)]
    facts += [
        (f"{task_id}:dropped", f.TaskDropped(at=now, task_id=task_id))
        for task_id in arrival.list_open(matter.facts, notice_id)
        if cases.finish_task(task_id=task_id, outcome="dropped", officer_id=None, now=now)
    ]
    cases.append(case_id=matter.case_id, facts=facts, now=now, today=today, actor=actor)
    order_posting(matter=matter, notice_id=notice_id, key=key, reason=reason, now=now, actor=actor)


def order_posting(*, matter: Matter, notice_id: str, key: str, reason: str, now: datetime, actor: str) -> str:
    """Put a letter on the desk of the case's office, to be brought by post; the id of that task. Once for one `key`."""
    notice = by_post.issued(matter.facts, notice_id)
    names = speech.names(matter, local_day(now))
    task = OpenTask(
        task_id=stable_id(matter.case_id, key, "print"),
        work_key=f"{key}:print",
        kind=by_post.KIND,
        title=f"Auf anderem Weg bekannt geben: {notice.title}",
        reason=reason,
    )
    channel = channel_by_post(matter.service.notices.get(notice.template), names)
    order = by_post.Order(task=task, notice=notice, channel=channel)
    facts = [(f"{task.work_key}:{fact.kind}", fact) for fact in order.facts(now)]
    cases.open_task(case_id=matter.case_id, task=task, unit=case_queries.find_unit(case_id=matter.case_id), now=now)
    cases.append(case_id=matter.case_id, facts=facts, now=now, today=local_day(now), actor=actor)
    return task.task_id
